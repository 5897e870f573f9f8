// How a Printer writes words.
#include <algorithm>

#include "lang/shell/printer.h"

namespace ward::shell {

void Printer::raw(std::string_view text) {
    text_ += text;
    line_ += static_cast<uint32_t>(std::count(text.begin(), text.end(), '\n'));
}

void Printer::literal(const Lit& lit) {
    raw(lit.value);
    line_ = std::max(line_, lit.end_line);
}

void Printer::word(const Word& word) {
    for (const WordPart* each : word.parts) part(*each);
}

void Printer::part(const WordPart& part) {
    if (!complete_) return;
    if (++depth_ > max_print_depth) give_up();
    switch (part.kind) {
        case NodeKind::lit: literal(as<Lit>(part)); break;
        case NodeKind::sgl_quoted: sgl_quoted(as<SglQuoted>(part)); break;
        case NodeKind::dbl_quoted: dbl_quoted(as<DblQuoted>(part)); break;
        case NodeKind::param_exp: param_exp(as<ParamExp>(part)); break;
        case NodeKind::cmd_subst: {
            const auto& subst = as<CmdSubst>(part);
            if (subst.style == SubstStyle::temp_file || subst.style == SubstStyle::reply_var) give_up();
            enclosed(part, subst.stmts, subst.close_line, "$(", ")");
            break;
        }
        case NodeKind::proc_subst: {
            const auto& subst = as<ProcSubst>(part);
            enclosed(part, subst.stmts, subst.close_line, subst.op == '<' ? "<(" : ">(", ")");
            break;
        }
        case NodeKind::arithm_exp:
            text_ += as<ArithmExp>(part).is_unsigned ? "$((# " : "$((";
            arithm(*as<ArithmExp>(part).x);
            text_ += "))";
            break;
        case NodeKind::ext_glob:
            text_ += as<ExtGlob>(part).op;
            text_ += '(';
            raw(as<ExtGlob>(part).pattern->value);
            text_ += ')';
            break;
        default: give_up(); break;
    }
    --depth_;
}

void Printer::sgl_quoted(const SglQuoted& quoted) {
    text_ += quoted.dollar ? "$'" : "'";
    raw(quoted.value);
    text_ += '\'';
}

// Where a part starts on a line that nothing has led to, an escaped newline has stood.
void Printer::dbl_quoted(const DblQuoted& quoted) {
    text_ += quoted.dollar ? "$\"" : "\"";
    for (const WordPart* each : quoted.parts) {
        if (each->start.line > line_) raw("\\\n");
        part(*each);
    }
    text_ += '"';
}

void Printer::index(const Node& index) {
    const Word* plain = get_if<Word>(&index);
    if (plain == nullptr) return give_up();
    text_ += '[';
    word(*plain);
    text_ += ']';
}

void Printer::param_exp(const ParamExp& exp) {
    if (exp.brief) {
        // In arithmetic, a name with an index is one without a dollar.
        if (exp.index == nullptr) text_ += '$';
        literal(*exp.param);
        if (exp.index != nullptr) index(*exp.index);
        return;
    }
    text_ += "${";
    if (exp.length) text_ += '#';
    if (exp.width) text_ += '%';
    if (exp.excl) text_ += '!';
    literal(*exp.param);
    if (exp.index != nullptr) index(*exp.index);
    if (exp.slice) {
        const Word* offset = get_if<Word>(exp.offset);
        const Word* length = get_if<Word>(exp.length_of_slice);
        if ((offset == nullptr && exp.offset != nullptr) || (length == nullptr && exp.length_of_slice != nullptr))
            return give_up();
        text_ += ':';
        if (offset != nullptr) word(*offset);
        if (length != nullptr) text_ += ':';
        if (length != nullptr) word(*length);
    }
    if (exp.replace) {
        text_ += exp.replace_all ? "//" : "/";
        if (exp.orig != nullptr) word(*exp.orig);
        text_ += '/';
        if (exp.with != nullptr) word(*exp.with);
    }
    if (exp.names != 0) text_ += exp.names;
    text_ += text_of(exp.op);
    if (exp.word != nullptr) word(*exp.word);
    text_ += '}';
}

void Printer::arithm(const Node& node) {
    if (!complete_) return;
    if (++depth_ > max_print_depth || node.start.line > line_) give_up();
    if (const Word* plain = get_if<Word>(&node)) {
        word(*plain);
    } else if (const BinaryArithm* pair = get_if<BinaryArithm>(&node)) {
        arithm(*pair->x);
        if (pair->op != ",") text_ += ' ';
        (text_ += pair->op) += ' ';
        arithm(*pair->y);
    } else if (const UnaryArithm* one = get_if<UnaryArithm>(&node)) {
        if (!one->post) text_ += one->op;
        arithm(*one->x);
        if (one->post) text_ += one->op;
    } else {
        text_ += '(';
        arithm(*as<ParenArithm>(node).x);
        text_ += ')';
    }
    --depth_;
}

}  // namespace ward::shell
