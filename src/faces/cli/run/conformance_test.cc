// Headers and ranges of conformance cases, every case that is compiled in, and evidence that is looked up.
#include <sys/stat.h>
#include <unistd.h>

#include <set>

#include <gmock/gmock.h>

#include "base/embedded.h"
#include "base/fd.h"
#include "faces/cli/run/conformance_node.h"
#include "faces/cli/run/conformance_rows.h"

namespace ward::cli {

std::span<const EmbeddedFile> attack_files();
std::span<const EmbeddedFile> conformance_files();

namespace conformance {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view header =
    "// id: A99\n// title: a title: with a colon\n// label: CVE-1\n// reference: https://example.org/\n"
    "// versions: >=20.0.0 <20.3.1 || >=21.0.0 <22.4.1\n// measured: nothing\n"
    "// grants: --allow-fs-read={grant} --allow-worker\n// prove: effect\n// stops: seccomp\n";

std::string with(std::string_view line) {
    return std::string(header) + std::string(line) + "\n'use strict';\n// id: B1\n";
}

TEST(Attack, is_read_from_the_head_of_its_file) {
    const std::string text =
        with("// needs: node>=20.6.0 addon\n// setup: mkdir {secret}/a\n// setup: nonce\n// watchdog: 8");
    const auto attack = parse_attack("a99.js", text);
    ASSERT_TRUE(attack) << attack.error().message();
    EXPECT_EQ(attack->id, "A99");
    EXPECT_EQ(attack->title, "a title: with a colon");
    EXPECT_THAT(attack->grants, ElementsAre("--allow-fs-read={grant}", "--allow-worker"));
    EXPECT_EQ(attack->prove, Proof::effect);
    EXPECT_THAT(attack->needs, ElementsAre("node>=20.6.0", "addon"));
    EXPECT_THAT(attack->setup, ElementsAre("mkdir {secret}/a", "nonce"));
    EXPECT_EQ(attack->watchdog, std::chrono::seconds(8));
    EXPECT_TRUE(in_range("22.4.0", attack->versions).value());
    EXPECT_FALSE(in_range("20.3.1", attack->versions).value());
}

TEST(Attack, is_refused_where_its_header_is_wrong) {
    const auto error = [](std::string_view line) {
        const std::string text = with(line);
        const auto attack = parse_attack("a99.js", text);
        return attack ? std::string() : attack.error().message();
    };
    EXPECT_THAT(error("// colour: red"), HasSubstr("a99.js:10: no key 'colour'"));
    EXPECT_THAT(error("// title: again"), HasSubstr("title stands twice"));
    EXPECT_THAT(error("// watchdog: long"), HasSubstr("watchdog"));
    EXPECT_THAT(parse_attack("x.js", "// id: A1\n").error().message(), HasSubstr("has no title"));
    std::string odd(header);
    odd.replace(odd.find("seccomp"), 7, "prayers");
    EXPECT_FALSE(parse_attack("x.js", odd));
    odd = header;
    odd.replace(odd.find(">=20.0.0"), 8, "nonsense");
    EXPECT_FALSE(parse_attack("x.js", odd));
}

TEST(Ranges, are_those_of_npm_with_words_for_all_and_none) {
    EXPECT_TRUE(in_range("26.10.0", "").value());
    EXPECT_FALSE(in_range("26.10.0", "none").value());
    EXPECT_TRUE(in_range("20.9.0", ">=20.8.1 <20.11.0").value());
    EXPECT_FALSE(in_range("20.11.0", ">=20.8.1 <20.11.0").value());
    EXPECT_TRUE(in_range("27.0.0-nightly20261120abc", ">=26.0.0").value());
    EXPECT_FALSE(in_range("20.0.0", "soon"));
    const std::vector<Expected> answers{{"<20.3.1", "true"}, {">=22", "false"}};
    EXPECT_EQ(expected_for(answers, "20.3.0"), "true");
    EXPECT_EQ(expected_for(answers, "22.0.0"), "false");
    EXPECT_EQ(expected_for(answers, "20.20.0"), std::nullopt);
    EXPECT_EQ(expected_for({{"", "always"}}, "20.20.0"), "always");
}

TEST(Asks, are_refused_where_they_say_too_little) {
    const auto error = [](std::string_view ask) {
        const std::string text =
            "schema = 1\n[[set]]\nid = \"X\"\ntitle = \"t\"\nreference = \"r\"\nask = [" + std::string(ask) + "]\n";
        const auto sets = parse_asks("x.toml", text);
        return sets ? std::string() : sets.error().message();
    };
    EXPECT_EQ(error("{ ask = 'has fs', node = 'true' }"), "");
    EXPECT_THAT(error("{ ask = 'guess fs', node = 'true' }"), HasSubstr("no operation 'guess fs'"));
    EXPECT_THAT(error("{ ask = 'has fs' }"), HasSubstr("node is an answer"));
    EXPECT_THAT(error("{ ask = 'has fs', node = { soon = 'true' } }"), HasSubstr("no range"));
    EXPECT_THAT(error("{ ask = 'has fs', node = 'true', ward = 'false' }"), HasSubstr("needs its why"));
    EXPECT_THAT(error("{ ask = 'has fs', nodes = 'true' }"), HasSubstr("no key 'nodes'"));
    EXPECT_THAT(error(""), HasSubstr("asks nothing"));
}

// Between the first and the last that were measured, no version may have two answers.
TEST(Cases, that_are_compiled_in_can_all_be_read) {
    std::set<std::string> ids;
    size_t asks = 0;
    for (const EmbeddedFile& file : conformance_files()) {
        if (!file.name.ends_with(".toml")) continue;
        const auto sets = parse_asks(file.name, file.text);
        ASSERT_TRUE(sets) << sets.error().message();
        for (const AskSet& set : *sets) {
            EXPECT_TRUE(ids.insert(set.id).second) << set.id;
            EXPECT_TRUE(policy_of(set.grants, "/").has_value() || !set.refused.empty()) << set.id;
            for (const std::string& line : set.setup) EXPECT_TRUE(World::knows(line)) << line;
            for (const Ask& ask : set.asks) {
                ++asks;
                for (const std::string version :
                     {"20.0.0", "20.3.1", "20.7.0", "20.12.0", "20.16.0", "20.20.2", "21.6.0", "22.3.0", "22.4.1",
                      "22.22.0", "22.23.3", "23.0.0", "24.13.0", "24.21.0", "25.3.0", "26.5.1", "26.10.0", "27.0.0"}) {
                    int standing = 0;
                    for (const Expected& one : ask.node) standing += in_range(version, one.range).value_or(false);
                    EXPECT_LE(standing, 1) << ask.id << " on " << version;
                }
            }
        }
    }
    EXPECT_GT(asks, 150u);
    EXPECT_GT(attack_files().size(), 40u);
    for (const EmbeddedFile& file : attack_files()) {
        const auto attack = parse_attack(file.name, file.text);
        ASSERT_TRUE(attack) << attack.error().message();
        EXPECT_TRUE(ids.insert(attack->id).second) << attack->id;
    }
}

TEST(Flags, are_those_that_the_version_knows) {
    const std::vector<std::string> grants{"--allow-fs-read=/a", "--allow-net", "--allow-fs-read=/b", "--allow-worker"};
    Binary node{.path = "/node",
                .version = "20.3.0",
                .flags = {"--experimental-permission", "--allow-fs-read", "--allow-worker"}};
    EXPECT_THAT(model_flags(node, grants),
                ElementsAre("--experimental-permission", "--allow-fs-read=/a,/b", "--allow-worker"));
    node.version = "26.10.0";
    node.flags.insert({"--permission", "--allow-net"});
    EXPECT_THAT(model_flags(node, grants), ElementsAre("--permission", "--allow-fs-read=/a", "--allow-net",
                                                       "--allow-fs-read=/b", "--allow-worker"));
}

TEST(World, is_set_up_and_removed_without_following_links) {
    auto outside = World::make();
    ASSERT_TRUE(outside);
    const std::string kept = outside->path("secret/secret.txt");
    std::string top;
    {
        auto world = World::make();
        ASSERT_TRUE(world);
        top = world->top();
        for (const std::string& line :
             {std::string("file {dir}/a/b.txt {token}"), std::string("chmod {dir}/a/b.txt 600"),
              "symlink {grant}/out " + outside->path("secret"), std::string("nonce")})
            EXPECT_TRUE(world->set_up(line)) << line;
        EXPECT_EQ(read_file(world->path("dir/a/b.txt"), 100).value(), world->token());
        EXPECT_FALSE(world->set_up("listen-tcp"));
        EXPECT_EQ(world->unfill(world->fill("{dir}/x {probe}")), "{dir}/x {probe}");
    }
    EXPECT_NE(::access(top.c_str(), F_OK), 0);
    EXPECT_EQ(::access(kept.c_str(), F_OK), 0);
}

TEST(Evidence, is_what_can_be_seen_from_outside) {
    auto world = World::make();
    ASSERT_TRUE(world);
    const std::string file = world->path("dir/f");
    const auto says = [&](Trace trace, bool claimed, const std::string& evidence = "") {
        return refuted(trace, {"operation", file}, claimed, "X.1", evidence, *world);
    };
    EXPECT_EQ(says(Trace::content, true, "the " + world->token()), "");
    EXPECT_NE(says(Trace::content, true, "another"), "");
    EXPECT_NE(says(Trace::content, false, world->token()), "");
    EXPECT_NE(says(Trace::written, true), "");
    EXPECT_EQ(says(Trace::written, false), "");
    ASSERT_TRUE(world->write("dir/f", "written by X.1\n"));
    EXPECT_EQ(says(Trace::written, true), "");
    EXPECT_EQ(says(Trace::written, false), "it was done all the same");
    EXPECT_EQ(says(Trace::size, true, "15"), "");
    EXPECT_NE(says(Trace::size, true, "16"), "");
    EXPECT_NE(says(Trace::mode, true), "");
    ASSERT_EQ(::chmod(file.c_str(), 0640), 0);
    EXPECT_EQ(says(Trace::mode, true), "");
    EXPECT_EQ(refuted(Trace::names, {"opendirSync", world->path("dir")}, true, "X.1", "f", *world), "");
}

TEST(Evidence, of_a_change_is_the_state_before) {
    auto world = World::make();
    ASSERT_TRUE(world);
    world->remember(false);
    EXPECT_TRUE(world->changed().empty());
    ASSERT_TRUE(world->write("secret/new", "x"));
    ASSERT_TRUE(world->write("grant/granted", "x"));
    EXPECT_THAT(world->changed(), ElementsAre(world->path("secret/new")));
    EXPECT_TRUE(tells_truth(*world, "size=33"));
    EXPECT_FALSE(tells_truth(*world, "size=34"));
    EXPECT_FALSE(tells_truth(*world, "nothing"));
}

TEST(Report, says_what_differs_and_what_was_not_asked) {
    const Binary node{.path = "/node", .version = "26.10.0", .flags = {}};
    Row row{.id = "X.1",
            .title = "has fs",
            .label = "l",
            .reference = "r",
            .mode = "node",
            .result = "true",
            .expected = "false",
            .state = Row::State::differs,
            .detail = "why"};
    std::vector<Row> rows{row};
    row.state = Row::State::not_run;
    row.detail = "needs tests/attacks/run.py (addon)";
    rows.push_back(row);
    EXPECT_THAT(table_of(rows, node), HasSubstr("expected  false"));
    EXPECT_THAT(table_of(rows, node), HasSubstr("0 as expected, 1 differ, 1 not run"));
    const std::string json = json_of(rows, node);
    EXPECT_THAT(json, HasSubstr("\"schema\": \"ward-conformance/1\""));
    EXPECT_THAT(json, HasSubstr("\"ok\": null"));
    EXPECT_THAT(json, HasSubstr("\"result\": \"not run\""));
}

}  // namespace
}  // namespace conformance
}  // namespace ward::cli
