// The walk over a file: what is folded is given once, and what is not, literal by literal.
#include "lang/javascript/constants.h"

#include "lang/javascript/constant_fold.h"

namespace ward::javascript {
namespace {

bool is_plus(const TokenList& tokens, uint32_t i) {
    return tokens.at(i).is(Punctuator::plus);
}

bool is_template_piece(const Token& token) {
    return token.kind == TokenKind::template_head || token.kind == TokenKind::template_middle ||
           token.kind == TokenKind::template_tail;
}

bool is_text_token(const Token& token) {
    return token.kind == TokenKind::string || token.kind == TokenKind::template_whole;
}

class Walk {
  public:
    Walk(const TokenList& tokens, const std::function<void(const Constant&)>& visit)
        : tokens_(tokens), visit_(visit), names_(tokens), folding_(tokens, names_) {}

    void run() {
        for (uint32_t i = 0; i < tokens_.size();) i = step(i);
    }

  private:
    uint32_t step(uint32_t i) {
        const Token& token = tokens_.at(i);
        if (is_text_token(token)) {
            if (is_alone(i)) return give_literal(i);
            const uint32_t next = fold(i);
            if (is_plus(tokens_, next) || is_plus(tokens_, i - 1)) give_with_holes(i);
            return next;
        }
        if (is_template_piece(token)) {
            if (token.kind == TokenKind::template_head) {
                if (!ends_operand(tokens_.at(i - 1)) && starts_operand(i)) {
                    const uint32_t next = fold(i);
                    if (next != i + 1) {
                        if (is_plus(tokens_, next)) give_with_holes(i);
                        return next;
                    }
                }
                give_with_holes(i);
            }
            return give_literal(i);
        }
        const bool may_fold =
            token.kind == TokenKind::identifier
                ? !token.has(Token::property) && may_start(i)
                : token.is(Punctuator::open_bracket) || token.is(Punctuator::open_paren) || token.is(Word::new_);
        // import('x') and super('x') are calls, and no text in parentheses.
        const bool is_call = token.is(Punctuator::open_paren) &&
                             (tokens_.at(i - 1).is(Word::import_) || tokens_.at(i - 1).is(Word::super_));
        return may_fold && !is_call && !ends_operand(tokens_.at(i - 1)) ? fold(i) : i + 1;
    }

    // A literal that no operator, call or property belongs to: most of them.
    bool is_alone(uint32_t i) const {
        const Token& next = tokens_.at(i + 1);
        return !is_plus(tokens_, i + 1) && folding_.is_whole(i + 1) && !is_plus(tokens_, i - 1) &&
               next.kind != TokenKind::template_head;
    }

    bool may_start(uint32_t i) const {
        const Token& next = tokens_.at(i + 1);
        const bool is_used = next.is(Punctuator::open_paren) || next.is(Punctuator::dot) ||
                             next.is(Punctuator::open_bracket) || is_plus(tokens_, i + 1);
        if (!is_used) return false;
        return names_.global(i) != Global::none || names_.find(i) != no_token ||
               (next.is(Punctuator::dot) && (tokens_.text(i) == "globalThis" || tokens_.text(i) == "global" ||
                                             tokens_.text(i) == "window" || tokens_.text(i) == "self"));
    }

    // Nothing before it binds tighter than what follows.
    bool starts_operand(uint32_t i) const {
        const Token& before = tokens_.at(i - 1);
        if (before.is(Word::typeof_) || before.is(Word::void_) || before.is(Word::delete_)) return false;
        if (before.kind == TokenKind::keyword && before.word == Word::await_) return false;
        if (before.kind != TokenKind::punctuator) return true;
        const std::string_view text = tokens_.text(i - 1);
        if (text == "+") return ends_operand(tokens_.at(i - 2));
        return text != "-" && text != "*" && text != "/" && text != "%" && text != "**" && text != "!" && text != "~" &&
               text != "++" && text != "--" && text != ".";
    }

    // Gives the constant expression that starts here. Where there is none, the literal if it is one.
    uint32_t fold(uint32_t i) {
        const bool is_literal = is_text_token(tokens_.at(i));
        auto folded = starts_operand(i) ? folding_.expression(i) : std::nullopt;
        // Buffer.from(text, 'base64') alone is what its text would be, if it is one.
        if (folded && folded->value.kind == Value::Kind::bytes && is_utf8(folded->value.text))
            folded->value.kind = Value::Kind::text;
        if (!folded || folded->value.kind != Value::Kind::text || (is_literal && folded->next == i + 1))
            return is_literal ? give_literal(i) : i + 1;
        const Value& value = folded->value;
        visit_({.text = value.text,
                .first = i,
                .last = folded->next - 1,
                .line = tokens_.at(i).line,
                .detours = value.detours});
        return folded->next;
    }

    uint32_t give_literal(uint32_t i) {
        const Token& token = tokens_.at(i);
        Constant constant{.text = {}, .first = i, .last = i, .line = token.line};
        const std::string_view written = tokens_.text(i);
        const size_t behind =
            token.kind == TokenKind::template_head || token.kind == TokenKind::template_middle ? 2 : 1;
        std::string text;
        if (token.has(Token::escaped)) {
            text = cooked(written, token.kind);
            constant.text = text;
            if (has_needless_escapes(written, text)) constant.detours = detour::needless_escapes;
        } else if (written.size() > behind) {
            constant.text = written.substr(1, written.size() - 1 - behind);
        }
        visit_(constant);
        return i + 1;
    }

    // 'curl ' + url + ' | sh', `curl ${url} | sh`: once for each chain, from its first operand on.
    void give_with_holes(uint32_t i) {
        if (i < chained_.size() && chained_[i]) return;
        if (!starts_operand(i) && !is_plus(tokens_, i - 1)) return;
        std::string text;
        bool has_holes = false;
        uint32_t at = i;
        if (is_plus(tokens_, i - 1) && ends_operand(tokens_.at(i - 2)) && !is_text_token(tokens_.at(i - 2))) {
            text += hole;
            has_holes = true;
        }
        uint32_t last = i;
        for (unsigned pieces = 0; pieces < max_chain; ++pieces) {
            const uint32_t end = piece(at, text, has_holes);
            if (end == no_token) break;
            last = end - 1;
            if (!is_plus(tokens_, end)) break;
            at = end + 1;
            if (at >= tokens_.size()) break;
            if (chained_.size() < tokens_.size()) chained_.resize(tokens_.size());
            chained_[at] = true;
        }
        if (!has_holes || text.size() > max_constant_bytes) return;
        holed_ += text.size();
        if (holed_ > max_folded_bytes) return;
        visit_({.text = text,
                .first = i,
                .last = last,
                .line = tokens_.at(i).line,
                .detours = detour::pieces,
                .has_holes = true});
    }

    // Adds what the operand at `i` is to the text: itself, or a hole. Gives the token behind it; no_token: not known.
    uint32_t piece(uint32_t i, std::string& text, bool& has_holes) {
        const Token& token = tokens_.at(i);
        if (is_text_token(token) && folding_.is_whole(i + 1)) {
            text += cooked(tokens_.text(i), token.kind);
            return i + 1;
        }
        if (token.kind == TokenKind::template_head) {
            text += cooked(tokens_.text(i), token.kind);
            while (tokens_.at(i).kind != TokenKind::template_tail) {
                // Of a template that never ends the last piece leads back.
                const uint32_t following = tokens_.partner(i);
                if (following == no_token || following <= i) return no_token;
                i = following;
                text += hole;
                text += cooked(tokens_.text(i), tokens_.at(i).kind);
            }
            has_holes = true;
            return i + 1;
        }
        text += hole;
        has_holes = true;
        return past_operand(i);
    }

    // Behind an operand without operators: a.b(c)[d], (e), await f.
    uint32_t past_operand(uint32_t i) const {
        while (tokens_.at(i).is(Word::await_) || tokens_.at(i).is(Word::new_)) ++i;
        if (!ends_operand(tokens_.at(i)) && tokens_.partner(i) == no_token) return no_token;
        for (unsigned steps = 0; steps < max_chain; ++steps) {
            const uint32_t partner = tokens_.partner(i);
            i = partner != no_token && partner > i ? partner + 1 : i + 1;
            const Token& token = tokens_.at(i);
            if (token.is(Punctuator::dot) || token.is(Punctuator::optional_dot)) {
                ++i;
                if (tokens_.at(i).is(Punctuator::open_paren) || tokens_.at(i).is(Punctuator::open_bracket)) continue;
            } else if (!token.is(Punctuator::open_paren) && !token.is(Punctuator::open_bracket)) {
                return i;
            }
        }
        return no_token;
    }

    static constexpr unsigned max_chain = 4096;

    const TokenList& tokens_;
    const std::function<void(const Constant&)>& visit_;
    ConstantNames names_;
    Folding folding_;
    std::vector<bool> chained_;  // operands of chains that were given
    size_t holed_ = 0;
};

}  // namespace

void each_constant(const TokenList& tokens, const std::function<void(const Constant&)>& visit) {
    Walk(tokens, visit).run();
}

}  // namespace ward::javascript
