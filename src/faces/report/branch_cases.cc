#include "faces/report/branch_cases.h"

#include <algorithm>

#include <fmt/core.h>

#include "faces/report/words.h"

namespace ward::report {

std::vector<BranchCase> cases_of(const Finding& finding) {
    std::vector<BranchCase> cases;
    if (finding.refs.empty()) {
        cases.push_back({finding, {}});
        return cases;
    }
    for (const OnRef& on : finding.refs) {
        const auto same = std::ranges::find_if(cases, [&](const BranchCase& one) {
            return one.finding.purl == on.purl && one.finding.status == on.status &&
                   one.finding.assessment == on.assessment;
        });
        if (same != cases.end()) {
            same->refs.push_back(on.ref);
            continue;
        }
        BranchCase& fresh = cases.emplace_back(finding, std::vector<std::string>{on.ref});
        fresh.finding.purl = on.purl;
        fresh.finding.component = on.component;
        fresh.finding.status = on.status;
        fresh.finding.assessment = on.assessment;
        fresh.finding.refs.clear();
    }
    return cases;
}

const Component* subject_on(const Report& report, std::string_view ref) {
    const Component* subject = subject_component(report);
    if (ref.empty() || subject == nullptr) return subject;
    // Where the branches' subjects differ, each stands below one that has no version.
    for (const Component& component : report.components)
        if (component.path.empty() && component.parent == subject->id &&
            std::ranges::find(component.refs, ref) != component.refs.end())
            return &component;
    return subject;
}

std::string branch_label(const SubjectRef& ref) {
    return fmt::format("{}{}{}{}", ref.name, ref.version.empty() ? "" : " ", ref.version,
                       ref.commit.empty() ? "" : fmt::format(" ({})", std::string_view(ref.commit).substr(0, 12)));
}

}  // namespace ward::report
