// Which version a tree has, which ones upstream offers, and which of them is chosen. Never by the order of a list:
// forges list tags by letters, where 3.0.9 follows 3.0.10.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actions/update/recipe/recipe.h"
#include "actions/update/tree/tree.h"
#include "base/result.h"
#include "base/time.h"

namespace ward::update {

constexpr size_t max_version_bytes = 64;
constexpr size_t max_version_file_bytes = 16u << 20;
constexpr size_t max_version_matches = 1'000;  // of a pattern in one file

// A version ends in branch names, messages and environment files: [0-9A-Za-z.+_~-]{1,64}, a letter or digit first and
// no
// "..", so that a hostile tag cannot be more than a version: no option, no path, no command.
bool is_safe_version(std::string_view version);

// Reads a file of the tree that is asked: from the dependency's folder, or with '/' in front from the project's.
// Nothing where it is not there.
using FileReader = std::function<Result<std::optional<std::string>>(std::string_view path)>;
FileReader reader_of(const FileTree& dependency);
// Both: what begins with '/' is asked of `project`, without it. The tree must outlive the reader.
FileReader reader_of(const FileTree& dependency, FileReader project);

// What the rule finds: nothing where the rule is tree equality. `not_found` where a file or a match is missing, `parse`
// where what was found is no version, or a pattern finds two that differ.
Result<std::optional<std::string>> current_version(const VersionRule& rule, const FileReader& read);

// One of upstream's versions, as its source lists it.
struct Candidate {
    std::string version = {};  // normalised
    std::string tag = {};      // as upstream spells it
    std::string commit = {};   // 40 or 64 digits; empty: not told
    std::optional<Instant> published = {};
    bool prerelease = false;                                       // as upstream says
    std::string notes = {};                                        // release notes, a stranger's text
    std::vector<std::pair<std::string, std::string>> assets = {};  // name and URL
    std::map<std::string, std::string> found = {};  // what the source has more: integrity, groups of a pattern
};

// The version that a tag spells by `source.tag` and `selection`; nothing where it spells none.
std::optional<std::string> version_of_tag(const Source& source, const Selection& selection, std::string_view tag);
// The tag of a version: the other way; what `selection.strip` cut out does not come back.
std::string tag_of_version(const Source& source, const Selection& selection, std::string_view version);

enum class Standing : uint8_t {
    current,    // nothing newer that may be chosen
    available,  // newer, and may be taken
    held,       // newer, and must wait: cooldown, pin, an advisory
    failed,     // not known
};
std::string_view name_of(Standing standing);

struct Choice {
    Standing standing = Standing::current;
    std::string current = {};              // empty: not known
    std::optional<Candidate> chosen = {};  // what would be taken: of `available` and `held`
    std::optional<Candidate> newest = {};  // whatever pin, series and range say
    std::string reason = {};               // of `held`, in words
    std::vector<std::string> passed;       // candidates that were left out, with the reason (few words each)
};

struct ChoiceContext {
    Instant now = {};
    // When this machine saw a version first, where upstream does not tell when it was published.
    std::function<std::optional<Instant>(const Candidate&)> first_seen = {};
    // Is it a fix of a known vulnerability of the current version? Then no cooldown, where the recipe says so.
    std::function<bool(const Candidate&)> is_security_fix = {};
    // Ids of advisories that the candidate itself has.
    std::function<std::vector<std::string>(const Candidate&)> advisories = {};
    bool ignore_cooldown = false;  // --force-cooldown
    std::string wanted = {};       // --to VERSION
};

// An error where no candidate can be ordered at all, or `wanted` is none of them. Never a downgrade: a candidate below
// the current version is not chosen, whatever a dist-tag or a list says.
Result<Choice> choose(const Recipe& recipe, const std::optional<std::string>& current,
                      const std::vector<Candidate>& candidates, const ChoiceContext& context);

}  // namespace ward::update
