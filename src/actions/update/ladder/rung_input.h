// What several rungs need: the words of their demand, files of evidence that upstream publishes, an artefact's files.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actions/update/ladder/rung.h"
#include "base/result.h"

namespace ward::update {

constexpr uint64_t max_evidence_bytes = 64u << 20;
constexpr size_t max_listed_differences = 20;

// A word with {v}, {tag} and the like; empty where the demand has none.
Result<std::string> word_of(const RungInput& input, const std::string& name);
// Accepts globs separated by blanks.
std::vector<std::string> globs_of(const RungInput& input, const std::string& name);

// A file that upstream publishes beside the artefacts: an asset of the release (word `asset_word`, else `usual`), or
// what the word `url_word` names. Nothing where the release has no such asset, or the server none at that URL.
struct Evidence {
    std::string name;
    std::string bytes;
};
Result<std::optional<Evidence>> evidence_of(const RungInput& input, const std::string& asset_word,
                                            const std::string& url_word, const std::vector<std::string>& usual);

// A file of the project: a keyring, a trusted root. An error where it is not there.
Result<std::string> project_file(const RungInput& input, const std::string& word, size_t most_bytes);

// What the demand is about: artefacts with bytes, or those that word "file" names. Never empty: `usage` then.
Result<std::vector<const Fetched*>> subjects_of(const RungInput& input);
// The artefact's files as the recipe unpacks them.
Result<FileTree> files_of(const Fetched& fetched);
// Of what archive it is; empty where it says nothing.
Result<std::string> commit_in_archive(const Fetched& fetched);

// "changed: a/b.c", "only in WHAT: d", the first max_listed_differences and how many more.
struct Differences {
    std::vector<std::string> changed;
    std::vector<std::string> only_first;
    std::vector<std::string> only_second;
    bool empty() const { return changed.empty() && only_first.empty() && only_second.empty(); }
};
Differences differences_of(const FileTree& first, const FileTree& second, const std::vector<std::string>& except);
std::string listed(const std::vector<std::string>& paths);

RungResult holds(const RungInput& input, std::string detail);
RungResult fails(const RungInput& input, std::string detail);
RungResult absent(const RungInput& input, std::string detail);

}  // namespace ward::update
