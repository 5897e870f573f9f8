#include "lang/shell/walk.h"

#include <string>

#include <gtest/gtest.h>

#include "lang/shell/command_words.h"
#include "lang/shell/parse.h"

namespace ward::shell {
namespace {

// The literals in the order of the walk.
std::string literals(std::string_view source) {
    const auto script = parse(source);
    if (!script) return script.error().message();
    std::string to;
    walk(script->stmts(), [&](const Node& node) {
        if (const Lit* lit = get_if<Lit>(&node)) to += (to.empty() ? "" : " ") + std::string(lit->value);
        return true;
    });
    return to;
}

TEST(ShellWalk, GoesInTheOrderOfMvdansWalk) {
    EXPECT_EQ(literals(">a b c=d 2>e f"), "b c=d f a 2 e");      // a command before its redirections
    EXPECT_EQ(literals("a[b]=c d=(e [f]=g)"), "a c b d e f g");  // a value before its index
    EXPECT_EQ(literals("${a[b]/c/d} ${e:-f}"), "a b c d e f");
    EXPECT_EQ(literals("${a:b:c}"), "a");  // slices are passed over
    EXPECT_EQ(literals("if a; then b; elif c; then d; else e; fi"), "a b c d e");
    EXPECT_EQ(literals("for i in a; do b; done; case c in d) e;; esac"), "i a b c d e");
    EXPECT_EQ(literals("for ((a;b;c)); do d; done"), "a b c d");
    EXPECT_EQ(literals("f() { a | b && c; }"), "f a b c");
    EXPECT_EQ(literals("a <<E\n$(b)\nE\n"), "a E b \n");
    EXPECT_EQ(literals("[[ a == b && ! c ]] | let d=e"), "a b c d e");
    EXPECT_EQ(literals("declare a=b; time c; coproc n { d; }"), "a b c n d");
    EXPECT_EQ(literals("@(a|b) <(c) \"d$((e + f))\" `g`"), "a|b c d e f g");
}

TEST(ShellWalk, PassesOverChildrenWhereToldTo) {
    const auto script = parse("a $(b); (c)");
    ASSERT_TRUE(script);
    std::string to;
    walk(script->stmts(), [&](const Node& node) {
        if (const Lit* lit = get_if<Lit>(&node)) to += lit->value;
        return node.kind != NodeKind::cmd_subst && node.kind != NodeKind::subshell;
    });
    EXPECT_EQ(to, "a");
}

TEST(ShellCommandWords, OnlyWhatCanBeReadOffTheText) {
    const struct {
        std::string_view source;
        std::vector<std::string> words;
    } rows[] = {
        {"curl -sSL https://example.org/x.sh", {"curl", "-sSL", "https://example.org/x.sh"}},
        {"Sudo -E curl sudo", {"-E", "curl"}},
        {R"(bash -c "a b" 'c d' $'e' $"f")", {"bash", "-c", "\"a b\"", "'c d'", "'e'", "\"f\""}},
        {R"(a $b "$c" "d$e" f"g" `h` i$ \j '')", {"a", "\\j", "''"}},
        {"a=b x c[1] \"\"", {"x"}},
        {"a=b >c", {}},
    };
    for (const auto& row : rows) {
        const auto script = parse(row.source);
        ASSERT_TRUE(script) << row.source << ": " << script.error().message();
        EXPECT_EQ(command_words(as<CallExpr>(*script->stmts()[0]->command)), row.words) << row.source;
    }
}

}  // namespace
}  // namespace ward::shell
