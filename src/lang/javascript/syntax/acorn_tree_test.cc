// Real packages, read by acorn: the same nodes at the same places.
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "lang/javascript/estree_fixture.h"
#include "lang/javascript/oracle_fixture.h"
#include "lang/javascript/real_files_fixture.h"
#include "lang/javascript/syntax/parse.h"

namespace ward::javascript {
namespace {

uint32_t hash_of(const Tree& tree) {
    uint32_t hash = 0x811c9dc5;
    const auto mix = [&](uint32_t value) { hash = (hash ^ value) * 0x01000193; };
    for (const Extent& one : extents_of(tree)) {
        mix(one.offset);
        mix(one.end);
        for (const char c : one.type) mix(static_cast<unsigned char>(c));
    }
    return hash;
}

TEST(JavascriptOracle, TreesOfRealPackagesAreAcorns) {
    if (!fs::exists("tests/oracles/node_modules/acorn/package.json"))
        GTEST_SKIP() << "needs acorn in tests/oracles/node_modules";
    size_t files = 0;
    size_t different = 0;
    size_t unreadable = 0;
    for (const std::string& line : lines_of("node tests/oracles/js_tree.mjs" + folders())) {
        const std::vector<std::string_view> row = split(line, '\t');
        ASSERT_EQ(row.size(), 4) << line;
        if (row[1].starts_with("error")) {
            ++unreadable;
            continue;
        }
        ++files;
        const std::string source = read_whole(row[0]).value();
        Names names;
        const Tree tree =
            parse_tree(source, {.kind = row[1] == "module" ? SourceKind::module : SourceKind::commonjs}, names);
        EXPECT_EQ(tree.unread_count, 0) << row[0];
        if (std::to_string(hash_of(tree)) != row[3] && ++different <= shown_differences)
            ADD_FAILURE() << row[0] << ": other nodes than acorn's";
    }
    EXPECT_GT(files, 500);
    EXPECT_EQ(different, 0);
    printf("%zu files, %zu differ, %zu that acorn cannot read\n", files, different, unreadable);
}

}  // namespace
}  // namespace ward::javascript
