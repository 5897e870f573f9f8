#include "facts/lifecycle/node_schedule.h"

#include <algorithm>

namespace ward::lifecycle {

extern const std::string_view node_schedule_json;  // data/lifecycle/node.json

Result<std::vector<Line>> node_schedule() {
    return parse_schedule(node_schedule_json, "data/lifecycle/node.json");
}

const Line* line_of(std::span<const Line> lines, std::string_view version) {
    const std::string name = line_name_of(version);
    const auto found = std::ranges::find(lines, name, &Line::name);
    return found == lines.end() ? nullptr : &*found;
}

}  // namespace ward::lifecycle
