// The CVE record of a report that the group's record generates beside the one that is published. `ward release verify`
// and `replay` tell the same.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actions/release/record/project.h"
#include "actions/release/record/release.h"
#include "actions/release/replay/difference.h"

namespace ward::release {

constexpr size_t max_cve_record_bytes = 8u << 20;

struct RecordInput {
    const Release& release;
    const Report& report;
    const std::string& cve;
    const Project& project;
    std::span<const std::string> versions;  // that were released, whole ones
};

// Of a whole CVE record, as JSON; `place` is its file or id. What makes the record one that no program can compare is a
// difference too. A `parse` error where it is no JSON, or a record of another id; it quotes nothing.
Result<std::vector<Difference>> record_differences(const RecordInput& input, std::string_view published,
                                                   std::string_view place);

}  // namespace ward::release
