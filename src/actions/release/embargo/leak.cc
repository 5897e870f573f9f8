#include "actions/release/embargo/leak.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"

namespace ward::release {
namespace {

constexpr size_t shown_id_digits = 12;

}  // namespace

void LeakReport::add(LeakReport other) {
    std::ranges::move(other.leaks, std::back_inserter(leaks));
    std::ranges::move(other.problems, std::back_inserter(problems));
    objects += other.objects;
    files += other.files;
    known_clean += other.known_clean;
}

std::string sentence_of(const Leak& leak) {
    std::string out = leak.kind;
    if (!leak.object.empty()) out += ' ' + leak.object.substr(0, shown_id_digits);
    std::string where = display(leak.place);
    if (leak.line != 0) where += fmt::format("{}{}", where.empty() ? "line " : ":", leak.line);
    if (!leak.reached_from.empty())
        where += fmt::format("{}reached from {}", where.empty() ? "" : ", ", display(leak.reached_from));
    if (!where.empty()) out += leak.object.empty() ? ' ' + where : fmt::format(" ({})", where);
    return out + fmt::format(": {} ({} {})", meaning_of(leak.rule), name_of(leak.rule), leak.item + 1);
}

std::vector<Leak> leaks_in(std::string_view text, const TaintMatcher& matcher, const Leak& where) {
    std::vector<Leak> out;
    for (const Taint& taint : matcher.find(text)) {
        Leak leak = where;
        leak.rule = taint.rule;
        leak.item = taint.item;
        if (leak.kind != "name" && leak.kind != "ref" && leak.kind != "tree")
            leak.line = 1 + static_cast<size_t>(std::ranges::count(text.substr(0, taint.begin), '\n'));
        out.push_back(std::move(leak));
    }
    return out;
}

std::string without_people(std::string_view object) {
    std::string out;
    while (!object.empty()) {
        const size_t end = object.find('\n');
        const std::string_view line = object.substr(0, end);
        if (line.empty() || end == std::string_view::npos) break;
        // The lines stay, so that lines are counted right.
        const bool is_person =
            line.starts_with("author ") || line.starts_with("committer ") || line.starts_with("tagger ");
        if (!is_person) out += line;
        out += '\n';
        object.remove_prefix(end + 1);
    }
    return out += object;
}

}  // namespace ward::release
