// ward completion bash: the shell's completion, made from the option tables.
#include "faces/cli/command.h"

namespace ward::cli {
namespace {

Result<int> run(const Invocation& invocation) {
    if (invocation.arguments != std::vector<std::string>{"bash"})
        return fail(ErrorCode::usage, "the shell must be named: bash");
    WARD_TRY_VOID(print(bash_completion()));
    return 0;
}

constexpr Verb verbs[] = {
    {.name = "", .usage = "bash", .summary = "print the completion script for a shell", .run = run}};

}  // namespace

WARD_COMMAND(completion) = {
    .name = "completion", .summary = "print the completion script for a shell", .verbs = verbs, .rank = 95};

}  // namespace ward::cli
