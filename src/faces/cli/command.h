// Commands and their options as tables: parsing, --help, completion, configuration keys and environment names all come
// from these rows and from nothing else.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "facts/advisory/advisory.h"

namespace ward::cli {

enum class Repeat { once, many };
enum class Argument { always, optional };

// May the scanned project's own ward.toml set this? `never` for whatever could switch a check off, redirect a URL or
// name a command: those are for the command line, the environment and the user's own configuration.
enum class Trust { never, project };

struct Option {                      // NOLINT(clang-analyzer-optin.performance.Padding): written as rows, in this order
    std::string_view name;           // "fail-on"
    char letter = '\0';              // 'o', or none
    std::string_view argument = {};  // "SEVERITY"; empty: a switch
    std::string_view help;           // one line, no final dot
    Repeat repeat = Repeat::once;
    std::string_view choices = {};  // "auto|always|never", for completion and checking; empty: anything
    std::string_view offers = {};   // the same for completion alone: other values are taken too
    std::string_view config = {};   // "audit.fail_on"; empty: command line only
    Trust trust = Trust::never;
    // May the argument be left out? Then it only counts behind a `=`, and without one the value is empty.
    Argument takes = Argument::always;
};

// What follows an option's name in a text: " FILE", "[=PORT]", or nothing for a switch.
std::string argument_text(const Option& option);

// "audit.fail_on" is WARD_AUDIT_FAIL_ON in the environment.
std::string environment_name(const Option& option);

// What the user asked for: command line over environment over configuration.
class Invocation {
  public:
    bool has(std::string_view option) const { return values_.contains(option); }
    // The last value given, or `otherwise`.
    std::string value(std::string_view option, std::string_view otherwise = {}) const;
    std::vector<std::string> values(std::string_view option) const;
    void set(std::string_view option, std::vector<std::string> values) {
        values_[std::string(option)] = std::move(values);
    }

    std::string command;                 // "db update"
    std::vector<std::string> arguments;  // positional
    Log log;

  private:
    std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

// One thing to do: a command without verbs has one, with an empty name.
struct Verb {
    // "check"; of a group of verbs with the group's word: "vulndb index" is `ward release vulndb index`.
    std::string_view name;
    std::string_view usage;                               // positional arguments: "[PATH…]"
    std::string_view summary;                             // one line
    std::array<std::span<const Option>, 8> options = {};  // sets of rows, beside the common ones
    // The exit status, or an error (printed by main, which derives the status from it).
    Result<int> (*run)(const Invocation& invocation);
    std::string_view details = {};  // further paragraphs of --help
    // `program`: behind the options stands another program with words of its own, as `ward run` has it.
    enum class Words { ours, program } words = Words::ours;
    // The exit status of an error, where it is not the common one.
    int (*status_of)(const Error& error) = exit_status;
    static int exit_status(const Error& error) { return exit_status_of(error.code); }
};

struct Command {
    std::string_view name;
    std::string_view summary;
    std::span<const Verb> verbs;
    int rank = 100;  // place in `ward --help`
};

#define WARD_COMMAND(id)               \
    extern const Command command_##id; \
    const Command command_##id

std::span<const Command* const> all_commands();
// By rank, then name.
std::vector<const Command*> commands_for_help();

// Every row a verb understands: the common options first.
std::vector<const Option*> options_of(const Verb& verb);
// The common ones alone, and all others.
std::vector<const Option*> options_of_all_commands();
std::vector<const Option*> own_options_of(const Verb& verb);
// The verbs whose names begin with that word and a blank; all of them for an empty one.
std::vector<const Verb*> verbs_of_group(const Command& command, std::string_view group);
// What may be typed behind the command, or behind that group's word; in the table's order, an empty word where a verb
// has no name.
std::vector<std::string_view> words_after(const Command& command, std::string_view group);
// "db update"
std::string full_name(const Command& command, const Verb& verb);
// The verb of that full name, or nullptr.
const Verb* verb_named(std::string_view full);

// ---- parse.cc ----
struct Parsed {
    const Command* command = nullptr;  // null: `ward` alone, --help or --version
    const Verb* verb = nullptr;        // null: the command's help, or the group's
    std::string group;                 // "vulndb", where that was named and no verb of it
    Invocation invocation;
    bool wants_help = false;
    bool wants_version = false;
};
// `usage` errors name the nearest word ("did you mean"). `command` is set as soon as it is known ("db update"), for
// errors too.
Result<Parsed> parse(std::span<const std::string> words, std::string& command);
inline Result<Parsed> parse(std::span<const std::string> words) {
    std::string command;
    return parse(words, command);
}

// ---- split.cc ----
// Options and arguments of `words` into `out`, by the rows. A switch has the value "true" for each time it is given, an
// optional value that is left out is empty. With Words::program everything from the first word on that is no option is
// an argument. `usage` errors name the option, or the nearest one.
Result<void> split_words(Invocation& out, std::span<const std::string> words, std::span<const Option* const> options,
                         Verb::Words whose);
// "; did you mean 'audit'?", or nothing.
std::string suggestion(std::string_view word, const std::vector<std::string_view>& choices);
// "no command 'adit'; did you mean 'audit'?"
std::unexpected<Error> unknown_word(std::string_view what, std::string_view word,
                                    const std::vector<std::string_view>& choices);

// ---- help.cc ----
std::string help_for_program();
// Without a verb: of all of the command, or of that group.
std::string help_for(const Command& command, const Verb* verb, std::string_view group = {});

struct ExitStatus {
    int status;
    std::string_view meaning;
};
std::span<const ExitStatus> exit_statuses();

// ---- bash_completion.cc ----
std::string bash_completion();

// ---- settings.cc ----
// Values from environment and the user's configuration, for options the command line left out.
Result<void> add_user_settings(Invocation& invocation, const Verb& verb);
// Values from the project's ward.toml. Returns what it said that a project may not say, and what weakens the gate: for
// people to see. `usage` error for an unknown key.
struct ProjectSettings {
    std::vector<std::string> remarks;  // "ward.toml:3: ..."
};
Result<ProjectSettings> add_project_settings(Invocation& invocation, const Verb& verb,
                                             const std::string& project_folder);

// ---- folders.cc: ward's own files, by $WARD_HOME or XDG, folders created when missing ----
// A variable of the environment; empty where it is not set.
std::string environment(const char* name);
Result<std::string> data_folder();
Result<std::string> state_folder();
Result<std::string> cache_folder();
std::string user_configuration();
// --db FILE, or advisories.db in the data folder.
Result<std::string> database_path(const Invocation& invocation);
// The same for reading: `not_found` where the caller names a database that is not there.
Result<std::string> readable_database(const Invocation& invocation);
// The record of this id, or else those that have it as an alias: a report leads with a CVE, which may be no record.
std::vector<advisory::RecordNumber> records_meant(const advisory::Index& index, std::string_view id);

// ---- output.cc ----
// To standard output; `io` error when that fails (a full disk, a closed pipe).
Result<void> print(std::string_view text);
// A file of the scan root itself (ward.toml, assessments.toml); nothing where there is none. A `usage` error where it
// is no regular file: a link may lead out of the tree, and a FIFO never ends.
Result<std::optional<std::string>> read_project_file(const std::string& folder, std::string_view name,
                                                     size_t max_bytes);
// A whole file, "-" for standard input.
Result<std::string> read_input(const std::string& path, size_t max_bytes);
// To a file, "-" for standard output.
Result<void> write_output(const std::string& path, std::string_view bytes);
// Colours wanted on standard output, by --color, NO_COLOR, CLICOLOR_FORCE, TERM and whether it is a terminal.
bool wants_colour(const Invocation& invocation);
size_t terminal_width();

// The whole program: what main() calls.
int run_program(std::span<const std::string> words);
std::string_view program_version();
std::string_view program_commit();

}  // namespace ward::cli
