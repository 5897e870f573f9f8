// An issue, or a pull request, as the target of an effect: "OWNER/REPO#NUMBER".
#pragma once

#include <cstdint>
#include <string>

#include "actions/engine/plan.h"
#include "base/result.h"

namespace ward::release {

struct IssuePlace {
    std::string repository;
    int64_t number = 0;

    std::string url(std::string_view kind = "issues") const;  // at GitHub
};

Result<IssuePlace> issue_place(const engine::Effect& effect);

}  // namespace ward::release
