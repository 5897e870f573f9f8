#include "actions/release/record/siblings.h"

namespace ward::release {

void add_sibling(Siblings& siblings, const Release& release) {
    siblings.ids.push_back(release.id);
    siblings.slugs.push_back(release.slug);
    for (const Report& report : release.reports) {
        for (const std::string& cve : report.cves) siblings.cves.emplace(cve, release.id);
        if (release.state != State::closed) siblings.reports.emplace(report.id, release.id);
    }
}

const Siblings& no_siblings() {
    static const Siblings none;
    return none;
}

}  // namespace ward::release
