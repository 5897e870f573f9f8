// Commands and their options as tables: parsing, --help, completion, configuration keys and environment names all come
// from these rows and from nothing else.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "base/result.h"

namespace ward::cli {

enum class Repeat { once, many };

// May the scanned project's own ward.toml set this? `never` for whatever could switch a check off, redirect a URL or
// name a command: those are for the command line, the environment and the user's own configuration.
enum class Trust { never, project };

struct Option {
    std::string_view name;           // "fail-on"
    char letter = '\0';              // 'o', or none
    std::string_view argument = {};  // "SEVERITY"; empty: a switch
    std::string_view help;           // one line, no final dot
    Repeat repeat = Repeat::once;
    std::string_view choices = {};  // "auto|always|never", for completion and checking; empty: anything
    std::string_view config =
        {};  // "audit.fail_on"; empty: command line only. The environment name is WARD_AUDIT_FAIL_ON
    Trust trust = Trust::never;
};

// What the user asked for, after command line, environment and configuration are merged (in that order of precedence).
class Invocation {
  public:
    bool has(std::string_view option) const { return values_.contains(std::string(option)); }
    // The last value given, or `otherwise`.
    std::string value(std::string_view option, std::string_view otherwise = {}) const;
    std::vector<std::string> values(std::string_view option) const;

    std::string command;                 // "db update"
    std::vector<std::string> arguments;  // positional
    std::vector<std::string> rest;       // after "--"
    Log log;
    std::map<std::string, std::vector<std::string>> values_;
};

// One thing to do: a command without verbs, or a verb of one that has them.
struct Verb {
    std::string_view name;            // empty for a command's only verb
    std::string_view usage;           // positional arguments: "[PATH…]"
    std::string_view summary;         // one line
    std::span<const Option> options;  // its own, beside the common ones
    // The exit status, or an error (printed by main, which derives the status from it).
    Result<int> (*run)(const Invocation& invocation);
    std::string_view details = {};  // further paragraphs of --help
};

struct Command {
    std::string_view name;
    std::string_view summary;
    std::span<const Verb> verbs;
};

#define WARD_COMMAND(id)               \
    extern const Command command_##id; \
    const Command command_##id

std::span<const Command* const> all_commands();

// Writes to standard output; `io` error when that fails (a full disk, a closed pipe).
Result<void> print(std::string_view text);

// Folders of ward's own, by $WARD_HOME or XDG, created when missing.
std::string data_folder();
std::string state_folder();
std::string cache_folder();
// --db FILE, or advisories.db in the data folder.
std::string database_path(const Invocation& invocation);

}  // namespace ward::cli
