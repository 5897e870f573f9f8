// From words to an exit status: parse, settings, run; one line for an error, and the next step.
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>

#include "base/fd.h"
#include "base/text.h"
#include "commit.h"
#include "faces/cli/command.h"
#include "formats/escape.h"

namespace ward::cli {
namespace {

// Messages hold words of scanned projects, and CI systems read commands out of the log.
void say(std::string_view text) {
    // Nothing can be done about a standard error that is closed.
    [[maybe_unused]] const auto written = write_all(STDERR_FILENO, escape_log_line(text) + "\n", "standard error");
}

std::string hint_for(const Error& error, std::string_view command) {
    switch (error.code) {
        case ErrorCode::usage: return command.empty() ? "ward --help" : "ward " + std::string(command) + " --help";
        case ErrorCode::damaged:
            return error.where.ends_with(".sqlite") ? "move that file away; reviews begin anew"
                   : error.where.contains(".journal")
                       ? "look at the tracker's issues, then move that file away; what is there is found again"
                   : command.starts_with("policy") ? ""
                                                   : "ward db verify; ward db update";
        case ErrorCode::network:
        case ErrorCode::rate_limited: return "try again later; nothing was changed";
        case ErrorCode::conflict:
            return command.starts_with("policy") || command.starts_with("update") ? ""
                                                                                  : "wait for the other run to end";
        case ErrorCode::internal: return "this is a defect of ward; please report it with the command";
        default: return {};
    }
}

int report_error(const Error& error, std::string_view command, const Verb* verb = nullptr) {
    say("ward" + (command.empty() ? std::string() : " " + std::string(command)) + ": " + error.message());
    if (const std::string hint = hint_for(error, command); !hint.empty()) say("hint: " + hint);
    return verb == nullptr ? exit_status_of(error.code) : verb->status_of(error);
}

// The verb of a command line that could not be read to its end.
const Verb* verb_of(std::string_view command) {
    for (const Command* known : all_commands())
        for (const Verb& verb : known->verbs)
            if (full_name(*known, verb) == command) return &verb;
    return nullptr;
}

Log log_for(const Invocation& invocation) {
    const bool quiet = invocation.has("quiet");
    const bool verbose = invocation.has("verbose");
    return Log([quiet, verbose](LogLevel level, std::string_view message) {
        if (level == LogLevel::warning && !quiet) say("warning: " + std::string(message));
        if (level == LogLevel::info && !quiet) say(message);
        if (level == LogLevel::debug && verbose) say(message);
    });
}

Result<int> dispatch(Parsed& parsed) {
    if (parsed.wants_version) {
        WARD_TRY_VOID(print("ward " + std::string(program_version()) + " (" + std::string(program_commit()) + ")\n"));
        return 0;
    }
    if (parsed.command == nullptr) {
        WARD_TRY_VOID(print(help_for_program()));
        return parsed.wants_help ? 0 : 2;
    }
    if (parsed.wants_help || parsed.verb == nullptr) {
        WARD_TRY_VOID(print(help_for(*parsed.command, parsed.verb, parsed.group)));
        return parsed.wants_help ? 0 : 2;
    }
    WARD_TRY_VOID(add_user_settings(parsed.invocation, *parsed.verb));
    parsed.invocation.log = log_for(parsed.invocation);
    return parsed.verb->run(parsed.invocation);
}

}  // namespace

std::string_view program_version() {
    return WARD_VERSION;
}
std::string_view program_commit() {
    return WARD_COMMIT;
}

int run_program(std::span<const std::string> words) {
    // A reader that went away is an error of a write, not a silent death.
    (void)std::signal(SIGPIPE, SIG_IGN);
    std::string command;
    try {
        auto parsed = parse(words, command);
        if (!parsed) return report_error(parsed.error(), command, verb_of(command));
        const auto status = dispatch(*parsed);
        return status ? *status : report_error(status.error(), command, parsed->verb);
    } catch (const std::bad_alloc&) {
        return report_error({ErrorCode::limit, "out of memory", ""}, command);
    } catch (const std::exception& failure) {
        return report_error({ErrorCode::internal, failure.what(), ""}, command);
    }
}

}  // namespace ward::cli
