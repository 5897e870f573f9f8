// See paths.h.
#include "judges/scorecard/paths.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "base/text.h"
#include "judges/scorecard/go_semantics.h"

namespace ward::scorecard {
namespace {

bool is_match(std::string_view pattern, std::string_view name) {
    const auto matched = go_path_match(pattern, name);
    if (!matched) throw std::logic_error("a bad pattern: " + std::string(pattern));
    return *matched;
}

}  // namespace

bool matches_path(std::string_view path, std::string_view pattern, Letters letters) {
    if (letters == Letters::as_written) return is_match(pattern, path) || is_match(pattern, base_name(path));
    const std::string lower_pattern = to_lower(pattern);
    const std::string lower = to_lower(path);
    return is_match(lower_pattern, lower) || is_match(lower_pattern, base_name(lower));
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
