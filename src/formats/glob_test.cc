// Globs row by row: what they match, and which patterns are refused.
#include "formats/glob.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace ward {
namespace {

bool match(std::string_view pattern, std::string_view path) {
    const auto glob = Glob::compile(pattern);
    EXPECT_TRUE(glob) << pattern << ": " << glob.error().message();
    return glob && glob->matches(path);
}

TEST(Glob, MatchesByTable) {
    struct Row {
        std::string_view pattern;
        std::string_view path;
        bool matches;
    };
    const std::vector<Row> rows = {
        {"*.gyp", "uv.gyp", true},
        {"*.gyp", "a/b/uv.gyp", true},
        {"*.gyp", "uv.gypi", false},
        {"*.gyp", "x.gyp/uv.c", false},
        {"COPYING", "lib/COPYING", true},
        {"/COPYING", "COPYING", true},
        {"/COPYING", "lib/COPYING", false},
        {"/*.c", "a.c", true},
        {"/*.c", "src/a.c", false},
        {"lib/**", "lib/a.c", true},
        {"lib/**", "lib/includes/x/a.h", true},
        {"lib/**", "lib", false},
        {"lib/**", "libs/a.c", false},
        {"lib/**", "deps/lib/a.c", false},
        {"/lib/**", "lib/a.c", true},
        {"lib/*", "lib/a.c", true},
        {"lib/*", "lib/x/a.c", false},
        {"**", "a/b/c", true},
        {"**/test/**", "test/a", true},
        {"**/test/**", "a/b/test/c/d", true},
        {"**/test/**", "a/tests/c", false},
        {"a/**/b", "a/b", true},
        {"a/**/b", "a/x/y/b", true},
        {"a/**/b", "ab", false},
        {"?.c", "src/a.c", true},
        {"a?c", "a/c", false},
        {"*", ".gitignore", true},
        {"src/?id?.js", "src/[id].js", true},
        {"*.gn", "", false},
    };
    for (const Row& row : rows)
        EXPECT_EQ(match(row.pattern, row.path), row.matches) << row.pattern << " on " << row.path;
}

TEST(Glob, RefusesWhatItCannotMean) {
    const std::vector<std::pair<std::string, std::string>> rows = {
        {"", "is empty"},
        {"/", "is empty"},
        {"lib/", "a slash at its end"},
        {"a//b", "'//'"},
        {"../a", "'..'"},
        {"./a", "'.'"},
        {"a/../b", "'..'"},
        {"a**", "stands alone"},
        {"lib/**.c", "stands alone"},
        {"***", "stands alone"},
        {"!a", "negation"},
        {"[ab].c", "class"},
        {"*.{gn,gni}", "alternatives"},
        {"a\\b", "backslash"},
        {"a\nb", "control character"},
        {std::string("a\0b", 3), "control character"},
    };
    for (const auto& [pattern, reason] : rows) {
        const auto glob = Glob::compile(pattern);
        ASSERT_FALSE(glob) << pattern;
        EXPECT_EQ(glob.error().code, ErrorCode::usage);
        EXPECT_THAT(glob.error().what, testing::HasSubstr(reason)) << pattern;
        EXPECT_FALSE(glob.error().what.contains('\n'));
    }
}

TEST(Glob, HasALimit) {
    EXPECT_TRUE(Glob::compile(std::string(max_glob_bytes, 'a')));
    EXPECT_FALSE(Glob::compile(std::string(max_glob_bytes + 1, 'a')));
}

TEST(Glob, APathMatchesItself) {
    rc::check("every path of plain letters is a glob that matches it and nothing shorter", [] {
        const auto parts = *rc::gen::nonEmpty(
            rc::gen::container<std::vector<std::string>>(rc::gen::nonEmpty(rc::gen::string<std::string>())));
        std::string path;
        for (std::string part : parts) {
            for (char& c : part) c = static_cast<char>('a' + static_cast<unsigned char>(c) % 26);
            path += '/' + part;
        }
        const std::string relative = path.substr(1);
        if (relative.size() + 3 > max_glob_bytes) return;  // `**/` comes in front of it
        RC_ASSERT(Glob::compile(path)->matches(relative));
        RC_ASSERT(!Glob::compile(path)->matches("x/" + relative));
        RC_ASSERT(Glob::compile("**/" + relative)->matches("x/" + relative));
        RC_ASSERT(Glob::compile("**")->matches(relative));
    });
}

}  // namespace
}  // namespace ward
