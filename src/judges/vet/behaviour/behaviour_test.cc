#include "judges/vet/behaviour/behaviour.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ward::vet {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Scene scene{.package = "/tmp/s/project/node_modules/x",
                  .home = "/tmp/s/home",
                  .scratch = "/tmp/s",
                  .script = "postinstall",
                  .place = {"package.json", 4, "node x.js"}};

std::vector<std::string> signals_of(const std::vector<Attempt>& attempts) {
    std::vector<std::string> out;
    for (const Sighting& one : sightings_of_attempts(attempts, scene)) {
        EXPECT_NE(signal_named(one.signal), nullptr) << one.signal;
        EXPECT_FALSE(one.evidence.empty());
        out.push_back(one.signal);
    }
    return out;
}

Attempt reads(std::string path) {
    return {Attempt::Kind::read, std::move(path), "/usr/bin/node", "openat"};
}
Attempt writes(std::string path) {
    return {Attempt::Kind::write, std::move(path), "/usr/bin/node", "openat"};
}
Attempt connects(std::string to) {
    return {Attempt::Kind::network, std::move(to), "/usr/bin/node", "connect"};
}

TEST(Behaviour, of_a_quiet_script_is_nothing) {
    EXPECT_THAT(signals_of({}), IsEmpty());
    EXPECT_THAT(
        signals_of({reads("/etc/passwd"), reads("/tmp/s/home/.npmrc"), reads("/tmp/s/home/nothing"),
                    writes("/tmp/s/project/node_modules/x/build/a.o"), writes("/dev/null"), writes("/tmp/s/tmp/t")}),
        IsEmpty())
        << "npm itself reads .npmrc, and the scratch is there to be written to";
}

TEST(Behaviour, that_reads_decoys_is_told_and_with_the_network_it_is_theft) {
    EXPECT_THAT(signals_of({reads("/tmp/s/home/.ssh/id_rsa")}), ElementsAre("S02"));
    EXPECT_THAT(signals_of({connects("tcp:443")}), ElementsAre("S17"));
    EXPECT_THAT(signals_of({reads("/tmp/s/home/.aws/credentials"), connects("tcp:443")}),
                ElementsAre("S02", "S03", "S17"));
    EXPECT_THAT(signals_of({reads("/tmp/s/home/.ssh/id_rsa.pub")}), IsEmpty());
    EXPECT_THAT(signals_of({reads("/tmp/s/homes/.ssh/id_rsa")}), IsEmpty()) << "a folder that only begins so";
}

TEST(Behaviour, that_plants_writes_or_removes_outside_is_told) {
    EXPECT_THAT(signals_of({writes("/root/.bashrc")}), ElementsAre("S09", "S18"));
    EXPECT_THAT(signals_of({writes("/tmp/s/project/.github/workflows/x.yml")}), ElementsAre("S09"));
    EXPECT_THAT(signals_of({writes("/usr/lib/x")}), ElementsAre("S18"));
    EXPECT_THAT(signals_of({{Attempt::Kind::remove, "/tmp/s/home/Documents", "/bin/rm", "unlinkat"}}),
                ElementsAre("S11"));
    EXPECT_THAT(signals_of({{Attempt::Kind::execute, "/usr/bin/curl", "/bin/sh", "execve"}}), ElementsAre("S07"));
    EXPECT_THAT(signals_of({{Attempt::Kind::execute, "/usr/bin/curlew", "/bin/sh", "execve"}}), IsEmpty());
}

TEST(Behaviour, evidence_is_bounded_and_shows_places_of_the_scene) {
    std::vector<Attempt> many;
    for (int i = 0; i < 1000; ++i) many.push_back(connects("tcp:" + std::to_string(i)));
    many.push_back(reads("/tmp/s/home/.ssh/id_ed25519"));
    const auto sightings = sightings_of_attempts(many, scene);
    for (const Sighting& one : sightings) EXPECT_LE(one.evidence.size(), max_evidence);
    const auto theft = std::ranges::find(sightings, "S02", &Sighting::signal);
    ASSERT_NE(theft, sightings.end());
    EXPECT_EQ(theft->evidence[0], (Evidence{"package.json", 4, "openat ~/.ssh/id_ed25519 by node"}));
}

TEST(Behaviour, decoys_are_relative_paths_without_a_working_secret) {
    for (const Decoy& decoy : decoys()) {
        EXPECT_FALSE(decoy.path.starts_with('/')) << decoy.path;
        EXPECT_EQ(decoy.path.find(".."), std::string_view::npos) << decoy.path;
        EXPECT_FALSE(decoy.text.empty());
    }
}

}  // namespace
}  // namespace ward::vet
