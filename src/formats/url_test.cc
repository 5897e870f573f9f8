// URLs: rows of the standard that matter to manifests, paths of both systems, and node's own parser as oracle.
#include "formats/url.h"

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/text.h"
#include "formats/versions/testing.h"

namespace ward {
namespace {

std::string href(std::string_view text, std::string_view base = "") {
    if (base.empty()) {
        const auto url = parse_url(text);
        return url ? url->href() : "!";
    }
    const auto from = parse_url(base);
    EXPECT_TRUE(from) << base;
    const auto url = parse_url(text, &*from);
    return url ? url->href() : "!";
}

TEST(Url, RelativeToAManifest) {
    const std::string base = "file:///srv/app/policy.json?q#f";
    EXPECT_EQ(href("./a.js", base), "file:///srv/app/a.js");
    EXPECT_EQ(href("a.js", base), "file:///srv/app/a.js");
    EXPECT_EQ(href("../a.js", base), "file:///srv/a.js");
    EXPECT_EQ(href("/a.js", base), "file:///a.js");
    EXPECT_EQ(href("../../../../a.js", base), "file:///a.js");
    EXPECT_EQ(href("./b/%2e%2E/a.js", base), "file:///srv/app/a.js");
    EXPECT_EQ(href(".\\b\\..\\a.js", base), "file:///srv/app/a.js");
    EXPECT_EQ(href("./%6fk.js", base), "file:///srv/app/%6fk.js");
    EXPECT_EQ(href("./x y.js", base), "file:///srv/app/x%20y.js");
    EXPECT_EQ(href("./a.js?b#c", base), "file:///srv/app/a.js?b#c");
    EXPECT_EQ(href("", base), "file:///srv/app/policy.json?q");
    EXPECT_EQ(href("..", base), "file:///srv/");
    EXPECT_EQ(href("node:fs", base), "node:fs");
}

TEST(Url, DriveLettersStay) {
    EXPECT_EQ(href("../../../a.js", "file:///C:/app/policy.json"), "file:///C:/a.js");
    EXPECT_EQ(href("/a.js", "file:///C:/app/policy.json"), "file:///C:/a.js");
    EXPECT_EQ(href("/D|/a.js", "file:///C:/app/policy.json"), "file:///D:/a.js");
    EXPECT_EQ(href("file:C|\\a.js"), "file:///C:/a.js");
    EXPECT_EQ(href("file:///C:/.."), "file:///C:/");
    EXPECT_EQ(href("./a.js", "file://server/share/policy.json"), "file://server/share/a.js");
    EXPECT_EQ(href("file://localhost/a"), "file:///a");
}

TEST(Url, Hosts) {
    EXPECT_EQ(href("HTTP://EXAMPLE.org:80/"), "http://example.org/");
    EXPECT_EQ(href("http://0x7f.1/"), "http://127.0.0.1/");
    EXPECT_EQ(href("http://1.2.3.4.5/"), "!");
    EXPECT_EQ(href("http://[1::0:0:2]/"), "http://[1::2]/");
    EXPECT_EQ(href("http://[::1.2.3.4]/"), "http://[::102:304]/");
    EXPECT_EQ(href("http://a b/"), "!");
    EXPECT_EQ(href("web+x://A b/"), "!");
    EXPECT_EQ(parse_url("http://b\u00fccher.de/").error().code, ErrorCode::unsupported);
    EXPECT_EQ(parse_url("http://xn--bcher-kva.de/").error().code, ErrorCode::unsupported);
    EXPECT_EQ(parse_url("http://%c3%bc/").error().code, ErrorCode::unsupported);
}

TEST(Url, Parts) {
    const Url url = *parse_url("https://u:p@h:8080/a/b?q#f");
    EXPECT_EQ(url.scheme, "https");
    EXPECT_EQ(url.username, "u");
    EXPECT_EQ(url.password, "p");
    EXPECT_EQ(url.host, "h");
    EXPECT_EQ(url.port, 8080);
    EXPECT_EQ(url.path, "/a/b");
    EXPECT_EQ(url.query, "q");
    EXPECT_EQ(url.fragment, "f");
    EXPECT_EQ(url.origin(), "https://h:8080");
    EXPECT_EQ(parse_url("blob:https://a.b:443/x")->origin(), "https://a.b");
    EXPECT_EQ(parse_url("blob:file:///x")->origin(), "null");
    EXPECT_EQ(parse_url("file:///x")->origin(), "null");
    EXPECT_TRUE(parse_url("data:text/plain,x")->opaque_path);
    EXPECT_EQ(href("web+x:/.//not-a-host"), "web+x:/.//not-a-host");
}

TEST(Url, LimitsAndBytes) {
    EXPECT_TRUE(parse_url("data:" + std::string(max_url_bytes - 5, 'x')));
    EXPECT_EQ(parse_url("data:" + std::string(max_url_bytes - 4, 'x')).error().code, ErrorCode::limit);
    EXPECT_EQ(parse_url("file:///\xff").error().code, ErrorCode::parse);
    EXPECT_EQ(parse_url("a.js").error().code, ErrorCode::parse);
}

TEST(FileUrl, OfPosixPaths) {
    EXPECT_EQ(file_url_of_path("/a b/~x%[1]^|\\y.js"), "file:///a%20b/%7Ex%25%5B1%5D%5E%7C%5Cy.js");
    EXPECT_EQ(file_url_of_path("/a/./b//../c/"), "file:///a/c/");
    EXPECT_EQ(file_url_of_path("/"), "file:///");
    EXPECT_EQ(file_url_of_path("/%2e%2e/a"), "file:///%252e%252e/a");
    EXPECT_FALSE(file_url_of_path("a"));
    EXPECT_FALSE(file_url_of_path(std::string_view("/a\0b", 4)));
    EXPECT_FALSE(file_url_of_path("/\xff"));
    EXPECT_EQ(path_of_file_url(*parse_url("file:///a%20b/%6fk.js?x")), "/a b/ok.js");
    for (const std::string_view bad : {"file:///a%2fb", "file:///a%2Fb", "file://server/a", "http://h/a", "file:///%00",
                                       "file:///a%", "file:///%zz", "file:///%ff"})
        EXPECT_EQ(path_of_file_url(*parse_url(bad)).error().code, ErrorCode::usage) << bad;
}

struct WindowsRow {
    std::string_view path;
    std::string_view url;        // empty: refused
    std::string_view back = "";  // where it is not `path`
};

constexpr std::string_view refused = "";

TEST(FileUrl, OfWindowsPaths) {
    const std::vector<WindowsRow> rows{
        {R"(C:\a)", "file:///C:/a"},
        {"c:/a", "file:///C:/a", R"(C:\a)"},
        {R"(C:\x y#1)", "file:///C:/x%20y%231"},
        {R"(C:\)", "file:///C:/"},
        {R"(C:\a\)", "file:///C:/a/"},
        {R"(C:\a\..\..\b\.\c)", "file:///C:/b/c", R"(C:\b\c)"},
        {R"(\\srv\share\a)", "file://srv/share/a"},
        {"//SRV/share/a", "file://srv/share/a", R"(\\srv\share\a)"},
        {R"(\\srv\share\..\..\a)", "file://srv/share/a", R"(\\srv\share\a)"},
        {R"(\\?\C:\a)", "file:///C:/a", R"(C:\a)"},
        {R"(\\?\UNC\srv\share\a)", "file://srv/share/a", R"(\\srv\share\a)"},
        {"C:\\\u00e9", "file:///C:/%C3%A9"},
        {R"(C:\~a^b)", "file:///C:/%7Ea%5Eb"},
        {"C:a", refused},  // from that drive's current directory
        {"C:", refused},
        {R"(\a)", refused},
        {"a", refused},
        {"", refused},
        {R"(C:\a.js.)", refused},  // Win32 drops the dot
        {R"(C:\a.js )", refused},
        {R"(C:\a.js::$DATA)", refused},  // data streams
        {R"(C:\a:b)", refused},
        {R"(C:\CON)", refused},  // devices
        {R"(C:\nul.txt)", refused},
        {R"(C:\x\com1)", refused},
        {"C:\\lpt\u00b9.x", refused},
        {R"(C:\a?)", refused},
        {"C:\\a\x01", refused},
        {R"(\\.\COM1)", refused},
        {R"(\\?\C:\a\..\b)", refused},  // stands for itself
        {R"(\\?\C:\a/b)", refused},
        {R"(\\?\Volume{1}\a)", refused},
        {R"(\\srv)", refused},
        {R"(\\srv\)", refused},
        {"C:\\\xff", refused},
    };
    for (const auto& [path, url, back] : rows) {
        const auto got = file_url_of_windows_path(path);
        EXPECT_EQ(got.value_or(""), url) << path << ": " << (got ? "" : got.error().message());
        if (!got) {
            EXPECT_EQ(got.error().code, ErrorCode::usage) << path;
            continue;
        }
        EXPECT_EQ(windows_path_of_file_url(*parse_url(*got)), back.empty() ? path : back) << path;
    }
    for (const std::string_view bad :
         {"file:///a", "file:///C:/a%5cb", "file:///C:/a%2Fb", "file:///C:/a%3Ab", "file:///C:/nul", "file:///C:/a//b",
          "file:///C:/a.", "file://srv/", "file://./x", "file://./x", "http://h/C:/a", "file:///C:/%ff", "file:///C:x"})
        EXPECT_EQ(windows_path_of_file_url(*parse_url(bad)).error().code, ErrorCode::usage) << bad;
}

// ---- node ----

constexpr std::string_view node = "tests/nodes/node_modules/node-24/bin/node";
constexpr size_t shown_differences = 20;

std::string unhex(std::string_view text) {
    std::string out;
    for (size_t i = 0; i + 1 < text.size(); i += 2) {
        const auto value = [](char c) { return is_digit(c) ? c - '0' : c - 'a' + 10; };
        out += static_cast<char>(value(text[i]) << 4 | value(text[i + 1]));
    }
    return out;
}

std::string oracle(std::string_view mode, long count) {
    return std::string(node) + " tests/oracles/urls.js " + std::string(mode) + " " + std::to_string(count) +
           " 20261126";
}

class UrlOracle : public testing::Test {
  protected:
    void SetUp() override {
        if (!std::filesystem::exists(node)) GTEST_SKIP() << "needs " << node;
    }
    void differs(const std::string& what) {
        if (++differences_ <= shown_differences) ADD_FAILURE() << display(what);
    }
    void TearDown() override { EXPECT_EQ(differences_, 0); }

    size_t differences_ = 0;
};

TEST_F(UrlOracle, FiftyThousandUrls) {
    constexpr long count = 50'000;
    long unsupported = 0;
    const long rows = versions::for_each_row(oracle("parse", count), [&](const std::vector<std::string_view>& row) {
        const std::string text = unhex(row.at(0));
        const std::string base = unhex(row.at(1));
        const std::string expected = row.at(2) == "!" ? "!" : unhex(row.at(2));
        const auto from = base.empty() ? Result<Url>(Url{}) : parse_url(base);
        const auto url = parse_url(text, base.empty() ? nullptr : &*from);
        if (!url && url.error().code == ErrorCode::unsupported) {
            ++unsupported;
            // Only where node has something to map, too.
            if (expected != "!" && !expected.contains("xn--") &&
                text.find_first_of("%\xc3\xe8\xef\xf0\xc2") == std::string::npos)
                differs("[" + text + "] is refused for its host");
            return;
        }
        const std::string got = url ? url->href() : "!";
        if (got != expected) differs("[" + text + "] from [" + base + "]: node " + expected + ", here " + got);
        // What is serialised is read again as the same.
        if (url && parse_url(got).value_or(Url{}) != *url) differs("[" + got + "] is not read as it was written");
    });
    EXPECT_EQ(rows, count);
    EXPECT_LT(unsupported, count / 20);
}

TEST_F(UrlOracle, TwentyThousandPaths) {
    constexpr long count = 20'000;
    const long rows = versions::for_each_row(oracle("paths", count), [&](const std::vector<std::string_view>& row) {
        const std::string path = unhex(row.at(0));
        const std::string expected = unhex(row.at(1));
        const std::string got = file_url_of_path(path).value_or("!");
        if (got != expected) differs("[" + path + "]: node " + expected + ", here " + got);
        const std::string back = path_of_file_url(*parse_url(expected)).value_or("!");
        if (back != unhex(row.at(2))) differs("[" + expected + "]: node " + unhex(row.at(2)) + ", here " + back);
    });
    EXPECT_EQ(rows, count);
}

TEST_F(UrlOracle, TwentyThousandFileUrls) {
    constexpr long count = 20'000;
    const long rows = versions::for_each_row(oracle("back", count), [&](const std::vector<std::string_view>& row) {
        const std::string text = unhex(row.at(0));
        const std::string expected = row.at(1) == "!" ? "!" : unhex(row.at(1));
        const auto url = parse_url(text);
        if (!url && url.error().code == ErrorCode::unsupported) return;
        const std::string got = url ? path_of_file_url(*url).value_or("!") : "!";
        if (expected.contains('\0')) {
            if (got != "!") differs("[" + text + "] has a NUL");  // no file has; node finds out when it opens it
        } else if (got != expected) {
            differs("[" + text + "]: node " + expected + ", here " + got);
        }
    });
    EXPECT_EQ(rows, count);
}

}  // namespace
}  // namespace ward
