// The products of a CSAF document: the subject, or each version of it that branches have, and the components that
// findings are about, each within a subject.
#pragma once

#include <compare>
#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/report.h"

namespace ward::report {

class CsafProducts {
  public:
    struct Product {
        std::string id;
        std::string name;
        std::string purl;
        std::string cpe;
    };
    struct Subject {
        const Component* component = nullptr;
        Product product;
        std::vector<std::string> refs;
    };
    // A component within a subject: what a status is about.
    struct Within {
        std::string component;  // key of components(); empty: the subject itself
        size_t subject = 0;     // of subjects()

        auto operator<=>(const Within&) const = default;
    };
    using ByProduct = std::map<Within, const Finding*>;

    explicit CsafProducts(const Report& report);  // which must outlive it

    // One, or one for each of the project's versions on branches.
    const std::vector<Subject>& subjects() const { return subjects_; }
    const std::map<std::string, Product>& components() const { return components_; }  // by package URL
    // Where a product has findings of one advisory with different statuses, the one of most concern.
    const std::map<std::string, ByProduct>& by_advisory() const { return by_advisory_; }

    std::string id_of(const Within& within) const;
    std::string name_of(const Within& within) const;
    std::string whole_name() const;  // of the project, whatever its branches

  private:
    void add(const Finding& finding, std::string_view ref);
    size_t subject_number(std::string_view ref);

    const Report& report_;
    std::vector<Subject> subjects_;
    std::map<std::string, Product> components_;
    std::deque<Finding> cases_;
    std::map<std::string, ByProduct> by_advisory_;
};

}  // namespace ward::report
