#include "actions/update/upstream/artefact.h"

#include "actions/update/upstream/upstream_fixture.h"
#include "base/text.h"

namespace ward::update {
namespace {

using test::Upstream;
using testing::HasSubstr;

class ArtefactTest : public test::UpstreamTest {
  protected:
    static constexpr const char* url = "https://up.test/a.tar.gz";
    std::string error_of(const Wanted& wanted) {
        const auto fetched = download(world, wanted);
        return fetched ? "" : std::string(name_of(fetched.error().code)) + ": " + fetched.error().message();
    }
    std::string error() { return error_of({.url = url, .name = "a.tar.gz"}); }
};

TEST(Tags, SafeOnes) {
    for (const char* tag : {"v1.2.3", "release/v9.0.1", "openssl-3.5.0+quic", "acorn@8.1.0", "2024-01-01", "a~1", "_x"})
        EXPECT_TRUE(is_safe_tag(tag)) << tag;
    for (const char* tag : {"",         "-v1",        "--upload-pack=x",
                            "v1/-x",    ".hidden",    "a/.git",
                            "a..b",     "a/../b",     "a//b",
                            "/a",       "a/",         "a.lock",
                            "a.lock/b", "v1;id",      "v1 x",
                            "v1\nx",    "v1$(id)",    "v1`id`",
                            "v1'",      "v1\"",       "a@{1}",
                            "@",        "a\\b",       "a:b",
                            "a?b",      "a*",         "a[1]",
                            "a^1",      "v1\xc3\xa9", "v1.",
                            "%2e%2e"})
        EXPECT_FALSE(is_safe_tag(tag)) << tag;
    EXPECT_TRUE(is_safe_tag(std::string(max_tag_bytes, '1')));
    EXPECT_FALSE(is_safe_tag(std::string(max_tag_bytes + 1, '1')));
}

TEST(Tags, RepositoriesAndCommits) {
    EXPECT_TRUE(is_repository("nodejs/node"));
    EXPECT_TRUE(is_repository("a/b/c", 3));
    for (const char* name : {"node", "a/b/c", "a/..", "../b", "a/b?x", "a/b#", "-a/b", "a/", "/b", "a/b%2f", "a/b@c"})
        EXPECT_FALSE(is_repository(name)) << name;
    EXPECT_TRUE(is_commit_id(test::commit_a));
    EXPECT_TRUE(is_commit_id(std::string(64, '0')));
    EXPECT_FALSE(is_commit_id(std::string(40, 'A')));
    EXPECT_FALSE(is_commit_id(std::string(41, 'a')));
    EXPECT_FALSE(is_commit_id("main"));
}

TEST(Tags, CandidatesThatWereKeptAreLookedAtAgain) {
    Candidate candidate;
    candidate.version = "1.0.0";
    candidate.tag = "v1.0.0";
    candidate.commit = test::commit_a;
    EXPECT_TRUE(check_candidate(candidate));
    candidate.tag = "-x";
    EXPECT_FALSE(check_candidate(candidate));
    candidate.tag = "v1.0.0";
    candidate.commit = "main";
    EXPECT_FALSE(check_candidate(candidate));
    candidate.commit.clear();
    candidate.version = "1.0.0;id";
    EXPECT_FALSE(check_candidate(candidate));
}

TEST(Html, IsKnownByItsFirstBytes) {
    for (const char* text : {"<!DOCTYPE html><p>", "  \n<!doctype HTML>", "<html lang=en>", "\xef\xbb\xbf<HTML>",
                             "<!-- error --><html>", "<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC>", "<head>"})
        EXPECT_TRUE(is_html(text)) << text;
    for (const char* text : {"", "MIT License", "PK\x03\x04", "{\"a\": \"<html>\"}", "<svg>",
                             "<?xml version='1.0'?><a/>", "<!-- x", "# <html>"})
        EXPECT_FALSE(is_html(text)) << text;
}

TEST_F(ArtefactTest, IsDownloadedOnceAndDigested) {
    upstream.put(url, "bytes");
    Artefact pinned;
    pinned.sha256 = sha256_hex("bytes");
    const auto fetched = download(world, {.artefact = &pinned, .url = url, .name = "a.tar.gz", .size = 5});
    ASSERT_TRUE(fetched) << fetched.error().message();
    EXPECT_EQ(fetched->bytes, "bytes");
    EXPECT_EQ(fetched->sha256, sha256_hex("bytes"));
    EXPECT_EQ(fetched->url, url);
    EXPECT_EQ(upstream.count(url), 1);
    EXPECT_TRUE(upstream.tokens.empty());
}

TEST_F(ArtefactTest, FailuresOfServers) {
    EXPECT_THAT(error(), HasSubstr("not-found: https://up.test/a.tar.gz: answered with status 404"));
    upstream.answer(url, {.status = 503});
    EXPECT_THAT(error(), HasSubstr("status 503"));
    upstream.answer(url, {.status = 204});
    EXPECT_THAT(error(), HasSubstr("status 204"));
    upstream.answer(url, {.status = 206, .body = "part"});
    EXPECT_THAT(error(), HasSubstr("status 206"));
    upstream.answer(url, {.body = ""});
    EXPECT_THAT(error(), HasSubstr("is empty"));
    upstream.answer(url, {.is_lost = true});
    EXPECT_THAT(error(), HasSubstr("connection lost"));
    upstream.answer(url, {.body = "cut", .headers = {{"Content-Length", "1000"}}});
    EXPECT_THAT(error(), HasSubstr("announced 1000 bytes and sent 3"));
    upstream.answer(url, {.body = "cut", .headers = {{"Content-Length", "many"}}});
    EXPECT_THAT(error(), HasSubstr("announced many bytes"));
    upstream.answer(url, {.body = "whole", .headers = {{"content-length", "5"}}});
    EXPECT_EQ(error(), "");
}

TEST_F(ArtefactTest, AnErrorPageIsNoArtefact) {
    upstream.put(url, "<!DOCTYPE html><title>Sign in</title>");
    EXPECT_THAT(error(), HasSubstr("parse: https://up.test/a.tar.gz: is an HTML page where a file was asked for"));
    EXPECT_THAT(error_of({.url = url, .name = "LICENSE"}), HasSubstr("HTML"));
    EXPECT_EQ(error_of({.url = url, .name = "manual.html"}), "");
}

TEST_F(ArtefactTest, RedirectsElsewhere) {
    upstream.answer(url, {.body = "x", .answering_url = "https://objects.test/signed?token=1"});
    EXPECT_EQ(error(), "");  // forges' downloads lie elsewhere
    for (const char* inner :
         {"https://127.0.0.1/a", "https://localhost/a", "https://10.1.2.3/a", "https://192.168.1.1/", "https://[::1]/a",
          "https://169.254.169.254/latest", "https://172.16.0.1/a", "https://172.31.0.1/a", "https://[fd00::1]/"}) {
        upstream.answer(url, {.body = "x", .answering_url = inner});
        EXPECT_THAT(error(), HasSubstr("was redirected into this network")) << inner;
    }
    for (const char* outer : {"https://172.15.0.1/a", "https://11.0.0.1/", "https://10.example.org/"}) {
        upstream.answer(url, {.body = "x", .answering_url = outer});
        EXPECT_EQ(error(), "") << outer;
    }
    upstream.answer(url, {.body = "x", .answering_url = "http://up.test/a.tar.gz"});
    EXPECT_THAT(error(), HasSubstr("was redirected to another scheme"));
}

TEST_F(ArtefactTest, WhatTheSourceToldHasToBeTrue) {
    upstream.put(url, "bytes");
    EXPECT_THAT(error_of({.url = url, .name = "a", .size = 6}), HasSubstr("has 5 bytes; its source tells of 6"));
    EXPECT_THAT(error_of({.url = url, .name = "a", .sha256 = sha256_hex("other")}), HasSubstr("damaged"));
    Artefact pinned;
    pinned.sha256 = sha256_hex("other");
    EXPECT_THAT(error_of({.artefact = &pinned, .url = url, .name = "a"}), HasSubstr("damaged"));
    EXPECT_THAT(error_of({.url = url, .name = "a", .most_bytes = 4}), HasSubstr("is larger than 4 bytes"));
    EXPECT_EQ(error_of({.url = url, .name = "a", .most_bytes = 5}), "");
}

TEST_F(ArtefactTest, OfAPrivateRepositoryComesByTheApiWithTheToken) {
    const std::string api = "https://api.github.com/repos/acme/thing/releases/assets/7";
    const Wanted wanted{
        .url = url, .name = "a.tar.gz", .size = 5, .api_url = api, .api_accept = "application/octet-stream"};
    upstream.answer(api, {.body = "bytes", .answering_url = "https://objects.test/signed"});
    EXPECT_THAT(error_of(wanted), HasSubstr("status 404")) << "without a token there is nothing to ask with";
    EXPECT_EQ(upstream.count(api), 0);
    world.github_token = "secret";
    for (const test::Upstream::Answer& hidden :
         {Upstream::Answer{.status = 404, .body = "{}"}, Upstream::Answer{.status = 403},
          Upstream::Answer{.body = "<!DOCTYPE html><title>Sign in</title>"}}) {
        upstream.answer(url, hidden);
        upstream.tokens.clear();
        const auto fetched = download(world, wanted);
        ASSERT_TRUE(fetched) << fetched.error().message();
        EXPECT_EQ(fetched->bytes, "bytes");
        EXPECT_EQ(fetched->url, url) << "the same file has the same name for everybody";
        EXPECT_THAT(upstream.tokens, testing::ElementsAre(api));
        EXPECT_EQ(upstream.accepts[api], "application/octet-stream");
        EXPECT_EQ(upstream.accepts[url], "*/*");
    }
    // What comes is held to the same.
    EXPECT_THAT(error_of({.url = url, .name = "a", .size = 6, .api_url = api}), HasSubstr("its source tells of 6"));
    upstream.answer(api, {.body = "bytes", .answering_url = "https://10.0.0.1/"});
    EXPECT_THAT(error_of(wanted), HasSubstr("was redirected into this network"));
}

TEST_F(ArtefactTest, TheTokenGoesToTheApiAlone) {
    world.github_token = "secret";
    for (const char* other : {"https://api.github.com.evil.test/x", "https://evil.test/https://api.github.com/",
                              "https://api.github.comx/", "http://api.github.com/x", ""}) {
        EXPECT_THAT(error_of({.url = url, .name = "a", .api_url = other}), HasSubstr("status 404"));
        EXPECT_TRUE(upstream.tokens.empty()) << other;
    }
    upstream.put(url, "bytes");
    EXPECT_EQ(error_of({.url = url, .name = "a", .api_url = "https://api.github.com/x"}), "");
    EXPECT_TRUE(upstream.tokens.empty()) << "what everybody may have is asked for without it";
}

TEST_F(ArtefactTest, OfflineNothingIsAsked) {
    world.http = nullptr;
    EXPECT_THAT(error(), HasSubstr("unsupported: https://up.test/a.tar.gz: is not asked: this run is offline"));
}

TEST_F(ArtefactTest, WordsOfUrls) {
    Candidate candidate;
    candidate.version = "1.2.3";
    candidate.tag = "v1.2.3";
    candidate.commit = test::commit_a;
    candidate.found["1"] = "2024/x.zip";
    auto words = words_of(recipe, {}, candidate);
    EXPECT_EQ(*url_of("https://up.test/{tag}/x-{v}-{sha7}.zip", words), "https://up.test/v1.2.3/x-1.2.3-aaaaaaa.zip");
    EXPECT_EQ(*url_of("{1}", words, "https://up.test/dl/index.html"), "https://up.test/dl/2024/x.zip");
    words["1"] = "x\nHost: evil";
    EXPECT_FALSE(url_of("https://up.test/{1}", words));
    EXPECT_FALSE(url_of("not a url", words));
    EXPECT_FALSE(url_of("https://up.test/{nothing}", words));
    // A second library has its own version, and the commit is not its.
    Artefact second;
    second.pin_version = "4.33";
    words = words_of(recipe, second, candidate);
    EXPECT_EQ(words["v"], "4.33");
    EXPECT_EQ(words["tag"], "v4.33");
    EXPECT_FALSE(words.contains("commit"));
    EXPECT_EQ(file_name_of("https://a/b/c.tar.gz?x=1/2#y/z"), "c.tar.gz");
}

TEST_F(ArtefactTest, WhatIsPassedOverIsToldUpToALimit) {
    for (size_t i = 0; i < max_told_passed_over + 5; ++i) pass_over(world, "x");
    EXPECT_EQ(world.passed_over.size(), max_told_passed_over + 1);
    EXPECT_EQ(world.passed_over.back(), "and more");
}

}  // namespace
}  // namespace ward::update
