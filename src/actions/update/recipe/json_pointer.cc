#include "actions/update/recipe/json_pointer.h"

#include <fmt/core.h>

#include "base/text.h"

namespace ward::update {
namespace {

const Node* child_of(const Node& node, std::string_view part) {
    if (node.is_table()) return node.find(part);
    if (!node.is_list() || (part.size() > 1 && part.starts_with('0'))) return nullptr;
    const auto index = to_number<size_t>(part);
    return index && *index < node.items.size() ? &node.items[*index] : nullptr;
}

}  // namespace

Result<std::vector<const Node*>> find_all(const Node& root, std::string_view pointer) {
    std::vector<const Node*> found = {&root};
    if (pointer.empty()) return found;
    if (!pointer.starts_with('/'))
        return fail(ErrorCode::usage, "a JSON pointer begins with '/'", std::string(pointer));
    for (const std::string_view written : split(pointer.substr(1), '/')) {
        const std::string part = replace_all(replace_all(written, "~1", "/"), "~0", "~");
        std::vector<const Node*> next;
        for (const Node* node : found) {
            if (part == "*" && node->is_list()) {
                for (const Node& item : node->items) next.push_back(&item);
            } else if (const Node* child = child_of(*node, part)) {
                next.push_back(child);
            } else {
                return fail(ErrorCode::not_found, fmt::format("has nothing at \"{}\"", display(part)),
                            std::string(pointer));
            }
        }
        found = std::move(next);
    }
    return found;
}

}  // namespace ward::update
