#include "actions/release/approve/stewards.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/approve/testing.h"
#include "base/text.h"

namespace ward::release {
namespace {

using test::ListShape;
using test::noon;
using test::People;
using test::stewards_of;
using test::stewards_toml;
using testing::HasSubstr;

class StewardsTest : public testing::Test {
  protected:
    std::string error_of(const std::string& toml) const {
        const auto read = stewards_from_toml(toml, "stewards.toml");
        return read ? "read" : read.error().message();
    }
    std::string error_of(const ListShape& shape) const { return error_of(stewards_toml(people, shape)); }
    std::string line_of(const std::string& toml, std::string_view text) const {
        const size_t at = toml.find(text);
        return "stewards.toml:" +
               std::to_string(1 + std::count(toml.begin(), toml.begin() + static_cast<long>(at), '\n'));
    }

    People people;
};

TEST_F(StewardsTest, people_keys_and_needs) {
    const Stewards stewards = stewards_of(
        people,
        {.need = "default = 1\nannounce = 2\n\"break-embargo\" = 3",
         .bo_key = "since = 2026-01-01\nuntil = 2027-01-01T12:00:00+02:00\nrevoked = 2026-12-01T00:00:00Z\nreason = "
                   "\"lost\""});
    ASSERT_EQ(stewards.people.size(), 3u);
    EXPECT_EQ(stewards.people[0].keys.size(), 2u);
    EXPECT_EQ(stewards.people[2].keys[0].shown, "minisign 0807060504030201");
    EXPECT_THAT(stewards.people[1].keys[0].shown, testing::StartsWith("SHA256:"));
    EXPECT_EQ(stewards.need_of("announce"), 2u);
    EXPECT_EQ(stewards.need_of("break-embargo"), 3u);
    EXPECT_EQ(stewards.need_of("ship"), 1u);
    EXPECT_EQ(stewards.need_of("stewards"), 3u) << "a change of the list needs as many as the strictest step";
    EXPECT_EQ(format_instant(*stewards.people[1].keys[0].until), "2027-01-01T10:00:00Z");
    EXPECT_EQ(stewards_of(people, {.need = ""}).need_of("ship"), 1u);
    EXPECT_EQ(stewards_of(people, {.need = "announce = 3\nstewards = 2"}).need_of("stewards"), 2u);
}

TEST_F(StewardsTest, a_key_is_good_for_a_time) {
    const auto key = [&](const std::string& more) { return stewards_of(people, {.bo_key = more}).people[1].keys[0]; };
    EXPECT_FALSE(key("").unfit_at(noon));
    const StewardKey bounded = key("since = 2026-01-01\nuntil = 2027-01-01");
    const Instant since = *parse_instant("2026-01-01");
    const Instant until = *parse_instant("2027-01-01");
    EXPECT_THAT(bounded.unfit_at(since - 1).value_or(""), HasSubstr("is good from 2026-01-01T00:00:00Z on"));
    EXPECT_FALSE(bounded.unfit_at(since));
    EXPECT_FALSE(bounded.unfit_at(until - 1));
    EXPECT_THAT(bounded.unfit_at(until).value_or(""), HasSubstr("expired at 2027-01-01T00:00:00Z"));
    const StewardKey revoked = key("revoked = 2026-09-01\nreason = \"stolen\"");
    EXPECT_FALSE(revoked.unfit_at(*revoked.revoked - 1));
    EXPECT_THAT(revoked.unfit_at(*revoked.revoked).value_or(""),
                HasSubstr("was revoked at 2026-09-01T00:00:00Z (stolen)"));
}

TEST_F(StewardsTest, what_is_wrong_is_told_with_its_line) {
    const auto expect = [&](const ListShape& shape, std::string_view at, std::string_view reason) {
        const std::string toml = stewards_toml(people, shape);
        EXPECT_EQ(error_of(toml).substr(0, line_of(toml, at).size()), line_of(toml, at)) << error_of(toml);
        EXPECT_THAT(error_of(toml), HasSubstr(reason));
    };
    expect({.need = "dislcose = 2"}, "dislcose", "'dislcose' is no step");
    expect({.need = "disclose = 0"}, "disclose", "is a number of people");
    expect({.need = "disclose = \"2\""}, "disclose", "is a number of people");
    expect({.need = "disclose = 4"}, "disclose", "'disclose' needs 4 people, and 3 are listed");
    expect({.bo_key = "untill = 2027-01-01"}, "untill", "'untill' is no key");
    expect({.bo_key = "until = 2027-01-01T00:00:00"}, "until", "a time with its offset");
    expect({.bo_key = "until = 5"}, "until", "'until' is a day");
    expect({.bo_key = "revoked = 2026-01-01"}, "[[people.keys]]\nkey = \"ecdsa", "revoked without a 'reason'");
    expect({.bo_key = "reason = \"x\""}, "[[people.keys]]\nkey = \"ecdsa", "is not 'revoked'");
    expect({.bo_key = "since = 2027-01-01\nuntil = 2027-01-01"}, "[[people.keys]]\nkey = \"ecdsa",
           "not behind 'since'");
    EXPECT_THAT(error_of(ListShape{.more = "[[people]]\nname = \"ada\"\n"}), HasSubstr("another one has that name"));
    EXPECT_THAT(error_of(ListShape{.more = "[[people]]\nname = \"dan\"\n"}), HasSubstr("has no key"));
    EXPECT_THAT(error_of(ListShape{.more = "[[people]]\nname = \"../x\"\n"}), HasSubstr("'name' is lower-case"));
    EXPECT_THAT(error_of(ListShape{.more = "[[people]]\nname = \"dan\"\n[[people.keys]]\nkey = \"" + people.ada.line() +
                                           "\"\n"}),
                HasSubstr("is there twice"));
    EXPECT_THAT(error_of(ListShape{.more = "[[people]]\nname = \"dan\"\n[[people.keys]]\nkey = \"ssh-dss AAAA\"\n"}),
                HasSubstr("ssh-dss is no kind of key that is taken"));
    EXPECT_THAT(error_of(ListShape{.more = "mail = \"x\"\n"}), HasSubstr("a key: 'mail' is no key"));
}

TEST_F(StewardsTest, heads) {
    EXPECT_THAT(error_of(""), HasSubstr("has no 'schema = 1'"));
    EXPECT_THAT(error_of("schema = 2\n"), HasSubstr("has no 'schema = 1'"));
    EXPECT_THAT(error_of("schema = 1\nserial = 1\nmade = 2026-01-01\n"), HasSubstr("lists nobody"));
    EXPECT_THAT(error_of(ListShape{.serial = 2}), HasSubstr("'previous' is the SHA-256 of the list before"));
    EXPECT_THAT(error_of(ListShape{.serial = 1, .previous = std::string(64, 'a')}), HasSubstr("'previous'"));
    EXPECT_THAT(error_of(ListShape{.serial = 2, .previous = "x"}), HasSubstr("'previous' is no SHA-256"));
    EXPECT_THAT(error_of(ListShape{.serial = 0}), HasSubstr("'serial'"));
    EXPECT_EQ(error_of(ListShape{.serial = 2, .previous = std::string(64, 'a')}), "read");
    EXPECT_THAT(error_of(replace_all(stewards_toml(people), "made", "#")), HasSubstr("has no 'made'"));
}

TEST_F(StewardsTest, limits) {
    std::string many = "schema = 1\nserial = 1\nmade = 2026-01-01\n";
    for (size_t i = 0; i <= max_stewards; ++i) many += fmt::format("[[people]]\nname = \"p{}\"\n", i);
    EXPECT_THAT(error_of(many), HasSubstr("more than 200 items"));
    std::string keys = "schema = 1\nserial = 1\nmade = 2026-01-01\n[[people]]\nname = \"ada\"\n";
    for (size_t i = 0; i <= max_keys_of_steward; ++i) keys += "[[people.keys]]\nkey = \"x\"\n";
    EXPECT_THAT(error_of(keys), HasSubstr("more than 20 items"));
    EXPECT_EQ(stewards_from_toml(std::string(max_stewards_bytes + 1, '#'), "x").error().code, ErrorCode::limit);
}

}  // namespace
}  // namespace ward::release
