#include "faces/cli/vet/detonate.h"

#include <algorithm>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temporary_folder.h"
#include "ward/permission.h"

namespace ward::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

npm::Package package_with(std::string_view event, std::string script, std::vector<npm::PackageFile> files = {}) {
    npm::Package package;
    package.label = "x@1.0.0";
    package.manifest.name = "x";
    package.manifest.version = "1.0.0";
    package.manifest.scripts = {{std::string(event), std::move(script)}};
    package.manifest_text = "{\n  \"name\": \"x\",\n  \"scripts\": {\"" + std::string(event) + "\": \"…\"}\n}\n";
    package.files = std::move(files);
    return package;
}

std::vector<std::string> signals_of(const Detonation& detonation) {
    std::vector<std::string> out;
    for (const vet::Sighting& one : detonation.sightings) out.push_back(one.signal);
    std::ranges::sort(out);
    return out;
}

class Detonate : public testing::Test {
  protected:
    void SetUp() override {
        const permission::Kernel kernel = permission::Kernel::probe();
        if (kernel.landlock_abi == 0 || !kernel.notification) GTEST_SKIP() << "no Landlock or no notifications here";
    }
};

TEST_F(Detonate, runs_the_script_in_its_package_and_says_how_it_ended) {
    // Its end proves that it ran where its files are, with npm's words, and could write there.
    const auto quiet = detonate(
        package_with(
            "install",
            "test \"$npm_package_name\" = x && test -x tool.sh && ./tool.sh && test \"$(cat made)\" = hi && exit 7",
            {{"tool.sh", "#!/bin/sh\necho hi > made\n", 0755}}),
        "package.json");
    ASSERT_TRUE(quiet) << quiet.error().message();
    EXPECT_THAT(quiet->sightings, IsEmpty());
    ASSERT_THAT(quiet->told, SizeIs(1));
    EXPECT_THAT(quiet->told[0], HasSubstr("install ended with 7"));
}

TEST_F(Detonate, sees_what_is_tried_and_lets_nothing_of_it_happen) {
    const TemporaryFolder outside = TemporaryFolder::make("ward-test").value();
    const std::string target = outside.path() + "/written";
    const auto seen = detonate(package_with("postinstall", "cat \"$HOME/.ssh/id_rsa\" > stolen; echo x > '" + target +
                                                               "'; rm -rf \"$HOME/.aws\"; exit 0"),
                               "package.json");
    ASSERT_TRUE(seen) << seen.error().message();
    EXPECT_THAT(signals_of(*seen), Contains("S02"));
    EXPECT_THAT(signals_of(*seen), Contains("S11"));
    EXPECT_THAT(signals_of(*seen), Contains("S18"));
    EXPECT_FALSE(std::filesystem::exists(target));
    for (const vet::Sighting& one : seen->sightings) {
        ASSERT_FALSE(one.evidence.empty());
        EXPECT_EQ(one.evidence[0].path, "package.json");
        EXPECT_EQ(one.evidence[0].line, 3);
    }
}

TEST_F(Detonate, has_no_network_and_theft_with_an_attempt_is_exfiltration) {
    const auto seen = detonate(
        package_with(
            "preinstall",
            "cat ~/.npmrc ~/.aws/credentials 2>/dev/null; bash -c 'echo x > /dev/tcp/127.0.0.1/9' 2>/dev/null"),
        "package.json");
    ASSERT_TRUE(seen) << seen.error().message();
    EXPECT_THAT(signals_of(*seen), Contains("S03"));
    EXPECT_THAT(signals_of(*seen), Contains("S17"));
}

TEST_F(Detonate, ends_at_its_limit_with_all_that_was_started) {
    const auto hung =
        detonate(package_with("install", "sleep 60 & sleep 60"), "package.json", std::chrono::milliseconds(700));
    ASSERT_TRUE(hung) << hung.error().message();
    ASSERT_THAT(hung->skipped, SizeIs(1));
    EXPECT_THAT(hung->skipped[0].reason, HasSubstr("time limit"));
    EXPECT_EQ(hung->skipped[0].kind, SkipKind::unread);
}

TEST_F(Detonate, runs_install_scripts_alone) {
    const auto nothing = detonate(package_with("test", "cat ~/.ssh/id_rsa"), "package.json");
    ASSERT_TRUE(nothing) << nothing.error().message();
    EXPECT_THAT(nothing->told, IsEmpty());
    npm::Package gyp = package_with("test", "true", {{"binding.gyp", "{}", 0644}});
    const auto built = detonate(gyp, "package.json");
    ASSERT_TRUE(built);
    ASSERT_THAT(built->skipped, SizeIs(1));
    EXPECT_THAT(built->skipped[0].reason, HasSubstr("node-gyp"));
}

}  // namespace
}  // namespace ward::cli
