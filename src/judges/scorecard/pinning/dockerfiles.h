// The Dockerfiles of a tree: which files are some, and what they fetch.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "judges/scorecard/facts.h"
#include "judges/scorecard/pinning/dependencies.h"
#include "lang/dockerfile/dockerfile.h"

namespace ward::scorecard {

struct ReadDockerfile {
    const TreeFile* file = nullptr;
    dockerfile::Dockerfile parsed;
};

// Nothing where the file is none, or says nothing.
Result<std::optional<ReadDockerfile>> read_dockerfile(const Facts& facts, const TreeFile& file);

// What its FROM lines name. An error is what the peer's check ends at; what stands before it is in `out`.
Result<void> collect_images(const ReadDockerfile& file, Pinning& out);
// What its RUN lines fetch.
Result<void> collect_run_instructions(const ReadDockerfile& file, Pinning& out);

// Is a file a script of one of these shells: by its #! line where it has one, else by its ending?
bool is_script_of(const TreeFile& file, std::span<const std::string_view> shells);

}  // namespace ward::scorecard
