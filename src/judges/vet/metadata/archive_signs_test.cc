// M19: what npm would not unpack, and what two readers of one tarball would not unpack alike.
#include <string>

#include <gtest/gtest.h>

#include "judges/vet/metadata/metadata_fixture.h"

namespace ward::vet {
namespace {

// "M19 (0.4): …" of a tarball with these entries beside its package.json.
std::string shown_of(ward::test::TarWriter& tar, std::string_view behind = {}) {
    const auto read = npm::package_of_tarball(ward::test::gzip(tar.finish()) + std::string(behind), "a");
    EXPECT_TRUE(read);
    test::Case one(test::packument("a", {{.version = "1.0.0", .published = "2020-01-01T00:00:00Z"}}));
    one.at("1.0.0").inputs.package = read ? &*read : nullptr;
    return one.shown("M19");
}

ward::test::TarWriter with_manifest() {
    ward::test::TarWriter tar;
    tar.add("package/package.json", R"({"name": "a", "version": "1.0.0"})");
    return tar;
}

TEST(ArchiveSigns, NamesThatLeadOutAndNamesWithDots) {
    auto bad = with_manifest();
    bad.add("package/../../x", "1");
    EXPECT_EQ(shown_of(bad), "M19: package/../../x leads out of the package\n");
    auto drive = with_manifest();
    drive.add("package/C:x", "1");
    EXPECT_EQ(shown_of(drive), "M19: package/C:x leads out of the package\n");
    auto good = with_manifest();
    good.add("package/a..b/..x", "1").add("package/./y", "1");
    EXPECT_EQ(shown_of(good), "");
}

TEST(ArchiveSigns, OneNameTwice) {
    auto bad = with_manifest();
    bad.add("package/x.js", "1").add("other/x.js", "2");
    EXPECT_EQ(shown_of(bad), "M19: x.js is there twice with different contents\n");
    auto good = with_manifest();
    good.add("package/x.js", "1").add("other/x.js", "1");
    EXPECT_FALSE(shown_of(good).contains("different"));
}

TEST(ArchiveSigns, BytesBehindTheEnd) {
    using namespace std::string_view_literals;
    auto bad = with_manifest();
    EXPECT_EQ(shown_of(bad, "\0another archive"sv), "M19: a has bytes behind its end\n");
    auto good = with_manifest();
    EXPECT_EQ(shown_of(good, "\0\0\0\0"sv), "");
}

TEST(ArchiveSigns, LinksAndLetterCaseWeighLittle) {
    auto link = with_manifest();
    link.link("package/l", "/etc/passwd");
    EXPECT_EQ(shown_of(link), "M19 (0.4): package/l is not unpacked by npm\n");
    auto cases = with_manifest();
    cases.add("package/a.js", "1").add("package/A.js", "2");
    EXPECT_TRUE(shown_of(cases).contains("by letter case alone")) << shown_of(cases);
    auto good = with_manifest();
    good.add("package/a.js", "1").add("package/b.js", "2");
    EXPECT_EQ(shown_of(good), "");
}

}  // namespace
}  // namespace ward::vet
