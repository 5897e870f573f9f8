// See paths.h.
#include "judges/scorecard/paths.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "base/text.h"

namespace ward::scorecard {
namespace {

GoPathPattern read_own(std::string_view pattern) {
    auto read = GoPathPattern::read(pattern);
    if (!read) throw std::logic_error("a bad pattern: " + std::string(pattern));
    return std::move(*read);
}

}  // namespace

PathPattern::PathPattern(std::string_view pattern, Letters letters)
    : pattern_(read_own(letters == Letters::as_written ? std::string(pattern) : to_lower(pattern))),
      letters_(letters) {}

bool PathPattern::matches(std::string_view path) const {
    if (letters_ == Letters::as_written) return pattern_.matches(path) || pattern_.matches(base_name(path));
    const std::string lower = to_lower(path);
    return pattern_.matches(lower) || pattern_.matches(base_name(lower));
}

bool matches_path(std::string_view path, std::string_view pattern, Letters letters) {
    return PathPattern(pattern, letters).matches(path);
}

bool is_workflow_path(std::string_view path) {
    if (!path.ends_with(".yml") && !path.ends_with(".yaml")) return false;
    const size_t slash = path.rfind('/');
    return slash != std::string_view::npos && to_lower(path.substr(0, slash)) == ".github/workflows";
}

bool is_template_name(std::string_view path) {
    std::string_view rest = base_name(path);
    while (!rest.empty()) {
        const size_t end = std::min(rest.find_first_of(".-_"), rest.size());
        const std::string part = to_lower(rest.substr(0, end));
        if (part == "template" || part == "tmpl" || part == "tpl") return true;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return false;
}

}  // namespace ward::scorecard
