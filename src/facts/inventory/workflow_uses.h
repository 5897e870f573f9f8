// What GitHub workflows and composite actions run of other people's: the `uses:` of steps and of reusable workflows.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
// Left out: images of `container:` and `services:`, and whatever a `run:` downloads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/component.h"

namespace ward::inventory {

constexpr size_t max_workflow_bytes = 1u << 20;  // GitHub itself takes 512 KiB

struct Use {
    enum class Kind { repository, image };
    Kind kind = Kind::repository;
    std::string name;     // "owner/repository", or the image without tag and digest
    std::string subpath;  // "path/to/action" inside the repository
    std::string ref;      // tag, branch or commit; an image's tag or digest
    std::string comment;  // the version that a comment behind a pinned commit claims ("v4.1.1"); may be empty
    Evidence evidence;
};

struct UseProblem {
    int64_t line = 0;
    std::string reason;
};

struct WorkflowUses {
    std::vector<Use> uses;  // local ones ("./x") are the project's own, and not listed
    std::vector<UseProblem> problems;
};

// Fails where the file is not YAML, or not a workflow or action at all.
Result<WorkflowUses> read_workflow_uses(std::string_view text, std::string_view path);

// 40 or 64 hexadecimal digits.
bool is_commit(std::string_view ref);

}  // namespace ward::inventory
