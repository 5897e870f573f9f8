// What a build fetches, and whether by a name that cannot change. Facts of Pinned-Dependencies, after the peer's rules.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "judges/scorecard/check.h"

namespace ward::scorecard {

enum class DependencyType : uint8_t {
    github_action,
    container_image,
    download_then_run,
    go_command,
    choco_command,
    npm_command,
    pip_command,
    nuget_command,
};
constexpr size_t dependency_types = 8;
std::string_view name_of(DependencyType type);  // "GitHubAction", as the peer writes it

struct Dependency {
    DependencyType type = DependencyType::github_action;
    bool pinned = false;
    Location location = {};
    std::string name = {};       // of an action or image
    std::string pinned_at = {};  // what stands behind @ or :
    std::string remediation = {};
    std::string remark = {};  // it says why nothing is known; nothing else counts then
    Origin origin = Origin::peer;
    // `$/folder`: of the repository that holds the file, at the same commit. The peer, which is older than this form,
    // takes it for a third party's.
    bool is_of_same_repository = false;
};

// A part of a file that could not be read: what it holds is not counted.
struct Unreadable {
    std::string reason;
    Location location;
};

// ---- own/commands.cc: package managers that the peer does not see ----
struct OwnCommand {
    // Whether a lock file or the command fixes what is fetched; `in_ci`: where a build service runs it, as it comes.
    enum class Frozen : uint8_t { no, in_ci, yes };
    std::string_view label;  // "yarnCommand"
    Frozen frozen = Frozen::no;
    std::string_view remedy = {};
};
// `is_whole`: every word of the command is among `words`.
std::optional<OwnCommand> own_command(const std::vector<std::string>& words, bool is_whole);

struct OwnDependency {
    OwnCommand command = {};
    Location location = {};
    bool is_of_action = false;  // in an action.yml, which build services run
};

struct Pinning {
    std::vector<Dependency> dependencies;
    std::vector<Unreadable> unreadable;
    std::vector<OwnDependency> own = {};  // not the peer's: counted apart
};

// The commands of one script, and what the scripts before it in the same job or image fetched.
struct ScriptPlace {
    std::string path;
    uint32_t line = 0;      // added to the lines within the script
    uint32_t line_end = 0;  // the same for the last line
};
// Names of files that were fetched and not pinned; running one is a finding.
using FetchedFiles = std::set<std::string>;

// Adds what a script fetches. A script that is not shell is Unreadable. What it returns is an error that ends the
// peer's look at this kind of file.
std::optional<std::string> find_in_script(std::string_view script, const ScriptPlace& place, FetchedFiles& fetched,
                                          Pinning& out);

// ---- commands.cc: a command that fetches packages, by its words ----
struct PackageCommand {
    DependencyType type = DependencyType::npm_command;
    bool pinned = false;
};
std::optional<PackageCommand> package_command(const std::vector<std::string>& words);

// A whole commit id of git: 40 hexadecimal digits.
bool is_commit(std::string_view text);
// Is the last name of a path this program's, in any case?
bool is_program(std::string_view program, std::string_view word);

}  // namespace ward::scorecard
