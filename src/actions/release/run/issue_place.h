// An issue, or a pull request, as the target of an effect: "OWNER/REPO#NUMBER".
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "actions/engine/plan.h"
#include "base/result.h"
#include "io/net/forge.h"

namespace ward::release {

struct IssuePlace {
    std::string repository;
    int64_t number = 0;

    std::string url(std::string_view kind = "issues") const;  // at GitHub
};

Result<IssuePlace> issue_place(const engine::Effect& effect);

// May a marker in what this person wrote be taken for ours? It may where the token's own login (nothing: unknown) wrote
// it, where somebody of the repository did (the steward whose run another one ends, or goes on from), and where a
// workflow did. In a stranger's text it proves nothing, since markers can be copied.
bool may_be_ours(const net::Person& person, const std::optional<std::string>& login);

}  // namespace ward::release
