#include <set>

#include <fmt/core.h>

#include "actions/update/recipe/json_pointer.h"
#include "actions/update/upstream/upstream_fixture.h"
#include "base/fd.h"
#include "facts/npm/npm_fixture.h"

namespace ward::update {
namespace {

using test::archive_of;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(SourceKinds, AreWholeAndUnique) {
    std::set<std::string_view> names;
    for (const SourceKind* kind : all_source_kinds()) {
        EXPECT_TRUE(names.insert(kind->name).second) << kind->name;
        EXPECT_FALSE(kind->summary.empty()) << kind->name;
        EXPECT_FALSE(kind->needs.empty()) << kind->name;
        EXPECT_NE(kind->list, nullptr);
        EXPECT_NE(kind->fetch, nullptr);
        EXPECT_EQ(source_kind_named(kind->name), kind);
    }
    for (const char* name : {"npm", "github-release", "github-tag", "gitlab-tag", "gitea-tag", "git-tag", "git-head",
                             "url-regex", "json-api", "local", "exec"})
        EXPECT_TRUE(names.contains(name)) << name;
    EXPECT_EQ(source_kind_named("svn"), nullptr);
}

class OtherSources : public test::UpstreamTest {
  protected:
    std::string list_error(std::string_view name) {
        const auto listed = kind(name).list(recipe, world);
        return listed ? "" : listed.error().message();
    }
    std::string fetch_error(std::string_view name, const Candidate& chosen) {
        const auto fetched = kind(name).fetch(recipe, chosen, world);
        return fetched ? "" : std::string(name_of(fetched.error().code)) + ": " + fetched.error().message();
    }
    void put_package(const std::string& integrity, const std::string& more = "") {
        upstream.put("https://registry.npmjs.org/@acme%2fthing",
                     fmt::format(R"({{"name":"@acme/thing","dist-tags":{{"latest":"1.0.0","next":"2.0.0-rc.1"}},)"
                                 R"("time":{{"1.0.0":"2026-01-02T00:00:00Z"}},"versions":{{)"
                                 R"("1.0.0":{{"name":"@acme/thing","version":"1.0.0","gitHead":"{}","dist":)"
                                 R"({{"tarball":"{}","integrity":"{}"{}}}}},)"
                                 R"("2.0.0-rc.1":{{"name":"@acme/thing","version":"2.0.0-rc.1","deprecated":"no",)"
                                 R"("dist":{{"tarball":"https://r.test/x.tgz","shasum":"x"}}}}}}}})",
                                 test::commit_a, tarball_url, integrity, more));
    }
    static constexpr const char* tarball_url = "https://registry.npmjs.org/@acme/thing/-/thing-1.0.0.tgz";
};

TEST_F(OtherSources, Npm) {
    recipe.source.package = "@acme/thing";
    recipe.source.tag = "latest";
    const std::string bytes = archive_of({{"package.json", "{}"}}, {}, "package");
    put_package(npm::test::sri(bytes));
    upstream.put(tarball_url, bytes);
    EXPECT_EQ(versions_of("npm"), "1.0.0 2.0.0-rc.1");
    const Candidate chosen = candidate_named("npm", "1.0.0");
    EXPECT_EQ(chosen.tag, "latest");
    EXPECT_EQ(chosen.commit, "");
    EXPECT_EQ(chosen.found.at("npm.git-head"), test::commit_a);
    EXPECT_EQ(chosen.published, parse_instant("2026-01-02T00:00:00Z"));
    EXPECT_TRUE(candidate_named("npm", "2.0.0-rc.1").prerelease);
    EXPECT_EQ(candidate_named("npm", "2.0.0-rc.1").tag, "");
    EXPECT_EQ(candidate_named("npm", "2.0.0-rc.1").found.at("npm.deprecated"), "no");
    const auto fetched = kind("npm").fetch(recipe, chosen, world);
    ASSERT_TRUE(fetched) << fetched.error().message();
    EXPECT_EQ((*fetched)[0].bytes, bytes);
    EXPECT_EQ((*fetched)[0].name, "thing-1.0.0.tgz");
    EXPECT_EQ((*fetched)[0].integrity, npm::test::sri(bytes));
    EXPECT_EQ((*fetched)[0].artefact->strip, 1);
    EXPECT_EQ(upstream.count(tarball_url), 1);

    upstream.put(tarball_url, bytes + bytes);
    EXPECT_THAT(fetch_error("npm", chosen), HasSubstr("damaged"));
    recipe.source.tag = "beta";
    EXPECT_THAT(versions_of("npm"), HasSubstr("has no dist-tag \"beta\""));
    recipe.source.package = "../x";
    EXPECT_THAT(versions_of("npm"), HasSubstr("is no name of a package"));
    recipe.source.package = "missing";
    EXPECT_THAT(versions_of("npm"), HasSubstr("404"));
}

TEST_F(OtherSources, AnotherPackageAsAnArtefactOfItsOwnVersion) {
    recipe.source.package = "@acme/thing";
    recipe.source.tag = "latest";
    const std::string bytes = archive_of({{"package.json", "{}"}}, {}, "package");
    put_package(npm::test::sri(bytes));
    upstream.put(tarball_url, bytes);
    recipe.artefacts = {artefact("npm"), artefact("npm", "@acme/thing")};
    recipe.artefacts[1].pin_version = "3.0.0";
    const Candidate chosen = candidate_named("npm", "1.0.0");
    EXPECT_THAT(fetch_error("npm", chosen), HasSubstr("has no version 3.0.0"));
    recipe.artefacts[1].pin_version = "1.0.0";
    EXPECT_EQ(fetch_error("npm", chosen), "");
}

TEST_F(OtherSources, TheMirrorIsAskedWhereTheFirstDoesNotAnswer) {
    recipe.source.url = "https://one.test/versions.json";
    recipe.source.mirror = "https://two.test/versions.json";
    recipe.source.pointer = "/latest";
    recipe.source.tag = "{v}";
    world.courtesy.attempts = 1;
    upstream.answer(recipe.source.url, {.is_lost = true});
    upstream.put(recipe.source.mirror, R"({"latest":"1.0.0"})");
    EXPECT_EQ(versions_of("json-api"), "1.0.0");
    upstream.answer(recipe.source.url, {.status = 404});  // it answered
    EXPECT_THAT(versions_of("json-api"), HasSubstr("404"));
}

TEST_F(OtherSources, APage) {
    recipe.source.url = "https://up.test/dl/index.html";
    recipe.source.tag = "{v}";
    recipe.source.pattern = R"((?:(?P<year>20\d\d)/)?amalgam-([0-9.]+)\.zip)";
    EXPECT_THAT(versions_of("url-regex"), HasSubstr("404"));
    recipe.source.pattern = R"((?P<path>(20\d\d)/amalgam-(?P<version>[0-9.]+)\.zip))";
    upstream.put(recipe.source.url,
                 "<!doctype html><a href='2025/amalgam-3.9.zip'> 2026/amalgam-3.10.zip "
                 "2026/amalgam-3.10.zip");
    EXPECT_EQ(versions_of("url-regex"), "3.9 3.10");
    const Candidate chosen = candidate_named("url-regex", "3.10");
    EXPECT_EQ(chosen.found.at("path"), "2026/amalgam-3.10.zip");
    EXPECT_EQ(chosen.found.at("2"), "2026");
    upstream.put("https://up.test/dl/2026/amalgam-3.10.zip", "PK..");
    Artefact zip = artefact("url");
    zip.url = "{path}";
    recipe.artefacts = {zip};
    const auto fetched = kind("url-regex").fetch(recipe, chosen, world);
    ASSERT_TRUE(fetched) << fetched.error().message();
    EXPECT_EQ((*fetched)[0].name, "amalgam-3.10.zip");

    recipe.artefacts.clear();
    EXPECT_THAT(fetch_error("url-regex", chosen), HasSubstr("no kind of artefact"));
    upstream.put(recipe.source.url, "<!doctype html>rebuilt");
    EXPECT_THAT(versions_of("url-regex"), HasSubstr("the pattern finds no version there"));
    recipe.source.pattern = "no group";
    EXPECT_THAT(versions_of("url-regex"), HasSubstr("no group for the version"));
    recipe.source.pattern = "(";
    EXPECT_THAT(versions_of("url-regex"), HasSubstr("the pattern is none"));
}

TEST_F(OtherSources, APatternThatMatchesNothingEnds) {
    recipe.source.url = "https://up.test/";
    recipe.source.tag = "{v}";
    recipe.source.pattern = "(1*)";
    upstream.put(recipe.source.url, "aa1aa11");
    EXPECT_EQ(versions_of("url-regex"), "1 11");
}

TEST_F(OtherSources, LongMatchesAreToldAndPassedOver) {
    recipe.source.url = "https://up.test/";
    recipe.source.tag = "{v}";
    recipe.source.pattern = "v([0-9]+)(x*)";
    upstream.put(recipe.source.url, "v1 v2" + std::string(2'049, 'x') + " v3" + std::string(2'046, 'x'));
    EXPECT_EQ(versions_of("url-regex"), "1 3");
    EXPECT_THAT(world.passed_over, ElementsAre(HasSubstr("more than 2048 bytes")));
}

TEST_F(OtherSources, AJsonDocument) {
    recipe.source.url = "https://up.test/versions";
    recipe.source.tag = "{v}";
    upstream.put(recipe.source.url, R"({"latest":"1.2.0","all":["1.2.0","1.10.0","bad version"],)"
                                    R"("rows":[{"v":"1.0.0"},{"v":"2.0.0"}],"number":1.1})");
    recipe.source.pointer = "/latest";
    EXPECT_EQ(versions_of("json-api"), "1.2.0");
    recipe.source.pointer = "/all";
    EXPECT_EQ(versions_of("json-api"), "1.2.0 1.10.0");
    EXPECT_EQ(world.passed_over.size(), 1u);
    recipe.source.pointer = "/rows/*/v";
    EXPECT_EQ(versions_of("json-api"), "1.0.0 2.0.0");
    recipe.source.pointer = "/rows/1/v";
    EXPECT_EQ(versions_of("json-api"), "2.0.0");
    recipe.source.pointer = "/number";
    EXPECT_THAT(versions_of("json-api"), HasSubstr("is no text"));
    recipe.source.pointer = "/none";
    EXPECT_THAT(versions_of("json-api"), HasSubstr("has nothing at \"none\""));
    upstream.put(recipe.source.url, "<html>maintenance</html>");
    EXPECT_THAT(versions_of("json-api"), HasSubstr("is an HTML page where JSON was asked for"));
}

TEST(JsonPointer, ByTheRfc) {
    const auto root = parse_json(R"({"a/b":{"m~n":[10,20]},"":1,"*":2})", "x");
    ASSERT_TRUE(root);
    EXPECT_EQ((*find_all(*root, "/a~1b/m~0n/1"))[0]->integer, 20);
    EXPECT_EQ((*find_all(*root, "/"))[0]->integer, 1);
    EXPECT_EQ((*find_all(*root, "/*"))[0]->integer, 2);
    EXPECT_EQ((*find_all(*root, ""))[0], &*root);
    EXPECT_EQ(find_all(*root, "/a~1b/m~0n/*")->size(), 2u);
    EXPECT_FALSE(find_all(*root, "/a~1b/m~0n/01"));
    EXPECT_FALSE(find_all(*root, "/a~1b/m~0n/2"));
    EXPECT_FALSE(find_all(*root, "a"));
}

TEST_F(OtherSources, AFolderOfArchives) {
    const auto folder = TemporaryFolder::make("ward-local");
    ASSERT_TRUE(folder);
    const std::string bytes = archive_of({{"a.c", "int a;"}});
    ASSERT_TRUE(replace_file(folder->path() + "/thing-1.0.0.tar", bytes));
    ASSERT_TRUE(replace_file(folder->path() + "/thing-1.10.0.tar", bytes));
    ASSERT_TRUE(replace_file(folder->path() + "/notes.txt", "x"));
    world.http = nullptr;  // nothing of this needs a network
    world.project_folder = folder->path().substr(0, folder->path().rfind('/'));
    recipe.source.url = folder->path().substr(folder->path().rfind('/') + 1);
    recipe.source.tag = "thing-{v}.tar";
    EXPECT_EQ(versions_of("local"), "1.0.0 1.10.0");
    const auto fetched = kind("local").fetch(recipe, candidate_named("local", "1.10.0"), world);
    ASSERT_TRUE(fetched) << fetched.error().message();
    EXPECT_EQ((*fetched)[0].name, "thing-1.10.0.tar");
    EXPECT_EQ((*fetched)[0].bytes, bytes);
    recipe.artefacts = {artefact("local", "../secret")};
    EXPECT_NE(fetch_error("local", candidate_named("local", "1.10.0")), "");
}

TEST_F(OtherSources, AFolderThatIsATree) {
    const auto folder = TemporaryFolder::make("ward-local");
    ASSERT_TRUE(folder);
    ASSERT_TRUE(make_folders(folder->path() + "/lib"));
    ASSERT_TRUE(replace_file(folder->path() + "/lib/version.h", "#define V \"1.2.3\"\n"));
    recipe.source.url = folder->path();
    recipe.source.tag.clear();
    EXPECT_NE(versions_of("local"), "1.2.3");  // no rule
    recipe.current.file = "lib/version.h";
    recipe.current.patterns = {R"re(V "([^"]+)")re"};
    EXPECT_EQ(versions_of("local"), "1.2.3");
    const auto fetched = kind("local").fetch(recipe, candidate_named("local", "1.2.3"), world);
    ASSERT_TRUE(fetched) << fetched.error().message();
    ASSERT_TRUE((*fetched)[0].files);
    EXPECT_TRUE((*fetched)[0].files->contains("lib/version.h"));
}

TEST_F(OtherSources, Exec) {
    recipe.source.run = {"tools/list"};
    EXPECT_THAT(list_error("exec"), HasSubstr("was not allowed"));
    std::string output =
        "talk\n{\"version\": \"1.10.0\", \"tag\": \"v1.10.0\", \"published\": \"2026-01-02T00:00:00Z\"}\n"
        "  {\"version\": \"2.0.0\", \"prerelease\": true, \"notes\": \"n\"}\r\n";
    world.run_list = [&](const Recipe&) -> Result<std::string> { return output; };
    EXPECT_EQ(versions_of("exec"), "1.10.0 2.0.0");
    EXPECT_EQ(candidate_named("exec", "1.10.0").tag, "v1.10.0");
    EXPECT_EQ(*candidate_named("exec", "1.10.0").published, 1'767'312'000);
    EXPECT_TRUE(candidate_named("exec", "2.0.0").prerelease);
    for (const auto& [line, words] : {std::pair("nothing", "lists no version"),
                                      {"{\"version\": \"1;x\"}", "no version"},
                                      {"{\"version\": \"1\"}\n{\"version\": \"1\"}", "lists 1 twice"},
                                      {"{\"version\": \"1\", \"url\": \"x\"}", "no key 'url'"},
                                      {"{\"version\": \"1\", \"published\": \"now\"}", "'now' is no time"},
                                      {"{\"version\": 1}", "'version' is a string"},
                                      {"{\"version\": \"1\", \"tag\": \"-x\"}", "no tag"},
                                      {"{", "tools/list"}}) {
        output = line;
        EXPECT_THAT(list_error("exec"), HasSubstr(words)) << line;
    }
    output = "{\"version\": \"1.0.0\"}";
    recipe.artefacts.resize(1);
    recipe.artefacts.front().kind = "url";
    recipe.artefacts.front().url = "https://x.test/x-{v}.tgz";
    upstream.put("https://x.test/x-1.0.0.tgz", archive_of({{"a", "b"}}));
    const auto fetched = kind("exec").fetch(recipe, candidate_named("exec", "1.0.0"), world);
    ASSERT_TRUE(fetched) << fetched.error().message();
    EXPECT_EQ(fetched->front().name, "x-1.0.0.tgz");
}

}  // namespace
}  // namespace ward::update
