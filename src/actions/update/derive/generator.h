// Files that a rule makes of a new tree: version headers, source lists in build files, a value in a JSON or TOML file.
// One file a rule in generators/. Pure: what a rule made can be made again, which is how `verify` explains it.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actions/update/recipe/recipe.h"
#include "actions/update/recipe/version.h"
#include "actions/update/tree/tree.h"
#include "base/result.h"

namespace ward::update {

struct GenerateInput {
    const Recipe* recipe = nullptr;
    const Generate* rule = nullptr;
    std::string version = {};      // new
    std::string old_version = {};  // empty: not known
    std::string tag = {};
    std::string commit = {};
    std::optional<Instant> published = {};                            // of the new one
    std::vector<std::pair<std::string, std::string>> artefacts = {};  // URL and SHA-256 of each
    const FileTree* files = nullptr;                                  // the dependency's folder, new
    FileReader project = {};  // by the words of `rule->to`: the file as it is, where the rule changes part of it
};

struct Generator {
    std::string_view name;
    std::string_view summary;
    std::span<const std::string_view> words;  // keys of the rule in a recipe, beside `rule` and `to`
    std::span<const std::string_view> lists;
    // The whole file.
    Result<std::string> (*make)(const GenerateInput& input);
};
#define WARD_UPDATE_GENERATOR(id)          \
    extern const Generator generator_##id; \
    const Generator generator_##id
std::span<const Generator* const> all_generators();
const Generator* generator_named(std::string_view name);

// ---- for the rules ----
// A key that the rule needs: a `usage` error without it.
Result<std::string> needed_word(const GenerateInput& input, std::string_view name);
std::string word_or(const GenerateInput& input, std::string_view name, std::string_view otherwise);
// The file as it is; `not_found` where there is none to change.
Result<std::string> text_as_it_is(const GenerateInput& input);
// {new}, {v} (the same), {tag}, {commit}, {sha7}, {id}, {subsystem}; {major}, {minor}, {patch} where the version begins
// with three numbers, and {minor:02}, {patch:02}; {old} and {date} (of publication) where they are known.
std::map<std::string, std::string> words_of(const GenerateInput& input);

}  // namespace ward::update
