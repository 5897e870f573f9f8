// shell_dump [--language bash|posix|mksh] [--tree] [--print] [--speed]: parses each file that standard input names, one
// a line, and writes a JSON object a line: {"file", "ok", and either "line" and "reason", or "calls": the words of
// every CallExpr in walk order, a word as the list of its parts}. --tree adds "nodes", every node with its place;
// --print adds "texts", every statement and then its command as print.h writes them. --speed writes only what it took.
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include <fmt/core.h>

#include "lang/shell/parse.h"
#include "lang/shell/print.h"
#include "lang/shell/walk.h"

namespace {

using namespace ward::shell;

std::string quoted(std::string_view text) {
    std::string to = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') (to += '\\') += c;
        else if (static_cast<unsigned char>(c) < 0x20) to += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
        else to += c;
    }
    return to += '"';
}

std::string part_text(const WordPart& part) {
    if (const auto* lit = get_if<Lit>(&part)) return "L" + std::string(lit->value);
    if (const auto* text = get_if<SglQuoted>(&part)) return fmt::format("S{}{}", text->dollar, text->value);
    const auto* both = get_if<DblQuoted>(&part);
    if (both == nullptr) return std::string(name_of(part.kind));
    std::string to = fmt::format("D{}", both->dollar);
    for (const WordPart* inner : both->parts) {
        const auto* lit = get_if<Lit>(inner);
        to += lit != nullptr ? "L" + std::string(lit->value) : std::string(name_of(inner->kind));
    }
    return to;
}

std::string call_text(const CallExpr& call) {
    std::string to = "[";
    for (const Word* word : call.args) {
        if (to.size() > 1) to += ',';
        to += '[';
        for (const WordPart* part : word->parts) {
            if (to.back() != '[') to += ',';
            to += quoted(part_text(*part));
        }
        to += ']';
    }
    return to += ']';
}

std::string node_text(const Node& node) {
    std::string to = fmt::format("{}@{}:{}:{}-{}", name_of(node.kind), node.start.offset, node.start.line,
                                 node.start.column, end_of(node));
    if (const auto* lit = get_if<Lit>(&node)) to += "=" + std::string(lit->value);
    if (const auto* text = get_if<SglQuoted>(&node)) to += "=" + std::string(text->value);
    if (const auto* binary = get_if<BinaryCmd>(&node)) to += "=" + std::string(text_of(binary->op));
    if (const auto* redirect = get_if<Redirect>(&node)) to += "=" + std::string(text_of(redirect->op));
    if (const auto* binary = get_if<BinaryArithm>(&node)) to += "=" + std::string(binary->op);
    if (const auto* unary = get_if<UnaryArithm>(&node)) to += "=" + std::string(unary->op);
    if (const auto* binary = get_if<BinaryTest>(&node)) to += "=" + std::string(binary->op);
    if (const auto* unary = get_if<UnaryTest>(&node)) to += "=" + std::string(unary->op);
    if (const auto* stmt = get_if<Stmt>(&node))
        to +=
            fmt::format("={}{}{}", stmt->negated ? "!" : "", stmt->background ? "&" : "", stmt->coprocess ? "|&" : "");
    return to;
}

struct Options {
    Language language = Language::bash;
    bool tree = false;
    bool print = false;
    bool speed = false;
};

void dump(const std::string& file, std::string_view source, const Options& options) {
    const auto script = parse(source, {.language = options.language, .name = {}});
    std::string to = fmt::format("{{\"file\":{},\"ok\":{}", quoted(file), script.has_value());
    if (!script) {
        to += fmt::format(",\"line\":{},\"reason\":{}", script.error().where, quoted(script.error().what));
    } else {
        std::string calls;
        std::string nodes;
        std::string texts;
        walk(script->stmts(), [&](const Node& node) {
            if (const auto* call = get_if<CallExpr>(&node)) calls += (calls.empty() ? "" : ",") + call_text(*call);
            if (options.tree) nodes += (nodes.empty() ? "" : ",") + quoted(node_text(node));
            const auto* stmt = options.print ? get_if<Stmt>(&node) : nullptr;
            const auto add = [&](const std::optional<std::string>& text) {
                texts += (texts.empty() ? "" : ",") + quoted(text.value_or("\001"));
            };
            if (stmt != nullptr) add(print(*stmt, source));
            if (stmt != nullptr && stmt->command != nullptr) add(print_command(*stmt->command, source));
            return true;
        });
        to += fmt::format(",\"calls\":[{}]", calls);
        if (options.tree) to += fmt::format(",\"nodes\":[{}]", nodes);
        if (options.print) to += fmt::format(",\"texts\":[{}]", texts);
    }
    std::cout << to << "}\n";
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--tree") options.tree = true;
        if (argument == "--print") options.print = true;
        if (argument == "--speed") options.speed = true;
        if (argument == "posix") options.language = Language::posix;
        if (argument == "mksh") options.language = Language::mksh;
    }
    std::chrono::nanoseconds spent{0};
    size_t bytes = 0;
    for (std::string file; std::getline(std::cin, file);) {
        std::ifstream in(file, std::ios::binary);
        if (!in) continue;
        const std::string source((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
        if (!options.speed) {
            dump(file, source, options);
            continue;
        }
        const auto start = std::chrono::steady_clock::now();
        const auto script = parse(source, {.language = options.language, .name = {}});
        spent += std::chrono::steady_clock::now() - start;
        bytes += source.size();
    }
    if (options.speed) {
        const double seconds = std::chrono::duration<double>(spent).count();
        std::cout << fmt::format("{} bytes, {:.3f} s, {:.1f} MB/s\n", bytes, seconds,
                                 static_cast<double>(bytes) / 1e6 / seconds);
    }
    return 0;
}
