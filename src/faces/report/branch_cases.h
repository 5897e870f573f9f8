// What a finding of several branches is on each of them: the same advisory may be open in one version, fixed by a
// backport in another, and absent on a third branch. Forms without columns (VEX, an issue for each branch) tell these
// cases one by one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/report.h"

namespace ward::report {

// A finding in one version and with one decision, and the branches where it is so.
struct BranchCase {
    Finding finding;  // with the package URL, component, status and assessment of there
    std::vector<std::string> refs;
};

// In the order of the branches. Of a report without branches the finding itself, with no branch.
std::vector<BranchCase> cases_of(const Finding& finding);

// The subject's own component on a branch, or nullptr. Without branches (`ref` empty) the report's subject.
const Component* subject_on(const Report& report, std::string_view ref);

// "main 3.0.0 (6cffdf5de055)"
std::string branch_label(const SubjectRef& ref);

}  // namespace ward::report
