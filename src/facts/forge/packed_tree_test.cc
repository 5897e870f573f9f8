// The archive of a commit: what is asked, of whom, and what is not taken.
#include "facts/forge/packed_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/forge_shapes.h"
#include "support/tar_writer.h"

namespace ward::forge {
namespace {

using testing::HasSubstr;
using testing::Not;

class PackedTree : public testing::Test {
  protected:
    PackedTree() {
        request.base_url = "https://api.github.com";
        request.name = "acme/rocket";
        request.token = "s3cret";
        request.courtesy.clock = [] { return Instant{1'000'000}; };
        request.courtesy.sleep = [](std::chrono::milliseconds) {};
        request.courtesy.random = [] { return 0.0; };
    }
    static constexpr const char* route = "GET /repos/acme/rocket/tarball";

    test::ForgeShapes forge{"github"};
    TreeRequest request;
    const std::string tar = test::TarWriter().add("rocket-1/a", "text").finish();
};

TEST_F(PackedTree, comes_expanded_in_one_request) {
    forge.put(route, {.body = test::gzip(tar)});
    EXPECT_EQ(fetch_packed_tree(forge, request).value_or("?"), tar);
    EXPECT_THAT(forge.asked, testing::ElementsAre(route));
    EXPECT_THAT(forge.tokens, testing::ElementsAre("Bearer s3cret"));
}

TEST_F(PackedTree, is_of_the_ref_that_is_asked_for) {
    forge.put("GET /repos/acme/rocket/tarball/feature%2Fx%3F", {.body = test::gzip(tar)});
    request.ref = "feature/x?";
    EXPECT_TRUE(fetch_packed_tree(forge, request));
    for (const char* ref : {"a b", "a\nb", "a\x7f"}) {
        request.ref = ref;
        EXPECT_EQ(fetch_packed_tree(forge, request).error().code, ErrorCode::usage) << ref;
    }
    request.ref = std::string(max_ref_bytes + 1, 'x');
    EXPECT_EQ(fetch_packed_tree(forge, request).error().code, ErrorCode::usage);
}

TEST_F(PackedTree, comes_from_gitlab_without_large_files) {
    request.kind = ForgeKind::gitlab;
    request.base_url = "https://gitlab.com/api/v4";
    request.name = "acme/tools/rocket";
    request.ref = "v1";
    forge.put("GET /api/v4/projects/acme%2Ftools%2Frocket/repository/archive.tar.gz?include_lfs_blobs=false&sha=v1",
              {.body = test::gzip(tar)});
    EXPECT_EQ(fetch_packed_tree(forge, request).value_or("?"), tar);
}

TEST_F(PackedTree, that_is_not_shown_says_what_is_needed) {
    auto missing = fetch_packed_tree(forge, request);
    EXPECT_EQ(missing.error().code, ErrorCode::not_found);
    EXPECT_THAT(missing.error().what, Not(HasSubstr("token")));
    request.token.clear();
    missing = fetch_packed_tree(forge, request);
    EXPECT_THAT(missing.error().what, HasSubstr("needs a token (GITHUB_TOKEN)"));
    EXPECT_EQ(missing.error().where, "https://api.github.com/repos/acme/rocket/tarball");
}

TEST_F(PackedTree, keeps_the_token_out_of_errors) {
    forge.put(route, {.status = 403, .body = R"({"message":"who are you, s3cret?"})"});
    const auto refused = fetch_packed_tree(forge, request);
    EXPECT_EQ(refused.error().code, ErrorCode::auth);
    EXPECT_THAT(refused.error().what, HasSubstr("who are you, [token]?"));
}

TEST_F(PackedTree, is_asked_for_again_where_the_server_fails) {
    forge.once(route, {.status = 502});
    forge.once(route, {.is_lost = true});
    forge.put(route, {.body = test::gzip(tar)});
    EXPECT_TRUE(fetch_packed_tree(forge, request));
    EXPECT_EQ(forge.asked.size(), 3u);
}

TEST_F(PackedTree, that_is_no_gzip_is_refused) {
    forge.put(route, {.body = "<html>"});
    EXPECT_EQ(fetch_packed_tree(forge, request).error().code, ErrorCode::parse);
    std::string broken = test::gzip(tar);
    broken.resize(broken.size() - 9);
    forge.put(route, {.body = broken});
    EXPECT_EQ(fetch_packed_tree(forge, request).error().code, ErrorCode::parse);
}

TEST_F(PackedTree, that_is_a_bomb_is_refused) {
    forge.put(route, {.body = test::gzip(std::string(20u << 20, '\0'), 9)});
    EXPECT_EQ(fetch_packed_tree(forge, request).error().code, ErrorCode::limit);
}

TEST_F(PackedTree, is_not_asked_for_under_a_name_that_is_none) {
    request.name = "acme/../rocket";
    EXPECT_EQ(fetch_packed_tree(forge, request).error().code, ErrorCode::usage);
    request.name = "acme/rocket";
    request.base_url = "http://api.github.com";
    EXPECT_EQ(fetch_packed_tree(forge, request).error().code, ErrorCode::usage);
    EXPECT_TRUE(forge.asked.empty());
}

}  // namespace
}  // namespace ward::forge
