// ward release: the security release process.
#include "faces/cli/command.h"
#include "faces/cli/options.h"
#include "faces/cli/release/group_options.h"
#include "faces/cli/release/group_setup.h"
#include "faces/cli/release/step_options.h"
#include "faces/cli/release/verbs.h"
#include "faces/cli/release/vulndb_options.h"

namespace ward::cli {
namespace {

constexpr Verb verbs[] = {
    {.name = "abort",
     .usage = "[HASH]",
     .summary = "end the run that is under way without doing the rest of it; or take back a plan that waits",
     .options = {release_group_options, release_outside_options, release_take_over_option},
     .run = release_abort,
     .details =
         "What the run did already is asked for and stays in the record. Exit status 10 where none is under way.",
     .status_of = release_status_of},
    {.name = "apply",
     .usage = "HASH",
     .summary = "carry out a plan that was approved",
     .options = {release_group_options, release_step_options, release_outside_options, release_trust_options},
     .run = release_apply,
     .details = "The step is planned again: only where it is the same plan it is carried out, and otherwise the exit "
                "status is 13. 11 where\napprovals are missing.",
     .status_of = release_status_of},
    {.name = "approve",
     .usage = "HASH",
     .summary = "sign a plan that waits, as one of the stewards",
     .options = {release_group_options, release_trust_options, release_approve_options},
     .run = release_approve,
     .details =
         "ssh-keygen or minisign sign; ward never sees a private key. What cannot be taken back is named in what "
         "is signed.",
     .status_of = release_status_of},
    {.name = "check",
     .usage = "",
     .summary = "what a release's record lacks before CVE ids, announcement and publication",
     .options = {release_group_options},
     .run = release_check,
     .details =
         "Exit status 1 where something is missing. Reports are named by their ids; no text of them is printed."},
    {.name = "export",
     .usage = "",
     .summary = "posts, records and messages made of the record; without --kind, which there are",
     .options = {release_group_options, release_export_options},
     .run = release_export},
    {.name = "hook",
     .usage = "[FOLDER]",
     .summary = "install the pre-push hook that refuses what is embargoed",
     .options = {release_hook_options},
     .run = release_hook,
     .details = "The hook asks `ward release leak-check --pre-push`, which finds the group's repository by "
                "`release.records` of the user's\nconfiguration. `git push --no-verify` goes around it."},
    {.name = "import",
     .usage = "FILE",
     .summary = "a release's record, made of the vulnerabilities.json of @node-core/utils",
     .options = {release_group_options, release_import_options},
     .run = release_import,
     .details = "Exit status 10 where the same record is there already, 13 where another one is, or the repository is "
                "not what "
                "its remote has.",
     .status_of = release_status_of},
    {.name = "leak-check",
     .usage = "[PATH|URL…]",
     .summary = "does something of an embargoed release stand there",
     .options = {release_group_options, release_leak_options},
     .run = release_leak_check,
     .details =
         "A clone with all its objects, a folder, a bundle, patches, any file, or a remote. Exit status 12 where "
         "something was found,\n4 where not everything could be read, 10 where no release is embargoed. What was "
         "found is named and not quoted."},
    {.name = "list",
     .usage = "",
     .summary = "the releases of the group, and how far they are",
     .options = {release_group_options},
     .run = release_list},
    {.name = "log show",
     .usage = "",
     .summary = "what was done for a release, as a timeline",
     .options = {release_group_options},
     .run = release_log},
    {.name = "log verify",
     .usage = "",
     .summary = "is the log what was written",
     .options = {release_group_options},
     .run = release_log_verify,
     .details = "Exit status 15 where an entry was changed, removed, added or moved."},
    {.name = "notify",
     .usage = "",
     .summary = "open heads-up issues for the teams that have to be there",
     .options = {release_group_options, release_step_options, release_outside_options, release_trust_options},
     .run = release_step,
     .status_of = release_status_of},
    {.name = "plan",
     .usage = "[HASH]",
     .summary = "the plans that wait for approvals, or what one of them would do",
     .options = {release_group_options},
     .run = release_plan,
     .status_of = release_status_of},
    {.name = "resume",
     .usage = "",
     .summary = "end a run that was killed or stopped, asking first what became of it",
     .options = {release_group_options, release_outside_options, release_take_over_option},
     .run = release_resume,
     .details = "Exit status 10 where none is under way, 14 where it is somebody else's (--take-over).",
     .status_of = release_status_of},
    {.name = "status",
     .usage = "",
     .summary = "lines, reports and dependencies of a release, without their texts",
     .options = {release_group_options},
     .run = release_status},
    {.name = "vulndb index",
     .usage = "[FOLDER]",
     .summary = "index.json of each collection of a vulnerability database, made of its entries",
     .options = {vulndb_index_options},
     .run = release_vulndb_index,
     .details = "FOLDER is a repository with vuln/core, vuln/deps or vuln/npm, or that vuln folder. An index that is "
                "as it has to be is not\nwritten."},
    {.name = "vulndb validate",
     .usage = "[FOLDER]",
     .summary = "what is wrong with the entries of a vulnerability database, alone and beside what was released",
     .options = {report_options, vulndb_release_options},
     .run = release_vulndb_validate,
     .details = "Reads only. `ward explain vulndb-range-covers-fixed` and the like tell what a rule means. The exit "
                "status is 4 where a file\ncould not be read, or there is no entry."},
    {.name = "vulndb vex",
     .usage = "[FOLDER]",
     .summary = "the database as an OpenVEX document: each released version, affected or fixed",
     .options = {vulndb_release_options, vulndb_vex_options},
     .run = release_vulndb_vex,
     .details = "The same entries and the same previous document give the same bytes. Entries of vuln/deps that name "
                "no versions are told:\nwhat they say holds for every version of the product."},
};

}  // namespace

WARD_COMMAND(release) = {.name = "release", .summary = "the security release process", .verbs = verbs, .rank = 60};

}  // namespace ward::cli
