// How a component comes to be in the subject: the shortest chain of dependencies, or of folders where no dependencies
// are known.
#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/component.h"

namespace ward::audit {

class Paths {
  public:
    // Keeps the span: the components must outlive this.
    explicit Paths(std::span<const Component> components);

    // Labels from the subject down to the component: ["node@18.20.4", "npm@10.7.0", "tar@6.2.1"].
    std::vector<std::string> to(const Component& component) const;
    // Steps from the subject down to the component: 0 for the subject itself, 1 for what it contains or needs directly.
    size_t depth_of(const Component& component) const;

  private:
    size_t number_of(const Component& component) const { return static_cast<size_t>(&component - components_.data()); }

    std::span<const Component> components_;
    std::vector<size_t> above_;  // the next component on the way up, or none
};

}  // namespace ward::audit
