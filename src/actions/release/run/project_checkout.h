// The checkout of the project itself, as a release reads it: its tags and what they have. Nothing of it is run.
#pragma once

#include <optional>
#include <string>

#include "actions/release/record/project.h"
#include "actions/release/run/doors.h"
#include "io/gitobjects/repository.h"

namespace ward::release {

Result<gitobjects::Repository> project_repository(const Doors& doors);

struct ReleaseTag {
    gitobjects::ObjectId commit;
    bool is_annotated = false;
    bool is_signed = false;  // has a signature; whose it is, git verify-tag says
};
// Nothing where there is no such tag.
Result<std::optional<ReleaseTag>> release_tag(const gitobjects::Repository& repository, const std::string& name);
// The project's tag of a version: "v22.23.0".
std::string tag_of(const Project& project, const std::string& version);

}  // namespace ward::release
