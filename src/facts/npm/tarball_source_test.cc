#include "facts/npm/tarball_source.h"

#include <algorithm>
#include <atomic>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/parallel.h"
#include "base/text.h"
#include "facts/npm/attestation_source.h"
#include "facts/npm/integrity.h"
#include "facts/npm/npm_fixture.h"

namespace ward::npm {
namespace {

using test::Folder;
using test::sri;
using test::sri_sha1;
using testing::ElementsAre;
using testing::HasSubstr;

std::string verdict(std::string_view bytes, std::string_view integrity) {
    const auto strength = check_integrity(bytes, integrity);
    if (!strength) return std::string(name_of(strength.error().code));
    return *strength == Strength::strong ? "strong" : "weak";
}

TEST(Integrity, lets_the_strongest_algorithm_decide) {
    EXPECT_EQ(verdict("x", sri("x")), "strong");
    EXPECT_EQ(verdict("x", sri("y")), "damaged");
    EXPECT_EQ(verdict("x", sri("x", ShaAlgorithm::sha256)), "strong");
    EXPECT_EQ(verdict("x", sri("x", ShaAlgorithm::sha256) + ' ' + sri("y")), "damaged");
    EXPECT_EQ(verdict("x", sri("y", ShaAlgorithm::sha256) + ' ' + sri("x")), "strong");
    EXPECT_EQ(verdict("x", sri("y") + ' ' + sri("x")), "strong");
}

TEST(Integrity, checks_a_lone_sha1_and_calls_it_weak) {
    EXPECT_EQ(verdict("x", sri_sha1("x")), "weak");
    EXPECT_EQ(verdict("x", sri_sha1("y")), "damaged");
    EXPECT_EQ(verdict("x", sri_sha1("x") + ' ' + sri("y")), "damaged");
    EXPECT_EQ(verdict("x", sri_sha1("y") + ' ' + sri("x")), "strong");
}

TEST(Integrity, refuses_metadata_that_says_nothing) {
    for (const std::string_view bad : {"", " ", "sha1-", "sha1-AAAA", "md5-AAAA", "sha512-AAAA", "sha512", "x"})
        EXPECT_EQ(verdict("x", bad), "parse") << bad;
    EXPECT_EQ(verdict("x", sri("x") + " md5-AAAA"), "parse");
}

TEST(Integrity, knows_where_content_is_stored_by_digest) {
    const std::string digits = hex(sha2(ShaAlgorithm::sha512, "x").view());
    EXPECT_THAT(digest_paths(sri_sha1("x") + ' ' + sri("x")),
                ElementsAre("sha512/" + digits.substr(0, 2) + "/" + digits.substr(2, 2) + "/" + digits.substr(4),
                            "sha1/11/f6/ad8ec52a2984abaafd7c3b516503785c2072"));
    EXPECT_TRUE(digest_paths("nothing").empty());
}

std::string given(TarballSource& source, const WantedTarball& wanted) {
    const auto found = source.tarball(wanted);
    if (!found) return fmt::format("{}: {}", name_of(found.error().code), found.error().message());
    return *found ? **found : "nothing";
}

TEST(TarballSources, finds_tarballs_in_npms_cache) {
    const Folder folder;
    folder.write("_cacache/content-v2/" + digest_paths(sri("x"))[0], "x");
    for (const std::string_view inner : {"", "/_cacache"}) {
        const auto cache = npm_cache(folder.path().string() + std::string(inner), 1);
        ASSERT_TRUE(cache) << cache.error().message();
        EXPECT_EQ(given(**cache, {"a", "1.0.0", "", sri("x")}), "x");
        EXPECT_EQ(given(**cache, {"a", "1.0.0", "", sri("y")}), "nothing");
        EXPECT_EQ(given(**cache, {"a", "1.0.0", "", "nothing"}), "nothing");
    }
    folder.write("_cacache/content-v2/" + digest_paths(sri("y"))[0], "yy");
    const auto cache = npm_cache(folder.path().string(), 1);
    ASSERT_TRUE(cache);
    EXPECT_THAT(given(**cache, {"a", "1.0.0", "", sri("y")}), HasSubstr("limit: "));
    EXPECT_FALSE(npm_cache(folder.path().string() + "/none"));
}

TEST(TarballSources, finds_tarballs_in_a_folder_by_name_and_digest) {
    const Folder folder;
    folder.write("a-1.0.0.tgz", "one");
    folder.write("s-b-1.0.0.tgz", "of s-b");
    folder.write("@s/b-1.0.0.tgz", "of @s/b");
    folder.write("fork-77.tgz", "fork");
    const auto source = tarball_folder(folder.path().string(), 10);
    ASSERT_TRUE(source);
    EXPECT_EQ(given(**source, {"a", "1.0.0", "", sri("one")}), "one");
    EXPECT_EQ(given(**source, {"a", "2.0.0", "", sri("one")}), "nothing");
    EXPECT_EQ(given(**source, {"s-b", "1.0.0", "", sri("of s-b")}), "of s-b");
    EXPECT_EQ(given(**source, {"@s/b", "1.0.0", "", sri("of @s/b")}), "of @s/b");
    EXPECT_EQ(given(**source, {"@s/b", "1.0.0", "", sri("neither")}), "of s-b");  // the caller tells that it is wrong
    EXPECT_EQ(given(**source, {"fork", "3.0.0", "https://x/fork-77.tgz?a=1#0", sri("fork")}), "fork");
    EXPECT_EQ(given(**source, {"../a", "1.0.0", "https://x/..", sri("one")}), "nothing");
    folder.write("large-1.0.0.tgz", "eleven byte");
    EXPECT_THAT(given(**source, {"large", "1.0.0", "", sri("x")}), HasSubstr("limit: "));
}

TEST(TarballSources, finds_files_of_the_project) {
    const Folder project;
    project.write("vendor/a.tgz", "a");
    const auto root = Root::open(project.path());
    ASSERT_TRUE(root);
    const auto source = project_files(*root);
    EXPECT_EQ(given(*source, {"a", "1.0.0", "file:vendor/a.tgz", sri("a")}), "a");
    EXPECT_EQ(given(*source, {"a", "1.0.0", "file:vendor/b.tgz", sri("a")}), "nothing");
    EXPECT_EQ(given(*source, {"a", "1.0.0", "file:../a.tgz", sri("a")}), "nothing");
    EXPECT_EQ(given(*source, {"a", "1.0.0", "https://x/vendor/a.tgz", sri("a")}), "nothing");
}

// Answers with the URL it was asked for, or with what the path says.
class EchoHttp : public net::Http {
  public:
    explicit EchoHttp(std::vector<std::string>& asked) : asked_(asked) {}

    Result<net::Response> get(const net::Request& request) override {
        asked_.push_back(request.url);
        net::Response response{.status = 200, .url = request.url, .headers = {}, .body = request.url};
        if (request.url.ends_with("/gone.tgz")) response.status = 404;
        if (request.url.ends_with("/broken.tgz")) response.status = 500;
        if (request.url.ends_with("/cut.tgz")) return fail(ErrorCode::network, "broke off", request.url);
        if (response.body.size() > request.limits.body_bytes) return fail(ErrorCode::limit, "too large", request.url);
        return response;
    }

  private:
    std::vector<std::string>& asked_;
};

TEST(TarballSources, downloads_what_the_lock_file_names) {
    std::vector<std::string> asked;
    const auto make = [&] { return std::make_unique<EchoHttp>(asked); };
    const auto source = downloads(make, {.registry = "https://r", .tarball_bytes = 50});
    EXPECT_EQ(given(*source, {"a", "1.0.0", "https://h/a.tgz#sha1", "i"}), "https://h/a.tgz");
    EXPECT_EQ(given(*source, {"@s/b", "1.0.0", "", "i"}), "https://r/@s/b/-/b-1.0.0.tgz");
    EXPECT_EQ(given(*source, {"a", "1.0.0", "file:a.tgz", "i"}), "nothing");
    EXPECT_EQ(given(*source, {"a", "1.0.0", "https://h/gone.tgz", "i"}), "nothing");
    EXPECT_THAT(given(*source, {"a", "1.0.0", "https://h/broken.tgz", "i"}), HasSubstr("network: "));
    EXPECT_THAT(given(*source, {"a", "1.0.0", "https://h/cut.tgz", "i"}), HasSubstr("broke off"));
    EXPECT_THAT(given(*source, {"a", "1.0.0", "https://h/" + std::string(60, 'x'), "i"}), HasSubstr("limit: "));
    EXPECT_EQ(asked.size(), 6u);
    const auto nowhere = downloads(make, {.registry = ""});
    EXPECT_EQ(given(*nowhere, {"a", "1.0.0", "", "i"}), "nothing");
}

TEST(TarballSources, keeps_one_door_per_thread) {
    std::vector<std::string> asked[64];
    std::atomic<size_t> doors = 0;
    const auto source = downloads([&] { return std::make_unique<EchoHttp>(asked[doors++]); });
    for (int i = 0; i < 3; ++i) EXPECT_EQ(given(*source, {"a", "1.0.0", "https://h/a", "i"}), "https://h/a");
    EXPECT_EQ(doors, 1u);
    std::atomic<size_t> right = 0;
    parallel_for(50,
                 [&](size_t) { right += given(*source, {"a", "1.0.0", "https://h/a", "i"}) == "https://h/a" ? 1 : 0; });
    EXPECT_EQ(right, 50u);
    EXPECT_LE(doors, std::max<size_t>(1, thread_count()));
}

TEST(AttestationSources, ask_the_registry_for_what_no_folder_has) {
    std::vector<std::string> asked;
    const auto make = [&] { return std::make_unique<EchoHttp>(asked); };
    const auto source = attestation_downloads(make, "https://r/");
    EXPECT_EQ(source->attestations("@s/a", "1.0.0-rc.1+b"), "https://r/-/npm/v1/attestations/@s%2fa@1.0.0-rc.1%2bb");
    EXPECT_EQ(source->attestations("../a", "1.0.0"), std::nullopt);
    EXPECT_EQ(source->attestations("a", "1/../../0"), std::nullopt);
    EXPECT_EQ(asked.size(), 1u);
    const Folder folder;
    folder.write("a@1.0.0.json", "here");
    std::vector<std::unique_ptr<AttestationSource>> both;
    both.push_back(attestation_folder(Root::open(folder.path()).value()));
    both.push_back(attestation_downloads(make, "https://r"));
    const auto first = first_attestations_of(std::move(both));
    EXPECT_EQ(first->attestations("a", "1.0.0"), "here");
    EXPECT_EQ(first->attestations("b", "1.0.0"), "https://r/-/npm/v1/attestations/b@1.0.0");
}

class Fixed : public TarballSource {
  public:
    explicit Fixed(Result<std::optional<std::string>> answer) : answer_(std::move(answer)) {}
    Result<std::optional<std::string>> tarball(const WantedTarball&) override { return answer_; }

  private:
    Result<std::optional<std::string>> answer_;
};

TEST(TarballSources, asks_one_source_after_the_other) {
    const auto ask = [](std::vector<Result<std::optional<std::string>>> answers) {
        std::vector<std::unique_ptr<TarballSource>> sources;
        for (auto& answer : answers) sources.push_back(std::make_unique<Fixed>(std::move(answer)));
        return given(*first_of(std::move(sources)), {"a", "1.0.0", "", sri("right")});
    };
    const Result<std::optional<std::string>> error = fail(ErrorCode::network, "broke off");
    EXPECT_EQ(ask({}), "nothing");
    EXPECT_EQ(ask({std::nullopt, "right", "other"}), "right");
    EXPECT_EQ(ask({"wrong", error, "right"}), "right");
    EXPECT_EQ(ask({"wrong", error}), "wrong");
    EXPECT_EQ(ask({std::nullopt, error, std::nullopt}), "network: broke off");
}

}  // namespace
}  // namespace ward::npm
