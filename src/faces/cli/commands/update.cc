// ward update: automated updates of every vendored dependency.
#include "faces/cli/command.h"
#include "faces/cli/options.h"
#include "faces/cli/update/options.h"
#include "faces/cli/update/verbs.h"

namespace ward::cli {
namespace {

constexpr Verb update_verbs[] = {
    {.name = "check",
     .usage = "[ID…]",
     .summary = "what is newer upstream, and which advisories it would close",
     .options = {report_options, update_options, update_database_options, update_choice_options, update_hook_options,
                 update_check_options, failure_track_options, tracker_options},
     .run = update_check,
     .details = "Beside the line of releases that is checked out, every branch here that a recipe has a rule for is "
                "told of; --ref "
                "looks at one\nalone. Exit status 1 where updates are available, 0 where there are none or they are "
                "held (cooldown, pin, an "
                "advisory on the\ncandidate), 3 where upstream could not be asked."},
    {.name = "apply",
     .usage = "[ID…]",
     .summary = "fetch, verify, derive, patch and check updates, then put them into the tree",
     .options = {report_options, update_options, update_database_options, update_choice_options, update_apply_options,
                 update_hook_options, failure_track_options, tracker_options},
     .run = update_apply,
     .details = "Nothing of the project changes before all checks of a dependency hold. A run that was killed is ended "
                "by `ward update resume`,\nor taken back by `ward update abort`."},
    {.name = "verify",
     .usage = "[ID…]",
     .summary =
         "is each vendored tree what upstream shipped plus the project's patches; with --base, is a pull request",
     .options = {report_options, update_options, update_database_options, update_choice_options, update_verify_options},
     .run = update_verify,
     .details =
         "Reads only, and needs no lock file. A verdict for each file: upstream, edited, patched, created, "
         "generated, kept, prebuilt,\ndiffers, unexplained, missing, and outside for what a change touches beside "
         "every dependency."},
    {.name = "diff",
     .usage = "[ID…]",
     .summary = "what an update would change, as a unified diff",
     .options = {report_options, update_options, update_database_options, update_choice_options, update_apply_options,
                 update_hook_options},
     .run = update_diff},
    {.name = "list",
     .usage = "[ID…]",
     .summary = "what is vendored, in which version, from where",
     .options = {report_options, update_options, update_database_options},
     .run = update_list},
    {.name = "provenance",
     .usage = "[ID…]",
     .summary = "which vendored files are binary, minified or built, of what, and by what",
     .options = {report_options, update_options, update_database_options, update_verify_options},
     .run = update_provenance},
    {.name = "patch",
     .usage = "status|new|refresh|export [ID] [NAME…]",
     .summary = "local patches: how each stands, a new one, written anew, for upstream",
     .options = {report_options, update_options, update_database_options, update_choice_options, update_patch_options},
     .run = update_patch,
     .details =
         "status [ID…]           how each patch of each stack stands on upstream's files: clean, moved, merged, "
         "partly-upstreamed, upstreamed,\n                       conflict, blocked (behind a conflict). Exit status 1 "
         "where one is not clean\nnew ID NAME            the next patch, of what the vendored tree has other than "
         "upstream's files with the stack\nrefresh ID [NAME…]     write patches anew as they stand, so that they fit "
         "without a search; takes what was resolved in conflict files\nexport ID [NAME…]      mails for upstream, with "
         "its own paths, as git am reads them\n--to VERSION           on that version and not on the one that is "
         "there"},
    {.name = "resume",
     .usage = "",
     .summary = "end a run that was interrupted",
     .options = {report_options, update_options, update_database_options, update_apply_options, update_hook_options},
     .run = update_resume},
    {.name = "abort",
     .usage = "",
     .summary = "take back a run that was interrupted",
     .options = {report_options, update_options, update_database_options, update_apply_options, update_hook_options},
     .run = update_abort},
    {.name = "undo",
     .usage = "[ID]",
     .summary = "take back what the last run put into the tree",
     .options = {report_options, update_options, update_database_options, update_apply_options, update_hook_options},
     .run = update_undo},
    {.name = "explain",
     .usage = "ID",
     .summary = "how a dependency is kept",
     .options = {report_options, update_options, update_database_options},
     .run = update_explain},
};

}  // namespace

WARD_COMMAND(update) = {
    .name = "update", .summary = "automated updates of every vendored dependency", .verbs = update_verbs, .rank = 55};

}  // namespace ward::cli
