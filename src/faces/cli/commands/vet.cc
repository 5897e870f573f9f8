// ward vet: look-alike names and malicious packages: a name, a package, a tree, a whole registry.
#include "faces/cli/command.h"
#include "faces/cli/options.h"
#include "faces/cli/vet/diff.h"
#include "faces/cli/vet/label.h"
#include "faces/cli/vet/names.h"
#include "faces/cli/vet/options.h"
#include "faces/cli/vet/package.h"
#include "faces/cli/vet/tree.h"
#include "faces/cli/vet/watch.h"

namespace ward::cli {
namespace {

constexpr Verb vet_verbs[] = {
    {.name = "package",
     .usage = "NAME[@VERSION]|TARBALL|DIR…",
     .summary = "what the registry, the manifest and the files of a package say",
     .options = {package_options, one_package_options, name_list_options, verdict_options, report_options},
     .run = vet_package,
     .details =
         "Tarballs are read in memory and never unpacked. A name needs the registry's document (--packuments, "
         "--download), which also\nnames the version before: what is new since then weighs most. What could not be "
         "compared is told. A folder of this machine is\nnamed with a slash (./left-pad)."},
    {.name = "diff",
     .usage = "BEFORE NOW",
     .summary = "what is new between two versions of a package",
     .options = {package_options, diff_sources_options, name_list_options, verdict_options, report_options},
     .run = vet_diff,
     .details = "Each is NAME@VERSION, a tarball or a folder. The verdict is that of NOW, against BEFORE."},
    {.name = "watch",
     .usage = "FEED",
     .summary = "judge what a registry's feed says is new, worst first",
     .options = {package_options, watch_options, name_list_options, verdict_options, report_options},
     .run = vet_watch,
     .details =
         "FEED is a page of a registry's _changes, packuments one a line, or names one a line: a file, - or a URL. How "
         "far it came and\nwhich versions it judged is remembered, so that a page may be read again without harm."},
    {.name = "name",
     .usage = "NAME…",
     .summary = "whom a name looks like, and what that says",
     .options = {report_options, verdict_options, names_options, defend_options},
     .run = vet_name,
     .details = "- stands for names on standard input, one a line. A similar name is a reason to look and no verdict: "
                "names alone never\nmake a warning. --explain also shows likenesses that do not count, and why."},
    {.name = "tree",
     .usage = "[PATH]",
     .summary = "all packages of a lock file, or of an installed tree with their files",
     .options = {tree_vet_options, name_list_options, verdict_options, report_options},
     .run = vet_tree,
     .details = "PATH is a folder (the current one where none is named), a lock file or an SBOM. Files are read where "
                "packages are installed, and of others\nfrom tarballs, where an option says where those are; else "
                "names and published records are all there is. Each version is\njudged once."},
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

WARD_COMMAND(vet) = {
    .name = "vet", .summary = "look-alike names and malicious packages", .verbs = vet_verbs, .rank = 35};

}  // namespace ward::cli
