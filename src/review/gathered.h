// Findings that stand for many advisories at once (Finding::gathers). A decision may name one of those advisories, as
// people do who decided before the advisories were one finding; what that means for the whole is settled here.
#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/report.h"

namespace ward::review {

// Collects decisions by the ids of gathered advisories, then settles each finding. Positions are those of
// `report.findings`, which must not be reordered in between.
class GatheredDecisions {
  public:
    struct Place {
        size_t finding = 0;
        size_t advisory = 0;  // in Finding::gathers
    };

    explicit GatheredDecisions(const Report& report);

    // The gathered advisories that have this id.
    std::span<const Place> named(const std::string& id) const;
    // `assessment` must outlive settle(). The first one that closes an advisory counts.
    void decide(const Place& place, const Assessment& assessment);
    // A finding is closed where every one of its advisories is. Where only some are it stays open, and a note names
    // them.
    void settle(Report& report) const;

  private:
    std::unordered_map<std::string, std::vector<Place>> by_id_;
    std::unordered_map<size_t, std::vector<const Assessment*>> closed_by_;  // by finding, then advisory; or null
};

}  // namespace ward::review
