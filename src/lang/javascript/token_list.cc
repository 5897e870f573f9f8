#include "lang/javascript/token_list.h"

namespace ward::javascript {
namespace {

// Which kind of bracket a token opens or closes: 0 for none.
int opened(const Token& token) {
    if (token.kind == TokenKind::template_head || token.kind == TokenKind::template_middle) return 4;
    if (token.kind != TokenKind::punctuator) return 0;
    switch (token.punctuator) {
        case Punctuator::open_paren: return 1;
        case Punctuator::open_bracket: return 2;
        case Punctuator::open_brace: return 3;
        default: return 0;
    }
}

int closed(const Token& token) {
    if (token.kind == TokenKind::template_tail || token.kind == TokenKind::template_middle) return 4;
    if (token.kind != TokenKind::punctuator) return 0;
    switch (token.punctuator) {
        case Punctuator::close_paren: return 1;
        case Punctuator::close_bracket: return 2;
        case Punctuator::close_brace: return 3;
        default: return 0;
    }
}

bool is_bracket(const Token& token) {
    return token.kind == TokenKind::punctuator
               ? token.punctuator >= Punctuator::open_paren && token.punctuator <= Punctuator::close_brace
               : token.kind >= TokenKind::template_head && token.kind <= TokenKind::template_tail;
}

}  // namespace

void TokenList::read(std::string_view source, const TokenOptions& options) {
    source_ = source;
    tokens_.clear();
    links_.clear();
    open_.clear();
    size_ = 0;
    is_cut_ = false;
    numbers_.reset(source);
    Tokens tokens(source, options, &numbers_);
    for (Token token = tokens.next(); token.kind != TokenKind::end; token = tokens.next()) {
        if (tokens_.size() == max_listed_tokens) {
            is_cut_ = true;
            break;
        }
        const auto index = static_cast<uint32_t>(tokens_.size());
        uint32_t link = no_token;
        if (token.is_name()) {
            link = name_bit | tokens.name_number();
        } else if (is_bracket(token)) {
            const int kind = closed(token);
            if (kind != 0 && !open_.empty() && opened(tokens_[open_.back()]) == kind) {
                link = open_.back();
                links_[link] = index;
                open_.pop_back();
            }
            if (opened(token) != 0) open_.push_back(index);
        }
        tokens_.push_back(token);
        links_.push_back(link);
    }
    size_ = tokens_.size();
    problems_ = tokens.problems();
}

bool ends_operand(const Token& token) {
    switch (token.kind) {
        case TokenKind::identifier:
        case TokenKind::private_name:
        case TokenKind::number:
        case TokenKind::string:
        case TokenKind::template_whole:
        case TokenKind::template_tail:
        case TokenKind::regexp: return true;
        case TokenKind::keyword:
            return token.word == Word::this_ || token.word == Word::super_ || token.word == Word::null_ ||
                   token.word == Word::true_ || token.word == Word::false_;
        case TokenKind::punctuator:
            return token.punctuator == Punctuator::close_bracket ||
                   (token.punctuator == Punctuator::close_paren && token.bracket != Bracket::control &&
                    token.bracket != Bracket::for_head) ||
                   (token.punctuator == Punctuator::close_brace && token.bracket == Bracket::object);
        default: return false;
    }
}

}  // namespace ward::javascript
