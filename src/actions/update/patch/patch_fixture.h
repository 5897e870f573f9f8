// For tests: texts that are made by a seed and changed as people change them, and small trees of texts.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "actions/update/patch/patch_stack.h"
#include "actions/update/tree/tree.h"

namespace ward::update::test {

// splitmix64, as the replay of fuzz targets has it: the same everywhere.
class Dice {
  public:
    explicit Dice(uint64_t seed) : state_(seed * 0x2545f4914f6cdd1dULL + 1) {}
    size_t below(size_t limit) {
        state_ += 0x9e3779b97f4a7c15;
        uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return limit == 0 ? 0 : (z ^ (z >> 31)) % limit;
    }
    bool one_in(size_t times) { return below(times) == 0; }
    size_t next_number() { return ++number_; }

  private:
    uint64_t state_;
    size_t number_ = 0;
};

using Texts = std::vector<std::string>;

enum class Wording : uint8_t {
    unique,      // no line comes twice
    repetitive,  // braces and blank lines, as code has them
};

inline std::string new_line(Dice& dice, Wording wording) {
    if (wording == Wording::unique) return fmt::format("line {}\n", dice.next_number());
    constexpr std::string_view words[] = {"}\n", "{\n", "\n", "  return x;\n", "a\n", "b\n"};
    return std::string(words[dice.below(6)]);
}

inline Texts make_lines(Dice& dice, size_t count, Wording wording) {
    Texts lines;
    for (size_t i = 0; i < count; ++i) lines.push_back(new_line(dice, wording));
    return lines;
}

// `edits` times some lines less, some more, or both.
inline Texts change(Dice& dice, Texts lines, size_t edits, Wording wording) {
    for (; edits > 0; --edits) {
        const size_t at = dice.below(lines.size() + 1);
        const size_t less = std::min(dice.below(4), lines.size() - at);
        const auto place =
            lines.erase(lines.begin() + static_cast<ptrdiff_t>(at), lines.begin() + static_cast<ptrdiff_t>(at + less));
        const Texts more = make_lines(dice, dice.below(4), wording);
        lines.insert(place, more.begin(), more.end());
    }
    return lines;
}

inline std::string text_of(const Texts& lines) {
    std::string text;
    for (const std::string& line : lines) text += line;
    return text;
}

inline FileTree tree_of(std::initializer_list<std::pair<std::string, std::string>> files) {
    FileTree tree;
    for (const auto& [path, text] : files) tree.emplace(path, TreeFile(text));
    return tree;
}

// "a\nb\n" of "a b".
inline std::string words(std::string_view text) {
    std::string out;
    for (const char c : text) out += c == ' ' ? '\n' : c;
    return out + '\n';
}

}  // namespace ward::update::test
