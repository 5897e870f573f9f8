// Which files of a tree a recipe's word means: `*` a run inside one folder's name, `?` one character of it, `**` any
// folders. The matching is glob_match's (base/text.h); this decides which patterns are good ones and where they start:
//   *.gyp      without a slash: the file's name, in whatever folder it is, as in .gitignore
//   lib/**     with one: the whole path, from the tree's root
//   /COPYING   a slash in front: the root's own file and none of that name below
// Character classes, alternatives and negation are refused rather than read as plain letters: a pattern that quietly
// means something else keeps or drops the wrong files. `?` stands for a `[`, `{` or `!` in a file's name.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ward {

constexpr size_t max_glob_bytes = 1'024;

class Glob {
  public:
    // A `usage` error with the reason where the pattern is none.
    static Result<Glob> compile(std::string_view pattern);

    // `path` is relative and clean: "lib/a.c".
    bool matches(std::string_view path) const;
    const std::string& pattern() const { return pattern_; }  // as it was written

  private:
    enum class Scope { name, path };
    Glob(std::string pattern, Scope scope) : pattern_(std::move(pattern)), scope_(scope) {}

    std::string pattern_;
    Scope scope_;
};

bool matches_any(std::span<const Glob> globs, std::string_view path);

}  // namespace ward
