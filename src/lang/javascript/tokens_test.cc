#include "lang/javascript/tokens.h"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "lang/javascript/characters.h"

namespace ward::javascript {
namespace {

std::vector<Token> all(std::string_view source, const TokenOptions& options = {}) {
    std::vector<Token> found;
    Tokens tokens(source, options);
    for (Token token = tokens.next(); token.kind != TokenKind::end; token = tokens.next()) found.push_back(token);
    return found;
}

// Every regular expression of the text, with a blank between.
std::string regexps(std::string_view source, const TokenOptions& options = {}) {
    std::string text;
    for (const Token& token : all(source, options)) {
        if (token.kind != TokenKind::regexp) continue;
        if (!text.empty()) text += ' ';
        text += source.substr(token.offset, token.length);
    }
    return text;
}

// The tokens' texts, with a blank between.
std::string shown(std::string_view source, const TokenOptions& options = {}) {
    std::string text;
    for (const Token& token : all(source, options)) {
        if (!text.empty()) text += ' ';
        text += source.substr(token.offset, token.length);
    }
    return text;
}

TEST(JavascriptTokens, ASlashDividesBehindAnOperandAndStartsARegularExpressionElsewhere) {
    struct Row {
        std::string_view source;
        std::string_view expected;
    };
    const Row rows[] = {
        {"a = b / c / d", ""},
        {"a = /c/ / d", "/c/"},
        {"f(/x/g)", "/x/g"},
        {"f(a) / x / y", ""},
        {"if (a) /x/.test(b)", "/x/"},
        {"while (a) /x/.test(b)", "/x/"},
        {"for (;;) /x/.test(b)", "/x/"},
        {"with (a) /x/.test(b)", "/x/"},
        {"a.if (b) / x / y", ""},
        {"({ if(a) {} }); a.while(b) / c / d", ""},
        {"{} /x/.test(a)", "/x/"},
        {"x = {} / y / z", ""},
        {"x = {}\n/ y / z", ""},
        {"function f() {} /x/.test(a)", "/x/"},
        {"x = function () {} / y / z", ""},
        {"class A {} /x/.test(a)", "/x/"},
        {"x = class {} / y / z", ""},
        {"x = class extends class {} {} / y / z", ""},
        {"export default function () {} /x/.test(a)", "/x/"},
        {"export default class {} /x/.test(a)", "/x/"},
        {"export default {} / y / z", ""},
        {"export default async function () {} /x/.test(a)", "/x/"},
        {"async function f() {} /x/.test(a)", "/x/"},
        {"x = async function () {} / y / z", ""},
        {"x = () => {}\n/x/.test(a)", "/x/"},
        {"x = () => ({}) / y / z", ""},
        {"x = a => /x/", "/x/"},
        {"return /x/", "/x/"},
        {"a.return /x/ y", ""},
        {"return\n{} /x/.test(a)", "/x/"},
        {"typeof /x/; void /y/; delete /z/", "/x/ /y/ /z/"},
        {"a in /x/; a instanceof /y/", "/x/ /y/"},
        {"case /x/: /y/.test(a)", "/x/ /y/"},
        {"switch (a) { default: /x/.test(a) }", "/x/"},
        {"switch (a) { case b ? c : d: {} /x/.test(a) }", "/x/"},
        {"label: /x/.test(a)", "/x/"},
        {"label: {} /x/.test(a)", "/x/"},
        {"a ? {} / b / c : {} / d / e", ""},
        {"a ? /b/ : /c/", "/b/ /c/"},
        {"a++ / b / c", ""},
        {"a\n++/b/.c", "/b/"},
        {"`${a}` / b / c", ""},
        {"`${/x/}` / b / c", "/x/"},
        {"`a${`b${/x/}`}` / c / d", "/x/"},
        {"this / a / b; super.x / a / b; null / a / b", ""},
        {"for (const a of /x/) ;", "/x/"},
        {"for (const of of /x/) ;", "/x/"},
        {"of / x / y", ""},
        {"async () => await /x/", "/x/"},
        {"async x => await /x/", "/x/"},
        {"async function f() { await /x/ }", "/x/"},
        {"function f() { await / x / y }", ""},
        {"function* g() { yield /x/ }", "/x/"},
        {"function g() { yield / x / y }", ""},
        {"({ *g() { yield /x/ } })", "/x/"},
        {"class A { async f() { await /x/ } async *g() { yield /y/ } }", "/x/ /y/"},
        {"class A { x = /a/; y = 1\n z = b / c / d; static { /e/.test(f) } }", "/a/ /e/"},
        {"class A { get; set; static; async\n if() {} x = /a/ }", "/a/"},
        {"class A { x = 1\n if() {} y = /a/ }", "/a/"},
        {"class A { [a / b / c]() {} #p = /x/; static #q() {} }", "/x/"},
        {"x = { get a() {}, set a(v) {}, async b() {}, [c]() {}, default: /x/, if: 1 } / y / z", "/x/"},
        {"x = { ...a } / b / c", ""},
        {"import { default as a } from 'b'\n/x/.test(c)", "/x/"},
        {"export { a as default }\n/x/.test(c)", "/x/"},
        {"export * from 'b' with { type: 'json' }\n/x/.test(c)", "/x/"},
        {"import 'b'\n/x/.test(c)", "/x/"},
        {"do /x/.test(a); while (b) /y/.test(c)", "/x/ /y/"},
        {"if (a) b; else /x/.test(c)", "/x/"},
        {"try {} catch {} /x/.test(a)", "/x/"},
        {"try {} catch (e) {} finally {} /x/.test(a)", "/x/"},
        {"let {a} = b / c / d", ""},
        {"a = /[/]\\/]/ / b", "/[/]\\/]/"},
        {"a = /(?<y>\\d{4})/v", "/(?<y>\\d{4})/v"},
        {"x = a ? b : {} / c / d", ""},
        {"new.target / a / b", ""},
        {"import.meta / a / b", ""},
        {"break\n/x/.test(a)", "/x/"},
        {"a\n/b/c", ""},
        {"} /x/.test(a)", "/x/"},
        {"!/x/.test(a)", "/x/"},
        {"x = [/a/, /b/]", "/a/ /b/"},
        {"x[a] / b / c", ""},
    };
    for (const Row& row : rows) EXPECT_EQ(regexps(row.source), row.expected) << row.source;
}

TEST(JavascriptTokens, WhatALineHoldsIsCutInTheRightPlaces) {
    struct Row {
        std::string_view source;
        std::string_view expected;
    };
    const Row rows[] = {
        {"\xef\xbb\xbf"
         "a",
         "a"},
        {"#!/usr/bin/env node\na", "a"},
        {"a #! b", "a # ! b"},
        {"a // b\nc /* d\n*/ e", "a c e"},
        {"a <!-- b\n--> c\nd --> e", "a d -- > e"},
        {"1_000 0xFF_n 0b1n 0o7 017.x 08.5 1e-3 .5 5. 1..x 1.e5",
         "1_000 0xFF_n 0b1n 0o7 017 . x 08.5 1e-3 .5 5. 1. . x 1.e5"},
        {"a?.b a?.5:1 a??b a?\?=b", "a ?. b a ? .5 : 1 a ?? b a ?\?= b"},
        {"a>>>=b a>>>b a>>b a>=b a**=b a||=b a&&=b", "a >>>= b a >>> b a >> b a >= b a **= b a ||= b a &&= b"},
        {"'a\\\nb' \"c\\\r\nd\"", "'a\\\nb' \"c\\\r\nd\""},
        {"`a` `b${c}d${e}f`", "`a` `b${ c }d${ e }f`"},
        {"#p in o; this.#p", "#p in o ; this . #p"},
        {"r\\u0065q \\u{72}x", "r\\u0065q \\u{72}x"},
        {"\u00e4\u00f6 = \u00a0 b\u2028c", "\u00e4\u00f6 = b c"},
        {"...a a=>b @c", "... a a => b @ c"},
    };
    for (const Row& row : rows) EXPECT_EQ(shown(row.source), row.expected) << row.source;
    EXPECT_EQ(shown("a <!-- b", {.kind = SourceKind::module}), "a < ! -- b");
    EXPECT_EQ(shown("x as Array<Array<T>>", {.syntax = Syntax::typescript}), "x as Array < Array < T > >");
}

TEST(JavascriptTokens, WordsAreKeywordsOnlyWhereTheGrammarHasThem) {
    const auto kinds = [](std::string_view source) {
        std::string text;
        for (const Token& token : all(source))
            if (token.is_name())
                text += token.kind == TokenKind::keyword ? 'k' : token.has(Token::property) ? 'p' : 'i';
        return text;
    };
    EXPECT_EQ(kinds("if (a.if) {}"), "kip");
    EXPECT_EQ(kinds("x = { if: 1, new() {}, async }"), "ippp");
    EXPECT_EQ(kinds("class A { static delete() {} }"), "kipp");
    EXPECT_EQ(kinds("await x"), "ki");
    EXPECT_EQ(kinds("function f() { await; yield }"), "kiii");
    EXPECT_EQ(kinds("\\u0069f (a)"), "ii");
    EXPECT_EQ(all("\\u0072equire")[0].word, Word::require);
    EXPECT_EQ(all("requires")[0].word, Word::none);
}

TEST(JavascriptTokens, LinesAreCountedInsideOfTokensToo) {
    const auto line_of_last = [](std::string_view source) { return all(source).back().line; };
    EXPECT_EQ(line_of_last("a\nb\r\nc\rd\u2028e\u2029f"), 6);
    EXPECT_EQ(line_of_last("/*\n\n*/a"), 3);
    EXPECT_EQ(line_of_last("`\n${1}\n`\nx"), 4);
    EXPECT_EQ(line_of_last("'\\\n'\nx"), 3);
    EXPECT_EQ(all("`\n`")[0].line, 1);
    EXPECT_TRUE(all("a\nb")[1].has(Token::newline_before));
    EXPECT_TRUE(all("a/*\n*/b")[1].has(Token::newline_before));
    EXPECT_FALSE(all("a /**/ b")[1].has(Token::newline_before));
}

TEST(JavascriptTokens, StatementsStartBehindInsertedSemicolons) {
    const auto starts = [](std::string_view source) {
        std::string text;
        for (const Token& token : all(source))
            if (token.has(Token::starts_statement))
                text += std::string(source.substr(token.offset, token.length)) + ' ';
        return text;
    };
    EXPECT_EQ(starts("a\nb"), "a b ");
    EXPECT_EQ(starts("a =\nb"), "a ");
    EXPECT_EQ(starts("a\nin b"), "a ");
    EXPECT_EQ(starts("f(a\nb)"), "f ");
    EXPECT_EQ(starts("x = {}\nimport 'a'"), "x import ");
    EXPECT_EQ(starts("if (a) b; else c"), "if b else c ");
}

TEST(JavascriptTokens, CommentsAreTokensWhereTheyAreWanted) {
    EXPECT_EQ(shown("#!x\na // b\n/* c */ d", {.comments = Comments::keep}), "#!x a // b /* c */ d");
    const auto tokens = all("// a\nb", {.comments = Comments::keep});
    EXPECT_EQ(tokens[0].kind, TokenKind::comment);
    EXPECT_TRUE(tokens[1].has(Token::newline_before));
}

TEST(JavascriptTokens, ElementsOfJsxDoNotDerailTheRest) {
    const TokenOptions jsx{.syntax = Syntax::jsx};
    EXPECT_EQ(regexps("x = <a b='\\' c=\"d\n\">it's {/x/} <b/> /y/ </a> / z / w", jsx), "/x/");
    EXPECT_EQ(regexps("f(<></>, <A.B c={<d/>} {...e}>`</A.B>, /x/)", jsx), "/x/");
    EXPECT_EQ(regexps("a < b / c / d", jsx), "");
    const TokenOptions tsx{.syntax = Syntax::tsx};
    EXPECT_EQ(regexps("const f = <T,>(x: T) => /x/; const g = <T extends U>(x: T) => <a>/</a>", tsx), "/x/");
}

TEST(JavascriptTokens, GarbageIsAnErrorTokenAndTheRestIsRead) {
    struct Row {
        std::string_view source;
        std::string_view expected;
        uint32_t errors;
    };
    const Row rows[] = {
        {"'a\nb", "'a b", 1},      {"a /* b", "a /* b", 1},     {"`a", "`a", 1},
        {"= /a\nb", "= / a b", 1}, {"\xff a", "\xff a", 1},     {"\\x a", "\\ x a", 1},
        {"# a", "# a", 1},         {"a \x01 b", "a \x01 b", 1}, {"= /a /b\n/c/", "= /a /b / c /", 0},
    };
    for (const Row& row : rows) {
        Tokens tokens(row.source);
        std::string text;
        for (Token token = tokens.next(); token.kind != TokenKind::end; token = tokens.next()) {
            if (!text.empty()) text += ' ';
            text += tokens.text(token);
        }
        EXPECT_EQ(text, row.expected);
        EXPECT_EQ(tokens.problems().errors, row.errors) << row.source;
    }
    Tokens open("(]");
    while (open.next().kind != TokenKind::end) continue;
    EXPECT_TRUE(open.problems().unbalanced);
}

TEST(JavascriptTokens, LimitsAreKept) {
    std::string deep(max_nesting + 10, '(');
    deep += std::string(max_nesting + 10, ')') + " / a / b";
    Tokens tokens(deep);
    size_t count = 0;
    while (tokens.next().kind != TokenKind::end) ++count;
    EXPECT_EQ(count, 2 * (max_nesting + 10) + 4);
    EXPECT_TRUE(tokens.problems().too_deep);
    EXPECT_FALSE(tokens.problems().unbalanced);

    const std::string large(max_source_bytes + 1, ' ');
    Tokens blank(large);
    EXPECT_EQ(blank.next().kind, TokenKind::end);
    EXPECT_TRUE(blank.problems().too_large);
}

// What would be quadratic if each try went to the line's or the text's end.
TEST(JavascriptTokens, HostileTextsTakeLinearTime) {
    for (const std::string_view piece : {"=/[", "/*", "`${", "'", "<!--", "\\", "=>", "class ", "a?", "case ", "<a "}) {
        std::string text;
        while (text.size() < 1'000'000) text += piece;
        const auto start = std::chrono::steady_clock::now();
        for (const Syntax syntax : {Syntax::javascript, Syntax::tsx}) {
            Tokens tokens(text, {.syntax = syntax});
            while (tokens.next().kind != TokenKind::end) continue;
        }
        EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20)) << piece;
    }
}

TEST(JavascriptTokens, WhatTextsStandFor) {
    const auto string = [](std::string_view text) { return cooked(text, TokenKind::string); };
    EXPECT_EQ(string("'a\\n\\t\\x41\\u0042\\u{1F600}\\0\\101\\'\\q'"), std::string("a\n\tAB\U0001F600\0A'q", 13));
    EXPECT_EQ(string("'a\\\nb\\\r\nc'"), "abc");
    EXPECT_EQ(string("'\\ud83d\\ude00'"), "\U0001F600");
    EXPECT_EQ(string("'\\ud83d'"), "\uFFFD");
    EXPECT_EQ(string("'\\400'"), " 0");
    EXPECT_EQ(cooked("`a\r\nb`", TokenKind::template_whole), "a\nb");
    EXPECT_EQ(cooked("}a${", TokenKind::template_middle), "a");
    EXPECT_EQ(cooked("r\\u0065\\u{71}", TokenKind::identifier), "req");
    EXPECT_EQ(string("'"), "");
}

// Pieces of JavaScript in any order: tokens never overlap, move on, and leave out only blanks and comments.
RC_GTEST_PROP(JavascriptTokensProperty, TokensCoverTheText, ()) {
    const auto piece = rc::gen::element<std::string>(
        "a", "if", "function", "class", "async", "await", "import", "=>", "(", ")", "[", "]", "{", "}", "`", "${", "/",
        "*", "'", "\"", "\\", "\n", " ", "//", "/*", "*/", "<!--", "-->", "<", ">", "</", "/>", "0", "1.5e", ".", "...",
        "?.", "?", ":", ";", ",", "#", "@", "=", "\xff", "\u2028", "\u00e9", "\r", "\\u0061", "static", "let", "of",
        "yield", "case", "default");
    const auto pieces = *rc::gen::container<std::vector<std::string>>(piece);
    std::string source;
    for (const std::string& one : pieces) source += one;
    TokenOptions options;
    options.syntax = *rc::gen::element(Syntax::javascript, Syntax::typescript, Syntax::jsx, Syntax::tsx);
    options.kind = *rc::gen::element(SourceKind::unknown, SourceKind::commonjs, SourceKind::module);
    options.comments = Comments::keep;
    size_t end = 0;
    uint32_t line = 1;
    for (const Token& token : all(source, options)) {
        RC_ASSERT(token.offset >= end);
        RC_ASSERT(token.length > 0);
        RC_ASSERT(token.line >= line);
        for (size_t i = end; i < token.offset;) {
            const std::string_view rest = std::string_view(source).substr(i, token.offset - i);
            const size_t length = is_class(rest[0], blank) ? 1 : line_end_length(rest) + wide_blank_length(rest);
            RC_ASSERT(length > 0);
            i += length;
        }
        end = token.offset + token.length;
        line = token.line;
    }
    RC_ASSERT(end <= source.size());
}

}  // namespace
}  // namespace ward::javascript
