// Evaluates constant expressions of a token list (private to constants.h).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "lang/javascript/constant_names.h"
#include "lang/javascript/constant_value.h"
#include "lang/javascript/token_list.h"

namespace ward::javascript {

struct Folded {
    Value value;
    uint32_t next = 0;  // the first token behind it
};

class Folding {
  public:
    Folding(const TokenList& tokens, const ConstantNames& names)
        : tokens_(tokens), names_(names), known_(names.size()) {}

    // The longest constant expression that starts at token `i`, which starts an operand. What follows may belong to a
    // larger expression that is not constant: `is_whole` tells.
    std::optional<Folded> expression(uint32_t i) { return binary(i, 1); }
    // Does the operand end before token `next`, or does a call, an index or a property follow?
    bool is_whole(uint32_t next) const;

  private:
    struct Known {
        enum class State : uint8_t { unknown, evaluating, failed, known };
        State state = State::unknown;
        Value value;
    };
    using Result = std::optional<Folded>;

    Result fail(uint32_t i) {
        failed_at_ = i;
        return std::nullopt;
    }
    bool may_enter(uint32_t open) const;
    bool count(const Value& value);
    int level_of(uint32_t i) const;

    Result binary(uint32_t i, int min_level);
    bool combine(Value& left, std::string_view operation, const Value& right);
    Result unary(uint32_t i);
    Result postfix(uint32_t i);
    Result member(Folded object);
    Result method(Folded object, std::string_view name, uint32_t open);
    Result mapped(const Value& list, uint32_t open);
    Result primary(uint32_t i);
    Result literal(uint32_t i);
    Result template_text(uint32_t i);
    Result group(uint32_t i);
    Result list(uint32_t i);
    Result named(uint32_t i);
    Result element(const Value& list, uint32_t open);
    const Value* value_of(uint32_t name);
    Result table_call(uint32_t name, uint32_t open);
    Result table_body(uint32_t i, std::string_view parameter, Value argument);
    Result global(uint32_t i, Global which);
    Result string_function(uint32_t i);
    Result buffer(uint32_t open);
    std::optional<std::vector<Value>> arguments(uint32_t open);
    Result decoded(uint32_t open, Global which);
    bool is_word(uint32_t i, std::string_view text) const { return tokens_.text(i) == text; }

    const TokenList& tokens_;
    const ConstantNames& names_;
    std::vector<Known> known_;
    // Of the function that is being evaluated.
    std::string_view parameter_;
    Value argument_;
    unsigned depth_ = 0;
    size_t made_ = 0;
    // Where the last attempt met what is not constant: a bracket around it cannot be constant either.
    uint32_t failed_at_ = no_token;
};

}  // namespace ward::javascript
