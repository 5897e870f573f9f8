// Digests of images from registries, and registries that say what they should not.
#include "facts/forge/image_digests.h"

#include <tuple>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/digest.h"
#include "support/forge_shapes.h"

namespace ward::forge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string shown(std::string_view text) {
    const auto image = parse_image(text);
    return image ? fmt::format("{} {} {}", image->registry, image->repository, image->tag) : "none";
}

TEST(ImageName, is_read_as_docker_reads_it) {
    EXPECT_EQ(shown("ubuntu"), "docker.io library/ubuntu latest");
    EXPECT_EQ(shown("ubuntu:24.04"), "docker.io library/ubuntu 24.04");
    EXPECT_EQ(shown("grafana/grafana"), "docker.io grafana/grafana latest");
    EXPECT_EQ(shown("index.docker.io/grafana/grafana"), "docker.io grafana/grafana latest");
    EXPECT_EQ(shown("docker.io/ubuntu:1"), "docker.io library/ubuntu 1");
    EXPECT_EQ(shown("ghcr.io/o/group/n:v1.2_3-x"), "ghcr.io o/group/n v1.2_3-x");
    EXPECT_EQ(shown("127.0.0.1:5000/n"), "127.0.0.1:5000 n latest");
    EXPECT_EQ(shown("localhost/n:1"), "localhost n 1");
}

TEST(ImageName, that_is_none) {
    for (const std::string& text :
         {std::string(), std::string("Ubuntu"), std::string("a b"), std::string("a/../b"), std::string("a//b"),
          std::string("a:"), std::string("a:.x"), std::string("-h.io/a"), std::string("h.io:99999/a"),
          std::string("h.io/"), std::string("a?x"), std::string("a%2f"), std::string("user@h.io/a"),
          "a:" + std::string(129, 'x'), std::string(max_image_bytes + 1, 'x')})
        EXPECT_EQ(shown(text), "none") << text;
}

TEST(Challenge, tells_where_tokens_are) {
    EXPECT_EQ(*parse_challenge(
                  R"(Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="a:b:pull,push")"),
              (BearerChallenge{"https://auth.docker.io/token", "registry.docker.io", "a:b:pull,push"}));
    EXPECT_EQ(*parse_challenge(R"(bearer Realm = "https://x/\"q\"" , error=insufficient_scope)"),
              (BearerChallenge{R"(https://x/"q")", "", ""}));
    EXPECT_EQ(parse_challenge("Basic realm=\"x\"").error().code, ErrorCode::unsupported);
    for (const char* broken :
         {"Bearer ", "Bearer realm", R"(Bearer realm="x)", R"(Bearer service="x")", R"(Bearer realm="x" service="y")"})
        EXPECT_EQ(parse_challenge(broken).error().code, ErrorCode::parse) << broken;
    EXPECT_EQ(parse_challenge("Bearer realm=" + std::string(max_challenge_bytes, 'x')).error().code, ErrorCode::limit);
}

const std::string index_type = "application/vnd.oci.image.index.v1+json";
const std::string manifest = R"({"schemaVersion":2,"manifests":[]})";
const std::string digest = "sha256:" + sha256_hex(manifest);

class ImageDigestsTest : public testing::Test {
  protected:
    ImageDigestsTest() {
        courtesy.attempts = 2;
        courtesy.patience = std::chrono::seconds(5);
        courtesy.clock = [] { return Instant{1'000'000}; };
        courtesy.sleep = [](std::chrono::milliseconds) {};
        courtesy.random = [] { return 0.0; };
    }
    Result<std::string> ask(std::string_view image) {
        if (!digests)
            digests.emplace(world, std::vector<std::string>{"docker.io", "ghcr.io", "127.0.0.1:5000"}, courtesy);
        return digests->digest_of(image);
    }
    static test::ForgeShapes::Answer given(const std::string& body, const std::string& type = index_type,
                                           const std::string& named = {}) {
        test::ForgeShapes::Answer answer{.body = body, .headers = {{"Content-Type", type}}};
        if (!named.empty()) answer.headers.push_back({"Docker-Content-Digest", named});
        return answer;
    }
    static constexpr const char* alpine = "GET /v2/library/alpine/manifests/3.20";

    test::ForgeShapes world{"github"};
    net::Courtesy courtesy;
    std::optional<ImageDigests> digests;
};

TEST_F(ImageDigestsTest, are_those_of_the_bytes) {
    world.put(alpine, given(manifest, index_type + "; charset=utf-8", digest));
    EXPECT_EQ(ask("alpine:3.20").value_or("?"), digest);
    EXPECT_EQ(ask("docker.io/library/alpine:3.20").value_or("?"), digest);
    EXPECT_THAT(world.urls, ElementsAre("https://registry-1.docker.io/v2/library/alpine/manifests/3.20"))
        << "each once";
    EXPECT_EQ(digests->calls(), 1);
}

TEST_F(ImageDigestsTest, come_with_a_token_for_anybody) {
    world.once(
        "GET /v2/o/n/manifests/latest",
        {.status = 401,
         .body = "{}",
         .headers = {{"WWW-Authenticate", R"(Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="x")"}}});
    world.put("GET /v2/o/n/manifests/latest", given(manifest));
    world.put("GET /token?scope=repository%3Ao%2Fn%3Apull&service=ghcr.io", {.body = R"({"token":"t0ken"})"});
    EXPECT_EQ(ask("ghcr.io/o/n").value_or("?"), digest);
    EXPECT_THAT(world.tokens, ElementsAre("", "", "Bearer t0ken"));
}

TEST_F(ImageDigestsTest, are_not_asked_of_registries_that_a_file_names) {
    const auto refused = ask("evil.example/o/n");
    EXPECT_EQ(refused.error().code, ErrorCode::usage);
    EXPECT_EQ(refused.error().what, "the registry evil.example is not asked");
    EXPECT_EQ(ask("127.0.0.1:5001/n").error().code, ErrorCode::usage);
    EXPECT_TRUE(world.asked.empty());
}

TEST_F(ImageDigestsTest, send_nobody_to_this_machine) {
    for (const char* realm : {"http://127.0.0.1:8080/token", "http://ghcr.io/token", "file:///etc/passwd"}) {
        digests.reset();
        world.asked.clear();
        world.put("GET /v2/o/n/manifests/latest",
                  {.status = 401,
                   .body = "{}",
                   .headers = {{"WWW-Authenticate", fmt::format("Bearer realm=\"{}\"", realm)}}});
        EXPECT_EQ(ask("ghcr.io/o/n").error().code, ErrorCode::unsupported) << realm;
        EXPECT_EQ(world.asked.size(), 1u);
    }
}

TEST_F(ImageDigestsTest, are_refused_where_the_registry_contradicts_itself) {
    world.put(alpine, given(manifest, index_type, "sha256:" + std::string(64, '0')));
    EXPECT_EQ(ask("alpine:3.20").error().code, ErrorCode::parse);
    world.put("GET /v2/library/old/manifests/latest",
              given(manifest, "application/vnd.docker.distribution.manifest.v1+prettyjws"));
    EXPECT_EQ(ask("old").error().code, ErrorCode::unsupported);
    world.put("GET /v2/library/page/manifests/latest", given("<html>", "text/html"));
    EXPECT_THAT(ask("page").error().what, HasSubstr("text/html"));
    world.put("GET /v2/library/nothing/manifests/latest", given(""));
    EXPECT_EQ(ask("nothing").error().code, ErrorCode::network);
}

TEST_F(ImageDigestsTest, that_are_not_shown_say_so) {
    EXPECT_EQ(ask("missing").error().code, ErrorCode::not_found);
    world.put("GET /v2/library/locked/manifests/latest", {.status = 401, .body = "{}"});
    EXPECT_EQ(ask("locked").error().code, ErrorCode::auth);
    world.put("GET /v2/library/basic/manifests/latest",
              {.status = 401, .body = "{}", .headers = {{"WWW-Authenticate", "Basic realm=\"x\""}}});
    EXPECT_EQ(ask("basic").error().code, ErrorCode::unsupported);
    world.put("GET /v2/library/odd/manifests/latest",
              {.status = 401, .body = "{}", .headers = {{"WWW-Authenticate", "Bearer realm=\"https://a.example/t\""}}});
    world.put("GET /t?scope=repository%3Alibrary%2Fodd%3Apull", {.body = R"({"token":"a\nb"})"});
    EXPECT_EQ(ask("odd").error().code, ErrorCode::parse);
}

TEST_F(ImageDigestsTest, stop_at_a_registrys_rate_limit) {
    world.put(alpine, {.status = 429, .body = "{}", .headers = {{"Retry-After", "4000"}}});
    EXPECT_EQ(ask("alpine:3.20").error().code, ErrorCode::rate_limited);
    EXPECT_EQ(ask("ubuntu").error().code, ErrorCode::rate_limited);
    EXPECT_EQ(world.asked.size(), 1u);
    world.put("GET /v2/n/manifests/latest", given(manifest));
    EXPECT_EQ(ask("127.0.0.1:5000/n").value_or("?"), digest) << "another registry is asked";
    EXPECT_EQ(world.urls.back(), "http://127.0.0.1:5000/v2/n/manifests/latest");
}

TEST_F(ImageDigestsTest, are_asked_for_so_many_times_and_no_more) {
    for (size_t i = 0; i < max_asked_images; ++i) std::ignore = ask("n" + std::to_string(i));
    EXPECT_EQ(ask("more").error().code, ErrorCode::limit);
    EXPECT_EQ(world.asked.size(), max_asked_images);
}

}  // namespace
}  // namespace ward::forge
