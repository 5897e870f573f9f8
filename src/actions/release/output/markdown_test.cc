#include "actions/release/output/markdown.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "formats/document.h"
#include "formats/escape.h"

namespace ward::release {
namespace {

TEST(MarkdownTitle, keeps_code_and_plain_text) {
    for (const std::string_view title : {
             "Permissions policies can be bypassed via `Module._load`",
             "Corrupted pointer in `f(const A<B>& args)` when `args[0]` is a string.",
             "Timing variant against PKCS#1 v1.5 padding (CVE-2023-46809)",
             "Uint8Array/Buffer.alloc \"quoted\" - async_hooks --allow-fs-read, fs.fchown/fchmod: a",
             "``a ` b`` and ``` `` ```",
             "`%DOWNLOADS%` $& costs `$'`",
         }) {
        const std::string shown = markdown_title(title);
        if (title.contains("costs")) EXPECT_EQ(shown, "`%DOWNLOADS%` \\$& costs `$'`");
        else EXPECT_EQ(shown, title);
    }
}

TEST(MarkdownTitle, starts_no_markup) {
    EXPECT_EQ(markdown_title("A *b* __c__ ~~d~~"), "A \\*b\\* \\_\\_c\\_\\_ \\~\\~d\\~\\~");
    EXPECT_EQ(markdown_title("[click](https://evil.example)"), "\\[click\\]\\(https\\://evil.example)");
    EXPECT_EQ(markdown_title("![i](x) <img src=x> &lt;"), "!\\[i\\]\\(x) &lt;img src=x> &amp;lt;");
    EXPECT_EQ(markdown_title("www.evil.example me@evil.example"), "www\\.evil.example me@&#8203;evil.example");
    EXPECT_EQ(markdown_title("{Component} $x$ a|b"), "\\{Component\\} \\$x\\$ a\\|b");
    EXPECT_EQ(markdown_title("# no heading"), "# no heading") << "within a line, it is none";
}

// A backslash takes a backtick's meaning away in Markdown, and must not do so to the ones that are counted here.
TEST(MarkdownTitle, knows_which_backticks_are_a_pair) {
    EXPECT_EQ(markdown_title("an open ` *tick*"), "an open \\` \\*tick\\*");
    EXPECT_EQ(markdown_title("``two and `one` *x*"), "\\`\\`two and `one` \\*x\\*");
    EXPECT_EQ(markdown_title("\\`a` *x*"), "\\\\`a` \\*x\\*");
    EXPECT_EQ(markdown_title("`a\\` *x*`"), "`a\\` \\*x\\*\\`");
    EXPECT_EQ(markdown_title("`"), "\\`");
    EXPECT_EQ(markdown_title(""), "");
}

// Whatever stands there, no unescaped sign of markup is left outside of spans.
RC_GTEST_PROP(MarkdownTitle, leaves_no_sign_of_markup_outside_of_code, ()) {
    const auto signs = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("`\\*_[]<a b$~")));
    const std::string shown = markdown_title(signs);
    for (size_t i = 0; i < shown.size();) {
        if (shown[i] == '\\') {
            RC_ASSERT(i + 1 < shown.size());
            i += 2;
        } else if (shown[i] == '`') {
            const size_t count = std::min(shown.find_first_not_of('`', i), shown.size()) - i;
            size_t end = i + count;
            for (size_t run = 0; run != count;) {
                const size_t next = shown.find('`', end);
                RC_ASSERT(next != std::string::npos);
                run = std::min(shown.find_first_not_of('`', next), shown.size()) - next;
                end = next + run;
            }
            i = end;
        } else {
            RC_ASSERT(std::string_view("*[]<$~").find(shown[i]) == std::string_view::npos);
            ++i;
        }
    }
}

TEST(MarkdownCode, cannot_be_left) {
    EXPECT_EQ(markdown_code("--security-revert=CVE-2024-27980"), "`--security-revert=CVE-2024-27980`");
    EXPECT_EQ(markdown_code("a`b``c"), "```a`b``c```");
    EXPECT_EQ(markdown_code("`a"), "`` `a ``");
    EXPECT_EQ(markdown_code(""), "");
}

TEST(YamlValue, is_read_back_as_it_was) {
    // Two literals: the escape would go on with the `e`.
    constexpr const char* umlaut =
        "Tobias Nie\xc3\x9f"
        "en";
    for (const std::string_view text :
         {"The Node.js Project", "Rafael Gonzaga & Marco Ippolito", "a: b", "- a", "# a", "a #b", "'q'", "true", "",
          "12", umlaut, "a\\nb", "\"x\"", "O'Neill", "[a]", "a ", "&a b", "no"}) {
        const auto read = parse_yaml("author: " + yaml_value(text) + "\n", "post");
        ASSERT_TRUE(read) << text;
        ASSERT_TRUE(read->find("author")->is_string()) << text;
        EXPECT_EQ(read->find("author")->text, text);
    }
    EXPECT_EQ(yaml_value("Rafael Gonzaga & Marco Ippolito"), "Rafael Gonzaga & Marco Ippolito");
}

}  // namespace
}  // namespace ward::release
