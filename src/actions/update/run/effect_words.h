// How effects keep their words, and how what is there stands to them. Private to run/.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "actions/engine/executor.h"
#include "base/text.h"

namespace ward::update {

inline std::string word_of(const std::map<std::string, std::string>& words, const std::string& key) {
    const auto at = words.find(key);
    return at == words.end() ? "" : at->second;
}

// Standing by digests: of the new state, of the one that is required, of the one that is there.
inline engine::Sight compared(const std::string& there, const std::string& wanted, const std::string& required,
                              std::string_view what) {
    if (there == wanted) return {.standing = engine::Standing::present, .detail = {}};
    if (there == required) return {.standing = engine::Standing::missing, .detail = {}};
    return {.standing = engine::Standing::changed, .detail = fmt::format("{} has changed meanwhile", what)};
}

inline std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> out;
    for (const std::string_view line : split(text, '\n'))
        if (!line.empty()) out.emplace_back(line);
    return out;
}

}  // namespace ward::update
