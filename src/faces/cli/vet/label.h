// ward vet label: a person's verdict on a package, put behind the others in the file of labels.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

Result<int> vet_label(const Invocation& invocation);

}  // namespace ward::cli
