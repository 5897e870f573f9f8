#include "facts/names/distance.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "facts/names/index.h"
#include "facts/names/package_name.h"

namespace ward::names {
namespace {

// The whole matrix, as the books have it.
size_t plain_distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<size_t>> cell(a.size() + 1, std::vector<size_t>(b.size() + 1));
    for (size_t i = 0; i <= a.size(); ++i)
        for (size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                cell[i][j] = i + j;
                continue;
            }
            cell[i][j] =
                std::min({cell[i - 1][j] + 1, cell[i][j - 1] + 1, cell[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                cell[i][j] = std::min(cell[i][j], cell[i - 2][j - 2] + 1);
        }
    return cell[a.size()][b.size()];
}

// Few letters, so that near names are frequent.
rc::Gen<std::string> any_name(size_t most) {
    return rc::gen::map(rc::gen::resize(static_cast<int>(most),
                                        rc::gen::container<std::string>(rc::gen::elementOf(std::string("abc-")))),
                        [](std::string name) { return name.empty() ? std::string("a") : name; });
}

RC_GTEST_PROP(Distance, is_that_of_the_whole_matrix, ()) {
    const std::string a = *any_name(12);
    const std::string b = *any_name(12);
    const auto most = *rc::gen::inRange<size_t>(0, 4);
    const size_t distance = plain_distance(a, b);
    RC_ASSERT(distance_within(a, b, most) == (distance <= most ? std::optional(distance) : std::nullopt));
    RC_ASSERT(single_edit(a, b).has_value() == (distance == 1));
}

TEST(Distance, names_the_edit) {
    const auto swapped = single_edit("axios", "axois");
    ASSERT_TRUE(swapped);
    EXPECT_EQ(swapped->kind, EditKind::transposed);
    EXPECT_EQ(std::string({swapped->meant, swapped->written}), "io");
    EXPECT_EQ(single_edit("commander", "comander")->kind, EditKind::omitted);
    EXPECT_EQ(single_edit("request", "reequest")->kind, EditKind::inserted);
    EXPECT_EQ(single_edit("signale", "signqle")->written, 'q');
    EXPECT_FALSE(single_edit("lodash", "lodash"));
    EXPECT_FALSE(single_edit("lodash", "ldoahs"));
    // Both within the band and beyond it, and longer than any name.
    EXPECT_EQ(distance_within("ca", "abc", 3), 3u);
    EXPECT_FALSE(distance_within(std::string(300, 'a'), std::string(301, 'a'), 2));
}

// What the index finds is all that is near by brute force: one edit from names of five characters, two from long ones.
RC_GTEST_PROP(Index, finds_every_near_name, ()) {
    const auto targets = *rc::gen::container<std::vector<std::string>>(any_name(16));
    NameList list;
    for (const std::string& target : targets) list.add({target, {}, {}});
    list.rank();
    const LikenessIndex index(list, {});
    // A name of the list, edited, or any other.
    std::string name = *any_name(16);
    if (!targets.empty() && *rc::gen::arbitrary<bool>()) {
        name = *rc::gen::elementOf(targets);
        for (int edits = *rc::gen::inRange(0, 3); edits > 0 && !name.empty(); --edits) {
            const auto at = *rc::gen::inRange<size_t>(0, name.size());
            if (*rc::gen::arbitrary<bool>()) name.erase(at, 1);
            else name.insert(at, 1, 'b');
        }
        RC_PRE(!name.empty());
    }
    std::vector<uint32_t> found;
    index.find(name, found);
    RC_ASSERT(std::ranges::is_sorted(found));
    for (uint32_t place = 0; place < list.size(); ++place) {
        const std::string target(list.name(place));
        const size_t distance = plain_distance(target, name);
        const bool is_near = (distance <= 1 && target.size() >= LikenessIndex::least_edited_bytes) ||
                             (distance <= 2 && std::min(target.size(), name.size()) >= two_edits_bytes);
        RC_ASSERT(!is_near || std::ranges::binary_search(found, place));
    }
}

TEST(Index, holds_to_its_numbers) {
    NameList list;
    for (int i = 0; i < 300; ++i) list.add({"package-number-" + std::to_string(i), {}, {}});
    const LikenessIndex index(list, {.targets = 200, .two_edits = 100});
    EXPECT_EQ(index.targets(), 200u);
    std::vector<uint32_t> found;
    index.find("package-number-250", found);
    EXPECT_FALSE(std::ranges::binary_search(found, 250u)) << "behind the targets";
    index.find(std::string(max_name_bytes + 1, 'a'), found);
    EXPECT_TRUE(found.empty());
    NameList one;
    one.add({"@only/one", {}, {}});
    LikenessIndex(one, {}).find("only-one", found);
    EXPECT_EQ(found, std::vector<uint32_t>{0}) << "an index of one entry";
    index.find("", found);
    EXPECT_TRUE(found.empty());
    LikenessIndex().find("a", found);
    EXPECT_TRUE(found.empty());
}

}  // namespace
}  // namespace ward::names
