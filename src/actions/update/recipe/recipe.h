// How one vendored dependency is kept: where upstream is, what is taken, what stays, what is changed and made, what is
// demanded of it. The words are those of ward.update.toml (docs/formats/update-recipe.md); recipe_file.h reads it.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ward::update {

// An RE2 pattern, checked when it was read.
using Pattern = std::string;

// `source`: where versions are listed. One registry entry a kind (sources/).
struct Source {
    std::string kind;                 // "npm", "github-release", "git-head", ...
    std::string repository;           // "owner/name" of a forge
    std::string package;              // of a registry
    std::string url;                  // git remote, page, document or folder
    std::string reference;            // git-head: the branch
    std::string tag;                  // npm: the dist-tag; else how a tag spells a version: "v{v}"
    std::string pointer;              // json-api: JSON pointer to the version, or to a list of them
    Pattern pattern;                  // url-regex: group 1 is the version (or named groups, for `artefact.url`)
    std::vector<std::string> paths;   // git-head: only what changes these counts
    std::string mirror;               // asked where the first does not answer
    bool skip_if_tree_equal = false;  // git-head: a new commit without other files is no update
    std::string commit_file;          // git-head: not the tip, but the commit that this file of the project names,
    Pattern commit_pattern;           // by group 1
    std::vector<std::string> run;     // exec: argv; it lists the versions
    std::vector<std::string> tools;   // exec: programs that it may start
    std::vector<std::string> reads;   // exec: paths of the project
    int line = 0;
};

// How upstream's spelling becomes a version, and which versions may be chosen.
struct Selection {
    std::string order = "semver";  // an ordering of formats/versions, or "date"
    enum class Pick : uint8_t { highest, newest, tag } pick = Pick::highest;  // never the first of a list
    bool prerelease = false;
    std::string series;                                    // "3.5": only 3.5 and 3.5.x
    std::string allow;                                     // a range in the order's language
    std::string pin;                                       // this one and no other
    Pattern strip;                                         // cut out of what the tag gave: "^release-"
    std::vector<std::pair<std::string, std::string>> map;  // replaced in it: "_" by "."
};

// `branches`: what a release line of the project takes where that is not what the others take. The first rule counts
// whose globs match the name of the branch ("v20.x-staging").
struct BranchRule {
    std::vector<std::string> branches;  // globs
    std::string series;                 // as Selection has them; empty: the recipe's own
    std::string allow;
    std::string pin;
    int line = 0;
};

// One thing that is downloaded. Text may hold {v} (the version), {tag}, {commit}, {0}… (what url-regex found).
struct Artefact {
    // asset: of a release; archive: the forge's own of the tag; npm: the registry's tarball; raw: one file of the
    // repository at the tag; url: anything; git: the commit's files; local: a path.
    std::string kind;
    std::string name;  // of the asset, or the file's path
    std::string url;
    int strip = 0;            // leading folders that are dropped
    std::string into;         // the folder that its files come to
    std::string as;           // raw: the file's name
    bool unpack = true;       // false: the bytes are the file
    std::string pin_version;  // an artefact with a version of its own (a second library)
    std::string sha256;       // pinned here
    int line = 0;
};

// `current`: where the tree says which version it is. Paths are from the dependency's folder; with '/' in front from
// the project's.
struct VersionRule {
    std::string file;
    std::string pointer;            // JSON pointer, of a JSON or TOML file
    std::vector<Pattern> patterns;  // group 1 of each is {1}, {2}, …; a lone one may have several groups
    std::string format;             // "{1}.{2}.{3}"; empty: {1}
    struct Bits {
        int shift = 0;
        int width = 0;
    };
    std::vector<Bits> packed;    // parts of the one number that the pattern found
    bool whole = false;          // the file's first line
    bool tree_equality = false;  // no version in the tree: it is upstream's where the files are
};

struct Rename {
    Pattern from;
    std::string to;
};  // RE2 over the path, \1 in `to`
struct ModeChange {
    std::string files;
    bool executable = true;
};  // glob
struct Edit {
    std::string files;
    Pattern pattern;
    std::string with;
    int count = 1;
};  // glob; exactly `count` matches a file
struct Create {
    std::string path;
    std::string text;
};

// `generate`: files that a rule makes of the new tree (generators/, one registry entry a rule).
struct Generate {
    std::string rule;  // "version-header", "file-list", "set-value", "template", "dependency-file"
    std::string to;    // from the project's folder with '/' in front, else from the dependency's
    std::map<std::string, std::string> words;  // each rule has its own: macro, pointer, template, begin, end
    std::map<std::string, std::vector<std::string>> lists;  // files, exclude
    int line = 0;
};

// A step that no rule can say: a command, confined, without a network.
struct Hook {
    std::string name;
    std::vector<std::string> run;     // argv; never a shell's line
    std::vector<std::string> tools;   // programs that it may start
    std::vector<std::string> reads;   // further paths of the project
    std::vector<std::string> writes;  // globs; what else it changed is an error
    std::string in;                   // folder, from the dependency's
    std::chrono::seconds limit{600};
    int line = 0;
};

struct PatchStack {
    std::string folder;  // from the project's folder; *.patch in the order of `series` or of their names
    enum class Conflict : uint8_t { stop } on_conflict = Conflict::stop;
    enum class Upstreamed : uint8_t { drop, stop } on_upstreamed = Upstreamed::drop;
    int strip = 1;
};

// A rung of the verification ladder (rungs/, one registry entry each).
struct Demand {
    std::string rung;  // "lock", "sums", "npm-integrity", "npm-signature", "npm-provenance", "pgp", "sigstore",
                       // "commit", "second-source"
    enum class Need : uint8_t { required, if_present } need = Need::required;
    std::map<std::string, std::string> words;  // asset, algorithm, keyring, signer, identity, issuer, url
    int line = 0;
};

// `changelog`: upstream's own words on what is new since the version in the tree (changelog.h).
struct Changelog {
    std::string file;  // in what was unpacked, before `take`; empty: the notes of upstream's releases
    Pattern heading;   // of a line that begins a version's part, group 1 is the version; empty: the usual forms
    bool in_commit = true;
    bool in_pull = true;
};

struct Commit {
    std::string message;
    std::vector<std::string> include;  // globs; empty: everything that is left
    std::string after;                 // "hook:NAME"
};

struct Recipe {
    std::string id;
    std::vector<std::string> aliases;
    bool enabled = true;
    std::string disabled_reason;
    std::string path;                // the folder that is replaced
    std::vector<std::string> paths;  // further ones that it writes to
    std::string group;               // updated together
    Source source;
    Selection selection;
    std::vector<BranchRule> branches;
    std::string line_branch;  // the project's branch whose rule is in `selection`; empty: none (recipe_branches.h)
    std::vector<Artefact> artefacts;
    VersionRule current;
    std::string new_version;        // composite: "{macro:zlib.h:ZLIB_VERSION}-{sha7}"; empty: what was chosen
    std::vector<std::string> take;  // globs over what was unpacked; empty: all
    std::vector<std::string> drop;
    std::vector<std::string> keep;  // globs over the folder as it is: these files are the project's own
    std::vector<Rename> rename;
    bool flatten = false;
    std::vector<ModeChange> mode;
    std::vector<Edit> edit;
    std::vector<Create> create;
    std::vector<Generate> generate;
    std::optional<PatchStack> patches;
    std::vector<Hook> hooks;
    std::vector<Demand> verify;
    std::string license_name;
    std::string license_file;  // from the dependency's folder
    std::string purl;
    std::vector<std::string> cpe;
    std::chrono::seconds cooldown{0};
    bool cooldown_security_bypass = true;
    std::vector<std::string> without_checks;  // "id: reason"
    std::vector<std::string> acknowledge;     // "license-change", "new-binary", ... for one version: "new-binary@1.2.3"
    std::string subsystem = "deps";
    std::string branch = "ward/update-{id}";
    std::string commit_message = "{subsystem}: update {id} to {new}";
    std::vector<Commit> commits;  // empty: one of commit_message
    std::vector<std::string> labels;
    std::string pr_title;  // empty: the commit message's first line
    std::string pr_body;
    std::vector<std::string> trailers;
    std::optional<Changelog> changelog;
    std::vector<std::string> owners;  // "user" and "org/team": asked to review the pull request
    std::vector<std::string> notify;  // the same: mentioned in it, and in the issue of an update that fails
    // Files that exist prebuilt upstream or nowhere: provenance and verify name them so. Globs.
    std::vector<std::string> prebuilt;
    std::string notes;  // for people
    int line = 0;
};

struct RecipeFile {
    std::string name;             // of the file
    std::vector<Recipe> recipes;  // by id
    const Recipe* find(std::string_view id_or_alias) const;
};

}  // namespace ward::update
