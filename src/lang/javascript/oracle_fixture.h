// For tests: other programs are asked.
#pragma once

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "base/text.h"

namespace ward::javascript {

namespace fs = std::filesystem;
using Json = simdjson::dom::element;

// What the oracle wrote; it lives until the next call.
inline Json parse(std::string_view text) {
    static simdjson::dom::parser parser;
    return parser.parse(simdjson::padded_string(text)).value();
}

inline std::string text_of(Json value) {
    return std::string(value.get_string().value());
}

inline constexpr size_t shown_differences = 5;  // of each kind
inline const std::vector<std::string> trees = {"tests/oracles/node_modules", "tests/build/node_modules"};
inline const std::string node_24 = "tests/nodes/node_modules/node-24/bin/node";

// Lines of a command's output.
inline std::vector<std::string> lines_of(const std::string& command) {
    std::vector<std::string> lines;
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);  // NOLINT(cert-env33-c)
    std::string text;
    std::array<char, 1 << 16> buffer{};
    while (const size_t count = fread(buffer.data(), 1, buffer.size(), pipe.get())) text.append(buffer.data(), count);
    for (const std::string_view line : split(text, '\n'))
        if (!line.empty()) lines.emplace_back(line);
    return lines;
}

// The trees of the tests, and those that WARD_TEST_TREES names, with colons between them.
inline std::string folders() {
    std::vector<std::string> all = trees;
    if (const char* more = std::getenv("WARD_TEST_TREES"); more != nullptr)  // NOLINT(concurrency-mt-unsafe)
        for (const std::string_view one : split(more, ':')) all.emplace_back(one);
    std::string list;
    for (const std::string& tree : all)
        if (!tree.empty() && fs::exists(tree)) list += " '" + tree + "'";
    return list;
}

}  // namespace ward::javascript
