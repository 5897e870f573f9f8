// Names with one value, functions that look texts up, and the decoders of the language.
#include <utility>

#include "base/text.h"
#include "lang/javascript/constant_fold.h"

namespace ward::javascript {
namespace {

// Tokens of a function that looks a text up.
constexpr uint32_t longest_lookup = 48;

bool is_global_object(std::string_view text) {
    return text == "globalThis" || text == "global" || text == "window" || text == "self";
}

}  // namespace

// What is between the parentheses, all of it constant.
std::optional<std::vector<Value>> Folding::arguments(uint32_t open) {
    if (!may_enter(open)) return std::nullopt;
    const uint32_t close = tokens_.partner(open);
    std::vector<Value> given;
    ++depth_;
    uint32_t at = open + 1;
    while (at < close) {
        const bool spread = tokens_.at(at).is(Punctuator::ellipsis);
        Result item = binary(spread ? at + 1 : at, 1);
        if (!item || (item->next != close && !tokens_.at(item->next).is(Punctuator::comma))) {
            if (item) failed_at_ = item->next;
            break;
        }
        if (spread && item->value.kind != Value::Kind::list) break;
        if (spread) given.insert(given.end(), item->value.items.begin(), item->value.items.end());
        else given.push_back(std::move(item->value));
        at = item->next == close ? close : item->next + 1;
    }
    --depth_;
    if (at < close) return std::nullopt;
    return given;
}

Folding::Result Folding::named(uint32_t i) {
    if (!parameter_.empty() && tokens_.text(i) == parameter_) return Folded{argument_, i + 1};
    if (const Global which = names_.global(i); which != Global::none) return global(i, which);
    if (is_global_object(tokens_.text(i)) && tokens_.at(i + 1).is(Punctuator::dot)) {
        const std::string_view member = tokens_.text(i + 2);
        if (member == "atob") return decoded(i + 3, Global::atob);
        if (member == "unescape") return decoded(i + 3, Global::unescape);
        if (member == "decodeURIComponent") return decoded(i + 3, Global::decode_uri_component);
        if (member == "String") return string_function(i + 3);
        if (member == "Buffer" && is_word(i + 4, "from")) return buffer(i + 5);
        return fail(i);
    }
    const uint32_t name = names_.find(i);
    if (name == no_token) return fail(i);
    if (tokens_.at(i + 1).is(Punctuator::open_paren)) return table_call(name, i + 1);
    const Value* value = value_of(name);
    if (value == nullptr) return fail(i);
    if (value->kind == Value::Kind::list) {
        if (names_.at(name).is_handed_on) return fail(i);
        // Not the whole list for each of its elements.
        if (tokens_.at(i + 1).is(Punctuator::open_bracket)) return element(*value, i + 1);
    }
    if (!count(*value)) return fail(i);
    Folded folded{*value, i + 1};
    folded.value.detours |= detour::name;
    return folded;
}

// The value that a name gets where it is declared. Each is evaluated once.
const Value* Folding::value_of(uint32_t name) {
    Known& known = known_[name];
    if (known.state == Known::State::known) return &known.value;
    if (known.state != Known::State::unknown || names_.at(name).is_function || depth_ >= max_folding_depth)
        return nullptr;
    known.state = Known::State::evaluating;
    // What failed elsewhere says nothing here: the value is asked for once.
    const uint32_t failed_at = std::exchange(failed_at_, no_token);
    const std::string_view parameter = std::exchange(parameter_, {});
    ++depth_;
    Result value = binary(names_.at(name).value, 1);
    --depth_;
    parameter_ = parameter;
    failed_at_ = failed_at;
    const bool ends =
        value &&
        (tokens_.at(value->next).is(Punctuator::semicolon) || tokens_.at(value->next).is(Punctuator::comma) ||
         tokens_.at(value->next).is(Punctuator::close_brace) || tokens_.at(value->next).kind == TokenKind::end ||
         tokens_.at(value->next).has(Token::starts_statement));
    if (!ends) {
        // A name that was in use while this one was evaluated may be why; it is not asked again.
        known.state = Known::State::failed;
        return nullptr;
    }
    known.value = std::move(value->value);
    known.state = Known::State::known;
    return &known.value;
}

// f(3), where f looks its argument up in a list of texts.
Folding::Result Folding::table_call(uint32_t name, uint32_t open) {
    const ConstantName& function = names_.at(name);
    if (!parameter_.empty()) return fail(open);
    auto given = arguments(open);
    if (!given || given->empty()) return fail(open);
    uint32_t at = function.value;
    const bool is_function = function.is_function || tokens_.at(at).is(Word::function_);
    if (is_function && !function.is_function) ++at;
    const bool in_parens = tokens_.at(at).is(Punctuator::open_paren);
    const uint32_t parameter = in_parens ? at + 1 : at;
    uint32_t body = in_parens ? tokens_.partner(at) : at;
    if (body == no_token || tokens_.at(parameter).kind != TokenKind::identifier) return fail(open);
    // Defaults and patterns are not followed.
    for (uint32_t i = parameter; i < body; ++i)
        if (tokens_.at(i).kind != TokenKind::identifier && !tokens_.at(i).is(Punctuator::comma)) return fail(open);
    ++body;
    if (!is_function && !tokens_.at(body++).is(Punctuator::arrow)) return fail(open);
    const uint32_t failed_at = std::exchange(failed_at_, no_token);
    Result found = table_body(body, tokens_.text(parameter), std::move(given->front()));
    parameter_ = {};
    failed_at_ = failed_at;
    if (!found || found->value.kind != Value::Kind::text || !count(found->value)) return fail(open);
    found->value.detours |= detour::table;
    found->next = tokens_.partner(open) + 1;
    return found;
}

// LIST[p - 5], or { p = p - 5; const r = LIST[p]; return r; }, or { return LIST[p - 5]; }.
Folding::Result Folding::table_body(uint32_t i, std::string_view parameter, Value argument) {
    if (argument.kind == Value::Kind::text) {
        const auto number = integer_of(argument.text);
        if (!number) return std::nullopt;
        // What a text and a number give is known for subtraction alone.
        argument = number_value(*number, argument.detours);
        bool subtracts = false;
        for (uint32_t at = i; at < i + 10; ++at)
            subtracts |= tokens_.text(at) == parameter && (tokens_.text(at + 1) == "-" || tokens_.text(at + 1) == "-=");
        if (!subtracts) return std::nullopt;
    }
    if (argument.kind != Value::Kind::number) return std::nullopt;
    parameter_ = parameter;
    argument_ = std::move(argument);
    const bool has_block = tokens_.at(i).is(Punctuator::open_brace);
    const uint32_t close = has_block ? tokens_.partner(i) : no_token;
    if (has_block && (close == no_token || close - i > longest_lookup)) return std::nullopt;
    if (has_block) ++i;
    if (has_block && is_word(i, parameter) && tokens_.at(i + 1).is(Punctuator::assign)) {
        Result moved = binary(i + 2, 1);
        if (!moved || moved->value.kind != Value::Kind::number || !tokens_.at(moved->next).is(Punctuator::semicolon))
            return std::nullopt;
        argument_ = std::move(moved->value);
        i = moved->next + 1;
    }
    std::string_view result;
    if (has_block && (tokens_.at(i).is(Word::const_) || tokens_.at(i).is(Word::let_) || tokens_.at(i).is(Word::var_))) {
        result = tokens_.text(i + 1);
        if (!tokens_.at(i + 2).is(Punctuator::assign)) return std::nullopt;
        i += 3;
    } else if (has_block) {
        if (!tokens_.at(i).is(Word::return_)) return std::nullopt;
        ++i;
    }
    Result found = primary(i);
    if (!found || !is_whole(found->next) || level_of(found->next) != 0) return std::nullopt;
    uint32_t end = found->next;
    if (!result.empty()) {
        if (tokens_.at(end).is(Punctuator::semicolon)) ++end;
        if (!tokens_.at(end).is(Word::return_) || tokens_.text(end + 1) != result) return std::nullopt;
        end += 2;
    }
    if (tokens_.at(end).is(Punctuator::semicolon)) ++end;
    const Token& behind = tokens_.at(end);
    const bool ends = has_block ? end == close
                                : tokens_.at(end - 1).is(Punctuator::semicolon) || behind.is(Punctuator::comma) ||
                                      behind.kind == TokenKind::end || behind.has(Token::starts_statement) ||
                                      behind.is(Punctuator::close_brace);
    if (!ends) return std::nullopt;
    return found;
}

Folding::Result Folding::global(uint32_t i, Global which) {
    switch (which) {
        case Global::atob:
        case Global::decode_uri:
        case Global::decode_uri_component:
        case Global::unescape: return decoded(i + 1, which);
        case Global::string: return string_function(i + 1);
        case Global::buffer:
            if (tokens_.at(i + 1).is(Punctuator::dot) && is_word(i + 2, "from")) return buffer(i + 3);
            return fail(i);
        case Global::array: {
            if (!tokens_.at(i + 1).is(Punctuator::dot) || !is_word(i + 2, "from") ||
                !tokens_.at(i + 3).is(Punctuator::open_paren))
                return fail(i);
            auto given = arguments(i + 3);
            if (!given || given->size() != 1) return fail(i);
            if (given->front().kind == Value::Kind::text) {
                auto list = call_method(std::move(given->front()), "split", {text_value({}, 0)});
                if (!list) return fail(i);
                given->front() = *std::move(list);
            }
            if (given->front().kind != Value::Kind::list || !count(given->front())) return fail(i);
            return Folded{std::move(given->front()), tokens_.partner(i + 3) + 1};
        }
        case Global::none: break;
    }
    return fail(i);
}

// atob('...') and its like.
Folding::Result Folding::decoded(uint32_t open, Global which) {
    if (!tokens_.at(open).is(Punctuator::open_paren)) return fail(open);
    const auto given = arguments(open);
    if (!given || given->size() != 1 || given->front().kind != Value::Kind::text) return fail(open);
    const std::string& text = given->front().text;
    std::optional<std::string> made;
    if (which == Global::atob) {
        if (const auto bytes = bytes_of_base64(text, false)) made = utf8_of_latin1(*bytes);
    } else if (which == Global::unescape) {
        made = unescaped(text);
    } else {
        made = percent_decoded(text, which == Global::decode_uri);
    }
    if (!made) return fail(open);
    Value value = text_value(*std::move(made), given->front().detours);
    // Nothing was decoded where nothing was encoded.
    if (value.text != text) value.detours |= which == Global::atob ? detour::base64 : detour::percent;
    if (!count(value)) return fail(open);
    return Folded{std::move(value), tokens_.partner(open) + 1};
}

// Behind `String`: (x), .fromCharCode(…), .fromCharCode.apply(String, […]).
Folding::Result Folding::string_function(uint32_t i) {
    if (tokens_.at(i).is(Punctuator::open_paren)) {
        const auto given = arguments(i);
        const auto text = given && given->size() == 1 ? text_of(given->front()) : std::nullopt;
        if (!text) return fail(i);
        return Folded{text_value(*text, given->front().detours), tokens_.partner(i) + 1};
    }
    const bool is_index = tokens_.at(i).is(Punctuator::open_bracket) && tokens_.at(i + 1).kind == TokenKind::string &&
                          tokens_.at(i + 2).is(Punctuator::close_bracket);
    const std::string name =
        is_index ? cooked(tokens_.text(i + 1), TokenKind::string) : std::string(tokens_.text(i + 1));
    if ((!is_index && !tokens_.at(i).is(Punctuator::dot)) || (name != "fromCharCode" && name != "fromCodePoint"))
        return fail(i);
    uint32_t open = is_index ? i + 3 : i + 2;
    const bool applied = tokens_.at(open).is(Punctuator::dot) && is_word(open + 1, "apply") &&
                         tokens_.at(open + 2).is(Punctuator::open_paren);
    std::vector<Value> units;
    if (applied) {
        open += 2;
        // Its first argument is String, null, this: one token.
        if (!may_enter(open) || !tokens_.at(open + 2).is(Punctuator::comma)) return fail(open);
        Result list = binary(open + 3, 1);
        if (!list || list->next != tokens_.partner(open) || list->value.kind != Value::Kind::list) return fail(open);
        units = std::move(list->value.items);
    } else {
        if (!tokens_.at(open).is(Punctuator::open_paren)) return fail(open);
        auto given = arguments(open);
        if (!given) return fail(open);
        units = *std::move(given);
    }
    auto text = text_of_units(units);
    if (!text) return fail(open);
    Value value = text_value(*std::move(text), detour::character_codes);
    for (const Value& unit : units) value.detours |= unit.detours;
    if (!count(value)) return fail(open);
    return Folded{std::move(value), tokens_.partner(open) + 1};
}

// Buffer.from(…) and new Buffer(…), from the parenthesis on.
Folding::Result Folding::buffer(uint32_t open) {
    if (!tokens_.at(open).is(Punctuator::open_paren)) return fail(open);
    const auto given = arguments(open);
    if (!given || given->empty() || given->size() > 2) return fail(open);
    const Value& source = given->front();
    Value made{.kind = Value::Kind::bytes, .detours = source.detours};
    if (source.kind == Value::Kind::list && given->size() == 1) {
        for (const Value& byte : source.items) {
            if (byte.kind != Value::Kind::number) return fail(open);
            made.text += static_cast<char>(static_cast<unsigned char>(static_cast<int64_t>(byte.number) & 0xff));
        }
        made.detours |= detour::character_codes;
    } else if (source.kind == Value::Kind::text) {
        const bool has_encoding = given->size() == 2;
        if (has_encoding && (*given)[1].kind != Value::Kind::text) return fail(open);
        const std::string encoding = has_encoding ? to_lower((*given)[1].text) : "utf8";
        std::optional<std::string> bytes;
        if (encoding == "base64" || encoding == "base64url") {
            bytes = bytes_of_base64(source.text, true);
            made.detours |= detour::base64;
        } else if (encoding == "hex") {
            bytes = bytes_of_hex(source.text);
            made.detours |= detour::hex;
        } else if (encoding == "utf8" || encoding == "utf-8") {
            bytes = source.text;
        } else if (encoding == "latin1" || encoding == "binary") {
            bytes = latin1_of_utf8(source.text);
        }
        if (!bytes) return fail(open);
        made.text = *std::move(bytes);
    } else {
        return fail(open);
    }
    if (!count(made)) return fail(open);
    return Folded{std::move(made), tokens_.partner(open) + 1};
}

}  // namespace ward::javascript
