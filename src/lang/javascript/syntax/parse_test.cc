#include "lang/javascript/syntax/parse.h"

#include <algorithm>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "lang/javascript/estree_fixture.h"
#include "lang/javascript/syntax/bindings.h"

namespace ward::javascript {
namespace {

std::string repeated(std::string_view text, size_t count) {
    std::string all;
    for (size_t i = 0; i < count; ++i) all += text;
    return all;
}

// "Type(text) …" of all nodes of some types, in the order of the text.
std::string nodes(std::string_view source, std::string_view types, const ParseOptions& options = {}) {
    Names names;
    const Tree tree = parse_tree(source, options, names);
    std::string all;
    for (const Extent& one : extents_of(tree))
        if (types.contains(one.type))
            all += (all.empty() ? "" : " ") + std::string(one.type) + "(" +
                   std::string(source.substr(one.offset, one.end - one.offset)) + ")";
    return all;
}

size_t unread(std::string_view source, const ParseOptions& options = {}) {
    Names names;
    return parse_tree(source, options, names).unread_count;
}

TEST(JavascriptTree, Precedence) {
    EXPECT_EQ(nodes("a + b * c ** d ** e - f;", "BinaryExpression"),
              "BinaryExpression(a + b * c ** d ** e) BinaryExpression(a + b * c ** d ** e - f) "
              "BinaryExpression(b * c ** d ** e) BinaryExpression(c ** d ** e) BinaryExpression(d ** e)");
    EXPECT_EQ(nodes("a ?? b || c && d", "LogicalExpression"),
              "LogicalExpression(a ?? b || c && d) LogicalExpression(b || c && d) LogicalExpression(c && d)");
    EXPECT_EQ(nodes("x = y = z ? (a, b) : c => d, e", "AssignmentExpression SequenceExpression"),
              "AssignmentExpression(x = y = z ? (a, b) : c => d) SequenceExpression(x = y = z ? (a, b) : c => d, e) "
              "AssignmentExpression(y = z ? (a, b) : c => d) SequenceExpression(a, b)");
    EXPECT_EQ(nodes("(a?.b).c?.[d](e)", "ChainExpression"), "ChainExpression((a?.b).c?.[d](e)) ChainExpression(a?.b)");
    EXPECT_EQ(nodes("new new A(b)(c).d", "NewExpression"), "NewExpression(new new A(b)(c)) NewExpression(new A(b))");
}

TEST(JavascriptTree, PatternsAndArrows) {
    EXPECT_EQ(nodes("({ a, b: [c = 1], ...d } = e);", "ObjectPattern ArrayPattern AssignmentPattern RestElement"),
              "ObjectPattern({ a, b: [c = 1], ...d }) ArrayPattern([c = 1]) AssignmentPattern(c = 1) "
              "RestElement(...d)");
    EXPECT_EQ(nodes("(a, { b = 1 }, ...[c]) => ({ d })", "ArrowFunctionExpression ObjectPattern ObjectExpression"),
              "ArrowFunctionExpression((a, { b = 1 }, ...[c]) => ({ d })) ObjectPattern({ b = 1 }) "
              "ObjectExpression({ d })");
    EXPECT_EQ(nodes("async (a) => await a; async(a); async b => c", "ArrowFunctionExpression CallExpression"),
              "ArrowFunctionExpression(async (a) => await a) CallExpression(async(a)) "
              "ArrowFunctionExpression(async b => c)");
    EXPECT_EQ(nodes("for (const [a, b] of c) for (d.e in f) for await (const x of y) ;",
                    "ForOfStatement ForInStatement ArrayPattern"),
              "ForOfStatement(for (const [a, b] of c) for (d.e in f) for await (const x of y) ;) ArrayPattern([a, b]) "
              "ForInStatement(for (d.e in f) for await (const x of y) ;) ForOfStatement(for await (const x of y) ;)");
}

TEST(JavascriptTree, SemicolonsAreInserted) {
    EXPECT_EQ(nodes("a\nb++\nc\n++d\nreturn\ne", "ExpressionStatement ReturnStatement"),
              "ExpressionStatement(a) ExpressionStatement(b++) ExpressionStatement(c) ExpressionStatement(++d) "
              "ReturnStatement(return) ExpressionStatement(e)");
    EXPECT_EQ(nodes("do a; while (b) c", "DoWhileStatement ExpressionStatement"),
              "DoWhileStatement(do a; while (b)) ExpressionStatement(a;) ExpressionStatement(c)");
    EXPECT_EQ(nodes("const f = () => {}\n(g)", "VariableDeclaration ExpressionStatement"),
              "VariableDeclaration(const f = () => {}) ExpressionStatement((g))");
}

TEST(JavascriptTree, WhatCannotBeReadIsToldAndTheRestIsRead) {
    const std::string_view source =
        "a = 1;\nlet 2 = 3;\nfunction f() { b = ; c = 4 }\nclass A { x() {} 5 6; y() {} }\nd = 7;";
    Names names;
    const Tree tree = parse_tree(source, {}, names);
    ASSERT_EQ(tree.unread_count, 3);
    EXPECT_EQ(tree.unread[0].line, 2);
    EXPECT_EQ(tree.unread[1].line, 3);
    EXPECT_EQ(tree.unread[2].line, 4);
    EXPECT_EQ(nodes(source, "AssignmentExpression MethodDefinition"),
              "AssignmentExpression(a = 1) AssignmentExpression(c = 4) MethodDefinition(x() {}) "
              "MethodDefinition(y() {}) AssignmentExpression(d = 7)");
    EXPECT_EQ(unread("}}}\na = 1;"), 3);
    EXPECT_EQ(unread("f(1, 2"), 1);
    EXPECT_EQ(unread("'open\na = 1"), 1);
    EXPECT_EQ(unread(repeated("= ;\n", 5'000)), 5'000);
}

TEST(JavascriptTree, DeepNestingEndsAtTheLimit) {
    for (const std::string_view open : {"(", "[", "{", "f(", "!", "x = ", "() => ", "`${", "new ", "if (a) ", "a ? ",
                                        "function f() {", "class A { m() {", "async (a = ", "({ a: ", "<a>"}) {
        Names names;
        const std::string source = repeated(open, 200'000) + "1\n; z = 1;";
        const Tree tree = parse_tree(source, {.syntax = open == "<a>" ? Syntax::jsx : Syntax::javascript}, names);
        EXPECT_GT(tree.unread_count, 0) << open;
        EXPECT_LE(tree.nodes.size(), source.size() + 10) << open;
        (void)bind_names(tree, names.size());
    }
    EXPECT_EQ(unread(repeated("[", max_tree_depth / 2 - 5) + repeated("]", max_tree_depth / 2 - 5)), 0);
}

TEST(JavascriptTree, LongChainsAreNoNesting) {
    for (const std::string_view link : {" + x", ".a", "()", "[0]", " ? x : y", ", x", "; x", " && x", "`t`"})
        EXPECT_EQ(unread("x" + repeated(link, 100'000)), 0) << link;
    EXPECT_EQ(unread(repeated("if (a) b; else ", 100'000) + "c"), 0);
}

TEST(JavascriptTree, ElementsAndTypes) {
    EXPECT_EQ(
        unread("const a = <b c='d' {...e} f={g}><h.i/>text{j}{/* no */}</b>, k = <></>;", {.syntax = Syntax::jsx}), 0);
    const ParseOptions typescript{.syntax = Syntax::typescript};
    EXPECT_EQ(unread("interface A<T> extends B { x: string; y(): void }\ntype C = { [k: string]: A } | 'x';\n"
                     "const f = (a: number, b?: string): void => {};\nlet x: Array<string> = y as any;\n"
                     "export class D<T> implements A { private readonly z: number = 1; m<U>(u: U): T { return u!; } }\n"
                     "import type { E } from './e';\ndeclare module 'x' { const a: string }\n",
                     typescript),
              0);
}

// A program is written at random, and its nodes with it: reading it gives the same ones.
class Writer {
  public:
    explicit Writer(uint32_t seed) : random_(seed) {}

    std::string text;
    std::vector<Extent> nodes;

    void program() {
        for (uint32_t i = 0; i < 6; ++i) statement(4);
    }

  private:
    uint32_t below(uint32_t count) { return std::uniform_int_distribution<uint32_t>(0, count - 1)(random_); }
    void put(std::string_view words) {
        text += words;
        static constexpr std::array<std::string_view, 5> blanks = {"", " ", "\t", "/* b */", "  "};
        text += blanks[below(blanks.size())];
    }
    // A node, without the blanks behind it.
    template <typename Inside>
    void node(std::string_view type, const Inside& inside) {
        const auto start = static_cast<uint32_t>(text.size());
        inside();
        size_t end = text.size();
        while (true) {
            if (end > start && (text[end - 1] == ' ' || text[end - 1] == '\t')) --end;
            else if (text.substr(start, end - start).ends_with("/* b */")) end -= 7;
            else break;
        }
        nodes.push_back({start, static_cast<uint32_t>(end), type});
    }
    void name() {
        static constexpr std::array<std::string_view, 6> some = {"a", "bee", "$", "of", "get", "\xc3\xa9t\xc3\xa9"};
        node("Identifier", [&] { put(some[below(some.size())]); });
    }
    void literal() {
        static constexpr std::array<std::string_view, 6> some = {"1.5e3", "'it\\'s'", "/[/]+/g",
                                                                 "null",  "0x1fn",    "true"};
        node("Literal", [&] { put(some[below(some.size())]); });
    }
    void operand(int depth) {
        switch (depth <= 0 ? below(2) : below(9)) {
            case 0: return name();
            case 1: return literal();
            case 2:
                put("(");
                expression(depth - 1);
                return put(")");
            case 3:
                return node("ArrayExpression", [&] {
                    put("[");
                    for (uint32_t i = below(3); i > 0; --i) expression(depth - 1), put(",");
                    put("]");
                });
            case 4:
                return node("CallExpression", [&] {
                    name();
                    put("(");
                    if (below(2) == 0) expression(depth - 1);
                    put(")");
                });
            case 5:
                return node("MemberExpression", [&] {
                    name();
                    put(".");
                    name();
                });
            case 6:
                return node("TemplateLiteral", [&] {
                    text += "`";
                    const auto at = static_cast<uint32_t>(text.size());
                    nodes.push_back({at, at + 1, "TemplateElement"});
                    text += "x${";
                    expression(depth - 1);
                    const auto behind = static_cast<uint32_t>(text.size() + 1);
                    nodes.push_back({behind, behind + 1, "TemplateElement"});
                    text += "}y`";
                });
            case 7:
                return node("ObjectExpression", [&] {
                    put("{");
                    node("Property", [&] {
                        node("Literal", [&] { put("'k'"); });
                        put(":");
                        expression(depth - 1);
                    });
                    put("}");
                });
            default:
                put("(");
                function("FunctionExpression", depth);
                return put(")");
        }
    }
    void function(std::string_view type, int depth) {
        node(type, [&] {
            put("function ");
            name();
            put("(");
            name();
            put(")");
            block(depth);
        });
    }
    void expression(int depth) {
        if (depth <= 0) return operand(0);
        switch (below(6)) {
            case 0:
                return node("BinaryExpression", [&] {
                    operand(depth - 1);
                    put("*");
                    operand(depth - 1);
                });
            case 1:
                return node("ConditionalExpression", [&] {
                    operand(depth - 1);
                    put("?");
                    expression(depth - 1);
                    put(":");
                    expression(depth - 1);
                });
            case 2:
                return node("AssignmentExpression", [&] {
                    name();
                    put("=");
                    expression(depth - 1);
                });
            case 3:
                return node("ArrowFunctionExpression", [&] {
                    put("(");
                    name();
                    put(")=>");
                    expression(0);
                });
            case 4:
                return node("UnaryExpression", [&] {
                    put("typeof ");
                    operand(depth - 1);
                });
            default: return operand(depth);
        }
    }
    void block(int depth) {
        node("BlockStatement", [&] {
            put("{");
            if (depth > 0) statement(depth - 1);
            put("}");
        });
    }
    void statement(int depth) {
        switch (depth <= 0 ? below(2) : below(6)) {
            case 0:
                return node("ExpressionStatement", [&] {
                    put("(");
                    expression(depth);
                    put(");");
                });
            case 1:
                return node("VariableDeclaration", [&] {
                    put("let ");
                    node("VariableDeclarator", [&] {
                        name();
                        put("=");
                        expression(depth);
                    });
                    put(";");
                });
            case 2:
                return node("IfStatement", [&] {
                    put("if(");
                    expression(depth - 1);
                    put(")");
                    block(depth);
                    put("else ");
                    block(depth);
                });
            case 3:
                return node("ForStatement", [&] {
                    put("for(;;)");
                    block(depth);
                });
            case 4: return function("FunctionDeclaration", depth);
            default:
                return node("TryStatement", [&] {
                    put("try");
                    block(depth);
                    node("CatchClause", [&] {
                        put("catch");
                        block(depth);
                    });
                });
        }
    }

    std::mt19937 random_;
};

TEST(JavascriptTree, RandomProgramsAreReadAsTheyWereWritten) {
    for (uint32_t seed = 0; seed < 500; ++seed) {
        Writer writer(seed);
        writer.program();
        std::ranges::sort(writer.nodes);
        writer.nodes.erase(std::ranges::unique(writer.nodes).begin(), writer.nodes.end());
        Names names;
        const Tree tree = parse_tree(writer.text, {}, names);
        ASSERT_EQ(tree.unread_count, 0) << seed << "\n" << writer.text << "\n" << tree.unread[0].line;
        const std::vector<Extent> read = extents_of(tree);
        ASSERT_TRUE(read == writer.nodes) << seed << ": " << read.size() << " " << writer.nodes.size() << "\n"
                                          << writer.text;
    }
}

// "a@1 b@3": every name with the offset of its declaration, - for globals.
std::string bound(std::string_view source) {
    Names names;
    const Tree tree = parse_tree(source, {}, names);
    const Bindings bindings = bind_names(tree, names.size());
    std::vector<std::pair<uint32_t, std::string>> rows;
    for (NodeIndex i = 1; i < tree.nodes.size(); ++i) {
        if (bindings.of[i] == 0) continue;
        const Binding& binding = bindings.all[bindings.of[i]];
        rows.emplace_back(tree[i].offset,
                          std::string(tree.text(i)) + "@" +
                              (binding.declared == 0 ? "-" : std::to_string(tree[binding.declared].offset)));
    }
    std::ranges::sort(rows);
    std::string all;
    for (const auto& [offset, row] : rows) all += (all.empty() ? "" : " ") + row;
    return all;
}

TEST(JavascriptTree, NamesAreBound) {
    EXPECT_EQ(bound("a; var a; { let a; a } a"), "a@7 a@7 a@16 a@16 a@7");
    EXPECT_EQ(bound("f(); function f(x) { return x + y }"), "f@14 f@14 x@16 x@16 y@-");
    EXPECT_EQ(bound("(x, { y: z = x }) => z"), "x@1 z@9 x@1 z@9");
    EXPECT_EQ(bound("try {} catch (e) { e } e"), "e@14 e@14 e@-");
    EXPECT_EQ(bound("const f = function g() { g }; g"), "f@6 g@19 g@19 g@-");
    EXPECT_EQ(bound("class A { m() { A; o.A } } A"), "A@6 A@6 o@- A@6");
    EXPECT_EQ(bound("import a, { b as c } from 'x'; a; b; c"), "a@7 c@17 a@7 b@- c@17");
    EXPECT_EQ(bound("for (let i of i) i; l: for (;;) break l"), "i@9 i@9 i@9");
}

}  // namespace
}  // namespace ward::javascript
