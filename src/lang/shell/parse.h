// Parses shell scripts as mvdan.cc/sh v3.12 does, in one of the three languages that OpenSSF Scorecard reads. Strict:
// a script is accepted as a whole, or refused with the first line that is wrong and the reason. Nothing is guessed,
// nothing is skipped, and nothing is ever run.
//
// What differs from a real shell is what differs there: `((` is always arithmetic, `${a:-'}'}` has quotes in quotes
// too, aliases do not exist, and text that is not UTF-8 is refused.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "lang/shell/syntax.h"

namespace ward::shell {

// Limits: bytes of a source, how deep constructs may stand inside of each other (the parser recurses once a level; some
// constructs count twice), and nodes of a tree.
inline constexpr size_t max_source_bytes = size_t{16} << 20;
inline constexpr unsigned max_depth = 400;
inline constexpr size_t max_nodes = 2'000'000;

enum class Language : uint8_t { bash, posix, mksh };

struct ParseOptions {
    Language language = Language::bash;
    std::string_view name = {};  // of the file, for errors
};

class Arena;

// A parsed script. Movable; the nodes stay where they are.
class Script {
  public:
    Script(std::unique_ptr<Arena> arena, List<Stmt> stmts);
    ~Script();
    Script(Script&&) noexcept;
    Script& operator=(Script&&) noexcept;

    List<Stmt> stmts() const { return stmts_; }

  private:
    std::unique_ptr<Arena> arena_;
    List<Stmt> stmts_;
};

// `source` must outlive the Script. An Error has the code `parse` or `limit`, and `where` is "name:line", or "line"
// where there is no name.
Result<Script> parse(std::string_view source, const ParseOptions& options = {});

}  // namespace ward::shell
