// Replays of what happened: packuments by hand, with the accounts, times and changes that are on record, and inert
// tarballs. Each fires for its own reasons, and the benign version before does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judges/vet/metadata/burst.h"
#include "judges/vet/metadata/metadata_fixture.h"
#include "judges/vet/score.h"

namespace ward::vet {
namespace {

using test::Case;
using test::packument;
using test::Said;
using testing::HasSubstr;

std::string verdict(const Case& one) {
    const MetadataReading reading = one.read();
    return std::string(name_of(score_of(reading.sightings).outcome));
}

const std::string& with_repository() {
    return test::repository;
}

DependencyFacts first_seen(std::string_view at, std::vector<std::string> by = {}) {
    return {parse_instant(at), std::nullopt, std::move(by)};
}

TEST(Incidents, event_stream_2018) {
    Case it(
        packument("event-stream", {{.version = "3.3.4",
                                    .published = "2016-07-04T10:00:00Z",
                                    .fields = with_repository(),
                                    .publisher = "dominic",
                                    .commit = std::string(40, 'a')},
                                   {.version = "3.3.6",
                                    .published = "2018-09-09T06:00:00Z",
                                    .fields = with_repository() + R"(, "dependencies": {"flatmap-stream": "~0.1.0"})",
                                    .publisher = "right"}}));
    it.knowing({{"flatmap-stream", first_seen("2018-09-05T06:00:00Z", {"hugeglass"})}});
    EXPECT_EQ(it.at("3.3.6").signals(), "M04 M05 M12 M15");
    EXPECT_EQ(verdict(it), "warn");
    EXPECT_EQ(it.at("3.3.4").signals(), "M14");  // one version then
    EXPECT_EQ(verdict(it), "ok");
}

TEST(Incidents, ua_parser_js_2021) {
    const std::string harmless = with_repository() + R"(, "scripts": {"test": "mocha"})";
    Case it(packument(
        "ua-parser-js",
        {{.version = "0.7.27", .published = "2021-03-01T00:00:00Z", .fields = harmless},
         {.version = "0.7.28", .published = "2021-04-10T00:00:00Z", .fields = harmless},
         {.version = "0.7.29",
          .published = "2021-10-22T12:15:00Z",
          .fields =
              with_repository() +
              R"(, "scripts": {"test": "mocha", "preinstall": "start /B node preinstall.js & node preinstall.js"})"}}));
    EXPECT_THAT(it.at("0.7.29").shown(), HasSubstr("M03: preinstall is new"));
    EXPECT_EQ(verdict(it), "warn");
    EXPECT_EQ(it.at("0.7.28").signals(), "");
}

TEST(Incidents, chalk_and_debug_2025) {
    Said before{.version = "5.6.0",
                .published = "2025-08-17T00:00:00Z",
                .fields = with_repository(),
                .publisher = "GitHub Actions",
                .by_workflow = true,
                .provenance = true,
                .commit = std::string(40, 'c')};
    Said older = before;
    older.version = "5.5.0";
    older.published = "2025-07-17T00:00:00Z";
    Case it(packument(
        "chalk",
        {older,
         before,
         {.version = "5.6.1", .published = "2025-09-08T13:16:00Z", .fields = with_repository(), .publisher = "qix"}}));
    EXPECT_EQ(it.at("5.6.1").signals(), "M05 M06 M12");
    EXPECT_EQ(verdict(it), "warn");
    EXPECT_EQ(it.at("5.6.0").signals(), "");
}

TEST(Incidents, shai_hulud_2025) {
    Case it(
        packument("tinycolor", {{.version = "4.1.0", .published = "2024-03-01T00:00:00Z", .fields = with_repository()},
                                {.version = "4.1.1",
                                 .published = "2025-09-15T17:00:00Z",
                                 .fields = with_repository() + R"(, "scripts": {"postinstall": "node bundle.js"})"},
                                {.version = "4.1.2",
                                 .published = "2025-09-15T17:20:00Z",
                                 .fields = with_repository() + R"(, "scripts": {"postinstall": "node bundle.js"})"},
                                {.version = "4.1.3",
                                 .published = "2025-09-15T17:40:00Z",
                                 .fields = with_repository() + R"(, "scripts": {"postinstall": "node bundle.js"})"}}));
    EXPECT_EQ(it.at("4.1.1").signals(), "M03");
    EXPECT_EQ(verdict(it), "warn");
    EXPECT_EQ(it.at("4.1.3").signals(), "M08");
    EXPECT_EQ(it.at("4.1.0").signals(), "M14");
}

TEST(Incidents, shai_hulud_again_2025) {
    const std::string manifest = R"({"name": "a", "version": "1.0.1", "repository": "https://forge.example/o/r",
        "scripts": {"preinstall": "node setup_bun.js"}})";
    Case it(packument("a", {{.version = "1.0.0", .published = "2025-06-01T00:00:00Z", .fields = with_repository()},
                            {.version = "1.0.1",
                             .published = "2025-11-24T03:00:00Z",
                             .fields = with_repository() + R"(, "scripts": {"preinstall": "node setup_bun.js"})"}}));
    it.with({{"package.json", manifest},
             {"README.md", "r"},
             {"index.js", "module.exports = 1;\n"},
             {"setup_bun.js", "// inert\n"},
             {"bun_environment.js", "//" + std::string(10u << 20, 'x')}});
    it.after({{"package.json", "{}"}, {"README.md", "r"}, {"index.js", "module.exports = 1;\n"}});
    EXPECT_EQ(it.at("1.0.1").signals(), "M03 M18");
    EXPECT_THAT(it.shown("M18"), HasSubstr("bun_environment.js is new: 10 MiB in one line"));
    EXPECT_EQ(verdict(it), "warn");
}

TEST(Incidents, axios_2026) {
    const auto version = [](std::string number, std::string at, bool hijacked) {
        Said said{.version = std::move(number), .published = std::move(at)};
        said.fields = with_repository() + R"(, "dependencies": {"follow-redirects": "^1.15.6")" +
                      (hijacked ? R"(, "plain-crypto-js": "^4.2.1"})" : "}");
        said.publisher = hijacked ? "jason" : "GitHub Actions";
        said.by_workflow = said.provenance = !hijacked;
        said.mail = hijacked ? "jason@mail.example" : "npm-oidc@example.org";
        return said;
    };
    Said by_hand = version("0.30.0", "2025-01-01T00:00:00Z", false);
    by_hand.publisher = "jason";
    by_hand.mail = "jason@example.org";
    by_hand.by_workflow = false;
    npm::Packument document = packument(
        "axios",
        {by_hand, version("0.30.3", "2026-01-10T00:00:00Z", false), version("1.14.0", "2026-03-20T00:00:00Z", false),
         version("1.14.1", "2026-03-31T00:21:00Z", true), version("0.30.4", "2026-03-31T01:00:00Z", true)});
    document.tags = {{"latest", "1.14.1"}, {"legacy", "0.30.4"}};
    Case it(std::move(document));
    it.knowing({{"plain-crypto-js", first_seen("2026-03-30T05:57:00Z", {"nrwise"})}});
    EXPECT_EQ(it.at("1.14.1").signals(), "M04 M05 M06");
    EXPECT_EQ(verdict(it), "warn");
    EXPECT_EQ(it.at("0.30.4").signals(), "M04 M06");  // the address is known by now, from the version before
    EXPECT_EQ(it.inputs.before.version->version(), "0.30.3");
    EXPECT_EQ(it.at("1.14.0").signals(), "");
    // The dependency itself: a first clean version, and one with a script eighteen hours later.
    Case dropper(packument("plain-crypto-js",
                           {{.version = "4.2.0", .published = "2026-03-30T05:57:00Z", .publisher = "nrwise"},
                            {.version = "4.2.1",
                             .published = "2026-03-30T23:59:00Z",
                             .fields = R"("scripts": {"postinstall": "node setup.js"})",
                             .publisher = "nrwise"}},
                           ""));
    EXPECT_EQ(dropper.at("4.2.1").signals(), "M03 M14");
    EXPECT_EQ(verdict(dropper), "warn");
}

TEST(Incidents, antv_burst_2026) {
    std::vector<npm::Packument> documents;
    for (int i = 0; i < 40; ++i) {
        std::vector<Said> said{{.version = "1.0.0",
                                .published = fmt::format("2025-{:02}-{:02}T00:00:00Z", 1 + i % 12, 1 + i % 28),
                                .fields = with_repository()}};
        for (int bump = 1; bump <= 2; ++bump)
            said.push_back({.version = fmt::format("1.{}.0", bump),
                            .published = fmt::format("2026-05-19T01:{:02}:{:02}Z", 40 + i / 4 + bump, i),
                            .fields = with_repository() + R"(, "scripts": {"preinstall": "bun run index.js"})"});
        documents.push_back(packument(fmt::format("@antv/p{}", i), said));
    }
    std::vector<const npm::Packument*> pointers;
    for (const npm::Packument& document : documents) pointers.push_back(&document);
    const auto bursts = publish_bursts(pointers);
    EXPECT_EQ(bursts.size(), 80u);
    EXPECT_THAT(bursts[0].sighting.what, HasSubstr("published 80 versions of 40 packages"));
    Case it(documents[0]);
    EXPECT_EQ(it.at("1.1.0").signals(), "M03");
    EXPECT_EQ(it.at("1.0.0").signals(), "M14");
}

TEST(Incidents, tarball_beside_the_tag_as_xz_2024) {
    SourceTree tree;
    tree.revision = "tag v5.6.0";
    tree.packages = {"liblzma"};
    tree.folders = {"m4", "tests"};
    for (const char* path : {"package.json", "m4/gettext.m4", "tests/files.txt", "configure.ac"})
        tree.files.emplace(path, *blob_id(path, gitobjects::sha1_bytes));
    const test::Files honest{{"package.json", R"({"name": "liblzma", "version": "5.6.0"})"},
                             {"m4/gettext.m4", "m4/gettext.m4"},
                             {"tests/files.txt", "tests/files.txt"},
                             {"configure.ac", "configure.ac"}};
    Case clean;
    clean.with(honest).inputs.sources = &tree;
    EXPECT_EQ(clean.shown("M12"), "");
    EXPECT_EQ(verdict(clean), "ok");
    test::Files hostile = honest;
    hostile.emplace_back("m4/build-to-host.m4", "gl_am_configmake = inert");
    Case it;
    it.with(hostile).inputs.sources = &tree;
    EXPECT_EQ(it.shown("M12"), "M12 (4): m4/build-to-host.m4 is not there at tag v5.6.0\n");
    EXPECT_EQ(verdict(it), "warn");
}

TEST(Incidents, crossenv_is_held) {
    Case it(packument(
        "crossenv", {{.version = "0.0.2-security",
                      .published = "2017-08-02T00:00:00Z",
                      .fields = R"("description": "security holding package", "repository": "npm/security-holder")"}}));
    EXPECT_EQ(it.at("0.0.2-security").signals(), "M01 M14");
    EXPECT_EQ(verdict(it), "warn");
}

TEST(Incidents, manifest_confusion_2023) {
    Case it(packument("confused",
                      {{.version = "1.0.0", .published = "2022-01-01T00:00:00Z", .fields = with_repository()},
                       {.version = "2.0.0", .published = "2023-06-27T00:00:00Z", .fields = with_repository()}}));
    it.at("2.0.0").with({{"package.json", R"({"name": "express", "version": "2.0.0", "dependencies": {"sleepover": "*"},
                          "repository": "https://forge.example/o/r", "scripts": {"install": "touch ./bad-pkg-write"}})"},
                         {"README.md", ""}});
    EXPECT_THAT(it.shown("M09"), HasSubstr("and 2 more"));
    EXPECT_EQ(verdict(it), "warn");  // with the script that the version before did not have
    Case honest(packument("confused",
                          {{.version = "1.0.0", .published = "2022-01-01T00:00:00Z", .fields = with_repository()},
                           {.version = "2.0.0", .published = "2023-06-27T00:00:00Z", .fields = with_repository()}}));
    honest.at("2.0.0").with(
        {{"package.json", R"({"name": "confused", "version": "2.0.0", "repository": "https://forge.example/o/r"})"},
         {"README.md", ""}});
    EXPECT_EQ(honest.signals(), "");
}

TEST(Incidents, dependency_confusion_2021) {
    Case it(packument("acme-internal-auth",
                      {{.version = "99.99.99",
                        .published = "2021-02-09T00:00:00Z",
                        .fields = R"("scripts": {"preinstall": "node index.js"})",
                        .publisher = "researcher"}},
                      ""));
    EXPECT_EQ(it.at("99.99.99").signals(), "M03 M07 M14");
    EXPECT_EQ(verdict(it), "warn");
}

}  // namespace
}  // namespace ward::vet
