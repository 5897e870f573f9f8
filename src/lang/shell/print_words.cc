// How a Printer writes words and expressions.
#include "lang/shell/printer.h"

namespace ward::shell {

// The peer's printer lines up columns at these characters, unless there is a tab.
void Printer::literal(std::string_view text) {
    if (text.find_first_of("\f\v") != std::string_view::npos && !text.contains('\t')) complete_ = false;
    text_ += text;
}

void Printer::word(const Word& word) {
    parts(word.parts, false);
    blank_ = Blank::wanted;
}

// Escaped newlines between parts are kept in quotes alone.
void Printer::parts(List<WordPart> parts, bool quoted) {
    if (!quoted && parts[0]->start.line > line_) escaped_newline();
    for (const WordPart* each : parts) {
        for (; quoted && each->start.line > line_; ++line_) text_ += "\\\n";
        part(*each);
        follow(line_at(each->end));
    }
}

void Printer::part(const WordPart& part) {
    const Depth depth(*this);
    if (!complete_) return;
    switch (part.kind) {
        case NodeKind::lit: return literal(as<Lit>(part).value);
        case NodeKind::sgl_quoted:
            text_ += as<SglQuoted>(part).dollar ? "$'" : "'";
            literal(as<SglQuoted>(part).value);
            text_ += '\'';
            return;
        case NodeKind::dbl_quoted: return dbl_quoted(as<DblQuoted>(part));
        case NodeKind::param_exp: return param_exp(as<ParamExp>(part));
        case NodeKind::cmd_subst: return cmd_subst(as<CmdSubst>(part));
        case NodeKind::proc_subst: {
            const auto& subst = as<ProcSubst>(part);
            pad();
            text_ += subst.op;
            text_ += '(';
            nested(subst.stmts, subst.close_line);
            return close_paren(subst.close_line);
        }
        case NodeKind::arithm_exp:
            text_ += as<ArithmExp>(part).is_unsigned ? "$((# " : "$((";
            arithm(as<ArithmExp>(part).x, {});
            text_ += "))";
            return;
        case NodeKind::ext_glob:
            text_ += as<ExtGlob>(part).op;
            text_ += '(';
            literal(as<ExtGlob>(part).pattern->value);
            text_ += ')';
            return;
        default: complete_ = false;
    }
}

void Printer::dbl_quoted(const DblQuoted& quoted) {
    text_ += quoted.dollar ? "$\"" : "\"";
    if (!quoted.parts.empty()) parts(quoted.parts, true);
    for (const uint32_t last = line_at(quoted.end - 1); line_ < last; ++line_) text_ += "\\\n";
    text_ += '"';
}

void Printer::cmd_subst(const CmdSubst& subst) {
    follow(subst.start.line);
    if (subst.style == SubstStyle::temp_file || subst.style == SubstStyle::reply_var) {
        text_ += subst.style == SubstStyle::temp_file ? "${" : "${|";
        if (subst.style == SubstStyle::temp_file) blank_ = Blank::wanted;
        nested(subst.stmts, subst.close_line);
        blank_ = Blank::none;
        return closing_word("}", subst.close_line);
    }
    text_ += "$(";
    blank_ = !subst.stmts.empty() && starts_with_paren(*subst.stmts[0]) ? Blank::wanted : Blank::none;
    nested(subst.stmts, subst.close_line);
    close_paren(subst.close_line);
}

void Printer::index(const Node* index) {
    if (index == nullptr) return;
    text_ += '[';
    arithm(index, {});
    text_ += ']';
}

void Printer::param_exp(const ParamExp& exp) {
    if (exp.brief) {
        // In arithmetic, a name with an index is one without a dollar.
        if (exp.index == nullptr) text_ += '$';
        literal(exp.param->value);
        return index(exp.index);
    }
    text_ += "${";
    if (exp.length) text_ += '#';
    else if (exp.width) text_ += '%';
    else if (exp.excl) text_ += '!';
    literal(exp.param->value);
    index(exp.index);
    if (exp.slice) {
        text_ += ':';
        arithm(exp.offset, {.compact = true, .apart_from_colon = true});
        if (exp.length_of_slice != nullptr) text_ += ':';
        arithm(exp.length_of_slice, {.compact = true});
    } else if (exp.replace) {
        text_ += exp.replace_all ? "//" : "/";
        if (exp.orig != nullptr) word(*exp.orig);
        text_ += '/';
        if (exp.with != nullptr) word(*exp.with);
    } else if (exp.names != 0) {
        text_ += exp.names;
    } else {
        text_ += text_of(exp.op);
        if (exp.word != nullptr) word(*exp.word);
    }
    text_ += '}';
}

void Printer::arithm(const Node* node, Arithm how) {
    const Depth depth(*this);
    if (node == nullptr || !complete_) return;
    const Arithm inner{.compact = how.compact};
    if (const Word* plain = get_if<Word>(node)) {
        word(*plain);
    } else if (const BinaryArithm* pair = get_if<BinaryArithm>(node)) {
        arithm(pair->x, how);
        if (!how.compact && pair->op != ",") blank();
        text_ += pair->op;
        if (!how.compact) blank();
        arithm(pair->y, inner);
    } else if (const UnaryArithm* one = get_if<UnaryArithm>(node)) {
        if (one->post) {
            arithm(one->x, how);
            text_ += one->op;
        } else {
            if (how.apart_from_colon && (one->op == "+" || one->op == "-")) blank();
            text_ += one->op;
            arithm(one->x, inner);
        }
    } else {
        text_ += '(';
        arithm(as<ParenArithm>(*node).x, {});
        text_ += ')';
    }
}

}  // namespace ward::shell
