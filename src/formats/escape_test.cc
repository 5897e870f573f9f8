#include "formats/escape.h"

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "base/fd.h"
#include "base/text.h"

namespace ward {
namespace {

std::string all_bytes() {
    std::string out;
    for (int byte = 0; byte < 256; ++byte) out += static_cast<char>(byte);
    return out;
}

// What no sink may let through: controls, and bytes that are not UTF-8.
bool is_printable_utf8(std::string_view text) {
    for (const char c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return false;
    return valid_utf8(text) == text;
}

TEST(Escape, a_name_of_all_bytes_is_harmless_everywhere) {
    const std::string name = all_bytes();
    for (const auto& escape : {escape_html, escape_markdown, escape_csv, escape_log_line, escape_uri_path})
        EXPECT_TRUE(is_printable_utf8(escape(name)));
    const std::string html = escape_html(name);
    EXPECT_EQ(html.find_first_of("<>\"'"), std::string::npos);
    EXPECT_NE(html.find("\\x00\\x01"), std::string::npos);
    EXPECT_EQ(escape_csv(name).front(), '"');
    EXPECT_EQ(
        escape_uri_path(name).find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789%/-._~"),
        std::string::npos);
}

TEST(Escape, html) {
    EXPECT_EQ(escape_html("<img src=x onerror='a'> & \"b\""),
              "&lt;img src=x onerror=&#39;a&#39;&gt; &amp; &quot;b&quot;");
    EXPECT_EQ(escape_html("a\x1b[31m\n"), "a\\x1b[31m\\x0a");
    EXPECT_EQ(escape_html("\xe2\x80\xaegnp.exe"), "\\u202egnp.exe");
}

TEST(Escape, markdown_leaves_ordinary_text_readable) {
    for (const std::string_view text :
         {"node@18.20.4", "left-pad 1.3.0", "snake_case_name", "CVE-2026-1234: use after free (high)", "a > b > c",
          "https: not a link", "AT & T", "src/lib/a.c:12", "100% + 5 = x!", "^1.2", "C# and F#", "at @ sign", "a.b.c"})
        EXPECT_EQ(escape_markdown(text), text);
    EXPECT_EQ(escape_markdown("~1.2"), "\\~1.2");
}

TEST(Escape, markdown_takes_effect_nowhere) {
    EXPECT_EQ(escape_markdown("**b** _i_ `c` ~~s~~"), "\\*\\*b\\*\\* \\_i\\_ \\`c\\` \\~\\~s\\~\\~");
    EXPECT_EQ(escape_markdown("[a](b) ![c](d)"), "\\[a\\]\\(b) !\\[c\\]\\(d)");
    EXPECT_EQ(escape_markdown("<script>&lt;&#64;"), "&lt;script>&amp;lt;&amp;#&#8203;64;");
    EXPECT_EQ(escape_markdown("a|b"), "a\\|b");
    EXPECT_EQ(escape_markdown("https://x.example www.x.example WWW.x"), "https\\://x.example www\\.x.example WWW\\.x");
    EXPECT_EQ(escape_markdown("a\nb"), "a\\\\x0ab");
}

TEST(Escape, markdown_within_a_line_keeps_numbers_and_first_signs) {
    EXPECT_EQ(escape_markdown_within("# PKCS#1 GH-12 @user"), "# PKCS#1 GH-12 @user");
    EXPECT_EQ(escape_markdown_within("    1. a"), "    1. a");
    EXPECT_EQ(escape_markdown_within("me@example.org"), "me@&#8203;example.org");
    EXPECT_EQ(escape_markdown_within("*a* ~b `c` [d](e) <f>"), "\\*a\\* \\~b \\`c\\` \\[d\\]\\(e) &lt;f>");
    EXPECT_EQ(escape_markdown_within("https://x.example"), "https\\://x.example");
}

TEST(Escape, markdown_notifies_nobody) {
    EXPECT_EQ(escape_markdown("@user"), "@&#8203;user");
    EXPECT_EQ(escape_markdown("@babel/core@7.1.0"), "@&#8203;babel/core@7.1.0");
    EXPECT_EQ(escape_markdown("(@user)"), "(@&#8203;user)");
    EXPECT_EQ(escape_markdown("me@example.org"), "me@&#8203;example.org");
    EXPECT_EQ(escape_markdown("a@1.2.3-beta"), "a@&#8203;1.2.3-beta");
    EXPECT_EQ(escape_markdown("fixes #12, a/b#3"), "fixes #&#8203;12, a/b#&#8203;3");
    EXPECT_EQ(escape_markdown("closes GH-12, gh-7"), "closes GH-&#8203;12, gh-&#8203;7");
    EXPECT_EQ(escape_markdown("high-5 GH-x GHSA-1 GH12"), "high-5 GH-x GHSA-1 GH12");
}

TEST(Escape, markdown_block_marks_at_the_start) {
    EXPECT_EQ(escape_markdown("# h"), "\\# h");
    EXPECT_EQ(escape_markdown("#1"), "\\#&#8203;1");
    EXPECT_EQ(escape_markdown("> q"), "\\> q");
    EXPECT_EQ(escape_markdown("- i"), "\\- i");
    EXPECT_EQ(escape_markdown("+ i"), "\\+ i");
    EXPECT_EQ(escape_markdown("---"), "\\---");
    EXPECT_EQ(escape_markdown("==="), "\\===");
    EXPECT_EQ(escape_markdown("1. i"), "1\\. i");
    EXPECT_EQ(escape_markdown("12)"), "12\\)");
    EXPECT_EQ(escape_markdown("1.2.3"), "1.2.3");
    EXPECT_EQ(escape_markdown("    code"), "&#32;   code");
    EXPECT_EQ(escape_markdown(" # h"), " \\# h");
    EXPECT_EQ(escape_markdown(" 1. i"), " 1\\. i");
    EXPECT_EQ(escape_markdown(" "), " ");
    EXPECT_EQ(escape_markdown(""), "");
}

TEST(Escape, csv) {
    EXPECT_EQ(escape_csv("plain text"), "plain text");
    EXPECT_EQ(escape_csv("a,\"b\""), "\"a,\"\"b\"\"\"");
    EXPECT_EQ(escape_csv("=1+1"), "'=1+1");
    EXPECT_EQ(escape_csv("  -1"), "'  -1");
    EXPECT_EQ(escape_csv(" a "), "\" a \"");
    EXPECT_EQ(escape_csv("@SUM(A1,B1)"), "\"'@SUM(A1,B1)\"");
    EXPECT_EQ(escape_csv("\xef\xbc\x9d"
                         "1"),
              "'\xef\xbc\x9d"
              "1");
    EXPECT_EQ(escape_csv("a\r\nb\t=c"), "a\\x0d\\x0ab\\x09=c");
    EXPECT_EQ(escape_csv(""), "");
}

TEST(Escape, log_lines) {
    EXPECT_EQ(escape_log_line("::set-output name=x::y"), "\\::set-output name=x::y");
    EXPECT_EQ(escape_log_line("  ::add-mask::x"), "  \\::add-mask::x");
    EXPECT_EQ(escape_log_line("\xe2\x80\x83::error::x"), "\xe2\x80\x83\\::error::x");  // an em space
    EXPECT_EQ(escape_log_line("std::vector"), "std::vector");
    EXPECT_EQ(escape_log_line("text ##[group]x"), "text #\\#[group]x");
    EXPECT_EQ(escape_log_line("##vso[task.setvariable]x"), "#\\#vso[task.setvariable]x");
    EXPECT_EQ(escape_log_line("###[x"), "#\\##[x");
    EXPECT_EQ(disarm_log_commands("::error::x"), "\\::error::x");
    EXPECT_EQ(disarm_log_commands("## Open ##[group] ##vso[x]"), "## Open #\\#[group] #\\#vso[x]");
    EXPECT_EQ(escape_html("##[group]"), "#&#35;[group]");
    EXPECT_EQ(escape_log_line("a\n::warning::b"), "a\\x0a::warning::b");
}

TEST(Escape, uri_paths) {
    EXPECT_EQ(escape_uri_path("deps/a b/\xc3\xa9?#%:"), "deps/a%20b/%C3%A9%3F%23%25%3A");
    EXPECT_EQ(escape_uri_path("//evil.example/x//y"), "/%2Fevil.example/x//y");
    EXPECT_EQ(escape_uri_path("javascript:alert(1)"), "javascript%3Aalert%281%29");
}

TEST(Escape, links) {
    EXPECT_TRUE(is_safe_link("https://www.npmjs.com/package/@scope/name?x=1#y"));
    EXPECT_TRUE(is_safe_link("http://localhost:8080"));
    for (const std::string_view url :
         {"", "https://", "https:///x", "javascript:alert(1)", "data:text/html,x", "//x", "ftp://x", "HTTPS://x",
          "https://a b", "https://a\"b", "https://a<b", "https://a\n", "https://a\\b", "https://\xc3\xa9",
          "https://github.com@evil.example/"})
        EXPECT_FALSE(is_safe_link(url)) << url;
}

rc::Gen<std::string> hostile() {
    return rc::gen::map(
        rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(std::vector<std::string>{
            "a", "B",  "1", ".", " ", "-",    "_",     "*",   "`",    "[",        "]",       "(",     ")",
            "!", "<",  ">", "&", "@", "#",    ":",     "://", "http", "www.",     "mailto:", "x.org", "|",
            "~", "\\", "$", "+", "=", "&lt;", "&#64;", "\n",  "\t",   "\xc3\xa9", "\xff",    "1. ",   "--"})),
        [](const std::vector<std::string>& parts) { return join(parts, ""); });
}

RC_GTEST_PROP(EscapeProperty, html_is_undone_by_its_entities, ()) {
    const std::string text = *hostile();
    std::string back = escape_html(text);
    for (const auto& [entity, sign] : std::vector<std::pair<std::string, std::string>>{
             {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&#35;", "#"}, {"&amp;", "&"}})
        back = replace_all(back, entity, sign);
    RC_ASSERT(back == display(text));
}

RC_GTEST_PROP(EscapeProperty, a_csv_row_keeps_its_cells, ()) {
    const std::string cell = escape_csv(*hostile());
    RC_ASSERT(cell.find('\n') == std::string::npos);
    if (cell.starts_with('"')) {
        RC_ASSERT(cell.size() > 1 && cell.ends_with('"'));
        const std::string inner = replace_all(cell.substr(1, cell.size() - 2), "\"\"", "");
        RC_ASSERT(inner.find('"') == std::string::npos);
    } else {
        RC_ASSERT(cell.find_first_of(",\"") == std::string::npos);
    }
}

struct PipeCloser {
    void operator()(FILE* pipe) const { ::pclose(pipe); }
};

// GitHub's own renderer must make nothing but one paragraph of plain text of each line.
TEST(EscapeOracle, markdown_by_cmark_gfm) {
    std::vector<std::string> texts;
    std::string document;
    for (int i = 0; i < 5000; ++i) {
        texts.push_back(hostile()(rc::Random(static_cast<uint64_t>(i)), i % 60).value());
        if (trim(display(texts.back())).empty()) texts.back() = "x";
        document += escape_markdown(texts.back()) + "\n\n";
    }
    const std::string file = testing::TempDir() + "escape_oracle.md";
    ASSERT_TRUE(replace_file(file, document));
    const std::string command =
        "cmark-gfm --unsafe -e table -e strikethrough -e autolink -e tasklist " + file + " 2>/dev/null";
    const std::unique_ptr<FILE, PipeCloser> pipe(::popen(command.c_str(), "r"));
    std::string html;
    for (int c = 0; (c = ::fgetc(pipe.get())) != EOF;) html += static_cast<char>(c);
    if (html.empty()) GTEST_SKIP() << "needs cmark-gfm";
    const auto lines = split(std::string_view(html).substr(0, html.size() - 1), '\n');
    ASSERT_EQ(lines.size(), texts.size());
    for (size_t i = 0; i < lines.size(); ++i) {
        const std::string seen = replace_all(lines[i], "\xe2\x80\x8b", "");
        const std::string meant = replace_all(replace_all(escape_html(texts[i]), "&#39;", "'"), "&#35;", "#");
        // A renderer drops blanks at both ends of a paragraph.
        ASSERT_TRUE(seen.starts_with("<p>") && seen.ends_with("</p>")) << seen;
        EXPECT_EQ(trim(std::string_view(seen).substr(3, seen.size() - 7)), trim(meant));
    }
}

}  // namespace
}  // namespace ward
