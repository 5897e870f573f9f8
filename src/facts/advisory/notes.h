// Defects of the data that an import survives: counted by kind and ecosystem, told in one sentence each.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ward::advisory {

enum class Defect {
    duplicate_id,
    no_affected,
    empty_package,
    no_package,
    unsorted_events,
    bad_event,
    no_introduced,
    unknown_range_type,
    unplaced_version,
    unplaced_event,
    unordered_ecosystem,
    bad_vector,
    bad_alias,
    bad_text,
    bad_modified,
    wrong_type,
    deep_nesting,
    other_file,
    negated_products,
    unversioned_product,
    several_cves,
};

class Notes {
  public:
    void add(Defect defect, std::string_view ecosystem = {}, uint64_t count = 1);
    void add(const Notes& other);
    uint64_t count(Defect defect, std::string_view ecosystem = {}) const;
    // Sorted; "PyPI: 150 versions ...".
    std::vector<std::string> sentences() const;

  private:
    std::map<std::pair<Defect, std::string>, uint64_t, std::less<>> counts_;
};

}  // namespace ward::advisory
