#include "facts/inventory/chromium_readme.h"

#include <gtest/gtest.h>

namespace ward::inventory {
namespace {

TEST(ChromiumReadme, Fields) {
    const auto entries = read_chromium_readme(
        "Name: zlib\n"
        "Short Name: z\n"
        "URL: http://zlib.net/\n"
        "Version: 1.2.12\r\n"
        "CPEPrefix: cpe:/a:zlib:zlib:1.2.11\n"
        "Shipped: no\n"
        "\n"
        "Description:\n"
        "Version: not a field any more\n"
        "Revision: 0123456789abcdef\n");
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].name.value, "zlib");
    EXPECT_EQ(entries[0].short_name.value, "z");
    EXPECT_EQ(entries[0].version.value, "1.2.12");
    EXPECT_EQ(entries[0].version.offset, 47U);
    EXPECT_EQ(entries[0].cpe_prefix.value, "cpe:/a:zlib:zlib:1.2.11");
    EXPECT_EQ(entries[0].revision.value, "");
    EXPECT_FALSE(entries[0].is_shipped);
}

TEST(ChromiumReadme, SeveralInOneFile) {
    const auto entries = read_chromium_readme(
        "Name: one\nVersion: 1.0\nDescription:\ntext\n"
        "-------------------- DEPENDENCY DIVIDER --------------------\n"
        "Name: two\nVersion: 2.0\n"
        "--- DEPENDENCY DIVIDER ---\n"
        "Description: nobody\n");
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0].version.value, "1.0");
    EXPECT_EQ(entries[1].name.value, "two");
    EXPECT_EQ(entries[1].version.value, "2.0");
}

TEST(ChromiumReadme, NothingIsAssumed) {
    EXPECT_TRUE(read_chromium_readme("").empty());
    EXPECT_TRUE(read_chromium_readme("Version: 1.0\nURL: x\n").empty());
    EXPECT_TRUE(read_chromium_readme("Just a text about the folder.\n").empty());
}

TEST(ChromiumReadme, Limits) {
    std::string many;
    for (size_t i = 0; i < max_readme_entries + 50; ++i) many += "Name: x\n-- DEPENDENCY DIVIDER\n";
    EXPECT_EQ(read_chromium_readme(many).size(), max_readme_entries);
    const auto entries = read_chromium_readme("Name: " + std::string(100'000, 'x'));
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].name.value.size(), 500U);
}

TEST(ChromiumReadme, CpeNames) {
    EXPECT_EQ(read_cpe("cpe:/a:zlib:zlib:1.3.0.1").vendor_and_product, "zlib:zlib");
    EXPECT_EQ(read_cpe("cpe:/a:zlib:zlib:1.3.0.1").version, "1.3.0.1");
    EXPECT_EQ(read_cpe("cpe:2.3:a:zlib:zlib:1.3:*:*:*:*:*:*:*").version, "1.3");
    EXPECT_EQ(read_cpe("cpe:/a:zlib:zlib").version, "");
    EXPECT_EQ(read_cpe("cpe:2.3:a:zlib:zlib:*").version, "");
    for (const char* text : {"", "unknown", "N/A", "cpe:/o:linux:linux", "cpe:/a:", "cpe:/a:zlib"})
        EXPECT_EQ(read_cpe(text).vendor_and_product, "") << text;
}

}  // namespace
}  // namespace ward::inventory
