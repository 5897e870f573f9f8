// `ward vet diff` for an update of a package of npm.
#pragma once

#include "actions/update/run/prepare.h"
#include "faces/cli/command.h"

namespace ward::cli {

// Reads the lists of names and the labels at its first question.
update::VetQuestion vet_question(const Invocation& invocation);

}  // namespace ward::cli
