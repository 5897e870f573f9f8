// Every signal of metadata: what makes it fire, and the likeness that must not.
#include "judges/vet/metadata/metadata.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/advisory/advisory.h"
#include "judges/vet/metadata/metadata_fixture.h"

namespace ward::vet {
namespace {

using test::Case;
using test::packument;
using test::Said;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view day1 = "2020-01-01T00:00:00Z";
constexpr std::string_view day2 = "2020-03-01T00:00:00Z";
constexpr std::string_view day3 = "2020-05-01T00:00:00Z";

Said said(std::string version, std::string_view published, std::string fields = {}) {
    return {.version = std::move(version),
            .published = std::string(published),
            .fields = test::repository + (fields.empty() ? "" : ", " + fields)};
}

TEST(Metadata, says_nothing_of_an_ordinary_version) {
    Case two(packument("a", {said("1.0.0", day1), said("1.0.1", day2)}));
    EXPECT_EQ(two.at("1.0.1").shown(), "");
}

TEST(Metadata, M01_knows_placeholders) {
    Case holding(packument(
        "a", {{.version = "0.0.1-security",
               .published = std::string(day1),
               .fields = R"("description": "security holding package", "repository": "npm/security-holder")"}}));
    EXPECT_EQ(holding.at("0.0.1-security").shown("M01"), "M01: npm holds the name with version 0.0.1-security\n");
    // An old version of a burnt name is as bad.
    Case burnt(packument("a", {said("1.0.0", day1),
                               {.version = "2.0.0-security",
                                .published = std::string(day2),
                                .fields = R"("repository": "npm/security-holder")"}}));
    EXPECT_THAT(burnt.at("1.0.0").shown("M01"), HasSubstr("holds the name with version 2.0.0-security"));
    Case own(packument("a", {said("1.0.0-security.1", day1)}));
    EXPECT_THAT(own.at("1.0.0-security.1").shown("M01"), HasSubstr("M01 (0.2)"));
    Case none(packument("a", {said("1.0.0-secure", day1, R"("description": "a holding package")")}));
    EXPECT_EQ(none.at("1.0.0-secure").shown("M01"), "");
}

TEST(Metadata, M02_asks_the_records_of_name_and_version) {
    const std::vector<std::string_view> records{
        R"json({"id": "MAL-2020-1", "modified": "2020-01-01T00:00:00Z", "summary": "Malicious code in a (npm)",
            "affected": [{"package": {"ecosystem": "npm", "name": "a"}, "versions": ["1.0.1"]}]})json",
        R"({"id": "MAL-2020-2", "modified": "2020-01-01T00:00:00Z", "withdrawn": "2020-02-01T00:00:00Z",
            "affected": [{"package": {"ecosystem": "npm", "name": "a"}, "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}]}]})",
        R"({"id": "GHSA-aaaa-bbbb-cccc", "modified": "2020-01-01T00:00:00Z", "summary": "a flaw",
            "affected": [{"package": {"ecosystem": "npm", "name": "a"}, "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}]}]})"};
    auto built = advisory::build(records);
    ASSERT_TRUE(built) << built.error().message();
    const auto index = advisory::Index::from_bytes(*built);
    ASSERT_TRUE(index);
    Case two(packument("a", {said("1.0.0", day1), said("1.0.1", day2)}));
    EXPECT_THAT(two.at("1.0.1").read().unknown, Contains(HasSubstr("no advisory database")));
    two.inputs.advisories = &*index;
    EXPECT_EQ(two.at("1.0.1").shown("M02"), "M02: MAL-2020-1 says that a@1.0.1 is malware\n");
    EXPECT_THAT(two.read().records, testing::ElementsAre("MAL-2020-1"));
    EXPECT_EQ(two.at("1.0.0").shown("M02"), "");
}

TEST(Metadata, M03_sees_new_and_changed_install_scripts) {
    Case added(
        packument("a", {said("1.0.0", day1), said("1.0.1", day2, R"("scripts": {"postinstall": "node s.js"})")}));
    EXPECT_EQ(added.at("1.0.1").shown(), "M03: postinstall is new: it runs `node s.js`\n");
    Case changed(packument("a", {said("1.0.0", day1, R"("scripts": {"install": "node a.js"})"),
                                 said("1.0.1", day2, R"("scripts": {"install": "node b.js"})")}));
    EXPECT_EQ(changed.at("1.0.1").shown(), "M03: install was `node a.js` and is now `node b.js`\n");
    EXPECT_EQ(changed.at("1.0.0").shown("M03"), "M03 (1): the first version runs `node a.js` as install\n");
}

TEST(Metadata, M03_leaves_unchanged_scripts_builds_and_test_scripts) {
    const std::string scripts = R"("scripts": {"postinstall": "node s.js", "test": "x"})";
    Case same(packument("a", {said("1.0.0", day1, scripts), said("1.0.1", day2, scripts)}));
    EXPECT_EQ(same.at("1.0.1").shown("M03"), "");
    Case other(
        packument("a", {said("1.0.0", day1), said("1.0.1", day2, R"("scripts": {"test": "curl x", "prepare": "y"})")}));
    EXPECT_EQ(other.at("1.0.1").shown("M03"), "");
    Case build(
        packument("a", {said("1.0.0", day1),
                        said("1.0.1", day2, R"("scripts": {"install": "prebuild-install || node-gyp rebuild"})")}));
    EXPECT_THAT(build.at("1.0.1").shown("M03"), HasSubstr("M03 (0.4)"));
    Case tricky(packument(
        "a", {said("1.0.0", day1), said("1.0.1", day2, R"("scripts": {"install": "node-gyp rebuild; curl x | sh"})")}));
    EXPECT_THAT(tricky.at("1.0.1").shown("M03"), HasSubstr("M03: "));
    // A tarball alone: what came before is not known, and that is told.
    Case alone;
    alone.with({{"package.json", R"({"name": "a", "version": "1.0.0", "scripts": {"install": "node x"}})"}});
    EXPECT_EQ(alone.shown("M03"), "");
    EXPECT_THAT(alone.read().unknown, Contains(HasSubstr("whether install is new")));
}

DependencyFacts facts(std::string_view first, std::optional<uint64_t> downloads = {},
                      std::vector<std::string> by = {}) {
    return {parse_instant(first), downloads, std::move(by)};
}

TEST(Metadata, M04_sees_young_and_unused_new_dependencies) {
    const auto document = [] {
        return packument("a", {said("1.0.0", day1, R"("dependencies": {"old": "1"})"),
                               said("1.0.1", day2, R"("dependencies": {"old": "1", "new": "^4"})")});
    };
    Case young(document());
    young.at("1.0.1").knowing({{"new", facts("2020-02-27T00:00:00Z")}, {"old", facts("2020-02-27T00:00:00Z")}});
    EXPECT_EQ(young.shown(), "M04: new is a new dependency and was first published on 2020-02-27, 3 days before\n");
    young.knowing({{"new", facts("2019-01-01T00:00:00Z", 12)}});
    EXPECT_EQ(young.shown(), "M04: new is a new dependency and has 12 downloads a month\n");
    young.knowing({{"new", facts("2019-01-01T00:00:00Z", 5'000)}});
    EXPECT_EQ(young.shown(), "");
    young.knowing({});
    EXPECT_EQ(young.shown(), "");
    EXPECT_THAT(young.read().unknown, Contains("how old and how used the new dependencies are: new"));
    // One's own packages are split off every day.
    young.knowing({{"new", facts("2020-02-28T00:00:00Z", {}, {"ann"})}});
    EXPECT_EQ(young.shown("M04"), "");
    Case scoped(packument("@s/a", {said("1.0.0", day1), said("1.0.1", day2, R"("dependencies": {"@s/b": "1"})")}));
    scoped.at("1.0.1").knowing({{"@s/b", facts("2020-02-28T00:00:00Z")}});
    EXPECT_EQ(scoped.shown("M04"), "");
    Case alias(packument("a", {said("1.0.0", day1), said("1.0.1", day2, R"("dependencies": {"x": "npm:evil@1"})")}));
    alias.at("1.0.1").knowing({{"evil", facts("2020-02-28T00:00:00Z")}});
    EXPECT_THAT(alias.shown("M04"), HasSubstr("evil is a new dependency"));
}

TEST(Metadata, M05_sees_a_publisher_who_never_published_before) {
    Said stranger = said("1.0.1", day2);
    stranger.publisher = "eve";
    Case taken(packument("a", {said("1.0.0", day1), stranger}));
    EXPECT_EQ(taken.at("1.0.1").shown(), "M05: published by eve, who did not publish the one earlier version\n");
    EXPECT_EQ(taken.at("1.0.0").shown("M05"), "");
    Said third = said("1.0.2", day3);
    third.publisher = "eve";
    Case known(packument("a", {said("1.0.0", day1), stranger, third}));
    EXPECT_EQ(known.at("1.0.2").shown("M05"), "");
    stranger.by_workflow = true;
    Case workflow(packument("a", {said("1.0.0", day1), stranger}));
    EXPECT_EQ(workflow.at("1.0.1").shown("M05"), "");
    Said listed = said("1.0.0", day1, R"("maintainers": [{"name": "eve", "email": "e@h"}])");
    Said by_eve = said("1.0.1", day2);
    by_eve.publisher = "eve";
    Case maintainer(packument("a", {listed, by_eve}));
    EXPECT_THAT(maintainer.at("1.0.1").shown("M05"), HasSubstr("M05 (1): published by eve"));
    Said moved = said("1.0.1", day2);
    moved.mail = "ann@elsewhere.example";
    Case address(packument("a", {said("1.0.0", day1), moved}));
    EXPECT_EQ(address.at("1.0.1").shown("M05"),
              "M05 (1): published by ann, whose address was ann@example.org and is now ann@elsewhere.example\n");
}

TEST(Metadata, M05_tells_where_a_mirror_strips_the_accounts) {
    Said bare = said("1.0.0", day1);
    bare.publisher = "";
    Said named = said("1.0.1", day2);
    Case stripped(packument("a", {bare, named}));
    EXPECT_EQ(stripped.at("1.0.1").shown("M05"), "");
    EXPECT_THAT(stripped.read().unknown, Contains(HasSubstr("who published the earlier versions")));
    EXPECT_THAT(stripped.at("1.0.0").read().unknown, Contains(HasSubstr("who published the version")));
}

TEST(Metadata, M06_has_three_words_and_one_for_not_known) {
    Said with = said("1.0.0", day1);
    with.provenance = true;
    Case lost(packument("a", {with, said("1.0.1", day2), said("1.0.2", day3)}));
    EXPECT_EQ(lost.at("1.0.0").read().provenance, Provenance::present);
    EXPECT_EQ(lost.at("1.0.1").read().provenance, Provenance::lost);
    EXPECT_EQ(lost.shown(), "M06: 1.0.0 had a provenance attestation, this version has none\n");
    EXPECT_EQ(lost.at("1.0.2").shown(),
              "M06 (1): earlier versions had provenance attestations, this version has none\n");
    Case never(packument("a", {said("1.0.0", day1), said("1.0.1", day2)}));
    EXPECT_EQ(never.at("1.0.1").read().provenance, Provenance::absent);
    EXPECT_EQ(never.shown("M06"), "");
    Said bare = said("1.0.0", day1);
    bare.is_signed = false;
    Case stripped(packument("a", {bare}));
    EXPECT_EQ(stripped.at("1.0.0").read().provenance, Provenance::unknown);
    EXPECT_THAT(stripped.read().unknown, Contains(HasSubstr("a mirror may strip them")));
    Said workflow = said("1.0.0", day1);
    workflow.publisher = "GitHub Actions";
    workflow.by_workflow = true;
    Case by_hand(packument("a", {workflow, said("1.0.1", day2)}));
    EXPECT_THAT(by_hand.at("1.0.1").shown("M06"), HasSubstr("by a trusted workflow, this version by ann"));
    EXPECT_EQ(name_of(Provenance::lost), "lost");
}

TEST(Metadata, M07_sees_versions_that_win_every_comparison) {
    const auto first = [](const std::string& version) {
        Case one(packument("a", {said(version, day1)}));
        return one.at(version).shown("M07");
    };
    for (const std::string version : {"99.99.99", "999.9.9", "9999.0.0", "1.99.99", "99.0.0", "1.999.999"})
        EXPECT_NE(first(version), "") << version;
    for (const std::string version : {"1.0.0", "2024.1.0", "9.9.9", "1.99.0", "89.0.0", "0.0.99", "1.9.99"})
        EXPECT_EQ(first(version), "") << version;
    Case jump(packument("a", {said("1.0.0", day1), said("12.0.0", day2), said("22.0.0", day3)}));
    EXPECT_EQ(jump.at("12.0.0").shown("M07"), "M07: version 12.0.0 follows version 1 at best\n");
    EXPECT_EQ(jump.at("22.0.0").shown("M07"), "");
    // Numbers that grew, as a browser's do.
    Case grown(packument("driver", {said("89.0.0", day1), said("90.0.0", day2), said("131.0.0", day3)}));
    EXPECT_EQ(grown.at("90.0.0").shown("M07"), "");
    Case calendar(packument("a", {said("1.0.0", day1), said("2020.5.1", day2)}));
    EXPECT_EQ(calendar.at("2020.5.1").shown("M07"), "");
    Case alone;
    alone.with({{"package.json", R"({"name": "a", "version": "131.0.0"})"}});
    EXPECT_THAT(alone.shown("M07"), HasSubstr("what came before it is not known"));
}

TEST(Metadata, M08_sees_versions_in_a_row) {
    Case row(packument("a", {said("1.0.0", day1), said("1.0.1", "2020-03-01T00:00:00Z"),
                             said("1.0.2", "2020-03-01T00:20:00Z"), said("1.0.3", "2020-03-01T00:50:00Z")}));
    EXPECT_EQ(row.at("1.0.3").shown("M08"),
              "M08: 3 versions in a row were published within an hour, from 1.0.1 to 1.0.3\n");
    EXPECT_EQ(row.at("1.0.2").shown("M08"), "");
    // Three lines that get the same fix.
    Case lines(packument(
        "a", {said("1.0.0", day1), said("2.0.0", day1), said("3.0.0", day1), said("1.0.1", "2020-03-01T00:00:00Z"),
              said("2.0.1", "2020-03-01T00:01:00Z"), said("3.0.1", "2020-03-01T00:02:00Z")}));
    EXPECT_EQ(lines.at("3.0.1").shown("M08"), "");
}

TEST(Metadata, M09_compares_the_registry_with_the_tarball) {
    const auto both = [](const std::string& registry, const std::string& tarball, test::Files more = {}) {
        Case one(packument("a", {said("1.0.0", day1, registry)}));
        more.emplace_back("package.json",
                          R"({"name": "a", "version": "1.0.0")" + (tarball.empty() ? "" : ", " + tarball) + "}");
        more.emplace_back("README.md", "");
        return one.at("1.0.0").with(more).shown("M09");
    };
    EXPECT_EQ(both("", ""), "");
    EXPECT_EQ(both("", R"("dependencies": {"evil": "1"})"), "M09: dependencies.evil: only in the tarball (1)\n");
    EXPECT_EQ(both("", R"("scripts": {"preinstall": "node x"})"),
              "M09: scripts.preinstall: missing in the registry, `node x` in the tarball\n");
    EXPECT_EQ(both("", R"("bin": {"a": "x.js"})"), "M09: bin.a: missing in the registry, x.js in the tarball\n");
    EXPECT_EQ(both("", R"("name": "b")"), "M09: name: \"a\" in the registry, \"b\" in the tarball\n");
    EXPECT_EQ(both("", R"("version": "1.0.1")"), "M09: version: \"1.0.0\" in the registry, \"1.0.1\" in the tarball\n");
    EXPECT_THAT(both(R"("main": "a.js")", R"("main": "b.js")"), HasSubstr("M09 (1): main"));
    EXPECT_THAT(both(R"("dependencies": {"b": "1"})", ""), HasSubstr("M09 (1): dependencies.b: only in the registry"));
    EXPECT_THAT(both("", R"("devDependencies": {"b": "1"})"), HasSubstr("M09 (0.4): devDependencies.b"));
    EXPECT_THAT(both("", R"("dependencies": {"x": "1"}, "scripts": {"install": "y", "test": "z"})"),
                HasSubstr("dependencies.x: only in the tarball (1), and 2 more"));
}

TEST(Metadata, M09_knows_what_registries_and_clients_rewrite) {
    const auto both = [](const std::string& registry, const std::string& tarball, test::Files more = {}) {
        Case one(packument("a", {said("1.0.0", day1, registry)}));
        more.emplace_back("package.json", R"({"name": "a", "version": "v1.0.0+build", )" + tarball + "}");
        return one.at("1.0.0").with(more).shown("M09");
    };
    EXPECT_EQ(
        both(R"("scripts": {"install": "node-gyp rebuild"}, "gypfile": true)", R"("x": 1)", {{"binding.gyp", ""}}), "");
    EXPECT_EQ(both(R"("dependencies": {"b": "git+https://github.com/o/b.git"})", R"("dependencies": {"b": "o/b"})"),
              "");
    EXPECT_EQ(both(R"("dependencies": {"b": "git+ssh://git@github.com/o/b.git#v1"})",
                   R"("dependencies": {"b": "github:o/b#v1"})"),
              "");
    EXPECT_EQ(both(R"("dependencies": {"b": "1", "c": "*"}, "optionalDependencies": {"b": "1"})",
                   R"("dependencies": {"c": ""}, "optionalDependencies": {"b": "1"})"),
              "");
    EXPECT_EQ(both(R"("bin": {"a": "cli.js"}, "main": "x.js")", R"("bin": "./cli.js", "main": "./x.js")"), "");
    EXPECT_EQ(both(R"("bin": {"t": "b/t"})", R"("directories": {"bin": "./b"})", {{"b/t", ""}}), "");
    EXPECT_EQ(both(R"("scripts": {"start": "node server.js"})", R"("y": 1)", {{"server.js", ""}}), "");
}

TEST(Metadata, M09_sees_two_manifests_in_one_tarball) {
    ward::test::TarWriter tar;
    tar.add("package/package.json", R"({"name": "a", "version": "1.0.0"})");
    tar.add("x/package.json", R"({"name": "a", "version": "1.0.0", "scripts": {"install": "node x"}})");
    const auto read = npm::package_of_tarball(ward::test::gzip(tar.finish()), "a");
    ASSERT_TRUE(read);
    Case one(packument("a", {said("1.0.0", day1)}));
    one.at("1.0.0").inputs.package = &*read;
    EXPECT_THAT(one.shown("M09"), HasSubstr("package.json is in the tarball twice"));
    EXPECT_THAT(one.shown("M09"), HasSubstr("scripts.install: missing in the registry"));
}

TEST(Metadata, M10_sees_dependencies_from_outside_the_registry) {
    const auto one = [](const std::string& range) {
        Case it(packument("a", {said("1.0.0", day1, R"("dependencies": {"b": ")" + range + "\"}")}));
        return it.at("1.0.0").shown("M10");
    };
    for (const std::string range : {"https://h/b.tgz", "http://h/b.tgz", "git+ssh://git@h/o/b.git", "git://h/o/b",
                                    "github:o/b", "o/b", "o/b#v1", "git@github.com:o/b.git"})
        EXPECT_EQ(one(range), "M10: b comes from " + range + "\n");
    for (const std::string range :
         {"^1.0.0", "", "latest", "npm:c@1", "1.x || 2", ">=1 <2", "file:../b", "workspace:*"})
        EXPECT_EQ(one(range), "") << range;
    const std::string git = R"("dependencies": {"b": "o/b#v2"})";
    Case old(packument("a", {said("1.0.0", day1, R"("dependencies": {"b": "o/b#v1"})"), said("1.0.1", day2, git)}));
    EXPECT_EQ(old.at("1.0.1").shown("M10"), "M10 (1): b comes from o/b#v2, as before\n");
    Case bundled(packument("a", {said("1.0.0", day1, git + R"(, "bundleDependencies": ["b"])")}));
    EXPECT_EQ(bundled.at("1.0.0").shown("M10"), "");
    Case development(packument("a", {said("1.0.0", day1, R"("devDependencies": {"b": "o/b"})")}));
    EXPECT_EQ(development.at("1.0.0").shown("M10"), "");
}

TEST(Metadata, M11_sees_a_repository_that_is_anothers) {
    Case one(packument("evil-lodash", {said("1.0.0", day1)}));
    one.at("1.0.0").inputs.packages_of_repository = [](std::string_view url) {
        return url == "https://forge.example/o/r" ? std::vector<std::string>{"lodash"} : std::vector<std::string>{};
    };
    EXPECT_EQ(one.shown("M11"), "M11: https://forge.example/o/r is the repository of lodash\n");
    SourceTree tree;
    tree.packages = {"lodash"};
    one.inputs.sources = &tree;
    EXPECT_EQ(one.shown("M11"), "M11: the repository has the package lodash and not evil-lodash\n");
    tree.packages = {"lodash", "evil-lodash"};
    one.inputs.packages_of_repository = {};
    EXPECT_EQ(one.shown("M11"), "");
    Case scoped(packument("@o/b", {said("1.0.0", day1)}));
    scoped.at("1.0.0").inputs.packages_of_repository = [](std::string_view) {
        return std::vector<std::string>{"@o/a"};
    };
    EXPECT_EQ(scoped.shown("M11"), "");
}

SourceTree tree_of(const test::Files& files) {
    SourceTree tree;
    tree.revision = "tag v1.0.0";
    tree.packages = {"a"};
    for (const auto& [path, text] : files) {
        const auto id = blob_id(text, gitobjects::sha1_bytes);
        EXPECT_TRUE(id);
        tree.files.emplace(path, *id);
        for (size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1))
            tree.folders.insert(path.substr(0, slash));
    }
    return tree;
}

TEST(Metadata, M12_sees_files_that_the_sources_do_not_have) {
    const SourceTree tree = tree_of({{"package.json", "{}"},
                                     {"index.js", "one"},
                                     {"lib/a.js", "two"},
                                     {"src/b.ts", "x"},
                                     {"m4/host.m4", "y"},
                                     {"LICENSE", "z"},
                                     {"crlf.js", "a\nb\n"}});
    const std::string manifest = R"({"name": "a", "version": "1.0.0"})";
    const auto seen = [&](const test::Files& files) {
        Case one;
        test::Files all = files;
        all.emplace_back("package.json", manifest);
        one.with(all).inputs.sources = &tree;
        return one.shown("M12");
    };
    EXPECT_EQ(seen({{"index.js", "one"}}), "");
    EXPECT_EQ(seen({{"index.js", "one and more"}}), "M12: index.js has other contents than at tag v1.0.0\n");
    EXPECT_EQ(seen({{"index.js", "one"}, {"m4/build-to-host.m4", "evil"}}),
              "M12 (4): m4/build-to-host.m4 is not there at tag v1.0.0\n");
    EXPECT_EQ(seen({{"index.js", "one"}, {"setup.js", "evil"}}), "M12: setup.js is not there at tag v1.0.0\n");
    // What a build makes, what is copied from the root, and line ends of another system.
    EXPECT_EQ(seen({{"index.js", "one"},
                    {"dist/x.js", "built"},
                    {"lib/a.js", "built"},
                    {"src/b.js", "compiled"},
                    {"index.d.ts", "types"},
                    {"README.md", "words"},
                    {"esm2020/x.js", "built"},
                    {"crlf.js", "a\r\nb\r\n"}}),
              "");
    // Where nothing else could be built of, `lib` is the sources.
    const SourceTree plain = tree_of({{"package.json", "{}"}, {"lib/a.js", "two"}, {"dist/a.js", "old"}});
    Case changed;
    changed
        .with({{"package.json", manifest}, {"lib/a.js", "two and more"}, {"lib/b.js", "built"}, {"dist/a.js", "built"}})
        .inputs.sources = &plain;
    EXPECT_EQ(changed.shown("M12"), "M12: lib/a.js has other contents than at tag v1.0.0\n");
    Case alone;
    alone.with({{"package.json", manifest}});
    EXPECT_THAT(alone.read().unknown, Contains("whether the files are those of the repository: not compared"));
}

TEST(Metadata, M12_sees_a_commit_that_is_no_longer_named) {
    Said with = said("1.0.0", day1);
    with.commit = std::string(40, 'a');
    Case lost(packument("a", {with, said("1.0.1", day2)}));
    EXPECT_EQ(lost.at("1.0.1").shown(), "M12 (0.4): names no commit, while 1.0.0 did\n");
    Case never(packument("a", {said("1.0.0", day1), said("1.0.1", day2)}));
    EXPECT_EQ(never.at("1.0.1").shown("M12"), "");
}

TEST(Metadata, M13_goes_by_lists_alone) {
    Said one = said("1.0.0", day1);
    one.mail = "ann@Gone.example";
    Case it(packument("a", {one}));
    EXPECT_EQ(it.at("1.0.0").shown("M13"), "");
    OwnerDomains domains;
    domains.disposable = {"throwaway.example"};
    it.inputs.domains = &domains;
    EXPECT_EQ(it.shown("M13"), "");
    domains.expired = {"gone.example"};
    EXPECT_EQ(it.shown("M13"),
              "M13: the address of its publisher ann is of gone.example, which is on your list of expired domains\n");
}

TEST(Metadata, M14_counts_what_young_packages_lack) {
    Case young(packument("a", {{.version = "1.0.0", .published = std::string(day1)}}, ""));
    EXPECT_EQ(young.at("1.0.0").shown("M14"),
              "M14 (0.6): first published on 2020-01-01, has one version, names no repository\n");
    Case old(packument("a", {said("1.0.0", day1), said("1.0.1", day2)}));
    EXPECT_EQ(old.at("1.0.1").shown("M14"), "");
    Case timeless(packument("a", {said("1.0.0", ""), said("1.0.1", "")}));
    EXPECT_EQ(timeless.at("1.0.1").shown("M14"), "");
    EXPECT_THAT(timeless.read().unknown, Contains(HasSubstr("how old the package is")));
}

TEST(Metadata, M15_sees_silence_and_removals) {
    Case silent(packument("a", {said("1.0.0", "2015-01-01T00:00:00Z"), said("1.0.1", day2)}));
    EXPECT_EQ(silent.at("1.0.1").shown("M15"),
              "M15: published after 1886 days of silence, since 1.0.0 on 2015-01-01\n");
    Case steady(packument("a", {said("1.0.0", day1), said("1.0.1", day2)}));
    EXPECT_EQ(steady.at("1.0.1").shown("M15"), "");
    Case back(packument("a", {said("2.0.0", day3)}, R"("readme": "w")", R"("1.0.0": "2020-01-01T00:00:00Z")"));
    EXPECT_EQ(back.at("2.0.0").shown("M15"), "M15: the one earlier version was removed\n");
    Case down(packument("a", {said("2.0.0", day3)}, R"("readme": "w")",
                        R"("unpublished": {"time": "2020-02-02T00:00:00Z"})"));
    EXPECT_EQ(down.at("2.0.0").shown("M15"), "M15: the name was taken down on 2020-02-02 and published again\n");
}

TEST(Metadata, M15_sees_a_tag_that_was_moved_back) {
    const auto shown = [](std::vector<npm::NamedText> tags, const std::string& fields, const std::string& version) {
        npm::Packument document = packument("a", {said("1.0.0", day1), said("1.0.1", day2, fields)});
        document.tags = std::move(tags);
        Case one(std::move(document));
        return one.at(version).shown("M15");
    };
    EXPECT_EQ(shown({{"latest", "1.0.0"}}, "", "1.0.0"),
              "M15 (0.4): the tag latest names 1.0.0, though 1.0.1 is there\n");
    EXPECT_EQ(shown({{"latest", "1.0.0"}}, "", "1.0.1"), "");
    EXPECT_EQ(shown({{"latest", "1.0.1"}}, "", "1.0.1"), "");
    // A line that has a tag of its own, and a release that its makers call bad.
    EXPECT_EQ(shown({{"latest", "1.0.0"}, {"next", "1.0.1"}}, "", "1.0.0"), "");
    EXPECT_EQ(shown({{"latest", "1.0.0"}}, R"("deprecated": "broken")", "1.0.0"), "");
}

TEST(Metadata, M16_sees_commands_that_shadow_tools) {
    const auto one = [](const std::string& name, const std::string& bin) {
        Case it(packument(name, {said("1.0.0", day1, "\"bin\": " + bin)}));
        return it.at("1.0.0").shown("M16");
    };
    EXPECT_EQ(one("a", R"({"git": "x.js"})"), "M16: installs a command called git\n");
    EXPECT_EQ(one("a", R"({"node": "x.js", "a": "a.js"})"), "M16: installs a command called node\n");
    EXPECT_EQ(one("npm", R"({"npm": "x.js", "npx": "y.js"})"), "");
    EXPECT_EQ(one("yarn", R"({"yarn": "x.js", "yarnpkg": "y.js"})"), "");
    EXPECT_EQ(one("a", R"("./cli.js")"), "");
    EXPECT_THAT(one("v8", R"("./cli.js")"), HasSubstr("M16 (0.4): installs a command called v8"));
    EXPECT_THAT(one("a", R"({"x": "../../../bin/sh"})"), HasSubstr("leads out of the package"));
    EXPECT_THAT(one("a", R"({"../x": "x.js"})"), HasSubstr("leads out of the package"));
    Case shell;
    shell.with({{"package.json", R"({"name": "a", "version": "1.0.0", "bin": {"s": "s.sh", "t": "t.sh"}})"},
                {"s.sh", "#!/bin/sh\nexec /bin/sh \"$@\"\n"},
                {"t.sh", "#!/bin/sh\nexec node x.js\n"}});
    EXPECT_EQ(shell.shown("M16"), "M16: the command s hands over to a shell\n");
}

TEST(Metadata, M17_sees_binaries) {
    const std::string elf = std::string(
                                "\x7f"
                                "ELF") +
                            std::string(60, '\0');
    std::string pe = "MZ" + std::string(58, '\0') + std::string("\x40\0\0\0", 4) + std::string("PE\0\0", 4);
    const auto seen = [](const test::Files& files,
                         const std::string& manifest = R"({"name": "a", "version": "1.0.0"})") {
        Case one;
        test::Files all = files;
        all.emplace_back("package.json", manifest);
        return one.with(all).shown("M17");
    };
    EXPECT_EQ(seen({{"a.js", "MZ is a text"}, {"b.js", "x"}}), "");
    EXPECT_EQ(seen({{"bin/tool", elf}}), "M17: bin/tool: an ELF binary, 64 bytes\n");
    EXPECT_EQ(seen({{"bin/tool.exe", pe}}), "M17: bin/tool.exe: a Windows binary, 68 bytes\n");
    EXPECT_EQ(seen({{"m", std::string("\xcf\xfa\xed\xfe", 4) + std::string(8, '\0')}}),
              "M17: m: a Mach-O binary, 12 bytes\n");
    EXPECT_EQ(seen({{"logo.png", elf}}), "M17 (2.5): logo.png: a binary that is named as something else\n");
    EXPECT_EQ(seen({{"bin/tool", elf}}, R"({"name": "a", "version": "1.0.0", "os": ["linux"], "cpu": ["x64"]})"),
              "M17 (0.2): bin/tool: an ELF binary, 64 bytes\n");
    EXPECT_EQ(seen({{"a.wasm", std::string("\0asm", 4)}}), "M17 (0.2): a.wasm: WebAssembly\n");
    EXPECT_EQ(seen({{"npm-shrinkwrap.json", "{}"}}), "M17 (0.4): brings a shrinkwrap, which pins other packages\n");
    EXPECT_EQ(seen({{"A.class", std::string("\xca\xfe\xba\xbe\0\0\0\x34", 8)}}), "");
}

TEST(Metadata, M18_sees_jumps_in_size) {
    Said small = said("1.0.0", day1);
    small.bytes = 300'000;
    Said large = said("1.0.1", day2);
    large.bytes = 11'678'349;
    Case jump(packument("a", {small, large}));
    EXPECT_EQ(jump.at("1.0.1").shown(), "M18: the unpacked size grew from 292 KiB to 11 MiB\n");
    large.bytes = 1'400'000;
    Case growth(packument("a", {small, large}));
    EXPECT_EQ(growth.at("1.0.1").shown(), "");
    large.bytes = 300'000;
    large.files = 60;
    Case files(packument("a", {small, large}));
    EXPECT_EQ(files.at("1.0.1").shown(), "M18: the number of files grew from 5 to 60\n");
    Said rewritten = large;
    rewritten.version = "2.0.0";
    Case line_begins(packument("a", {small, rewritten}));
    EXPECT_EQ(line_begins.at("2.0.0").shown(),
              "M18 (1): the number of files grew from 5 to 60, with a new line of releases\n");
    const std::string manifest = R"({"name": "a", "version": "1.0.0"})";
    const std::string line(600'000, 'x');
    Case one_line;
    one_line.with({{"package.json", manifest}, {"p.js", line}, {"dist/p.js", line}, {"p.min.js", line}});
    one_line.after({{"package.json", manifest}, {"big.bin", std::string(400'000, 'b')}});
    EXPECT_EQ(one_line.shown("M18"), "M18: p.js is new: 585 KiB in one line\n");
}

}  // namespace
}  // namespace ward::vet
