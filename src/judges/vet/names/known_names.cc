// T19, T20, T21: names that mean something else already.
#include <algorithm>
#include <unordered_map>

#include <fmt/core.h>

#include "judges/vet/names/names.h"
#include "judges/vet/names/tables.h"

namespace ward::vet {
namespace {

enum class OptionKind : uint8_t { option, slip };

const std::unordered_map<std::string_view, OptionKind>& npm_options() {
    static const auto options = [] {
        std::unordered_map<std::string_view, OptionKind> made;
        for_each_line(npm_options_tsv, [&](std::string_view line) {
            const size_t tab = line.find('\t');
            made.emplace(line.substr(0, tab), line.substr(tab + 1) == "slip" ? OptionKind::slip : OptionKind::option);
        });
        return made;
    }();
    return options;
}

// "legacy-peer-deps", "no-audit": words of one part alone ("json", "debug") are names like others.
bool is_option(std::string_view name) {
    // Most names are settled by a look: longer than any slip, and of one word.
    constexpr size_t longest_slip = 7;
    if (name.size() > longest_slip && !name.contains('-')) return false;
    const auto& options = npm_options();
    const auto found = options.find(name);
    if (found != options.end()) return found->second == OptionKind::slip || name.contains('-');
    return name.starts_with("no-") && options.contains(name.substr(3));
}

}  // namespace

void NameReader::add_runtime(NameReading& reading, const Keys& keys) const {
    if (is_established_runtime_package(reading.name)) return;
    Likeness likeness{.signal = "T19"};
    if (const RuntimeName* exact = runtime_.find(reading.name)) {
        likeness.target = exact->name;
        likeness.reason = fmt::format(
            "the name of {}; this package is another thing, and the name alone does not make it malware", exact->what);
        // The collision is told whatever else is known; of libraries of other programs it weighs nothing.
        if (!exact->is_of_the_runtime) likeness.weight = 0;
    } else if (const RuntimeName* near = reading.is_established ? nullptr : runtime_.near(reading.name, keys)) {
        likeness.target = near->name;
        likeness.reason = fmt::format("one edit away from `{}`, {}", near->name, near->what);
        likeness.weight = 0;
    } else {
        return;
    }
    reading.likenesses.push_back(std::move(likeness));
}

void NameReader::add_option(NameReading& reading) const {
    const std::string_view name = reading.name;
    if (name.starts_with('-')) {
        const size_t letter = std::min(name.find_first_not_of('-'), name.size());
        const std::string_view word = name.substr(letter);
        const bool is_known = npm_options().contains(word) || is_option(word);
        reading.likenesses.push_back(
            {.signal = "T20",
             .target = is_known ? fmt::format("--{}", word) : std::string(name),
             .reason = is_known ? "the name of an option of npm" : "begins like an option of a command"});
    } else if (is_option(name) && !reading.is_established) {
        reading.likenesses.push_back({.signal = "T20",
                                      .target = fmt::format("--{}", name),
                                      .reason = "what stands behind `npm install` when its dashes are left out"});
    }
}

void NameReader::add_private(NameReading& reading) const {
    if (auto match = own_->match(reading.name))
        reading.likenesses.push_back(
            {.signal = "T21", .target = std::move(match->target), .reason = std::move(match->reason)});
}

}  // namespace ward::vet
