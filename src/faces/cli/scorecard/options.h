// The option rows of `ward scorecard`. Rows that several of its verbs have stand here once, by name.
#pragma once

#include "faces/cli/command.h"

namespace ward::cli {

// ---- What is looked at ----
inline constexpr Option facts_option{
    .name = "facts",
    .argument = "FILE",
    .help = "what the forge knows of the repository, as --save-facts has written it (ward-scorecard-facts/1)"};
inline constexpr Option repository_option{
    .name = "repository", .argument = "NAME", .help = "its name on the forge: github.com/OWNER/NAME"};
inline constexpr Option as_of_option{
    .name = "as-of", .argument = "DATE", .help = "the day from which time is counted back (default: now)"};
inline constexpr Option ref_option{.name = "ref",
                                   .argument = "NAME",
                                   .help = "look at this branch, tag or commit of the repository instead of its files"};
inline constexpr Option trust_git_option{
    .name = "trust-git",
    .argument = "DIR",
    .help = "let the repository's files lead here: of a worktree, of shared objects",
    .repeat = Repeat::many};
inline constexpr Option exclude_option{.name = "exclude",
                                       .argument = "GLOB",
                                       .help = "leave these paths out (listed under skipped)",
                                       .repeat = Repeat::many,
                                       .config = "scan.exclude",
                                       .trust = Trust::project};

// ---- Who is asked ----
inline constexpr Option collect_option{
    .name = "collect",
    .help =
        "ask the forge now, and the badge's and package sites (GITHUB_TOKEN or GITLAB_TOKEN: reviews and "
        "protection need one); of a URL this is done without being asked for"};
inline constexpr Option save_facts_option{
    .name = "save-facts", .argument = "FILE", .help = "keep here what the forge told"};
inline constexpr Option forge_api_option{.name = "forge-api",
                                         .argument = "URL",
                                         .help = "the forge's API, where it is not the usual one",
                                         .config = "scorecard.forge_api"};
inline constexpr Option forge_option{
    .name = "forge", .argument = "KIND", .help = "whose API a host of another name speaks", .choices = "github|gitlab"};

// Of everything that asks a forge for facts.
inline constexpr Option collect_options[] = {
    forge_api_option,
    forge_option,
    {.name = "oss-fuzz",
     .argument = "FILE",
     .help = "OSS-Fuzz's projects: its status.json, or a list of repositories, one a line"},
    {.name = "badge-site",
     .argument = "URL",
     .help = "ask here for the Best Practices level; none: ask nobody",
     .offers = "none",
     .config = "scorecard.badge_site"},
    {.name = "packages-api",
     .argument = "URL",
     .help = "ask here (deps.dev's API) for packages' provenance; none: ask nobody",
     .offers = "none",
     .config = "scorecard.packages_api"},
};

// ---- Where the answer goes ----
inline constexpr Option format_option{.name = "format",
                                      .argument = "NAME[=FILE]",
                                      .help = "report in this format, to FILE or standard output",
                                      .repeat = Repeat::many};
inline constexpr Option json_option{.name = "json", .help = "the same as --format json"};
inline constexpr Option output_option{
    .name = "output", .letter = 'o', .argument = "FILE", .help = "write the report here instead of standard output"};

inline constexpr Option card_options[] = {
    facts_option,
    collect_option,
    save_facts_option,
    repository_option,
    {.name = "checks", .argument = "NAME,…", .help = "make these checks alone", .repeat = Repeat::many},
    {.name = "probes",
     .argument = "NAME,…",
     .help = "answer these probes alone, without scores (form: probe)",
     .repeat = Repeat::many},
    {.name = "experimental", .help = "make those checks too that OpenSSF Scorecard leaves out (SBOM, Webhooks)"},
    {.name = "compat",
     .argument = "WHOSE",
     .help = "leave out what ward adds to OpenSSF Scorecard: its findings, the reading of commits' trailers",
     .choices = "scorecard-5"},
    as_of_option,
    ref_option,
    trust_git_option,
    {.name = "db", .argument = "FILE", .help = "use this advisory database", .config = "database.file"},
    exclude_option,
    {.name = "no-details", .help = "the scores and reasons alone"},
    {.name = "show-debug", .help = "details that OpenSSF Scorecard prints with --verbosity debug"},
    {.name = "accept",
     .argument = "FILE",
     .help = "findings that you live with ([[scorecard.accept]]): a second score beside the first",
     .repeat = Repeat::many},
    {.name = "annotations", .help = "show what the project says of its own scores (scorecard.yml)"},
};

inline constexpr Option card_gate_options[] = {
    format_option,
    json_option,
    output_option,
    {.name = "fail-below", .argument = "SCORE", .help = "exit 1 where the aggregate is below this"},
    {.name = "fail-check",
     .argument = "NAME=SCORE",
     .help = "exit 1 where this check's score is below that, or it could not be made",
     .repeat = Repeat::many},
    {.name = "policy",
     .argument = "FILE",
     .help = "OpenSSF Scorecard's policy (YAML): makes its checks, exit 1 where an enforced one is below its score"},
};

inline constexpr Option fix_options[] = {
    facts_option,
    ref_option,
    trust_git_option,
    exclude_option,
    {.name = "output", .letter = 'o', .argument = "FILE", .help = "write the patch here instead of standard output"},
    {.name = "only",
     .argument = "KIND,…",
     .help = "make these changes alone",
     .repeat = Repeat::many,
     .offers = "actions|permissions|injection|images|dependabot|policy"},
    {.name = "hashes",
     .argument = "FILE",
     .help = "commits of actions: OWNER/NAME@TAG, a tab, the hash, one a line",
     .repeat = Repeat::many},
    {.name = "git-clones",
     .argument = "DIR",
     .help = "look commits of actions up in the refs of clones here (DIR/OWNER/NAME, with .git behind it or not)",
     .repeat = Repeat::many,
     .config = "audit.git_clones"},
    {.name = "digests",
     .argument = "FILE",
     .help = "digests of images: NAME:TAG, a tab, sha256:…, one a line",
     .repeat = Repeat::many},
    {.name = "collect",
     .help = "ask GitHub for the commits of tags (GITHUB_TOKEN) and registries for the digests of images that no file "
             "here tells"},
    {.name = "image-registry",
     .argument = "HOST",
     .help = "with --collect: ask this registry, too, for its images",
     .repeat = Repeat::many,
     .config = "scorecard.registries"},
    forge_api_option,
    forge_option,
};

inline constexpr Option practices_options[] = {
    {.name = "level",
     .argument = "NAME",
     .help = "answer this level (default: passing)",
     .repeat = Repeat::many,
     .choices = "passing|silver|gold|baseline-1|baseline-2|baseline-3"},
    facts_option,
    collect_option,
    save_facts_option,
    repository_option,
    {.name = "published",
     .argument = "FILE",
     .help = "compare with these answers: the badge site's JSON, or a questionnaire in Markdown"},
    as_of_option,
    ref_option,
    trust_git_option,
    exclude_option,
    format_option,
    json_option,
    output_option,
    {.name = "fail-unmet", .help = "exit 1 where a criterion that is a MUST is unmet"},
};

}  // namespace ward::cli
