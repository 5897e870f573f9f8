#include "formats/versions/vers.h"

#include <gtest/gtest.h>

namespace ward::versions {
namespace {

bool inside(std::string_view vers, std::string_view version, std::string_view otherwise = "") {
    const auto answer = vers_contains(vers, version, otherwise.empty() ? nullptr : ordering_named(otherwise));
    EXPECT_TRUE(answer.has_value()) << vers << ": " << answer.error().message();
    return answer.value_or(false);
}

TEST(Vers, bounds_hold_in_pairs) {
    for (const auto& [vers, version, expected] : {std::tuple("vers:npm/>=1.2.0|<1.5.3", "1.4.0", true),
                                                  {"vers:npm/>=1.2.0|<1.5.3", "1.5.3", false},
                                                  {"vers:npm/>=1.2.0|<1.5.3", "1.1.9", false},
                                                  {"vers:npm/<2", "1.9.9", true},
                                                  {"vers:npm/>2", "2.0.0", false},
                                                  {"vers:npm/>2", "3.0.0", true},
                                                  {"vers:npm/<=1.0.0|>=2.0.0|<3.0.0", "1.5.0", false},
                                                  {"vers:npm/<=1.0.0|>=2.0.0|<3.0.0", "2.5.0", true},
                                                  {"vers:npm/<=1.0.0|>=2.0.0|<3.0.0", "0.1.0", true},
                                                  {"vers:npm/<=1.0.0|>=2.0.0", "9.0.0", true},
                                                  // In any order, with exceptions and single versions.
                                                  {"vers:npm/<1.5.3|>=1.2.0|!=1.4.0", "1.4.0", false},
                                                  {"vers:npm/<1.5.3|>=1.2.0|!=1.4.0", "1.4.1", true},
                                                  {"vers:npm/1.0.0|2.0.0", "2.0.0", true},
                                                  {"vers:npm/1.0.0|2.0.0", "1.5.0", false},
                                                  {"vers:npm/=1.0.0", "1.0.0", true},
                                                  {"vers:npm/!=1.0.0", "1.0.0", false},
                                                  {"vers:npm/!=1.0.0", "2.0.0", true},
                                                  {"vers:npm/*", "anything", true},
                                                  {"vers:all/*", "anything", true},
                                                  {"vers:pypi/>=1.0rc1|<1.0", "1.0rc2", true},
                                                  {"vers:deb/<1:1.0-1", "1:0.9~a", true},
                                                  {"vers:golang/>=v1.2.0", "v1.2.1", true},
                                                  {"vers:npm/1.0.0%2Bbuild", "1.0.0+other", true},
                                                  {"vers:npm/<2", "no version", false}})
        EXPECT_EQ(inside(vers, version), expected) << vers << " " << version;
}

TEST(Vers, generic_ranges_have_the_order_of_what_they_are_about) {
    EXPECT_TRUE(inside("vers:generic/<1.0.2b", "1.0.2a", "Upstream"));
    EXPECT_TRUE(inside("vers:generic/=v4", "v4"));
    EXPECT_FALSE(vers_contains("vers:generic/=v4", "v5", nullptr).has_value());
}

TEST(Vers, what_has_no_meaning_is_an_error) {
    for (const std::string_view vers : {"vers:", "vers:npm", "vers:npm/", "npm/1", "vers:npm/1||2", "vers:npm/|",
                                        "vers:npm/1.0.0|=1.0.0", "vers:npm/>1|>=2", "vers:npm/<1|<2", "vers:npm/>=x.y",
                                        "vers:npm/%zz", "vers:npm/1%2", "vers:rpm-of-mars/<1", "vers:npm/>"})
        EXPECT_FALSE(vers_contains(vers, "1.5.0", nullptr).has_value()) << vers;
    std::string many = "vers:npm/1.0.0";
    for (size_t i = 1; i <= max_vers_constraints; ++i) many += "|" + std::to_string(i) + ".0";
    EXPECT_FALSE(vers_contains(many, "1.0.0", nullptr).has_value());
    EXPECT_FALSE(vers_contains("vers:npm/" + std::string(max_vers_bytes, '1'), "1.0.0", nullptr).has_value());
}

}  // namespace
}  // namespace ward::versions
