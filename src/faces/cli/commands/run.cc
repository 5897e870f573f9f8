// ward run: the Permission Model around any program, kept by the kernel for the whole tree of processes, and by node
// beside it. The options are those of node's own flags; what they mean to the kernel is in docs/permission.md.
#include "faces/cli/command.h"
#include "faces/cli/run/conformance.h"
#include "faces/cli/run/learn.h"
#include "faces/cli/run/machine.h"
#include "faces/cli/run/options.h"
#include "faces/cli/run/start.h"
#include "faces/cli/run/watched_run.h"

namespace ward::cli {
namespace {

Result<int> learn_policy(const Invocation& invocation, const RunRequest& request, const std::string& folder) {
    WARD_TRY(const int abi, number_of(invocation, "landlock-abi", permission::Launch{}.landlock_abi));
    return learn({.start = request,
                  .words = invocation.arguments,
                  .folder = folder,
                  .file = invocation.value("learn"),
                  .before = invocation.value("before"),
                  .minimize = invocation.has("minimize"),
                  .landlock_abi = abi},
                 invocation.log);
}

Result<int> check_conformance(const Invocation& invocation) {
    if (!invocation.arguments.empty())
        return fail(ErrorCode::usage, "runs cases of its own and no other program", "--conformance");
    return conformance::run(
        {.node = invocation.value("conformance"), .cases = invocation.values("case"), .json = invocation.has("json")});
}

Result<int> run_run(const Invocation& invocation) {
    if (invocation.has("conformance")) return check_conformance(invocation);
    const std::string folder = current_folder();
    if (invocation.has("learn") || invocation.has("print-policy")) {
        WARD_TRY(const RunRequest request, request_of(invocation, folder));
        if (invocation.has("learn")) return learn_policy(invocation, request, folder);
        WARD_TRY(const PreparedRun prepared, prepare_run(invocation, request, folder));
        WARD_TRY_VOID(print(policy_text(prepared, folder)));
        return 0;
    }
    const bool watched = invocation.has("audit") || invocation.has("explain-denials") || invocation.has("log");
    return watched ? run_watched(invocation) : start_program(invocation);
}

constexpr Verb run_verbs[] = {
    {.name = "",
     .usage = "-- PROGRAM [ARGUMENT…]",
     .summary = "run a program with the permissions that are granted, and no others",
     .options = {grant_options, run_options},
     .run = run_run,
     .details =
         "Nothing is granted but what the program needs to start. The kernel (Landlock, seccomp) keeps the grants for "
         "the program and\neverything it starts; where the program is node, its own permission model is switched on "
         "too.\n\nThe exit status is the program's; 125 where ward fails, 126 where the program cannot be executed, "
         "127 "
         "where it is not found,\n128 + n where signal n ended it.\n\nWith "
         "--conformance: 0 where all is as expected, 1 where a case differs, 4 where cases could not be run, 125 "
         "where ward fails.",
     .words = Verb::Words::program,
     .status_of = run_status},
};

}  // namespace

WARD_COMMAND(run) = {.name = "run",
                     .summary = "the Permission Model around any program, kept by the kernel",
                     .verbs = run_verbs,
                     .rank = 40};

}  // namespace ward::cli
