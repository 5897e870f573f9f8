// What became of dependencies, as parts of a report: rows for every one, findings for what needs a person.
#pragma once

#include <string>
#include <vector>

#include "actions/update/run/run.h"
#include "actions/update/verify.h"
#include "model/finding.h"
#include "model/report.h"

namespace ward::update {

// The id of a row: with "@BRANCH" behind it where a rule of that line of the project chose ("undici@v20.x"). No id of a
// recipe has an '@'.
std::string id_of(const Recipe& recipe);
DependencyUpdate row_of(const Work& work);
DependencyUpdate row_of(const Applied& applied);
// `all`: files that are as they should be are listed too.
enum class Files : uint8_t { open, all };
DependencyUpdate row_of(const Verification& verification, Files files = Files::open);

// One finding for each file that nobody can explain, and for each dependency whose upstream's bytes were not verified.
// Of a change between commits, only for what it changed.
std::vector<Finding> findings_of(const Verification& verification);

// The vendored dependency as a component of the report.
Component component_of(const Recipe& recipe, const std::string& version);

}  // namespace ward::update
