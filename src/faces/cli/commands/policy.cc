// ward policy: integrity manifests of a folder's files: made, compared, signed, and enforced by the kernel.
#include "faces/cli/command.h"
#include "faces/cli/options.h"
#include "faces/cli/policy/exec.h"
#include "faces/cli/policy/manifests.h"
#include "faces/cli/policy/options.h"
#include "faces/cli/policy/signatures.h"
#include "faces/cli/policy/verify.h"
#include "faces/cli/run/options.h"
#include "faces/cli/run/start.h"

namespace ward::cli {
namespace {

constexpr Verb policy_verbs[] = {
    {.name = "create",
     .usage = "[DIR] | --from-run -- PROGRAM [ARGUMENT…]",
     .summary = "a manifest of every file of a folder, as it is now",
     .options = {create_options, registry_options, tree_options},
     .run = policy_create,
     .details = "The manifest is one that Node.js 18 and 20 understand; what ward adds stands in an object of its own. "
                "Its keys are\nrelative to DIR (the current folder where none is named), so that it belongs there; it "
                "never lists itself.\nThe exit status is 4 where a file could not be listed."},
    {.name = "verify",
     .usage = "[DIR]",
     .summary = "what differs between a folder and its manifest",
     .options = {manifest_options, signature_options, verify_options, registry_options, tree_options, report_options},
     .run = policy_verify,
     .details = "DIR is the folder that the manifest's keys are relative to (default: the manifest's own). Signatures "
                "are checked first.\nThe exit status is 1 where a file changed, is missing, or is not in the manifest, "
                "or a signature does not hold.",
     .status_of = verify_status},
    {.name = "sign",
     .usage = "FILE",
     .summary = "a detached signature of a manifest (CMS, DER)",
     .options = {sign_options},
     .run = policy_sign,
     .details =
         "`openssl cms -verify -binary` and Windows read it. The bytes are signed as they are: a manifest that git "
         "or an editor gives\nother line endings no longer verifies (-text in .gitattributes keeps it)."},
    {.name = "diff",
     .usage = "OLD NEW",
     .summary = "what changed between two releases' manifests: files, imports, builtins, native code",
     .options = {diff_options},
     .run = policy_diff,
     .details = "The exit status is 0 where they say the same, and 1 where they differ."},
    {.name = "lint",
     .usage = "[MANIFEST]",
     .summary = "what makes a manifest weaker than it looks",
     .options = {manifest_options, report_options},
     .run = policy_lint},
    {.name = "edit",
     .usage = "add|remove|mv NAME…",
     .summary = "change a manifest: add files as they are now, take names out, or rename them everywhere",
     .options = {manifest_options, edit_options},
     .run = policy_edit,
     .details =
         "NAME is a path from the folder, or a key (\"./a.js\"). With a slash at the end, remove and mv are about all "
         "that lies in a folder."},
    {.name = "export",
     .usage = "[DIR]",
     .summary = "a manifest in the form of another tool",
     .options = {manifest_options, export_options},
     .run = policy_export,
     .details = "The exit status is 4 where an entry could not go along."},
    {.name = "exec",
     .usage = "-- PROGRAM [ARGUMENT…]",
     .summary = "run a program that can read the files that a manifest approves, and no other file of the folder",
     .options = {manifest_options, signature_options, exec_options, tree_options, grant_options},
     .run = policy_exec,
     .details =
         "Every file that the manifest names is verified, and nothing is run where one differs. Then the kernel "
         "(Landlock) lets the\nprogram and all it starts read and execute these files alone, by what they are and not "
         "by their names, beside what the\nprogram needs to start and what the options grant. Node 22.15 and newer "
         "also keep the manifest's dependency maps.\nThe exit status is the program's; 125 to 127 and 128 + n as of "
         "`ward run`.",
     .words = Verb::Words::program,
     .status_of = run_status},
};

}  // namespace

WARD_COMMAND(policy) = {.name = "policy",
                        .summary = "integrity manifests: create, verify, sign, compare, enforce",
                        .verbs = policy_verbs,
                        .rank = 45};

}  // namespace ward::cli
