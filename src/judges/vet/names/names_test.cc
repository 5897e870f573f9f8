#include "judges/vet/names/names.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "judges/vet/names/likeness.h"
#include "judges/vet/names/mutants.h"
#include "judges/vet/score.h"
#include "lang/javascript/builtins.h"

namespace ward::vet {
namespace {

using names::Ecosystem;
using names::NameList;
using names::PopularNames;

struct Row {
    std::string_view name;
    std::optional<uint64_t> downloads = {};
    std::optional<Instant> created = {};
};

PopularNames popular_of(std::initializer_list<Row> rows, Ecosystem ecosystem = Ecosystem::npm) {
    NameList list;
    for (const Row& row : rows) list.add({row.name, row.downloads, row.created});
    return PopularNames::of(std::move(list), ecosystem, "a list");
}

const PopularNames& some_popular() {
    static const PopularNames popular = popular_of({{"lodash"},
                                                    {"axios"},
                                                    {"express"},
                                                    {"commander"},
                                                    {"cross-env"},
                                                    {"request"},
                                                    {"webpack"},
                                                    {"signale"},
                                                    {"nodemon"},
                                                    {"ethers"},
                                                    {"color"},
                                                    {"mysql-import"},
                                                    {"@types/node"},
                                                    {"discord.js"},
                                                    {"underscore.string"},
                                                    {"streamsearch"},
                                                    {"ms"},
                                                    {"corejs"},
                                                    {"@opentelemetry/api"},
                                                    {"JSONStream"},
                                                    {"separator-line"},
                                                    {"zod"},
                                                    {"prettier"}});
    return popular;
}

NameReading read(std::string_view name, const PopularNames& popular = some_popular(),
                 Dismissed dismissed = Dismissed::dropped) {
    return NameReader(popular, nullptr, 0).read(name, {}, dismissed);
}

struct Case {
    std::string_view name;
    std::string_view signal;  // empty: like none
    std::string_view target;
};

// GoogleTest's name.
void PrintTo(const Case& one, std::ostream* out) {  // NOLINT(readability-identifier-naming)
    *out << one.name;
}

class Techniques : public testing::TestWithParam<Case> {};

// Each technique with names that show it, and such that are near and do not.
TEST_P(Techniques, are_told_with_their_target) {
    const NameReading reading = read(GetParam().name);
    if (GetParam().signal.empty()) {
        EXPECT_TRUE(reading.likenesses.empty())
            << reading.likenesses.front().signal << ' ' << reading.likenesses.front().target;
        return;
    }
    ASSERT_FALSE(reading.likenesses.empty());
    EXPECT_EQ(reading.likenesses.front().signal, GetParam().signal) << reading.likenesses.front().reason;
    EXPECT_EQ(reading.likenesses.front().target, GetParam().target);
    EXPECT_FALSE(reading.likenesses.front().reason.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Names, Techniques,
    testing::Values(
        Case{"axois", "T01", "axios"}, Case{"lodahs", "T01", "lodash"}, Case{"sm", "", ""},
        Case{"commader", "T02", "commander"}, Case{"comander", "T14", "commander"},
        Case{"streamserch", "T02", "streamsearch"}, Case{"webpackx", "T03", "webpack"}, Case{"mss", "", ""},
        Case{"signqle", "T04", "signale"}, Case{"lodadh", "T04", "lodash"}, Case{"expresc", "T05", "express"},
        Case{"expresk", "T06", "express"}, Case{"expregs", "T06", "express"}, Case{"webpacd", "T06", "webpack"},
        Case{"eppress", "T05", "express"}, Case{"lodish", "T18", "lodash"}, Case{"xommanxer", "T07", "commander"},
        Case{"brettiar", "T07", "prettier"}, Case{"xommanxen", "", ""}, Case{"crossenv", "T08", "cross-env"},
        Case{"cross.env", "T08", "cross-env"}, Case{"jsonstream", "T08", "JSONStream"},
        Case{"types-node", "T09", "@types/node"}, Case{"types__node", "T09", "@types/node"},
        Case{"@other/lodash", "T10", "lodash"}, Case{"@opentelemetrya/api", "T11", "@opentelemetry/api"},
        Case{"@opentelemetyr/xyz", "T11", "@opentelemetry"}, Case{"@typess/xyz", "", ""},
        Case{"@typess/node", "T11", "@types/node"}, Case{"import-mysql", "T12", "mysql-import"},
        Case{"1odash", "T13", "lodash"}, Case{"cornrnander", "T13", "commander"}, Case{"\xd0\xb0xios", "T13", "axios"},
        Case{"expresss", "T14", "express"}, Case{"reequest", "T14", "request"},
        Case{"underscore.string-2", "T15", "underscore.string"}, Case{"nodemonjs", "T15", "nodemon"},
        Case{"discord", "T15", "discord.js"}, Case{"corejs3", "T15", "corejs"}, Case{"zod.js", "T15", "zod"},
        Case{"node-zod", "T15", "zod"}, Case{"zodjs", "", ""}, Case{"zod2", "", ""}, Case{"ethetsjs", "T16", "ethers"},
        Case{"diskord.js", "T18", "discord.js"}, Case{"diskord", "T16", "discord.js"},
        Case{"crosenv", "T16", "cross-env"}, Case{"reqests", "T16", "request"}, Case{"zof.js", "", ""},
        Case{"lodash-utils", "T17", "lodash"}, Case{"official-webpack", "T17", "webpack"},
        Case{"webpackhelper", "T17", "webpack"}, Case{"seperator-line", "T18", "separator-line"},
        Case{"colours", "T18", "color"}, Case{"lodash-zebra", "", ""}, Case{"something-else", "", ""},
        Case{"v8", "T19", "v8"}, Case{"child_process", "T19", "child_process"}, Case{"libuv", "T19", "libuv"},
        Case{"worker_thread", "T19", "worker_threads"}, Case{"--no-audit", "T20", "--no-audit"},
        Case{"legacy-peer-deps", "T20", "--legacy-peer-deps"}, Case{"no-fund", "T20", "--no-fund"},
        Case{"-", "T20", "-"}, Case{"json", "", ""}));

TEST(Names, of_a_pair_have_one_technique) {
    EXPECT_EQ(technique_of("axios", "axios"), std::nullopt);
    EXPECT_FALSE(technique_of("@types/node", "@types/nod")) << "one scope has one owner";
    EXPECT_EQ(technique_of("mnopqr", "mnoprr")->signal, "T06");
    EXPECT_EQ(technique_of("plplpl", "plplpx")->signal, "T06");
    // One bit, no neighbours: p is 0x70, x is 0x78.
    EXPECT_EQ(technique_of("grunt-pure", "grunt-xure")->signal, "T05");
    EXPECT_FALSE(two_edits_of("commander", "comander"));
    EXPECT_FALSE(two_edits_of("express", "axpresz")) << "too short";
}

TEST(Keyboards, know_their_neighbours) {
    for (const auto& [a, b] :
         {std::pair{'a', 'q'}, {'g', 'h'}, {'g', 'b'}, {'y', 'z'}, {'t', 'z'}, {'0', '-'}, {'w', 's'}}) {
        if (a == 'y') continue;  // of QWERTY and QWERTZ together, y and z are never neighbours
        EXPECT_TRUE(are_neighbours(a, b)) << a << b;
        EXPECT_TRUE(are_neighbours(b, a)) << a << b;
    }
    for (const auto& [a, b] : {std::pair{'a', 'p'}, {'g', 'g'}, {'q', 'm'}, {'.', '_'}})
        EXPECT_FALSE(are_neighbours(a, b)) << a << b;
}

// The index leaves nothing out: what any pair by itself would show is found.
RC_GTEST_PROP(Names, that_are_found_are_those_of_brute_force, ()) {
    const auto part = rc::gen::element<std::string>("lo", "dash", "-", "js", "node-", "1", "rn", "m", "ss", "phone",
                                                    ".", "for", "2", "colour", "s", "x", "_", "@sc/", "ab");
    const auto any =
        rc::gen::map(rc::gen::resize(5, rc::gen::container<std::vector<std::string>>(part)), [](const auto& parts) {
            std::string name = "a";
            for (const std::string& one : parts) name += one;
            return name.contains("@sc/") ? "@sc/" + name.substr(0, name.find('@')) : name;
        });
    NameList list;
    std::set<std::string> distinct;
    for (const std::string& target : *rc::gen::container<std::vector<std::string>>(any))
        if (distinct.insert(target).second) list.add({target, {}, {}});
    const names::LikenessIndex index(list, {});
    const std::string name = *any;
    std::vector<uint32_t> found;
    index.find(name, found);
    for (uint32_t place = 0; place < list.size(); ++place)
        if (technique_of(list.name(place), name) || two_edits_of(list.name(place), name))
            RC_ASSERT(std::ranges::binary_search(found, place));
}

TEST(Direction, is_from_the_popular_to_the_rare) {
    const Instant old = 1'000'000'000;
    const Instant young = 1'700'000'000;
    const PopularNames popular = popular_of({{"commander", 1'000'000, young}});
    const NameReader reader(popular, nullptr, 0);
    const auto why = [&](const Known& known) {
        const NameReading reading = reader.read("comander", known, Dismissed::kept);
        return reading.likenesses.empty() ? "none" : reading.likenesses.front().dismissed;
    };
    EXPECT_EQ(why({}), "") << "by rank alone";
    EXPECT_EQ(why({.downloads = 10'000, .created = {}}), "") << "100 times";
    EXPECT_EQ(why({.downloads = 10'001, .created = {}}), "the other is not used 100 times as much");
    EXPECT_EQ(why({.downloads = 5, .created = old}), "it is older than the other");
    EXPECT_EQ(why({.downloads = 5, .created = young + 1}), "");
    EXPECT_TRUE(reader.read("comander", {.downloads = 10'001, .created = {}}, Dismissed::dropped).likenesses.empty());
}

TEST(Punctuation, weighs_where_npm_refuses_it_since_before_the_name) {
    const auto weight = [](std::optional<Instant> created) {
        const NameReading reading =
            NameReader(some_popular(), nullptr, 0).read("crossenv", {{}, created}, Dismissed::dropped);
        return sightings_of(reading).at(0).weight.value_or(0);
    };
    EXPECT_EQ(weight({}), 0);
    EXPECT_EQ(weight(parse_instant("2017-08-01T00:00:00Z")), 0);
    EXPECT_EQ(weight(parse_instant("2019-08-01T00:00:00Z")), 1.0);
}

TEST(Lookalikes, that_are_both_popular_are_never_told) {
    const PopularNames popular = popular_of({{"safe-buffer"}, {"safer-buffer"}, {"through"}, {"through2"}});
    for (const char* name : {"safe-buffer", "safer-buffer", "through", "through2"}) {
        EXPECT_TRUE(read(name, popular).likenesses.empty()) << name;
        const NameReading kept = read(name, popular, Dismissed::kept);
        ASSERT_FALSE(kept.likenesses.empty()) << name;
        EXPECT_EQ(kept.likenesses.front().dismissed, "both are established");
        EXPECT_TRUE(sightings_of(kept).empty()) << name;
    }
    // Those that the program knows, beside a list that lacks them.
    EXPECT_TRUE(read("gaxios").likenesses.empty());
}

// The seed of vet: a package called v8 is explained, whatever list is asked, and is not called malware.
TEST(Runtime, v8_is_a_collision_and_no_malware) {
    const PopularNames listed = popular_of({{"lodash", 9'000'000, {}}, {"v8", 89'462, {}}});
    for (const PopularNames* popular : {&some_popular(), &listed}) {
        const NameReading reading = read("v8", *popular);
        ASSERT_EQ(reading.likenesses.size(), 1u);
        EXPECT_EQ(reading.likenesses.front().signal, "T19");
        EXPECT_NE(reading.likenesses.front().reason.find("built in"), std::string::npos);
        EXPECT_NE(reading.likenesses.front().reason.find("does not make it malware"), std::string::npos);
        EXPECT_LE(score_of(sightings_of(reading)).outcome, Outcome::notice);
    }
}

TEST(Runtime, names_are_those_of_the_runtime_and_the_catalogue) {
    const RuntimeNames runtime;
    for (const javascript::Builtin& builtin : javascript::builtins())
        EXPECT_TRUE(builtin.name.contains('/') || runtime.find(builtin.name) != nullptr) << builtin.name;
    for (const char* name :
         {"v8", "uv", "libuv", "llhttp", "ada", "simdutf", "ncrypto", "nghttp2", "openssl", "zlib"}) {
        ASSERT_TRUE(runtime.find(name)) << name;
        EXPECT_TRUE(runtime.find(name)->is_of_the_runtime) << name;
    }
    ASSERT_TRUE(runtime.find("libpng"));
    EXPECT_FALSE(runtime.find("libpng")->is_of_the_runtime);
    EXPECT_FALSE(runtime.find("undici")) << "its own package";
    std::vector<uint64_t> keys;
    names::LikenessIndex::keys_of("zlip", keys);
    EXPECT_FALSE(runtime.near("zlip", keys)) << "too short";
    // Established ones of such names are what people mean.
    const auto popular = PopularNames::compiled_in();
    ASSERT_TRUE(popular);
    for (const RuntimeName& row : all_runtime_names())
        EXPECT_TRUE(!popular->place_of(row.name) || is_established_runtime_package(row.name)) << row.name;
    EXPECT_FALSE(is_established_runtime_package("v8"));
    for (const char* name : {"punycode", "buffer", "events", "undici", "util", "url"})
        EXPECT_TRUE(read(name, *popular).likenesses.empty()) << name;
}

TEST(PrivateNames, are_matched) {
    const auto own = PrivateNames::parse("# ours\nbilling-core\n@acme/*\n@acme/auth\r\n", "private.txt");
    ASSERT_TRUE(own) << own.error().message();
    const NameReader reader(some_popular(), &*own, 0);
    const auto target = [&](std::string_view name) {
        for (const Likeness& one : reader.read(name, {}, Dismissed::dropped).likenesses)
            if (one.signal == "T21") return one.target;
        return std::string();
    };
    EXPECT_EQ(target("billing-core"), "billing-core");
    EXPECT_EQ(target("biling-core"), "billing-core");
    EXPECT_EQ(target("@acme/anything"), "@acme");
    EXPECT_EQ(target("acme-auth"), "@acme/auth");
    EXPECT_EQ(target("acme-build-internal"), "@acme");
    EXPECT_EQ(target("acme-build"), "");
    EXPECT_EQ(target("@other/auth"), "");
    EXPECT_GE(score_of(sightings_of(reader.read("billing-core", {}, Dismissed::dropped))).outcome, Outcome::notice);
    for (const char* broken : {"a b\n", "x*\n", "@*/x\n"}) {
        const auto none = PrivateNames::parse(broken, "private.txt");
        ASSERT_FALSE(none) << broken;
        EXPECT_EQ(none.error().where, "private.txt:1");
    }
    EXPECT_EQ(PrivateNames::parse(std::string(max_private_bytes + 1, 'a'), "x").error().code, ErrorCode::limit);
    std::string many;
    for (size_t i = 0; i <= max_private_names; ++i) many += 'p' + std::to_string(i) + '\n';
    EXPECT_EQ(PrivateNames::parse(many, "x").error().code, ErrorCode::limit);
}

TEST(InventedNames, need_an_age) {
    const Instant today = 1'700'000'000;
    NameList list;
    for (int i = 0; i < 6; ++i)
        list.add({"http-proxy" + std::to_string(i) + "-client-cache-helper", 1'000'000, today - 10'000'000});
    const PopularNames popular = PopularNames::of(std::move(list), Ecosystem::npm, "a list");
    const NameReader reader(popular, nullptr, today);
    const auto is_invented = [&](std::string_view name, const Known& known) {
        const auto reading = reader.read(name, known, Dismissed::dropped);
        return std::ranges::any_of(reading.likenesses, [](const Likeness& one) { return one.signal == "T22"; });
    };
    EXPECT_TRUE(is_invented("http-cache", {.downloads = {}, .created = today - 100}));
    EXPECT_FALSE(is_invented("http-cache", {.downloads = {}, .created = today - 100 * seconds_per_day}));
    EXPECT_FALSE(is_invented("http-cache", {}));
    EXPECT_FALSE(is_invented("http-zebra", {.downloads = {}, .created = today}));
}

// A name weighs once, however many it looks like, and never enough for a warning.
TEST(Sightings, of_a_name_weigh_at_most_a_notice) {
    const auto popular = PopularNames::compiled_in();
    ASSERT_TRUE(popular);
    const auto own = PrivateNames::parse("axois\n", "private.txt");
    const NameReader reader(*popular, &*own, 0);
    const auto sightings = sightings_of(reader.read("axois", {}, Dismissed::dropped));
    ASSERT_GE(sightings.size(), 2u);
    size_t popular_weights = 0;
    for (const Sighting& sighting : sightings)
        if (sighting.signal < "T19")
            popular_weights += sighting.weight.value_or(signal_named(sighting.signal)->weight) > 0;
    EXPECT_LE(popular_weights, 1u);
    EXPECT_LE(score_of(sightings).outcome, Outcome::notice);
    const NameReader plain(*popular, nullptr, 0);
    for (size_t place = 0; place < popular->list().size(); ++place) {
        const std::string_view name = popular->list().name(place);
        EXPECT_EQ(score_of(sightings_of(plain.read(name, {}, Dismissed::dropped))).outcome, Outcome::ok) << name;
    }
}

TEST(Readings, are_bounded) {
    NameList list;
    for (char a = 'a'; a <= 'z'; ++a) list.add({std::string("abcde") + a, {}, {}});
    const PopularNames popular = PopularNames::of(std::move(list), Ecosystem::pypi, "a list");
    const NameReading reading = read("abcde0", popular);
    EXPECT_EQ(reading.likenesses.size(), max_likenesses);
    EXPECT_EQ(reading.more, 26 - max_likenesses);
}

// What somebody could register to be taken for a name is found again, as made of that name.
TEST(Mutants, are_found_with_their_target) {
    for (const char* target : {"commander", "cross-env", "discord.js", "@opentelemetry/api", "mysql-import"}) {
        const PopularNames popular = popular_of({{target}});
        const std::vector<Mutant> mutants = mutants_of(target, Ecosystem::npm);
        EXPECT_GT(mutants.size(), 100u);
        std::set<std::string> signals;
        const NameReader reader(popular, nullptr, 0);
        for (const Mutant& mutant : mutants) {
            signals.insert(mutant.signal);
            const NameReading reading = reader.read(mutant.name, {}, Dismissed::dropped);
            const bool is_found = std::ranges::any_of(reading.likenesses, [&](const Likeness& one) {
                return one.target == target || (one.signal == "T11" && std::string(target).starts_with(one.target));
            });
            EXPECT_TRUE(is_found) << mutant.signal << ' ' << mutant.name;
        }
        EXPECT_GE(signals.size(), target[0] == '@' ? 2u : 8u) << target;
    }
    EXPECT_TRUE(mutants_of("", Ecosystem::npm).empty());
}

}  // namespace
}  // namespace ward::vet
