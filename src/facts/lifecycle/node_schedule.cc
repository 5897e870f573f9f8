#include "facts/lifecycle/node_schedule.h"

#include <algorithm>
#include <cstdint>

#include "base/text.h"

namespace ward::lifecycle {

extern const std::string_view node_schedule_json;  // data/lifecycle/node.json

Result<std::vector<Line>> node_schedule() {
    return parse_schedule(node_schedule_json, "data/lifecycle/node.json");
}

const Line* line_of(std::span<const Line> lines, std::string_view version) {
    if (version.starts_with('v')) version.remove_prefix(1);
    const std::vector<std::string_view> parts = split(version, '.');
    const auto number = [&](size_t i) { return i < parts.size() ? to_number<uint32_t>(parts[i]) : std::nullopt; };
    const auto major = number(0);
    if (!major) return nullptr;
    std::string name = "v" + std::to_string(*major);
    // Before the first major version the second number was what a line is now.
    if (*major == 0) {
        const auto minor = number(1);
        if (!minor) return nullptr;
        name += "." + std::to_string(*minor);
    }
    const auto found = std::ranges::find(lines, name, &Line::name);
    return found == lines.end() ? nullptr : &*found;
}

}  // namespace ward::lifecycle
