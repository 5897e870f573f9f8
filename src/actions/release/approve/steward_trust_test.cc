#include "actions/release/approve/steward_trust.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/approve/testing.h"
#include "base/fd.h"
#include "base/temporary_folder.h"
#include "formats/digest.h"

namespace ward::release {
namespace {

using test::ListShape;
using test::noon;
using test::People;
using test::sign;
using test::stewards_toml;
using testing::HasSubstr;

constexpr auto list_purpose = SigningPurpose::stewards;

class StewardTrustTest : public testing::Test {
  protected:
    StewardFile next(const StewardFile& before, ListShape shape) const {
        shape.serial = stewards_from_toml(before.toml, "x")->serial + 1;
        shape.previous = sha256_hex(before.toml);
        return {.name = "stewards.toml", .toml = stewards_toml(people, shape)};
    }
    std::string answer(const std::vector<StewardFile>& chain, Instant now = noon) const {
        const auto list = trusted_stewards(chain, trust, now);
        return list ? "list " + std::to_string(list->serial) : list.error().message();
    }

    People people;
    StewardFile first{.name = "stewards/1.toml", .toml = stewards_toml(people, {.need = "ship = 2"})};
    StewardTrust trust{.digest = sha256_hex(first.toml)};
};

TEST_F(StewardTrustTest, the_first_is_believed_by_its_digest_alone) {
    EXPECT_EQ(answer({first}), "list 1");
    trust.digest = {};
    EXPECT_THAT(answer({first}), HasSubstr("its SHA-256 is " + sha256_hex(first.toml)));
    // That its own people signed it says nothing.
    StewardFile own = first;
    own.signatures = {sign(people.ada, first.toml, list_purpose), sign(people.bo, first.toml, list_purpose)};
    EXPECT_THAT(answer({own}), HasSubstr("is not believed"));
}

TEST_F(StewardTrustTest, a_root_key_signs_any_list) {
    trust = {.root_keys = {people.cleo.line()}};
    EXPECT_THAT(answer({first}), HasSubstr("is not believed"));
    first.signatures = {sign(people.bo, first.toml, list_purpose)};
    EXPECT_THAT(answer({first}), HasSubstr("is not believed"));
    first.signatures = {sign(people.cleo, first.toml)};
    EXPECT_EQ(answer({first}), "list 1");
    trust.root_keys = {"ssh-dss AAAA"};
    EXPECT_THAT(answer({first}), HasSubstr("a root key cannot be read: "));
}

TEST_F(StewardTrustTest, a_change_is_signed_by_as_many_as_the_list_before_demands) {
    StewardFile second = next(first, {.need = "ship = 1"});
    EXPECT_THAT(answer({first, second}), HasSubstr("0 of 2 stewards of list 1 have signed it"));
    second.signatures = {sign(people.ada, second.toml, list_purpose)};
    EXPECT_THAT(answer({first, second}), HasSubstr("1 of 2 stewards"));
    // Two keys of one person.
    second.signatures.push_back(sign(people.ada_token, second.toml, list_purpose));
    EXPECT_THAT(answer({first, second}), HasSubstr("1 of 2 stewards"));
    // A signature for something else, or over something else.
    second.signatures.push_back(sign(people.bo, second.toml, SigningPurpose::approval));
    EXPECT_THAT(answer({first, second}), HasSubstr("1 of 2 stewards"));
    second.signatures.push_back(sign(people.bo, first.toml, list_purpose));
    EXPECT_THAT(answer({first, second}), HasSubstr("1 of 2 stewards"));
    second.signatures.push_back(sign(people.bo, second.toml, list_purpose));
    EXPECT_EQ(answer({first, second}), "list 2");
    // The third needs one, as the second says.
    StewardFile third = next(second, {});
    third.signatures = {sign(people.bo, third.toml, list_purpose)};
    EXPECT_EQ(answer({first, second, third}), "list 3");
    EXPECT_THAT(answer({first, third}), HasSubstr("does not follow list 1"));
    trust.digest = sha256_hex(second.toml);
    EXPECT_EQ(answer({second, third}), "list 3") << "what is before the believed one does not matter";
}

TEST_F(StewardTrustTest, a_key_that_was_revoked_signs_no_list) {
    const StewardFile before{.name = "stewards/1.toml",
                             .toml = stewards_toml(people, {.bo_key = "revoked = 2026-01-01\nreason = \"lost\""})};
    trust.digest = sha256_hex(before.toml);
    StewardFile second = next(before, {});
    second.signatures = {sign(people.bo, second.toml, list_purpose)};
    EXPECT_THAT(answer({before, second}), HasSubstr("does not count: key SHA256:"));
    EXPECT_THAT(answer({before, second}), HasSubstr("was revoked"));
}

TEST_F(StewardTrustTest, no_way_back_and_none_to_the_future) {
    trust.least_serial = 2;
    EXPECT_THAT(answer({first}), HasSubstr("it is list 1, and list 2 has been seen"));
    trust.least_serial = 1;
    EXPECT_EQ(answer({first}), "list 1");
    EXPECT_THAT(answer({first}, noon - 3600), HasSubstr("made in the future"));
    EXPECT_THAT(answer({}), HasSubstr("there is no list of stewards"));
}

TEST_F(StewardTrustTest, files_of_a_folder) {
    const TemporaryFolder folder = TemporaryFolder::make("stewards-test").value();
    const auto write = [&](const std::string& name, const std::string& text) {
        ASSERT_TRUE(replace_file(folder.path() + "/" + name, text));
    };
    EXPECT_EQ(read_steward_files(folder.path()).error().code, ErrorCode::not_found);
    ASSERT_TRUE(make_folders(folder.path() + "/stewards"));
    const StewardFile second = next(first, {});
    write("stewards/1.toml", first.toml);
    write("stewards.toml", second.toml);
    write("stewards.toml.sig", sign(people.ada, second.toml, list_purpose));
    write("stewards.toml.bo.sig", sign(people.bo, second.toml, list_purpose));
    write("stewards.toml.orig", "x");
    const auto chain = read_steward_files(folder.path());
    ASSERT_TRUE(chain) << chain.error().message();
    ASSERT_EQ(chain->size(), 2u);
    EXPECT_EQ((*chain)[1].signatures.size(), 2u);
    EXPECT_EQ(answer(*chain), "list 2");
    write("stewards.toml", second.toml + "# one more line\n");
    EXPECT_THAT(answer(read_steward_files(folder.path()).value()), HasSubstr("0 of 2 stewards"));
}

}  // namespace
}  // namespace ward::release
