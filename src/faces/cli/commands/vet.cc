// ward vet: look-alike names and malicious packages: a name, a package, a tree, a whole registry.
#include "faces/cli/command.h"
#include "faces/cli/options.h"
#include "faces/cli/vet/label.h"
#include "faces/cli/vet/names.h"
#include "faces/cli/vet/options.h"

namespace ward::cli {
namespace {

constexpr Verb verbs[] = {
    {.name = "name",
     .usage = "NAME…",
     .summary = "whom a name looks like, and what that says",
     .options = {report_options, verdict_options, names_options, defend_options},
     .run = vet_name,
     .details = "- stands for names on standard input, one a line. A similar name is a reason to look and no verdict: "
                "names alone never\nmake a warning. --explain also shows likenesses that do not count, and why."},
    {.name = "registry",
     .usage = "NAMES",
     .summary = "sweep a file of names (or -), millions of them, for look-alikes",
     .options = {report_options, names_options, sweep_options},
     .run = vet_registry,
     .details =
         "NAMES has a name a line, with a tab and its monthly downloads where they are known, or a first line "
         "that names columns.\nIt is read piece by piece; the likeliest are shown (--limit), or all as they come "
         "(--ndjson)."},
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
