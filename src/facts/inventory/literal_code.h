// Build files in Python's syntax (Bazel's Starlark, gclient's DEPS) as far as they are literals: statements that assign
// a literal or call a function with literals. Nothing is executed; whatever is more than a literal stays `unknown`, so
// that whoever asks for its value is told that there is none.
// https://github.com/bazelbuild/starlark/blob/master/spec.md, https://docs.python.org/3/reference/lexical_analysis.html
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace ward::inventory {

constexpr size_t max_code_depth = 64;         // brackets inside each other
constexpr size_t max_code_nodes = 1'000'000;  // of one file
constexpr size_t max_code_value = 64u << 10;  // bytes of a string that is put together

struct Code {
    struct Field;
    enum class Kind { unknown, string, number, name, list, dict, call, sum, format };

    Kind kind = Kind::unknown;
    size_t offset = 0;
    std::string text;           // string: decoded; name: with dots ("http.archive"), also of what is called; number
    std::vector<Code> items;    // list and tuple; call: positional arguments; sum and format: both sides
    std::vector<Field> fields;  // dict; call: named arguments, whose keys are names

    // The last value under a string key of a dict, or a call's argument of that name; nullptr where there is none.
    const Code* find(std::string_view key) const;
};

struct Code::Field {
    Code key;
    Code value;
};

struct Assignment {
    std::string name;
    Code value;
};

struct Script {
    std::vector<Assignment> assignments;                 // NAME = expression, at any indentation
    std::vector<Code> calls;                             // statements that are a call, at any indentation
    std::vector<std::pair<std::string, size_t>> hidden;  // names called inside anything else, with their place
};

Result<Script> read_script(std::string_view text, std::string_view path);

// Values of strings. A name counts where the file assigns one literal to it.
class Literals {
  public:
    explicit Literals(const Script& script);

    // The text that an expression comes to: a string, a name, sums, "%s" % x, "{}".format(x); nothing for anything
    // else.
    std::optional<std::string> text_of(const Code& code) const;
    // The same for each item of a list, or for one string.
    std::optional<std::vector<std::string>> texts_of(const Code& code) const;
    // A list or dict, also by its name.
    const Code* value_of(const Code& code) const;

    // What a call of one string comes to: gclient's Var("x").
    std::function<std::optional<std::string>(std::string_view function, std::string_view argument)> called;

  private:
    std::optional<std::string> text_of(const Code& code, size_t depth, size_t& steps) const;
    std::optional<std::string> formatted(const Code& call, size_t depth, size_t& steps) const;
    std::optional<std::string> percent(const Code& code, size_t depth, size_t& steps) const;

    std::map<std::string, const Code*, std::less<>> values_;  // nullptr: assigned more than once
};

}  // namespace ward::inventory
