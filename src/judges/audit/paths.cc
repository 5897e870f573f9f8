// Breadth first from everything that is not itself a dependency, along depends_on, so that the first chain found is the
// shortest; ties go to the component that sorts first. What no chain reaches hangs below the component whose folder
// holds it.
#include "judges/audit/paths.h"

#include <algorithm>
#include <deque>

#include "model/report.h"

namespace ward::audit {
namespace {
constexpr size_t none = static_cast<size_t>(-1);
constexpr size_t max_chain = 32;  // enough to see; a longer one is a circle or a joke
}  // namespace

Paths::Paths(std::span<const Component> components) : components_(components), above_(components.size(), none) {
    std::unordered_map<std::string_view, size_t> by_id;
    std::unordered_map<std::string_view, size_t> by_path;
    by_id.reserve(components.size());
    by_path.reserve(components.size());
    for (size_t i = 0; i < components.size(); ++i) {
        by_id.emplace(components[i].id, i);
        by_path.emplace(components[i].path, i);
    }
    std::vector<std::vector<size_t>> needs(components.size());
    std::vector<char> is_needed(components.size(), 0);
    for (size_t i = 0; i < components.size(); ++i) {
        for (const std::string& path : components[i].depends_on) {
            const auto found = by_path.find(path);
            if (found == by_path.end() || found->second == i) continue;
            needs[i].push_back(found->second);
            is_needed[found->second] = 1;
        }
    }
    std::deque<size_t> queue;
    std::vector<char> seen(components.size(), 0);
    auto start_from = [&](size_t i) {
        seen[i] = 1;
        queue.push_back(i);
    };
    auto drain = [&] {
        while (!queue.empty()) {
            const size_t here = queue.front();
            queue.pop_front();
            for (const size_t next : needs[here]) {
                if (seen[next] != 0) continue;
                above_[next] = here;
                start_from(next);
            }
        }
    };
    // Whoever is needed by nobody stands directly below its parent.
    for (size_t i = 0; i < components.size(); ++i)
        if (is_needed[i] == 0) start_from(i);
    drain();
    // What is left needs each other in a circle that nothing enters: break it at the first.
    for (size_t i = 0; i < components.size(); ++i) {
        if (seen[i] != 0) continue;
        start_from(i);
        drain();
    }
    for (size_t i = 0; i < components.size(); ++i) {
        if (above_[i] != none || components[i].parent.empty()) continue;
        const auto parent = by_id.find(components[i].parent);
        if (parent != by_id.end() && parent->second != i) above_[i] = parent->second;
    }
}

std::vector<std::string> Paths::to(const Component& component) const {
    std::vector<std::string> labels;
    // Parents and dependencies may form a circle between them in a hostile tree: no chain is longer than all
    // components.
    for (size_t at = number_of(component); at != none && labels.size() <= components_.size(); at = above_[at]) {
        labels.push_back(label_of(components_[at]));
        if (labels.size() == max_chain) break;
    }
    std::ranges::reverse(labels);
    return labels;
}

size_t Paths::depth_of(const Component& component) const {
    size_t steps = 0;
    for (size_t at = above_[number_of(component)]; at != none && steps <= components_.size(); at = above_[at]) ++steps;
    return steps;
}

}  // namespace ward::audit
