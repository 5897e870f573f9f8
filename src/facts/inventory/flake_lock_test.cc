#include "facts/inventory/flake_lock.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/inventory/tree_fixture.h"

namespace ward::inventory {
namespace {
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view sample = R"({
  "nodes": {
    "forge": {
      "locked": {"host": "git.example", "owner": "o", "repo": "r", "rev": "1123456789abcdef0123456789abcdef01234567",
                 "type": "gitlab"}
    },
    "here": {
      "locked": {"path": "./lib", "type": "path"}
    },
    "nixpkgs": {
      "locked": {
        "lastModified": 1,
        "owner": "NixOS",
        "repo": "nixpkgs",
        "rev": "0123456789abcdef0123456789abcdef01234567",
        "type": "github"
      },
      "original": {"owner": "NixOS", "repo": "nixpkgs", "type": "github"}
    },
    "odd": {
      "locked": {"type": "carrier-pigeon"}
    },
    "plain": {
      "locked": {"rev": "2123456789abcdef0123456789abcdef01234567", "type": "git", "url": "https://git.example/x"}
    },
    "root": {
      "inputs": {"nixpkgs": "nixpkgs"}
    },
    "tar": {
      "locked": {"type": "tarball", "url": "https://example.org/zlib-1.3.1.tar.gz"}
    }
  },
  "root": "root",
  "version": 7
})";

TEST(FlakeLock, PinsWhatNixFetches) {
    const auto found = read_flake_lock(sample, "flake.lock");
    ASSERT_TRUE(found) << found.error().message();
    EXPECT_THAT(
        each(found->pins,
             [](const Pin& pin) {
                 return fmt::format("{} {}{} {}{}", pin.name, pin.repository, pin.urls.empty() ? "" : pin.urls[0],
                                    pin.revision.substr(0, 4), pin.is_development ? " dev" : "");
             }),
        ElementsAre("forge https://git.example/o/r 1123 dev", "nixpkgs https://github.com/NixOS/nixpkgs 0123 dev",
                    "plain https://git.example/x 2123 dev", "tar https://example.org/zlib-1.3.1.tar.gz  dev"));
    ASSERT_EQ(found->problems.size(), 1u);
    EXPECT_EQ(found->problems[0].line, 21);
}

TEST(FlakeLock, ComponentsHaveTheirCommitAndLine) {
    const auto found = read_flake_lock(sample, "flake.lock");
    ASSERT_TRUE(found);
    Collector out;
    emit_pins("flake.lock", sample, *found, out);
    ASSERT_EQ(out.components.size(), 4u);
    const Component& nixpkgs = out.components[1];
    EXPECT_EQ(nixpkgs.purl, "pkg:github/nixos/nixpkgs@0123456789abcdef0123456789abcdef01234567");
    EXPECT_EQ(nixpkgs.commit, "0123456789abcdef0123456789abcdef01234567");
    EXPECT_EQ(nixpkgs.scope, Scope::development);
    ASSERT_FALSE(nixpkgs.evidence.empty());
    EXPECT_EQ(nixpkgs.evidence[0].line, 15);
    EXPECT_EQ(out.components[3].version, "1.3.1") << "an archive's name tells";
}

TEST(FlakeLock, HasLimitsAndATable) {
    EXPECT_EQ(read_flake_lock("{}", "flake.lock").error().message(), "flake.lock: has no table of nodes");
    EXPECT_EQ(read_flake_lock("{\"nodes\":", "flake.lock").error().code, ErrorCode::parse);
    std::string many = "{\"nodes\": {";
    for (size_t i = 0; i < max_pins + 10; ++i)
        many += fmt::format("{}\"n{}\": {{\"locked\": {{\"type\": \"git\", \"url\": \"https://e.example/{}\"}}}}",
                            i == 0 ? "" : ",", i, i);
    const auto found = read_flake_lock(many + "}}", "flake.lock");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->pins.size(), max_pins + 1) << "one more, so that it is told";
    EXPECT_THAT(found->problems, IsEmpty());
}

}  // namespace
}  // namespace ward::inventory
