// ward vet: look-alike names and malicious packages: a name, a package, a tree, a whole registry.
#include "faces/cli/command.h"
#include "faces/cli/options.h"
#include "faces/cli/vet/label.h"
#include "faces/cli/vet/options.h"

namespace ward::cli {
namespace {

constexpr Verb verbs[] = {
    {.name = "label",
     .usage = "PACKAGE benign|malicious",
     .summary = "store a person's verdict on a package",
     .options = {label_options},
     .run = vet_label,
     .details =
         "PACKAGE is NAME, NAME@VERSION or a package URL. A benign label covers the signals that it names and no "
         "others, until\nit expires: a package that starts to do something new is judged again. A malicious one "
         "counts like a published record."},
};

}  // namespace

WARD_COMMAND(vet) = {.name = "vet", .summary = "look-alike names and malicious packages", .verbs = verbs, .rank = 35};

}  // namespace ward::cli
