#include <fmt/core.h>

#include "actions/update/upstream/forge_list.h"
#include "actions/update/upstream/upstream_fixture.h"
#include "formats/json_writer.h"

namespace ward::update {
namespace {

using test::archive_of;
using test::commit_a;
using test::commit_b;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string api = "https://api.github.com/repos/acme/thing";
const std::string web = "https://github.com/acme/thing";
const std::string releases_url = api + "/releases?per_page=100";
const std::string tags_url = api + "/tags?per_page=100";

std::string release(std::string_view tag, std::string_view more = "") {
    return fmt::format(R"({{"tag_name":"{}","draft":false,"prerelease":false,"published_at":"2026-01-02T03:04:05Z",)"
                       R"("body":"notes","assets":[]{}}})",
                       tag, more);
}
std::string with_asset(std::string_view tag, std::string_view name, std::string_view bytes) {
    return fmt::format(
        R"({{"tag_name":"{}","draft":false,"assets":[{{"name":"{}","state":"uploaded","size":{},"digest":"sha256:{}",)"
        R"("browser_download_url":"{}/releases/download/{}/{}"}}]}})",
        tag, name, bytes.size(), sha256_hex(bytes), web, tag, name);
}
std::string tag_row(std::string_view name, std::string_view commit) {
    return fmt::format(R"({{"name":"{}","commit":{{"sha":"{}","url":"x"}}}})", name, commit);
}

class ForgeSources : public test::UpstreamTest {
  protected:
    void put_tag(const std::string& tag, const std::string& commit) { upstream.put(ref_url(tag), ref(tag, commit)); }
    static std::string ref_url(const std::string& tag) { return api + "/git/ref/tags/" + tag; }
    static std::string ref(const std::string& tag, const std::string& commit) {
        return fmt::format(R"({{"ref":"refs/tags/{}","object":{{"type":"commit","sha":"{}"}}}})", tag, commit);
    }
    std::string fetch_error(std::string_view name, const Candidate& chosen) {
        const auto fetched = kind(name).fetch(recipe, chosen, world);
        return fetched ? "" : std::string(name_of(fetched.error().code)) + ": " + fetched.error().message();
    }
};

TEST_F(ForgeSources, ReleasesOfAllPages) {
    upstream.answer(releases_url, {.body = "[" + release("v3.0.9") + "," + release("nightly") + "]",
                                   .headers = {{"Link", "<" + releases_url + "&page=2>; rel=\"next\""}}});
    upstream.put(releases_url + "&page=2",
                 "[" + release("v3.0.10") + R"(,{"tag_name":"v4.0.0","draft":true,"assets":[]})" + "," +
                     R"({"tag_name":"v4.0.0-rc1","prerelease":true,"assets":[]})" + "," + release("v1;id") + "]");
    EXPECT_EQ(versions_of("github-release"), "3.0.9 3.0.10 4.0.0-rc1");
    EXPECT_THAT(world.passed_over, ElementsAre("tag \"v1;id\": no safe name"));
    const Candidate first = candidate_named("github-release", "3.0.9");
    EXPECT_EQ(first.tag, "v3.0.9");
    EXPECT_EQ(first.published, parse_instant("2026-01-02T03:04:05Z"));
    EXPECT_EQ(first.notes, "notes");
    EXPECT_TRUE(candidate_named("github-release", "4.0.0-rc1").prerelease);
}

TEST_F(ForgeSources, TheListIsAskedForOnlyIfItChanged) {
    const auto folder = TemporaryFolder::make("ward-cache");
    ASSERT_TRUE(folder);
    world.cache_folder = folder->path();
    upstream.put(releases_url, "[" + release("v1.0.0") + "]");
    EXPECT_EQ(versions_of("github-release"), "1.0.0");
    EXPECT_EQ(versions_of("github-release"), "1.0.0");
    EXPECT_EQ(upstream.unchanged, 1);
}

TEST_F(ForgeSources, FailuresOfTheList) {
    EXPECT_THAT(versions_of("github-release"), HasSubstr("status 404: Not Found"));
    upstream.answer(releases_url,
                    {.status = 403, .headers = {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "1003600"}}});
    EXPECT_THAT(versions_of("github-release"), HasSubstr("asks to come back in 36"));
    upstream.put(releases_url, "<html>");
    EXPECT_NE(versions_of("github-release"), "");
    upstream.put(releases_url, R"({"message":"odd"})");
    EXPECT_THAT(versions_of("github-release"), HasSubstr("it is no list"));
    upstream.put(releases_url, R"(["v1"])");
    EXPECT_THAT(versions_of("github-release"), HasSubstr("an item is no object"));
    upstream.answer(releases_url, {.body = "[]", .headers = {{"Link", "<https://evil.test/x>; rel=\"next\""}}});
    EXPECT_THAT(versions_of("github-release"), HasSubstr("another server"));
    upstream.answer(releases_url, {.body = "[]", .headers = {{"Link", "<" + releases_url + ">; rel=\"next\""}}});
    EXPECT_THAT(versions_of("github-release"), HasSubstr("was there before"));
    recipe.source.repository = "acme/../x";
    EXPECT_THAT(versions_of("github-release"), HasSubstr("no repository"));
    recipe.source.repository = "acme/thing";
    recipe.source.mirror = "https://mirror.test";
    EXPECT_THAT(versions_of("github-release"), HasSubstr("takes no mirror"));
    world.http = nullptr;
    recipe.source.mirror.clear();
    EXPECT_THAT(versions_of("github-release"), HasSubstr("offline"));
}

TEST_F(ForgeSources, LongNotesAreCut) {
    const std::string notes((256u << 10) + 1, 'n');
    upstream.put(releases_url, R"([{"tag_name":"v1.0.0","body":")" + notes + R"("}])");
    EXPECT_EQ(candidate_named("github-release", "1.0.0").notes.size(), notes.size() - 1);
}

TEST_F(ForgeSources, AListHasAnEnd) {
    for (int page = 1; page <= max_list_pages + 1; ++page)
        upstream.answer(
            page == 1 ? releases_url : fmt::format("{}&page={}", releases_url, page),
            {.body = "[]", .headers = {{"Link", fmt::format("<{}&page={}>; rel=\"next\"", releases_url, page + 1)}}});
    EXPECT_THAT(versions_of("github-release"), HasSubstr("lists more than 1000 pages"));
}

TEST_F(ForgeSources, TheTokenGoesToTheApiAlone) {
    world.github_token = "s3cret";
    const std::string bytes = archive_of({{"a.c", "int a;"}});
    upstream.put(releases_url, "[" + with_asset("v1.0.0", "thing-1.0.0.tar", bytes) + "]");
    upstream.put(web + "/releases/download/v1.0.0/thing-1.0.0.tar", bytes);
    put_tag("v1.0.0", commit_a);
    recipe.artefacts = {artefact("asset", "thing-{v}.tar")};
    const auto fetched = kind("github-release").fetch(recipe, candidate_named("github-release", "1.0.0"), world);
    ASSERT_TRUE(fetched) << fetched.error().message();
    for (const std::string& url : upstream.tokens) EXPECT_TRUE(url.starts_with("https://api.github.com/")) << url;
    EXPECT_FALSE(upstream.tokens.empty());
    // GitLab's and others are not sent it.
    recipe.source.url = "https://git.test";
    upstream.tokens.clear();
    world.gitlab_token = "other";
    EXPECT_NE(versions_of("gitlab-tag"), "");
    EXPECT_NE(versions_of("gitea-tag"), "");
    EXPECT_TRUE(upstream.tokens.empty());
}

TEST_F(ForgeSources, AssetsAndRawFilesOfARelease) {
    const std::string bytes = archive_of({{"a.c", "int a;"}});
    const std::string asset_url = web + "/releases/download/v1.0.0/thing-1.0.0.tar";
    const std::string raw_url = web + "/raw/" + commit_a + "/docs/LICENSE";
    upstream.put(releases_url, "[" + with_asset("v1.0.0", "thing-1.0.0.tar", bytes) + "]");
    upstream.put(asset_url, bytes);
    upstream.put(raw_url, "MIT");
    put_tag("v1.0.0", commit_a);
    recipe.artefacts = {artefact("asset", "thing-{v}.tar"), artefact("raw", "docs/LICENSE")};
    recipe.artefacts[1].as = "LICENSE-MIT";
    const Candidate chosen = candidate_named("github-release", "1.0.0");
    const auto fetched = kind("github-release").fetch(recipe, chosen, world);
    ASSERT_TRUE(fetched) << fetched.error().message();
    ASSERT_EQ(fetched->size(), 2u);
    EXPECT_EQ((*fetched)[0].bytes, bytes);
    EXPECT_EQ((*fetched)[0].name, "thing-1.0.0.tar");
    EXPECT_EQ((*fetched)[0].commit, commit_a);
    EXPECT_EQ((*fetched)[1].bytes, "MIT");
    EXPECT_EQ((*fetched)[1].name, "LICENSE-MIT");
    // S4: the bytes that are checked are the bytes that are used.
    EXPECT_EQ(upstream.count(asset_url), 1);
    EXPECT_EQ(upstream.count(raw_url), 1);

    upstream.answer(raw_url, {.status = 404, .body = "404: Not Found"});  // the licence file of a peer's script
    EXPECT_THAT(fetch_error("github-release", chosen), HasSubstr("not-found"));
    upstream.put(raw_url, "MIT");
    upstream.put(asset_url, bytes.substr(0, 700));
    EXPECT_THAT(fetch_error("github-release", chosen), HasSubstr("its source tells of"));
    std::string changed = bytes;
    changed[600] = '!';
    upstream.put(asset_url, changed);
    EXPECT_THAT(fetch_error("github-release", chosen), HasSubstr("damaged"));
    recipe.artefacts[0].name = "other.tar";
    EXPECT_THAT(fetch_error("github-release", chosen), HasSubstr("has no asset \"other.tar\""));
    recipe.artefacts = {artefact("raw", "../../secret")};
    EXPECT_THAT(fetch_error("github-release", chosen), HasSubstr("is no path of a file"));
    recipe.artefacts = {artefact("local", "x")};
    EXPECT_THAT(fetch_error("github-release", chosen), HasSubstr("has no artefacts of kind local"));
    recipe.artefacts = {artefact("exec", "x")};
    EXPECT_THAT(fetch_error("github-release", chosen), HasSubstr("no kind of artefact"));
}

TEST_F(ForgeSources, APrivateRepositoryShowsItsFilesToTheApiAlone) {
    world.github_token = "s3cret";
    const std::string bytes = archive_of({{"a.c", "int a;"}});
    std::string listed = with_asset("v1.0.0", "thing-1.0.0.tar", bytes);
    listed.insert(listed.find("\"name\""), R"("id":77,)");
    const std::string asset_api = api + "/releases/assets/77";
    const std::string archive_api = api + "/tarball/refs/tags/v1.0.0";
    const std::string raw_api = api + "/contents/docs/LICENSE?ref=" + commit_a;
    upstream.put(releases_url, "[" + listed + "]");
    put_tag("v1.0.0", commit_a);
    recipe.artefacts = {artefact("asset", "thing-{v}.tar"), artefact("archive"), artefact("raw", "docs/LICENSE")};
    upstream.answer(asset_api, {.body = bytes, .answering_url = "https://objects.test/a?signature=1"});
    upstream.answer(archive_api, {.body = bytes, .answering_url = "https://codeload.test/x"});
    upstream.put(raw_api, "MIT");
    const Candidate chosen = candidate_named("github-release", "1.0.0");
    const auto fetched = kind("github-release").fetch(recipe, chosen, world);
    ASSERT_TRUE(fetched) << fetched.error().message();
    EXPECT_EQ((*fetched)[0].bytes, bytes);
    EXPECT_EQ((*fetched)[0].url, web + "/releases/download/v1.0.0/thing-1.0.0.tar");
    EXPECT_EQ((*fetched)[1].bytes, bytes);
    EXPECT_EQ((*fetched)[2].bytes, "MIT");
    EXPECT_EQ(upstream.accepts[asset_api], "application/octet-stream");
    EXPECT_EQ(upstream.accepts[raw_api], "application/vnd.github.raw+json");
    for (const std::string& url : upstream.tokens) EXPECT_TRUE(url.starts_with("https://api.github.com/")) << url;
    // Kept from another forge's day: that one is not this token's.
    Candidate kept = chosen;
    kept.found["asset.api:thing-1.0.0.tar"] = "https://evil.test/asset";
    EXPECT_THAT(fetch_error("github-release", kept), HasSubstr("status 404"));
    EXPECT_EQ(upstream.count("https://evil.test/asset"), 0);
}

TEST_F(ForgeSources, AnAssetThatLiesElsewhereIsRefused) {
    upstream.put(releases_url, R"([{"tag_name":"v1.0.0","assets":[{"name":"a","browser_download_url":)"
                               R"("https://evil.test/acme/thing/a"}]}])");
    put_tag("v1.0.0", commit_a);
    recipe.artefacts = {artefact("asset", "a")};
    EXPECT_THAT(fetch_error("github-release", candidate_named("github-release", "1.0.0")),
                HasSubstr("does not lie with its forge"));
}

TEST_F(ForgeSources, TagsWithTheirCommits) {
    upstream.answer(tags_url, {.body = "[" + tag_row("v3.0.9", commit_a) + "]",
                               .headers = {{"Link", "<" + tags_url + "&page=2>; rel=\"next\""}}});
    upstream.put(tags_url + "&page=2", "[" + tag_row("v3.0.10", commit_b) + "," + tag_row("-v9", commit_b) + "]");
    EXPECT_EQ(versions_of("github-tag"), "3.0.9 3.0.10");
    EXPECT_EQ(candidate_named("github-tag", "3.0.10").commit, commit_b);
    EXPECT_FALSE(candidate_named("github-tag", "3.0.10").published);
    upstream.put(tags_url, R"([{"name":"v1"}])");
    EXPECT_THAT(versions_of("github-tag"), HasSubstr("a tag has no commit"));
}

TEST_F(ForgeSources, TheArchiveOfATag) {
    const std::string archive_url = web + "/archive/refs/tags/v1.0.0.tar.gz";
    upstream.put(tags_url, "[" + tag_row("v1.0.0", commit_a) + "]");
    upstream.put(archive_url, archive_of({{"a.c", "int a;"}}, commit_a));
    put_tag("v1.0.0", commit_a);
    const auto fetched = kind("github-tag").fetch(recipe, candidate_named("github-tag", "1.0.0"), world);
    ASSERT_TRUE(fetched) << fetched.error().message();
    ASSERT_EQ(fetched->size(), 1u);
    EXPECT_EQ((*fetched)[0].artefact->kind, "archive");
    EXPECT_EQ((*fetched)[0].artefact->strip, 1);
    EXPECT_EQ((*fetched)[0].commit, commit_a);
    EXPECT_EQ(upstream.count(archive_url), 1);
}

TEST_F(ForgeSources, ATagThatMovedStops) {
    upstream.put(tags_url, "[" + tag_row("v1.0.0", commit_a) + "]");
    upstream.put(web + "/archive/refs/tags/v1.0.0.tar.gz", archive_of({{"a.c", "int a;"}}));
    const Candidate chosen = candidate_named("github-tag", "1.0.0");
    put_tag("v1.0.0", commit_b);  // between list and fetch
    EXPECT_EQ(fetch_error("github-tag", chosen),
              fmt::format("conflict: https://api.github.com/acme/thing: tag v1.0.0 moved: it was at {} when it was "
                          "listed, and is at {} now",
                          commit_a, commit_b));
    // While it is fetched: a release's list tells of no commit, so it is asked before and after.
    Candidate unknown = chosen;
    unknown.commit.clear();
    upstream.once(ref_url("v1.0.0"), {.body = ref("v1.0.0", commit_a)});
    EXPECT_THAT(fetch_error("github-release", unknown), HasSubstr("tag v1.0.0 moved"));
}

TEST_F(ForgeSources, TagsOfTagsLeadToTheCommit) {
    upstream.put(ref_url("v1"), R"({"ref":"refs/tags/v1","object":{"type":"tag","sha":")" + commit_b + R"("}})");
    upstream.put(api + "/git/tags/" + commit_b, R"({"object":{"type":"commit","sha":")" + commit_a + R"("}})");
    auto client = github_client(world);
    ASSERT_TRUE(client);
    EXPECT_EQ(github_commit_of_tag(*client, "acme/thing", "v1"), commit_a);
    // One that leads to itself ends.
    upstream.put(api + "/git/tags/" + commit_b, R"({"object":{"type":"tag","sha":")" + commit_b + R"("}})");
    EXPECT_EQ(github_commit_of_tag(*client, "acme/thing", "v1").error().code, ErrorCode::limit);
    upstream.put(api + "/git/tags/" + commit_b, R"({"object":{"type":"blob","sha":")" + commit_b + R"("}})");
    EXPECT_EQ(github_commit_of_tag(*client, "acme/thing", "v1").error().code, ErrorCode::unsupported);
    upstream.put(ref_url("v1"), R"({"ref":"refs/tags/v10","object":{"type":"commit","sha":")" + commit_a + R"("}})");
    EXPECT_EQ(github_commit_of_tag(*client, "acme/thing", "v1").error().code, ErrorCode::parse);
}

TEST_F(ForgeSources, Gitlab) {
    const std::string project = "https://gitlab.com/api/v4/projects/group%2Fsub%2Fthing/repository";
    recipe.source.repository = "group/sub/thing";
    const auto row = [](std::string_view commit) {
        return fmt::format(R"({{"name":"v1.0.0","commit":{{"id":"{}","committed_date":"2026-01-02T00:00:00Z"}}}})",
                           commit);
    };
    upstream.put(project + "/tags?per_page=100", "[" + row(commit_a) + "]");
    upstream.put(project + "/tags/v1.0.0", row(commit_a));
    upstream.put(project + "/archive.tar.gz?sha=v1.0.0", archive_of({{"a.c", "int a;"}}));
    upstream.put(project + "/files/doc%2FCOPYING/raw?ref=" + commit_a, "text");
    const Candidate chosen = candidate_named("gitlab-tag", "1.0.0");
    EXPECT_EQ(chosen.commit, commit_a);
    EXPECT_EQ(chosen.published, parse_instant("2026-01-02T00:00:00Z"));
    recipe.artefacts = {artefact("archive"), artefact("raw", "doc/COPYING")};
    const auto fetched = kind("gitlab-tag").fetch(recipe, chosen, world);
    ASSERT_TRUE(fetched) << fetched.error().message();
    EXPECT_EQ((*fetched)[0].name, "archive.tar.gz");
    EXPECT_EQ((*fetched)[1].bytes, "text");
    upstream.put(project + "/tags/v1.0.0", row(commit_b));
    EXPECT_THAT(fetch_error("gitlab-tag", chosen), HasSubstr("moved"));
}

TEST_F(ForgeSources, Gitea) {
    recipe.source.url = "https://git.test/";
    const std::string repository = "https://git.test/api/v1/repos/acme/thing";
    const auto row = [](std::string_view commit) {
        return fmt::format(R"({{"name":"v1.0.0","id":"x","commit":{{"sha":"{}","created":"2026-01-02T00:00:00Z"}}}})",
                           commit);
    };
    upstream.put(repository + "/tags?limit=50", "[" + row(commit_a) + "]");
    upstream.put(repository + "/tags/v1.0.0", row(commit_a));
    upstream.put("https://git.test/acme/thing/archive/v1.0.0.tar.gz", archive_of({{"a.c", "int a;"}}));
    upstream.put("https://git.test/acme/thing/raw/commit/" + commit_a + "/COPYING", "text");
    const Candidate chosen = candidate_named("gitea-tag", "1.0.0");
    EXPECT_EQ(chosen.commit, commit_a);
    recipe.artefacts = {artefact("archive"), artefact("raw", "COPYING")};
    const auto fetched = kind("gitea-tag").fetch(recipe, chosen, world);
    ASSERT_TRUE(fetched) << fetched.error().message();
    EXPECT_EQ((*fetched)[1].bytes, "text");
    upstream.put(repository + "/tags/v1.0.0", row(commit_b));
    EXPECT_THAT(fetch_error("gitea-tag", chosen), HasSubstr("moved"));
}

}  // namespace
}  // namespace ward::update
