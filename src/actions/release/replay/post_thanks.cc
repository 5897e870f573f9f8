// Thanks in posts.
#include <algorithm>
#include <array>

#include "actions/release/replay/post_text.h"
#include "base/text.h"

namespace ward::release {
namespace {

// What is longer thanks nobody, and is not searched.
constexpr size_t max_thanks_bytes = 4'096;

bool starts_with_word(std::string_view text, std::string_view start) {
    return text.size() >= start.size() && equal_ignoring_case(text.substr(0, start.size()), start);
}

// "A, B and C", outside of parentheses; "@" and what a name is from are left out.
std::vector<std::string> names_in(std::string_view text) {
    constexpr std::array<std::string_view, 4> joints{", and ", " and ", " & ", ","};
    std::vector<std::string> out;
    const auto add = [&](std::string_view name) {
        name = trim(name.substr(0, name.find(" from ")));
        if (name.starts_with('@')) name.remove_prefix(1);
        if (!name.empty()) out.push_back(replace_all(name, "(@", "("));
    };
    size_t start = 0;
    size_t depth = 0;
    for (size_t at = 0; at < text.size();) {
        if (text[at] == '(') ++depth;
        if (text[at] == ')' && depth > 0) --depth;
        const auto joint = std::ranges::find_if(
            joints, [&](std::string_view one) { return depth == 0 && text.substr(at).starts_with(one); });
        if (joint == joints.end()) {
            ++at;
            continue;
        }
        add(text.substr(start, at - start));
        start = at += joint->size();
    }
    add(text.substr(start));
    return out;
}

std::string_view between(std::string_view text, std::string_view from, std::string_view to) {
    const size_t start = text.find(from);
    if (start == std::string_view::npos) return {};
    const std::string_view rest = text.substr(start + from.size());
    return rest.substr(0, rest.find(to));
}

// As ward writes it.
Thanks own_thanks(std::string_view text) {
    constexpr std::string_view both = "Reported and fixed by ";
    Thanks out;
    if (text.starts_with(both)) {
        out.reporters = out.fixers = names_in(between(text, both, ". Thank you!"));
        return out;
    }
    const bool has_fixers = text.contains(". Fixed by ") || text.starts_with("Fixed by ");
    out.reporters = names_in(between(text, "Reported by ", has_fixers ? ". Fixed by " : ". Thank you!"));
    if (has_fixers) out.fixers = names_in(between(text, "Fixed by ", ". Thank you!"));
    return out;
}

// Those who stand before "for fixing it", behind the reporters; the reporters where nobody does.
std::vector<std::string> fixers_in(std::string_view rest, const std::vector<std::string>& reporters) {
    const size_t end = rest.find(" for fixing");
    if (end == std::string_view::npos) {
        const bool is_said = rest.contains("fixing") || rest.contains("fixed") || rest.contains("created the");
        return is_said ? reporters : std::vector<std::string>{};
    }
    const std::string_view told = rest.substr(0, end);
    for (const std::string_view joint :
         {" and thank you to ", " and thank you, ", " and thank you ", " and thanks to ", " and to ", " and "}) {
        const size_t at = told.find(joint);
        if (at != std::string_view::npos) return names_in(told.substr(at + joint.size()));
    }
    return reporters;
}

}  // namespace

std::optional<Thanks> thanks_of(std::string_view sentence) {
    if (sentence.size() > max_thanks_bytes) return std::nullopt;
    for (const std::string_view start : {"Reported and fixed by ", "Reported by ", "Fixed by "})
        if (sentence.starts_with(start) && sentence.contains("Thank you!")) return own_thanks(sentence);
    std::string_view text;
    for (const std::string_view start : {"thank you", "thanks"})
        if (text.empty() && starts_with_word(sentence, start)) text = sentence.substr(start.size());
    while (!text.empty() && (is_space(text.front()) || text.front() == ',')) text.remove_prefix(1);
    if (starts_with_word(text, "to ")) text.remove_prefix(3);
    Thanks out;
    constexpr std::array<std::string_view, 5> reports{" for reporting", " for identifying", " for finding",
                                                      " for discovering", " who reported"};
    // "A for identifying & B for reporting this vulnerability".
    while (true) {
        size_t first = std::string_view::npos;
        size_t size = 0;
        for (const std::string_view report : reports)
            if (const size_t at = text.find(report); at < first) {
                first = at;
                size = report.size();
            }
        if (first == std::string_view::npos || first > text.find(" for fixing")) break;
        std::string_view names = text.substr(0, first);
        if (!out.reporters.empty()) names = names.substr(std::min(names.find(" & ") + 3, names.size()));
        for (std::string& name : names_in(names)) out.reporters.push_back(std::move(name));
        text.remove_prefix(first + size);
    }
    if (!out.reporters.empty()) out.fixers = fixers_in(text, out.reporters);
    else if (const size_t fixing = text.find(" for fixing"); fixing != std::string_view::npos)
        out.fixers = names_in(text.substr(0, fixing));
    if (out.reporters.empty() && out.fixers.empty()) return std::nullopt;
    return out;
}

}  // namespace ward::release
