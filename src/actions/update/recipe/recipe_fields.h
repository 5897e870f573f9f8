// One table of a recipe file, read key by key: what a key may hold, and that no other key is there. The first fault is
// kept and the getters answer with their defaults from then on, so that a reader is a list of its keys.
#pragma once

#include <chrono>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actions/update/recipe/recipe.h"
#include "base/result.h"
#include "formats/document.h"

namespace ward::update {

constexpr size_t max_recipe_list = 10'000;          // values of one list
constexpr size_t max_recipe_text = 64u << 10;       // bytes of one value
constexpr int64_t max_recipe_days = 3'650;          // of a duration
enum class Lines : uint8_t { one, several };        // may a text have line ends?
enum class Owner : uint8_t { dependency, either };  // either: with '/' in front a path is the project's

class Fields {
  public:
    // `name` is the table's in messages: "[dep.zlib]", "source of [dep.zlib]". `file` and `node` outlive this.
    Fields(const Node& node, std::string_view file, std::string name);

    // The value, and the key is a known one from now on; null where it is not there.
    const Node* find(std::string_view key);
    // The same where it has to be there.
    const Node* need(std::string_view key);

    std::string text(std::string_view key, const std::string& fallback = {}, Lines lines = Lines::one);
    std::string needed_text(std::string_view key);
    bool truth(std::string_view key, bool fallback);
    int number(std::string_view key, int fallback, int most);
    std::chrono::seconds duration(std::string_view key, std::chrono::seconds fallback);  // "2d", "36h", "90m", "30s"
    std::vector<std::string> texts(std::string_view key);  // a list of them, or a lone one
    std::vector<std::string> globs(std::string_view key);
    std::vector<std::string> paths(std::string_view key);
    std::vector<Pattern> patterns(std::string_view key, int least_groups);
    Pattern pattern(std::string_view key, int least_groups);  // of one expression
    std::string path(std::string_view key, Owner owner);      // a path that a tree may have
    // One of the words; their index. The first is the default.
    size_t word(std::string_view key, std::initializer_list<std::string_view> words);
    // The items of a list of tables (or of a lone one); `read` gets each.
    template <typename Read>
    void tables(std::string_view key, Read read) {
        for (const Node* item : table_items(key)) read(*item);
    }

    // Checks of values that came from elsewhere than a key of their own; all record a fault at `node`.
    bool is_text(const Node& node, std::string_view what, Lines lines = Lines::one);
    bool is_glob(const Node& node);
    bool is_pattern(const Node& node, int least_groups);
    bool is_path(const Node& node, std::string_view text);

    void fault(const Node& node, std::string what);  // kept if it is the first
    // `fault` of a table inside of this one, as it is.
    void absorb(Result<void> inner);

    // Nothing is wrong, and no key is there that was not asked for.
    Result<void> finish();
    // The first fault alone, whatever keys there are.
    Result<void> verdict() const;

    const Node& node() const { return node_; }
    std::string_view file() const { return file_; }
    const std::string& name() const { return name_; }

  private:
    std::vector<const Node*> table_items(std::string_view key);
    std::vector<const Node*> text_items(std::string_view key);
    std::optional<Error> unknown_key() const;

    const Node& node_;
    std::string_view file_;
    std::string name_;
    std::vector<std::string_view> known_;
    std::optional<Error> fault_;
};

// "FILE:LINE"
std::string place(std::string_view file, int line);
// Lower-case letters, digits and -._ (an id of a recipe, a group, a hook): nothing that a branch name or a shell reads.
bool is_recipe_word(std::string_view word);
// "; did you mean 'x'?", or nothing.
std::string suggestion(std::string_view word, std::span<const std::string_view> words);

}  // namespace ward::update
