#include "judges/scorecard/file_kinds.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "judges/scorecard/go_semantics.h"

namespace ward::scorecard {
namespace {

using testing::ElementsAre;
using namespace std::string_literals;

std::string padded(std::string start, size_t size) {
    start.resize(size, '\0');
    return start;
}

TEST(FileKinds, by_their_marks) {
    EXPECT_EQ(kind_of_content("MZ"), FileKind::exe);
    EXPECT_EQ(kind_of_content("MZ is how this text begins"), FileKind::exe);
    EXPECT_EQ(kind_of_content(padded("\x7F"s + "ELF", 52)), FileKind::unknown);
    EXPECT_EQ(kind_of_content(padded("\x7F"s + "ELF", 53)), FileKind::elf);
    EXPECT_EQ(kind_of_content(padded("\xED\xAB\xEE\xDB", 96)), FileKind::unknown);
    EXPECT_EQ(kind_of_content(padded("\xED\xAB\xEE\xDB", 97)), FileKind::rpm);
    EXPECT_EQ(kind_of_content("\xCA\xFE\xBA\xBE\0\0\0\x34"s), FileKind::macho);  // a Java class
    EXPECT_EQ(kind_of_content("\0asm\x01\0\0\0"s), FileKind::wasm);
    EXPECT_EQ(kind_of_content("\0asm\x02\0\0\0"s), FileKind::unknown);
    EXPECT_EQ(kind_of_content("Cr24"), FileKind::crx);
    EXPECT_EQ(kind_of_content(""), FileKind::unknown);
    EXPECT_EQ(kind_of_content("PK\x03\x04"), FileKind::unknown);
}

TEST(FileKinds, a_package_is_no_mere_archive) {
    EXPECT_EQ(kind_of_content("!<arch>\ndebian-binary   "), FileKind::deb);
    EXPECT_THAT(kinds_of_content("!<arch>\ndebian-binary   "), ElementsAre(FileKind::deb, FileKind::ar));
    EXPECT_EQ(kind_of_content("!<arch>\nlib.o/  "), FileKind::ar);
    EXPECT_TRUE(is_binary_kind(FileKind::deb));
    EXPECT_FALSE(is_binary_kind(FileKind::ar));
    EXPECT_FALSE(is_binary_kind(FileKind::unknown));
    EXPECT_EQ(name_of(FileKind::macho), "macho");
    EXPECT_EQ(name_of(FileKind::unknown), "");
}

TEST(FileKinds, dalvik) {
    std::string dex = padded("dex\n035", 60);
    EXPECT_EQ(kind_of_content(dex), FileKind::unknown);
    dex[36] = 0x70;
    EXPECT_EQ(kind_of_content(dex), FileKind::dex);
    const std::string dey = padded("dey\n036", 40) + dex;
    EXPECT_EQ(kind_of_content(dey), FileKind::unknown);
    EXPECT_EQ(kind_of_content(dey + "x"), FileKind::dey);
}

TEST(FileKinds, an_iso_image_is_marked_where_nobody_looks) {
    std::string image(32769, '\0');
    image += "CD001";
    EXPECT_EQ(kind_of_content(image), FileKind::iso);
    EXPECT_EQ(kind_of_content(image.substr(0, examined_bytes)), FileKind::unknown);
}

TEST(FileKinds, extensions) {
    for (const std::string_view good : {"a", "so", "jar", "whl", "pyc", "wasm", "bundle", "class"})
        EXPECT_TRUE(is_binary_extension(good));
    for (const std::string_view bad : {"", "DLL", "ar", "zip", "py", ".so"}) EXPECT_FALSE(is_binary_extension(bad));
}

TEST(FileKinds, text) {
    EXPECT_TRUE(is_text("a\tb\r\nc"));
    EXPECT_TRUE(is_text("\xFF\xFE\x80 no UTF-8"));
    EXPECT_FALSE(is_text("a\0bcd"s));
    EXPECT_FALSE(is_text("\x1B[0m text"));
    EXPECT_TRUE(is_text("ab\0\0\0"s.substr(0, 3)));
    EXPECT_TRUE(is_text("text\0\0\0"s));  // the last three bytes
    EXPECT_FALSE(is_text("text\0\0\0\0"s));
    EXPECT_TRUE(is_text(std::string(examined_bytes, 'x') + "\0\0\0\0"s));
}

// What the peer does: it decodes characters one by one, and stops where a whole one may no longer fit.
bool is_text_by_characters(std::string_view content) {
    for (size_t i = 0; i + 4 <= content.size();) {
        const GoRune rune = go_rune(content.substr(i, 4));
        if (rune.value < ' ' && rune.value != '\n' && rune.value != '\t' && rune.value != '\r') return false;
        i += rune.width;
    }
    return true;
}

RC_GTEST_PROP(FileKinds, text_by_bytes_is_text_by_characters, ()) {
    std::string content;
    const auto parts = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(
        std::vector<std::string>{"plain text of some length, ", "\n", "\t\r", "\xC3\xA9", "\xE2\x98\xBA",
                                 "\xF0\x9F\x98\x80", "\xC0\x80", "\xE2\x98", "\xFF", "\x80", "\x7F"}));
    for (const std::string& part : parts) content += part;
    if (*rc::gen::inRange(0, 2) == 1)
        content.insert(*rc::gen::inRange<size_t>(0, content.size() + 1), 1,
                       *rc::gen::element('\0', '\x01', '\x1B', '\x1F'));
    RC_ASSERT(is_text(content) == is_text_by_characters(std::string_view(content).substr(0, examined_bytes)));
}

}  // namespace
}  // namespace ward::scorecard
