// What is installed, for records that hold only together with something else (formats/cpe_condition.h).
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/cpe_condition.h"
#include "model/component.h"

namespace ward::audit {

// Every version a component claims, each with the line that claims it.
std::vector<std::pair<std::string, Evidence>> claims_of(const Component& component);

class Installed {
  public:
    explicit Installed(std::span<const Component> components);

    // Does one of the conditions hold? Without any, yes. A product that no component is of may still be on the machine,
    // as a platform is: then it is not known.
    Truth holds(std::span<const std::string_view> conditions) const;

  private:
    Truth of(const CpeCriterion& criterion) const;

    std::map<std::string, std::set<std::string>> versions_;  // of each product that a component's CPE names
};

// "microsoft:windows, or apple:macos >= 14".
std::string words_of(std::span<const std::string_view> conditions);

}  // namespace ward::audit
