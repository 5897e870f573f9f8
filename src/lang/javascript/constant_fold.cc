// Operators, literals and brackets. Names and functions are in constant_calls.cc.
#include "lang/javascript/constant_fold.h"

#include <algorithm>

#include "base/text.h"

namespace ward::javascript {
namespace {

constexpr int addition = 5;
constexpr int unsupported = 7;

}  // namespace

bool Folding::is_whole(uint32_t next) const {
    const Token& token = tokens_.at(next);
    return !token.is(Punctuator::dot) && !token.is(Punctuator::optional_dot) && !token.is(Punctuator::open_bracket) &&
           !token.is(Punctuator::open_paren) && token.kind != TokenKind::template_whole &&
           token.kind != TokenKind::template_head;
}

bool Folding::may_enter(uint32_t open) const {
    const uint32_t partner = tokens_.partner(open);
    if (partner == no_token || partner <= open || depth_ >= max_folding_depth) return false;
    return failed_at_ == no_token || failed_at_ < open || failed_at_ > partner;
}

bool Folding::count(const Value& value) {
    made_ += value.text.size() + value.items.size() * sizeof(Value);
    return made_ <= max_folded_bytes && value.text.size() <= max_constant_bytes;
}

int Folding::level_of(uint32_t i) const {
    const Token& token = tokens_.at(i);
    if (token.kind != TokenKind::punctuator) return 0;
    const std::string_view text = tokens_.text(i);
    if (text == "+" || text == "-") return addition;
    if (text == "*" || text == "/" || text == "%") return 6;
    if (text == "|") return 1;
    if (text == "^") return 2;
    if (text == "&") return 3;
    if (text == "<<" || text == ">>" || text == ">>>") return 4;
    return text == "**" ? unsupported : 0;
}

Folding::Result Folding::binary(uint32_t i, int min_level) {
    Result left = unary(i);
    if (!left) return left;
    while (is_whole(left->next)) {
        const int level = level_of(left->next);
        if (level < min_level || level == unsupported) break;
        const uint32_t operation = left->next;
        const bool adds = tokens_.text(operation) == "+";
        if (left->value.kind != Value::Kind::number && !adds) break;
        Result right = binary(operation + 1, level + 1);
        // What binds tighter and is not constant takes the operand away.
        if (!right || !is_whole(right->next) || level_of(right->next) > level) break;
        const uint32_t next = right->next;
        if (!combine(left->value, tokens_.text(operation), right->value)) break;
        left->next = next;
    }
    return left;
}

// Unchanged where the answer is not known.
bool Folding::combine(Value& left, std::string_view operation, const Value& right) {
    if (left.kind == Value::Kind::number && right.kind == Value::Kind::number) {
        const auto number = arithmetic(operation, left.number, right.number);
        if (!number) return false;
        left = number_value(*number, left.detours | right.detours);
        return true;
    }
    if (operation != "+" || left.kind == Value::Kind::list || right.kind == Value::Kind::list) return false;
    auto tail = text_of(right);
    auto head = left.kind == Value::Kind::text ? std::optional<std::string>() : text_of(left);
    if (!tail || (left.kind != Value::Kind::text && !head)) return false;
    if (head) left.text = *std::move(head);
    if (left.text.size() + tail->size() > max_constant_bytes) return false;
    made_ += tail->size();
    if (made_ > max_folded_bytes) return false;
    left.kind = Value::Kind::text;
    left.text += *tail;
    left.detours |= right.detours | detour::pieces;
    return true;
}

Folding::Result Folding::unary(uint32_t i) {
    const std::string_view text = tokens_.at(i).kind == TokenKind::punctuator ? tokens_.text(i) : std::string_view();
    if (text != "-" && text != "~") return postfix(i);
    if (depth_ >= max_folding_depth) return fail(i);
    ++depth_;
    Result operand = unary(i + 1);
    --depth_;
    if (!operand || operand->value.kind != Value::Kind::number || !is_whole(operand->next) ||
        level_of(operand->next) == unsupported)
        return fail(i);
    const double number = operand->value.number;
    if (text == "-") operand->value.number = number == 0 ? 0 : -number;
    else operand->value.number = *arithmetic("^", number, -1);
    return operand;
}

Folding::Result Folding::postfix(uint32_t i) {
    Result object = primary(i);
    while (object && !is_whole(object->next)) {
        Folded before = *object;
        Result longer = member(*std::move(object));
        if (!longer) return before;
        object = std::move(longer);
    }
    return object;
}

Folding::Result Folding::member(Folded object) {
    const uint32_t at = object.next;
    const Token& token = tokens_.at(at);
    if (token.is(Punctuator::dot) || token.is(Punctuator::optional_dot)) {
        if (tokens_.at(at + 1).kind != TokenKind::identifier || !tokens_.at(at + 2).is(Punctuator::open_paren))
            return std::nullopt;
        return method(std::move(object), tokens_.text(at + 1), at + 2);
    }
    if (!token.is(Punctuator::open_bracket)) return std::nullopt;
    if (tokens_.at(at + 1).kind == TokenKind::string && tokens_.partner(at) == at + 2 &&
        tokens_.at(at + 3).is(Punctuator::open_paren)) {
        const std::string name = cooked(tokens_.text(at + 1), TokenKind::string);
        return method(std::move(object), name, at + 3);
    }
    return element(object.value, at);
}

Folding::Result Folding::method(Folded object, std::string_view name, uint32_t open) {
    if (name == "map" && object.value.kind == Value::Kind::list) return mapped(object.value, open);
    const auto given = arguments(open);
    if (!given) return std::nullopt;
    auto made = call_method(std::move(object.value), name, *given);
    if (!made || !count(*made)) return std::nullopt;
    return Folded{*std::move(made), tokens_.partner(open) + 1};
}

// [104, 105].map(c => String.fromCharCode(c)), and the same with a function.
Folding::Result Folding::mapped(const Value& list, uint32_t open) {
    constexpr uint32_t longest = 40;
    const uint32_t close = tokens_.partner(open);
    if (!may_enter(open) || close - open > longest || !parameter_.empty()) return std::nullopt;
    uint32_t name = open + 1;
    const bool is_function = tokens_.at(name).is(Word::function_);
    if (is_function) ++name;
    const bool in_parens = tokens_.at(name).is(Punctuator::open_paren);
    if (in_parens) ++name;
    if (tokens_.at(name).kind != TokenKind::identifier || (is_function && !in_parens)) return std::nullopt;
    uint32_t body = name + 1;
    if (in_parens && !tokens_.at(body++).is(Punctuator::close_paren)) return std::nullopt;
    if (!is_function && !tokens_.at(body++).is(Punctuator::arrow)) return std::nullopt;
    uint32_t end = close;
    if (tokens_.at(body).is(Punctuator::open_brace)) {
        end = tokens_.partner(body);
        if (!tokens_.at(++body).is(Word::return_) || end == no_token) return std::nullopt;
        ++body;
        if (tokens_.at(end - 1).is(Punctuator::semicolon)) --end;
    } else if (is_function) {
        return std::nullopt;
    }
    Value made{.kind = Value::Kind::list, .detours = list.detours};
    made.items.reserve(list.items.size());
    ++depth_;
    failed_at_ = no_token;
    parameter_ = tokens_.text(name);
    for (const Value& item : list.items) {
        argument_ = item;
        Result one = binary(body, 1);
        if (!one || one->next != end || !count(one->value)) break;
        made.items.push_back(std::move(one->value));
    }
    parameter_ = {};
    --depth_;
    if (made.items.size() != list.items.size() || !count(made)) return std::nullopt;
    return Folded{std::move(made), close + 1};
}

Folding::Result Folding::primary(uint32_t i) {
    const Token& token = tokens_.at(i);
    switch (token.kind) {
        case TokenKind::string:
        case TokenKind::template_whole: return literal(i);
        case TokenKind::template_head: return template_text(i);
        case TokenKind::number: {
            const auto number = integer_of(tokens_.text(i));
            if (!number) return fail(i);
            return Folded{number_value(*number, 0), i + 1};
        }
        case TokenKind::identifier: return named(i);
        default: break;
    }
    if (token.is(Punctuator::open_paren)) return group(i);
    if (token.is(Punctuator::open_bracket)) return list(i);
    if (token.is(Word::new_) && names_.global(i + 1) == Global::buffer && tokens_.at(i + 2).is(Punctuator::open_paren))
        return buffer(i + 2);
    return fail(i);
}

Folding::Result Folding::literal(uint32_t i) {
    const Token& token = tokens_.at(i);
    const std::string_view written = tokens_.text(i);
    const bool is_plain = !token.has(Token::escaped) && (token.kind == TokenKind::string || !written.contains('\r'));
    Value value =
        text_value(is_plain ? std::string(written.substr(1, written.size() - 2)) : cooked(written, token.kind), 0);
    if (token.has(Token::escaped) && has_needless_escapes(written, value.text))
        value.detours = detour::needless_escapes;
    if (!count(value)) return fail(i);
    return Folded{std::move(value), i + 1};
}

Folding::Result Folding::template_text(uint32_t i) {
    Value made = text_value(cooked(tokens_.text(i), TokenKind::template_head), detour::pieces);
    while (true) {
        if (!may_enter(i)) return fail(i);
        ++depth_;
        Result part = binary(i + 1, 1);
        --depth_;
        const uint32_t close = tokens_.partner(i);
        if (!part) return part;
        const auto text = part->value.kind == Value::Kind::list ? std::nullopt : text_of(part->value);
        if (part->next != close || !text) return fail(part->next);
        const Token& piece = tokens_.at(close);
        made.text += *text;
        made.text += cooked(tokens_.text(close), piece.kind);
        made.detours |= part->value.detours;
        if (!count(part->value) || made.text.size() > max_constant_bytes) return fail(close);
        if (piece.kind == TokenKind::template_tail) return Folded{std::move(made), close + 1};
        i = close;
    }
}

Folding::Result Folding::group(uint32_t i) {
    if (!may_enter(i)) return fail(i);
    ++depth_;
    Result inner = binary(i + 1, 1);
    --depth_;
    if (!inner) return inner;
    if (inner->next != tokens_.partner(i)) return fail(inner->next);
    ++inner->next;
    return inner;
}

Folding::Result Folding::list(uint32_t i) {
    if (!may_enter(i)) return fail(i);
    Value made{.kind = Value::Kind::list};
    const uint32_t close = tokens_.partner(i);
    ++depth_;
    Result failed;
    uint32_t at = i + 1;
    while (at < close) {
        Result item = binary(at, 1);
        const bool ends = item && (item->next == close || tokens_.at(item->next).is(Punctuator::comma));
        if (!ends) {
            failed_at_ = item ? item->next : failed_at_;
            break;
        }
        if (!count(item->value)) break;
        made.detours |= item->value.detours;
        made.items.push_back(std::move(item->value));
        at = item->next == close ? close : item->next + 1;
    }
    --depth_;
    if (at < close) return std::nullopt;
    return Folded{std::move(made), close + 1};
}

// list[2], 'text'[2]
Folding::Result Folding::element(const Value& list, uint32_t open) {
    if (!may_enter(open)) return std::nullopt;
    ++depth_;
    const Result index = binary(open + 1, 1);
    --depth_;
    if (!index || index->next != tokens_.partner(open) || index->value.kind != Value::Kind::number) return std::nullopt;
    const double number = index->value.number;
    const bool is_list = list.kind == Value::Kind::list;
    if (!is_list && (list.kind != Value::Kind::text || !is_ascii(list.text))) return std::nullopt;
    const size_t size = is_list ? list.items.size() : list.text.size();
    if (number < 0 || number >= static_cast<double>(size)) return std::nullopt;
    const auto place = static_cast<size_t>(number);
    Value value = is_list ? list.items[place] : text_value(list.text.substr(place, 1), list.detours | detour::cut);
    if (is_list) value.detours |= detour::table;
    if (!count(value)) return std::nullopt;
    return Folded{std::move(value), index->next + 1};
}

}  // namespace ward::javascript
