// What the reading verbs of `ward release` say with --json: "ward-release/1" (docs/formats/release.md). As on a
// terminal, no title, text, name of a reporter or CVE id of what is embargoed now stands in it, whatever --at asks.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "actions/release/approve/audit_log.h"
#include "actions/release/embargo/leak.h"
#include "actions/release/record/release.h"
#include "actions/release/run/completeness.h"
#include "actions/release/run/group.h"
#include "actions/release/run/line_patches.h"
#include "actions/release/run/plan_files.h"
#include "actions/release/run/verify_public.h"

namespace ward::cli {

// As it is at `at`.
std::string list_json(std::span<const release::Release> releases, Instant at);
std::string status_json(const release::Release& release, const std::optional<release::Running>& running, Instant at);
std::string check_json(const release::Release& release, std::span<const release::Lack> lacks);
std::string verified_json(std::string_view command, const release::Release& release, const release::Verified& verified);
// `embargoed` withholds the notes.
std::string log_json(std::string_view command, const release::LogReport& log, bool embargoed);

struct WaitingRow {
    std::string release;
    release::PendingPlan plan;
};
std::string waiting_json(std::span<const WaitingRow> rows);

struct LeakRow {
    std::string place;
    std::string release;
    release::LeakReport report;
};
std::string leaks_json(std::span<const LeakRow> rows);

struct PatchRow {
    std::string line;
    release::LinePatch patch;
};
std::string patches_json(const release::Release& release, std::span<const PatchRow> rows);

}  // namespace ward::cli
