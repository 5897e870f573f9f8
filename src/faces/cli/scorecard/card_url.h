// A repository on a forge as what `ward scorecard` looks at: its files are those of the forge's archive of the commit.
#pragma once

#include <optional>
#include <string>

#include "faces/cli/scorecard/card_subject.h"
#include "judges/scorecard/monitor/repository.h"

namespace ward::cli {

// The repository that an argument means: "https://HOST/OWNER/NAME" of any host, or "github.com/OWNER/NAME" and
// "gitlab.com/…" where nothing of that name is here. Nothing for a path; `usage` for a URL that is no repository's.
Result<std::optional<scorecard::monitor::Repository>> repository_meant(const std::string& argument);

// Asks the forge for the commit that --ref names, or the head of the default branch. What such an archive does not have
// is told under `skipped`. `out.http` is the door that it came by.
Result<void> open_url(CardSubject& out, const Invocation& invocation, const scorecard::monitor::Repository& repository);

}  // namespace ward::cli
