#include "facts/advisory/cve_versions.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/text.h"
#include "formats/versions/versions.h"

namespace ward::advisory {
namespace {

// "n/a", "-" and their like: nothing is known, which is not the same as everything.
bool is_no_version(std::string_view text) {
    constexpr std::array<std::string_view, 8> words = {"", "-", "n/a", "na", "unspecified", "unknown", "none", "tbd"};
    return std::ranges::any_of(words, [&](std::string_view word) { return equal_ignoring_case(word, text); });
}

bool is_everything(std::string_view text) {
    return text == "*" || equal_ignoring_case(text, "all") || equal_ignoring_case(text, "all versions");
}

// The lower end of a range: "0" and words for "no idea where it began" are the beginning of all versions.
std::string_view lower_end(std::string_view text) {
    return is_no_version(text) || is_everything(text) ? std::string_view("0") : text;
}

// Does a word look like a version: a digit, perhaps behind a "v"?
bool is_version_word(std::string_view word) {
    if (word.size() > 1 && (word[0] == 'v' || word[0] == 'V')) word.remove_prefix(1);
    return !word.empty() && is_digit(word[0]);
}

// Commas and full stops that end a word of prose.
std::string_view without_mark(std::string_view word) {
    while (!word.empty() && (word.back() == ',' || word.back() == '.' || word.back() == ';')) word.remove_suffix(1);
    return word;
}

// A text of several words that names one version: "OpenSSL 1.0.2", "version 3.1". Empty where it says more than that.
std::string_view without_name(std::string_view text) {
    const size_t blank = text.rfind(' ');
    if (blank == std::string_view::npos) return text;
    const std::string_view last = without_mark(text.substr(blank + 1));
    if (!is_version_word(last)) return {};
    // Another number before it makes it a list, or a range in words ("1.2 through 1.4").
    for (const std::string_view word : split(text.substr(0, blank), ' '))
        if (is_version_word(without_mark(word))) return {};
    return last;
}

// "libuv versions prior to 1.48.0", "before 1.48.0", "Fixed in 1.48.0", "1.2.3 and earlier": publishers' prose. Empty
// where it is not of these forms; what is read must be all that is said.
std::vector<OsvEvent> events_of_words(std::string_view text, Arena& arena) {
    struct Phrase {
        std::string_view words;
        EventKind end;
    };
    constexpr std::array<Phrase, 13> before{{{"prior to and including ", EventKind::last_affected},
                                             {"before and including ", EventKind::last_affected},
                                             {"up to and including ", EventKind::last_affected},
                                             {"all versions through ", EventKind::last_affected},
                                             {"earlier than ", EventKind::fixed},
                                             {"lower than ", EventKind::fixed},
                                             {"less than ", EventKind::fixed},
                                             {"older than ", EventKind::fixed},
                                             {"prior to ", EventKind::fixed},
                                             {"before ", EventKind::fixed},
                                             {"below ", EventKind::fixed},
                                             {"fixed in ", EventKind::fixed},
                                             {"up to ", EventKind::last_affected}}};
    constexpr std::array<std::string_view, 5> behind = {"and earlier", "and below", "and prior", "and before",
                                                        "or earlier"};
    const std::string_view lower = arena.keep(to_lower(text));
    const size_t words = lower.find(' ');
    if (words == std::string_view::npos) return {};
    auto one_version = [](std::string_view rest) {
        for (const std::string_view filler : {"version ", "versions ", "v. "})
            if (rest.starts_with(filler)) rest.remove_prefix(filler.size());
        rest = without_mark(trim(rest));
        return is_version_word(rest) && rest.find(' ') == std::string_view::npos ? rest : std::string_view();
    };
    auto names_no_version = [](std::string_view part) {
        return std::ranges::none_of(split(part, ' '),
                                    [](std::string_view word) { return is_version_word(without_mark(word)); });
    };
    for (const Phrase& phrase : before) {
        const size_t at = lower.find(phrase.words);
        if (at == std::string_view::npos || (at > 0 && lower[at - 1] != ' ')) continue;
        const std::string_view version = one_version(lower.substr(at + phrase.words.size()));
        if (version.empty() || !names_no_version(lower.substr(0, at))) return {};
        return {{EventKind::introduced, "0"}, {phrase.end, version}};
    }
    for (const std::string_view phrase : behind) {
        const size_t at = lower.find(phrase);
        if (at == std::string_view::npos) continue;
        const std::string_view rest = trim(lower.substr(at + phrase.size()));
        if (!rest.empty() && rest != "versions") return {};
        const std::string_view version = without_name(trim(lower.substr(0, at)));
        if (version.empty()) return {};
        return {{EventKind::introduced, "0"}, {EventKind::last_affected, version}};
    }
    return {};
}

// A text with comparators, as GitHub's records have it: ">= 1.45.0, < 1.48.0", "= 2.0", "<= 1.3".
bool has_comparator(std::string_view text) {
    return text.find_first_of("<>=") != std::string_view::npos;
}

// The events of such a text; empty where a part of it cannot be read: half a condition is a wrong answer.
std::vector<OsvEvent> events_of_comparators(std::string_view text) {
    OsvEvent lower{EventKind::introduced, "0"};
    std::vector<OsvEvent> upper;
    for (std::string_view part : split(text, ',')) {
        part = trim(part);
        const size_t sign = std::min(part.find_first_not_of("<>="), part.size());
        const std::string_view comparator = part.substr(0, sign);
        const std::string_view version = trim(part.substr(sign));
        if (version.empty() || version.find_first_of(" <>=|") != std::string_view::npos) return {};
        if (comparator == ">=") lower.version = version;
        else if (comparator == ">") lower = {EventKind::introduced_after, version};
        else if (comparator == "<") upper.push_back({EventKind::fixed, version});
        else if (comparator == "<=") upper.push_back({EventKind::last_affected, version});
        else if (comparator == "=" || comparator == "==") {
            lower.version = version;
            upper.push_back({EventKind::last_affected, version});
        } else {
            return {};  // no comparator at all is no condition
        }
    }
    if (upper.size() > 1) return {};
    // "< 5.7.1, >= 5.8.0": nothing is in it, and what was meant is not known.
    if (!upper.empty() && lower.version != "0") {
        const versions::Ordering* ordering = versions::ordering_named("upstream");
        const auto order = versions::compare(*ordering, lower.version, upper[0].version);
        const bool one = lower.kind == EventKind::introduced && upper[0].kind == EventKind::last_affected;
        if (order && (*order > 0 || (*order == 0 && !one))) return {};
    }
    upper.insert(upper.begin(), lower);
    return upper;
}

// "5.10.*" as an inclusive end is everything up to the next series: the version that it ends before. Empty for other
// texts.
std::string_view next_series(std::string_view text, Arena& arena) {
    if (!text.ends_with(".*")) return {};
    text.remove_suffix(2);
    const size_t dot = text.rfind('.');
    const std::string_view last = dot == std::string_view::npos ? text : text.substr(dot + 1);
    const auto number = to_number<uint32_t>(last);
    if (!number) return {};
    return arena.keep(std::string(text.substr(0, text.size() - last.size())) + std::to_string(uint64_t{*number} + 1));
}

// Where a range ends, for affected ones: nothing for "*".
std::optional<OsvEvent> end_of(std::string_view end, bool inclusive, Arena& arena) {
    if (end == "*") return std::nullopt;
    if (const std::string_view next = next_series(end, arena); !next.empty()) return OsvEvent{EventKind::fixed, next};
    return OsvEvent{inclusive ? EventKind::last_affected : EventKind::fixed, without_name(end)};
}

enum class Company { alone, others };  // does the list have other affected entries?

std::vector<OsvEvent> events_of(const CveVersion& entry, Company company, Arena& arena, Notes& notes) {
    if (has_comparator(entry.version)) {
        std::vector<OsvEvent> events = events_of_comparators(entry.version);
        if (events.empty()) notes.add(Defect::bad_event);
        return events;
    }
    const std::string_view end = entry.less_than.empty() ? entry.less_than_or_equal : entry.less_than;
    if (end.empty()) {
        if (is_everything(entry.version)) return {{EventKind::introduced, "0"}};
        if (is_no_version(entry.version)) return {};
        if (std::vector<OsvEvent> events = events_of_words(entry.version, arena); !events.empty()) return events;
        const std::string_view version = without_name(entry.version);
        if (version.empty()) {
            notes.add(Defect::bad_event);
            return {};
        }
        return {{EventKind::introduced, version}, {EventKind::last_affected, version}};
    }
    const bool inclusive = entry.less_than.empty();
    // Prose at the lower end says no more than that the range begins somewhere.
    std::string_view lower = lower_end(without_name(entry.version));
    // From a version up to itself is nothing by the letter. What is meant is everything before it, or, in a list that
    // has a range for each release series, its own series.
    if (!inclusive && lower == end) lower = company == Company::alone ? "0" : lower.substr(0, lower.rfind('.'));
    std::vector<OsvEvent> events{{EventKind::introduced, lower}};
    for (const CveChange& change : entry.changes) {
        if (change.status == CveStatus::affected) events.push_back({EventKind::introduced, change.at});
        else events.push_back({EventKind::fixed, change.at});
    }
    // Where a change ends the range earlier, this end changes nothing.
    if (const auto last = end_of(end, inclusive, arena)) events.push_back(*last);
    return events;
}

// Everything but what is said to be unaffected. Each such range is cut out of the whole: fixed where it begins,
// introduced again where it ends. What events cannot say (behind one single version, behind an inclusive end) errs on
// the loud side.
std::vector<OsvEvent> events_outside(const std::vector<CveVersion>& versions, Arena& arena) {
    std::vector<OsvEvent> events{{EventKind::introduced, "0"}};
    for (const CveVersion& entry : versions) {
        if (entry.status != CveStatus::unaffected || entry.type == "git") continue;
        const bool inclusive = entry.less_than.empty();
        const std::string_view end = inclusive ? entry.less_than_or_equal : entry.less_than;
        if (end.empty()) continue;
        const std::string_view begin = lower_end(without_name(entry.version));
        if (begin == "0") std::erase_if(events, [](const OsvEvent& event) { return event.version == "0"; });
        else events.push_back({EventKind::fixed, begin});
        if (const auto last = end_of(end, inclusive, arena)) events.push_back({EventKind::introduced, last->version});
    }
    return events;
}

}  // namespace

CveRanges ranges_of(const std::vector<CveVersion>& versions, CveStatus otherwise, Arena& arena, Notes& notes) {
    CveRanges ranges;
    if (otherwise == CveStatus::affected) {
        if (std::vector<OsvEvent> events = events_outside(versions, arena); !events.empty())
            ranges.push_back(std::move(events));
    }
    const auto affected = std::ranges::count(versions, CveStatus::affected, &CveVersion::status);
    for (const CveVersion& entry : versions) {
        if (entry.status != CveStatus::affected) continue;
        // Commits have no order without the repository.
        if (entry.type == "git") continue;
        if (std::vector<OsvEvent> events =
                events_of(entry, affected == 1 ? Company::alone : Company::others, arena, notes);
            !events.empty())
            ranges.push_back(std::move(events));
    }
    return ranges;
}

}  // namespace ward::advisory
