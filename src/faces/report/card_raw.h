// The parts of the raw form: what is read from files, and what the forge told.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/json_writer.h"
#include "judges/scorecard/card.h"

namespace ward::report {

// Was the check made? The facts of another one are written as empty, as the peer does it.
bool was_made(const scorecard::Card& card, std::string_view check);

// Each writes the members of `results` with this name, value and all.
void write_raw_workflows(JsonWriter& json, const scorecard::Card& card);
void write_raw_permissions(JsonWriter& json, const scorecard::Card& card);
void write_raw_licenses(JsonWriter& json, const scorecard::Card& card);
void write_raw_vulnerabilities(JsonWriter& json, const scorecard::Card& card);
void write_raw_binaries(JsonWriter& json, const scorecard::Card& card);
void write_raw_policies(JsonWriter& json, const scorecard::Card& card);
void write_raw_update_tools(JsonWriter& json, const scorecard::Card& card);
void write_raw_fuzzers(JsonWriter& json, const scorecard::Card& card);
void write_raw_packages(JsonWriter& json, const scorecard::Card& card);
void write_raw_pinning(JsonWriter& json, const scorecard::Card& card);

void write_raw_issues(JsonWriter& json, const scorecard::Card& card);
void write_raw_badge(JsonWriter& json, const scorecard::Card& card);
void write_raw_branches(JsonWriter& json, const scorecard::Card& card);
void write_raw_contributors(JsonWriter& json, const scorecard::Card& card);
void write_raw_changesets(JsonWriter& json, const scorecard::Card& card);
void write_raw_age(JsonWriter& json, const scorecard::Card& card);
void write_raw_releases(JsonWriter& json, const scorecard::Card& card);

}  // namespace ward::report
