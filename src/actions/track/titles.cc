#include "actions/track/titles.h"

#include <algorithm>

#include "base/text.h"
#include "formats/letters.h"

namespace ward::track {
namespace {

constexpr std::string_view found_on = " found on ";
constexpr size_t shortest_similar = 3;

bool is_id(std::string_view id) {
    return id.size() >= 4 && id.contains('-') && is_alpha(id[0]) &&
           std::ranges::all_of(id, [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.' || c == ':'; });
}

}  // namespace

std::optional<FindingTitle> parse_title(std::string_view title) {
    title = trim(title);
    if (title.size() > max_title_bytes) return std::nullopt;
    const size_t open = title.find(" (");
    if (open == std::string_view::npos || !is_id(title.substr(0, open))) return std::nullopt;
    const std::string_view rest = title.substr(open + 2);
    // The last ") found on " counts: a dependency's name may have parentheses of its own.
    const size_t found = rest.rfind(std::string(")") + std::string(found_on));
    FindingTitle parts{std::string(title.substr(0, open)), "", ""};
    if (found != std::string_view::npos) {
        parts.dependency = rest.substr(0, found);
        parts.branch = trim(rest.substr(found + 1 + found_on.size()));
        if (parts.branch.empty() || parts.branch.contains(' ')) return std::nullopt;
    } else {
        if (!rest.ends_with(')')) return std::nullopt;
        parts.dependency = rest.substr(0, rest.size() - 1);
    }
    if (trim(parts.dependency).empty()) return std::nullopt;
    return parts;
}

Likeness likeness(std::string_view dependency, std::string_view name) {
    const std::string a = letters_of(dependency);
    const std::string b = letters_of(name);
    if (a.empty() || b.empty()) return Likeness::none;
    if (a == b) return Likeness::same;
    const bool inside = a.size() < b.size() ? b.contains(a) : a.contains(b);
    return inside && std::min(a.size(), b.size()) >= shortest_similar ? Likeness::similar : Likeness::none;
}

}  // namespace ward::track
