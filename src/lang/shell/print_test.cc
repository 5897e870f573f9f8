#include "lang/shell/print.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "lang/shell/parse.h"
#include "lang/shell/shape_fixture.h"

namespace ward::shell {
namespace {

// The first statement; "-" where it is not written.
std::string printed(std::string_view source) {
    const auto script = parse(source);
    if (!script) return script.error().message();
    return print(*script->stmts()[0], source).value_or("-");
}

TEST(ShellPrint, NormalisesBlanks) {
    const struct {
        std::string_view source;
        std::string_view expected;
    } rows[] = {
        {"a   b\t c # d", "a b c"},
        {"curl x|bash", "curl x | bash"},
        {"a&&b||! c", "a && b || ! c"},
        {"a > b 2>  c <d", "a >b 2>c <d"},
        {"a b >c d", "a b d >c"},
        {"a >b c", "a >b c"},
        {">a b", ">a b"},
        {"a=b   c=d  e", "a=b c=d e"},
        {"x=`curl  a`", "x=$(curl a)"},
        {"\"`a`\" $[1+b]", "\"$(a)\" $((1 + b))"},
        {"bash <( wget  x )", "bash <(wget x)"},
        {"{  a; } | ( b  )", "{ a; } | (b)"},
        {"$( (a) )", "$( (a))"},
        {"a \\\n   -b \\\n c", "a \\\n\t-b \\\n\tc"},
        {"a |\nb \\\nc |\nd", "a |\n\tb \\\n\t\tc |\n\td"},
        {"a |\nb &&\nc", "a |\n\tb &&\n\tc"},
        {"a \\\n&& b", "a &&\n\tb"},
        {"a 'b\nc'  d", "a 'b\nc' d"},
        {"\"a\\\nb\"", "\"a\\\nb\""},
        {"a &", "a &"},
        {"a;", "a"},
        {"export  a=b  c", "export a=b c"},
        {"${a:-b  c} ${a//b/c} ${!a} ${#a[1]} ${a:1:2}", "${a:-b  c} ${a//b/c} ${!a} ${#a[1]} ${a:1:2}"},
        {"a=(b   [1]=c)", "a=(b [1]=c)"},
        {"time  -p  a", "time -p a"},
        {"if  a; then b; fi", "if a; then b; fi"},
        {"if a\nthen b\nelif c; then d; else e; fi", "if a; then\n\tb\nelif c; then d; else e; fi"},
        {"while  a; do b;  done <c", "while a; do b; done <c"},
        {"until a\ndo\n  b\n\n\n  c\ndone", "until a; do\n\tb\n\n\tc\ndone"},
        {"for i in a  b; do c; done", "for i in a b; do c; done"},
        {"for ((i=0;i<2;i++)) { a; }", "for ((i = 0; i < 2; i++)); do a; done"},
        {"case a in b|c) d;; *) e\nf\nesac", "case a in b | c) d ;; *)\n\te\n\tf\n\t;;\nesac"},
        {"f ( ) { a; }", "f() { a; }"},
        {"[[  -a b&&! -z c ]]", "[[ -e b && ! -z c ]]"},
        {"a <<E  | b\nx\nE", "a <<E | b\nx\nE"},
        {"{\na <<-E\n\t\tx\n\tE\n}", "{\n\ta <<-E\n\t\tx\n\tE\n}"},
        {"a | { b; c; }", "a | {\n\tb\n\tc\n}"},
        {"a $(\nb\n)", "a $(\n\tb\n)"},
        {"bash <(a; b)", "bash <(\n\ta\n\tb\n)"},
        {"a=(\nb c\nd)", "a=(\n\tb c\n\td)"},
        {"coproc  a { b; }", "coproc a { b; }"},
        {"let  a=1+2  b", "let a=1+2 b"},
        {"a \"b\\\n\"  c", "a \"b\\\n\" c"},
        // Not written.
        {"a <<-E\nb\tc\nE", "-"},
        {"a b\fc", "-"},
    };
    for (const auto& row : rows) EXPECT_EQ(printed(row.source), row.expected) << row.source;
}

TEST(ShellPrint, ACommandWithoutWhatItsStatementAdds) {
    const auto command = [](std::string_view source) {
        const auto script = parse(source);
        if (!script) return script.error().message();
        return print_command(*script->stmts()[0]->command, source).value_or("-");
    };
    EXPECT_EQ(command("! npm   install >log 2>&1 &"), "npm install");
    EXPECT_EQ(command("X=1 npm install >log x <y"), "X=1 npm install x");
    EXPECT_EQ(command("! curl  x >y|sh >z"), "curl x >y | sh >z") << "those inside stay";
    EXPECT_EQ(command("npm install <<E\nx\nE"), "npm install");
    EXPECT_EQ(command("a \\\n -b"), "a \\\n\t-b");
    EXPECT_EQ(command("{ a; } >b"), "{ a; }");
    EXPECT_EQ(command("if a; then b; fi"), "if a; then b; fi");
    EXPECT_EQ(command("bash <(a; b)"), "bash <(a\nb\n)") << "the first line of a command starts at once";
}

TEST(ShellPrint, LimitOfDepth) {
    std::string source = "a";
    for (unsigned i = 0; i < max_print_depth; ++i) source.insert(0, "a $(").append(")");
    EXPECT_EQ(printed(source), "-");
    source = "a";
    for (int i = 0; i < 10'000; ++i) source += " | a";
    EXPECT_EQ(printed(source), source);
}

// What is written reads as the same statement, and is written like that again.
RC_GTEST_PROP(ShellPrint, IsReadAsTheSame, ()) {
    static const std::vector<std::string> pieces = {
        "a",   " b",        "  c",     " | d",    "&& e",   " || f", " >g",      " 2>&1",     " \\\n h", " |\n i",
        " $j", " \"k $l\"", " 'm\nn'", " $(o p)", " `q|r`", " <(s)", " ${t:-u}", " $((v+1))", "=w"};
    const auto chosen = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces));
    std::string source;
    for (const std::string& piece : chosen) source += piece;
    const auto script = parse(source);
    RC_PRE(script.has_value());  // apart: RC_PRE evaluates both sides of an &&
    RC_PRE(script->stmts().size() == 1U);
    const auto text = print(*script->stmts()[0], source);
    RC_PRE(text.has_value());
    const auto again = parse(*text);
    RC_ASSERT(again.has_value());
    RC_ASSERT(print(*again->stmts()[0], *text) == text);
}

}  // namespace
}  // namespace ward::shell
