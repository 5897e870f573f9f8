// Index files that were cut, flipped or forged. Opening or verifying must tell, and whatever is asked of one that
// opened must stay inside its bytes (these tests run under AddressSanitizer) and leave a mark when it met damage.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/fd.h"
#include "facts/advisory/advisory.h"
#include "facts/advisory/layout.h"
#include "facts/advisory/swap.h"
#include "support/advisory_forge.h"

namespace ward::advisory {
namespace {

using namespace layout;

constexpr int count = 400;  // several pages of every kind of section

const std::string& good_file() {
    static const std::string bytes = test::sample_index(count);
    return bytes;
}

// Opens, asks, verifies; false where all of that believes the bytes.
bool is_found_out(std::string bytes) {
    const auto index = Index::from_bytes(std::move(bytes));
    if (!index) {
        EXPECT_TRUE(index.error().code == ErrorCode::damaged || index.error().code == ErrorCode::unsupported)
            << index.error().message();
        return true;
    }
    const bool right = test::answers_rightly(*index, count);
    EXPECT_TRUE(right || !index->damage()) << "a wrong answer was believed";
    const auto whole = index->verify();
    EXPECT_TRUE(whole || whole.error().code == ErrorCode::damaged);
    return !whole;
}

TEST(Damage, good_file_is_good) {
    EXPECT_FALSE(is_found_out(good_file()));
    EXPECT_TRUE(test::answers_rightly(Index::from_bytes(good_file()).value(), count));
}

TEST(Damage, of_every_cut_is_found_on_opening) {
    const std::string& good = good_file();
    std::vector<size_t> sizes;
    for (size_t size = 0; size < good.size(); size += 509) sizes.push_back(size);
    for (size_t back = 1; back < 200; ++back) sizes.push_back(good.size() - back);
    for (const size_t size : sizes) {
        const auto index = Index::from_bytes(good.substr(0, size));
        ASSERT_FALSE(index) << size;
        EXPECT_EQ(index.error().code, ErrorCode::damaged);
    }
    EXPECT_FALSE(Index::from_bytes(good + "x"));
    EXPECT_FALSE(Index::from_bytes(good + std::string(page_bytes, '\0')));
}

TEST(Damage, of_every_flipped_bit_is_found) {
    const std::string& good = good_file();
    std::minstd_rand random(1);
    std::vector<size_t> places;
    for (size_t at = 0; at < good.size(); at += good.size() / 600) places.push_back(at + random() % 97);
    for (size_t at = 0; at < 1'024; at += 3) places.push_back(at);  // header and section table
    for (size_t back = 1; back <= sizeof(Trailer); ++back) places.push_back(good.size() - back);
    for (const size_t at : places) {
        if (at >= good.size()) continue;
        std::string bytes = good;
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
        EXPECT_TRUE(is_found_out(std::move(bytes))) << "bit at byte " << at;
    }
}

TEST(Damage, of_whole_pages_is_found) {
    const std::string& good = good_file();
    for (size_t page = 0; page + page_bytes <= good.size(); page += page_bytes) {
        std::string zeros = good;
        std::fill_n(zeros.begin() + static_cast<std::ptrdiff_t>(page), page_bytes, '\0');
        if (zeros == good) continue;
        EXPECT_TRUE(is_found_out(std::move(zeros))) << page;
    }
}

// Files whose checksums are all right, and whose rows are not: only somebody who means it writes one.
std::string forged(const std::function<void(Section, std::string&)>& change) {
    return test::forge(good_file(), change);
}

TEST(Damage, forging_without_a_change_gives_the_same_file) {
    EXPECT_EQ(forged([](Section, std::string&) {}), good_file());
}

TEST(Damage, forged_rows_never_lead_outside) {
    std::minstd_rand random(2);
    const std::vector<uint32_t> values = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffe, 4'096};
    for (int round = 0; round < 400; ++round) {
        const auto target = static_cast<Section>(2 + random() % (section_count - 1));
        const std::string bytes = forged([&](Section section, std::string& text) {
            if (section != target) return;
            for (int i = 0; i < 1 + round % 20 && text.size() >= 4; ++i) {
                const uint32_t value =
                    random() % 2 == 0 ? values[random() % values.size()] : static_cast<uint32_t>(random());
                std::memcpy(text.data() + random() % (text.size() / 4) * 4, &value, sizeof value);
            }
            if (round % 10 == 0) text.resize(random() % (text.size() + 1));
            if (round % 10 == 1) text.clear();
        });
        const auto index = Index::from_bytes(bytes);
        if (!index) continue;
        test::answers_rightly(*index, count);
        [[maybe_unused]] const auto verified = index->verify();  // whatever it says, it stays inside
    }
}

TEST(Damage, of_the_keys_order_is_refused) {
    // As if the ordering had changed since the file was made.
    const std::string bytes = forged([](Section section, std::string& text) {
        if (section == Section::info) text[sizeof(InfoHead) + offsetof(EcosystemRow, key_mark)] ^= 1;
    });
    const auto index = Index::from_bytes(bytes);
    ASSERT_FALSE(index);
    EXPECT_EQ(index.error().code, ErrorCode::unsupported);
    EXPECT_THAT(index.error().what, testing::HasSubstr("another order of npm versions"));
}

// A page that is damaged under the queries: the answers of the first asking are thrown away, the previous database or
// an error comes instead, and never "nothing found".
TEST(Damage, under_a_query_is_no_answer) {
    std::string folder = testing::TempDir() + "ward-damage-XXXXXX";
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    const std::string path = folder + "/advisories.db";
    std::string bytes = good_file();
    SectionRow packages;
    std::memcpy(&packages,
                bytes.data() + sizeof(Header) + (static_cast<size_t>(Section::packages) - 1) * sizeof packages,
                sizeof packages);
    bytes[packages.offset] = static_cast<char>(bytes[packages.offset] ^ 1);
    ASSERT_TRUE(replace_file(path, bytes));
    int asked = 0;
    bool right = false;
    auto ask = [&](const Index& index) -> Result<void> {
        ++asked;
        right = test::answers_rightly(index, count);
        return {};
    };
    auto warnings = ask_database(path, ask);
    ASSERT_FALSE(warnings);
    EXPECT_EQ(warnings.error().code, ErrorCode::damaged);
    EXPECT_EQ(asked, 1);

    ASSERT_TRUE(replace_file(previous_path(path), good_file()));
    warnings = ask_database(path, ask);
    ASSERT_TRUE(warnings) << warnings.error().message();
    EXPECT_EQ(asked, 3);
    EXPECT_TRUE(right);
    EXPECT_THAT(*warnings, testing::ElementsAre(testing::HasSubstr("the previous database")));
    std::filesystem::remove_all(folder);
}

TEST(Damage, in_the_head_of_a_key_is_found) {
    const std::string forged = test::forge(good_file(), [](Section section, std::string& bytes) {
        if (section != Section::packages) return;
        PackageHead head;
        std::memcpy(&head, bytes.data(), sizeof head);
        const size_t interval =
            sizeof head + (size_t{head.name_bytes} + 3) / 4 * 4 + head.entries * sizeof(EntryRow);  // its lower head
        bytes[interval] = static_cast<char>(bytes[interval] ^ 1);
    });
    EXPECT_TRUE(is_found_out(forged));
}

// A slot that leads elsewhere would answer "nothing known" for a package that is in the file.
TEST(Damage, of_the_directory_is_found) {
    const std::string forged = test::forge(good_file(), [](Section section, std::string& bytes) {
        if (section != Section::directory) return;
        for (size_t at = 0; at + sizeof(Slot) <= bytes.size(); at += sizeof(Slot)) {
            Slot slot;
            std::memcpy(&slot, bytes.data() + at, sizeof slot);
            if (slot.where == 0) continue;
            bytes[at] = static_cast<char>(bytes[at] ^ 1);
            break;
        }
    });
    EXPECT_TRUE(is_found_out(forged));
}

TEST(Damage, another_format_is_named) {
    std::string bytes = good_file();
    bytes[8] = 2;
    const auto index = Index::from_bytes(bytes);
    ASSERT_FALSE(index);
    EXPECT_EQ(index.error().code, ErrorCode::unsupported);
    EXPECT_EQ(index.error().what, "has format 2, and this ward reads format 3");
}

}  // namespace
}  // namespace ward::advisory
