// ward completion bash: the shell's completion, made from the option tables.
#include "faces/cli/command.h"

namespace ward::cli {
namespace {

Result<int> run_completion(const Invocation& invocation) {
    if (invocation.arguments != std::vector<std::string>{"bash"})
        return fail(ErrorCode::usage, "the shell must be named: bash");
    WARD_TRY_VOID(print(bash_completion()));
    return 0;
}

constexpr Verb completion_verbs[] = {
    {.name = "", .usage = "bash", .summary = "print the completion script for a shell", .run = run_completion}};

}  // namespace

WARD_COMMAND(completion) = {
    .name = "completion", .summary = "print the completion script for a shell", .verbs = completion_verbs, .rank = 95};

}  // namespace ward::cli
