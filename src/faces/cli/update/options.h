// The option rows of `ward update`.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

// What is kept, and where upstream is.
inline constexpr Option update_options[] = {
    {.name = "in", .argument = "FOLDER", .help = "the project (default: the current folder)"},
    {.name = "recipes",
     .argument = "FILE",
     .help =
         "what is vendored and how: a file, or `nodejs` for the recipes in the program (default: ward.update.toml of "
         "the project)",
     .config = "update.recipes"},
    {.name = "except", .argument = "ID", .help = "leave this dependency out", .repeat = Repeat::many},
    {.name = "group", .argument = "NAME", .help = "only the dependencies of this group", .repeat = Repeat::many},
    {.name = "registry",
     .argument = "URL",
     .help = "the registry that is asked (default: https://registry.npmjs.org)",
     .config = "npm.registry"},
    {.name = "github-api",
     .argument = "URL",
     .help = "GitHub's API (default: https://api.github.com)",
     .config = "update.github_api"},
    {.name = "github-web",
     .argument = "URL",
     .help = "where GitHub serves files (default: https://github.com)",
     .config = "update.github_web"},
    {.name = "gitlab-api",
     .argument = "URL",
     .help = "GitLab's API (default: https://gitlab.com/api/v4)",
     .config = "update.gitlab_api"},
    {.name = "branch-line",
     .argument = "BRANCH",
     .help = "take what the project's line of this name takes (default: of the branch that is checked out)"},
    {.name = "allow-local-git", .help = "let recipes name git repositories of this machine (file:)"},
};

inline constexpr Option update_database_options[] = {
    {.name = "db", .argument = "FILE", .help = "use this advisory database", .config = "database.file"},
};

inline constexpr Option update_choice_options[] = {
    {.name = "to", .argument = "VERSION", .help = "this version, not the newest (of one dependency)"},
    {.name = "force-cooldown", .help = "take versions that are too young"},
    {.name = "from-dir", .argument = "DIR", .help = "take upstream's files from this folder instead of upstream"},
};

inline constexpr Option update_apply_options[] = {
    {.name = "dry-run", .help = "do everything up to the checks, and leave the project as it is"},
    {.name = "commit", .help = "commit each update on the branch that is checked out"},
    {.name = "on-branch", .help = "commit each update on a branch of its own; the working tree stays as it is"},
    {.name = "pr",
     .argument = "github:OWNER/REPO",
     .help = "push these branches and open or change one pull request for each (needs GITHUB_TOKEN)"},
    {.name = "autostash", .help = "carry over what a dependency's folder has uncommitted, instead of refusing it"},
    {.name = "remote", .argument = "NAME", .help = "the remote that branches are pushed to (default: origin)"},
    {.name = "base", .argument = "BRANCH", .help = "the branch that pull requests are for (default: the forge's)"},
};

inline constexpr Option update_hook_options[] = {
    {.name = "allow-hooks",
     .help = "run the commands that recipes name, confined: no network, no file but a copy",
     .config = "update.allow_hooks"},
};

inline constexpr Option update_check_options[] = {
    {.name = "ref", .argument = "REF", .help = "look at the project as this branch, tag or commit has it"},
};

inline constexpr Option failure_track_options[] = {
    {.name = "track",
     .argument = "github:OWNER/REPO",
     .help = "plan one issue there for each dependency whose update fails; reads only"},
};

inline constexpr Option update_verify_options[] = {
    {.name = "base", .argument = "REF", .help = "judge a change: the commit before it"},
    {.name = "head", .argument = "REF", .help = "judge a change: the commit with it (default: HEAD)"},
    {.name = "all", .help = "list every file, also those that are as they should be"},
    {.name = "diff", .help = "show what differs, as a unified diff"},
};

inline constexpr Option update_patch_options[] = {
    {.name = "subject", .argument = "TEXT", .help = "one line that says what a new patch does"},
    {.name = "author",
     .argument = "WHO",
     .help = "\"NAME <ADDRESS>\" of a new patch, and of an exported one that names nobody"},
    {.name = "dry-run", .help = "tell what would be written, and leave the patches as they are"},
};

}  // namespace ward::cli
