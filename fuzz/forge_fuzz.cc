// Any bytes as answers of a forge: refused or read. What a Link header leads to was between its angle brackets.
// LINK: ward_net
#include <cstddef>
#include <cstdlib>
#include <string_view>

#include "io/net/forge.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::net;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto issue = issue_from_json(text, "fuzz"); issue && issue->number < 1) std::abort();
    if (const auto issues = issues_from_json(text, "fuzz"))
        for (const Issue& issue : *issues)
            if (issue.number < 1) std::abort();
    (void)comments_from_json(text, "fuzz");
    if (const auto next = next_link(text); next && text.find("<" + *next + ">") == std::string_view::npos) std::abort();
    return 0;
}
