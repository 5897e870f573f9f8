// What keeps a component below the version that fixes it: everything that has to move first, or together with it.
//
// A component inside another one's delivered tree (vendored code inside vendored code, a package bundled into a
// tarball) moves with that one. A component that others ask for by a range moves by itself as soon as every range
// allows the fix: those whose range does not are named. Ranges are known of npm packages; of what has none, nothing is
// claimed.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/component.h"
#include "model/finding.h"

namespace ward::audit {

// Named for one finding at most: the others say nothing new.
constexpr size_t max_blockers = 20;

class Blockers {
  public:
    // Keeps the span: the components must outlive this.
    explicit Blockers(std::span<const Component> components);

    // Adds to `blockers` whoever keeps `component` below all of `fixed`; nothing where no fix is known.
    void add(const Component& component, std::span<const std::string> fixed, std::vector<Blocker>& blockers) const;

  private:
    struct Demand {
        size_t by;  // the component that asks
        std::string_view range;
    };

    const Component* holder_of(const Component& component) const;

    std::span<const Component> components_;
    std::unordered_map<std::string_view, size_t> by_id_;
    std::unordered_map<std::string_view, std::vector<Demand>> demands_;  // by the path of what is asked for
};

}  // namespace ward::audit
