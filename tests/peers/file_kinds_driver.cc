// Reads files from standard input (frames.h) and prints the kinds whose marks each has, by name, and whether
// it is text; go/file_kinds/main.go prints what the peer's matchers say. file_kinds.py compares.
#include <algorithm>
#include <string>
#include <vector>

#include "judges/scorecard/file_kinds.h"
#include "peers/frames.h"

int main() {
    for (std::string content; read_frame(content);) {
        std::vector<std::string> names;
        for (const auto kind : ward::scorecard::kinds_of_content(content))
            names.emplace_back(ward::scorecard::name_of(kind));
        std::ranges::sort(names);
        std::string out = ward::scorecard::is_text(content) ? "text" : "binary";
        for (const std::string& name : names) out += " " + name;
        std::puts(out.c_str());
    }
}
