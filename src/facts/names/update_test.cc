#include "facts/names/update.h"

#include <map>

#include <gtest/gtest.h>

#include "base/fd.h"
#include "base/path.h"
#include "base/temporary_folder.h"
#include "facts/names/popular.h"
#include "formats/sri.h"
#include "support/tar_writer.h"

namespace ward::names {
namespace {

constexpr std::string_view registry = "https://registry.example.org/npm/";

class Registry : public net::Http {
  public:
    Result<net::Response> get(const net::Request& request) override {
        asked.push_back(request.url);
        net::Response response;
        response.url = request.url;
        const auto found = pages.find(request.url);
        response.status = found == pages.end() ? 404 : 200;
        if (found != pages.end()) response.body = found->second;
        if (response.body.size() > request.limits.body_bytes) return fail(ErrorCode::limit, "body", request.url);
        return response;
    }

    // A package with one file beside others.
    void publish(const std::string& name, const std::string& version, std::string_view file, std::string_view text) {
        const std::string tarball = test::gzip(
            test::TarWriter().add("package/package.json", "{}").add("package/" + std::string(file), text).finish());
        const std::string base = std::string(registry) + name;
        pages[base + "/-/" + name + "-" + version + ".tgz"] = tarball;
        pages[base + "/latest"] = "{\"version\": \"" + version + "\", \"dist\": {\"integrity\": \"" +
                                  sri_text(sha2(ShaAlgorithm::sha512, tarball)) +
                                  "\", \"tarball\": \"https://elsewhere.example.org/x.tgz\"}}";
    }

    std::map<std::string, std::string> pages;
    std::vector<std::string> asked;
};

class NamesUpdated : public testing::Test {
  protected:
    void SetUp() override {
        auto made = TemporaryFolder::make("ward-names");
        ASSERT_TRUE(made);
        folder = *std::move(made);
        options.registry = registry;
        options.folder = folder.path();
        limits.least_names = 2;
        limits.popular = 2;
        http.publish("download-counts", "2.20260101.0", "counts.json", R"({"rare": 3, "lodash": 900, "axios": 800})");
    }
    Result<NamesUpdate> update() { return update_names(options, http, {}, limits); }
    std::string popular_file() const { return folder.path() + "/names/npm-popular.tsv"; }

    TemporaryFolder folder;
    Registry http;
    NamesUpdateOptions options;
    NamesUpdateLimits limits;
};

TEST_F(NamesUpdated, from_counts) {
    const auto done = update();
    ASSERT_TRUE(done) << done.error().message();
    EXPECT_EQ(done->names, 3u);
    EXPECT_EQ(done->popular, 2u);
    EXPECT_EQ(done->packages.at(0).version, "2.20260101.0");
    const auto popular = PopularNames::fetched(folder.path(), Ecosystem::npm);
    ASSERT_TRUE(popular && *popular);
    EXPECT_EQ((*popular)->targets(), 2u);
    EXPECT_EQ((*popular)->downloads_of("rare"), 3u) << "of the register";
    EXPECT_NE((*popular)->origin().find("download-counts@2.20260101.0"), std::string::npos);
    // The tarball is asked for where the registry has it, whatever a document says.
    for (const std::string& url : http.asked) EXPECT_TRUE(url.starts_with(registry)) << url;
}

TEST_F(NamesUpdated, with_names_that_nobody_downloads) {
    options.all_names = true;
    http.publish("all-the-package-names", "2.0.1", "names.json", R"(["axios", "unheard-of"])");
    const auto done = update();
    ASSERT_TRUE(done) << done.error().message();
    EXPECT_EQ(done->names, 4u);
    const auto popular = PopularNames::fetched(folder.path(), Ecosystem::npm);
    ASSERT_TRUE(popular && *popular);
    EXPECT_EQ((*popular)->exists("unheard-of"), true);
    EXPECT_FALSE((*popular)->downloads_of("unheard-of"));
    EXPECT_EQ((*popular)->downloads_of("axios"), 800u);
}

// Whatever is wrong, the lists that are there stay.
TEST_F(NamesUpdated, only_by_what_is_whole) {
    ASSERT_TRUE(update());
    const std::string before = read_file(popular_file(), 1 << 20).value_or("");
    EXPECT_FALSE(before.empty());
    const std::string latest = std::string(registry) + "download-counts/latest";
    const auto expect = [&](ErrorCode code, const char* what) {
        const auto done = update();
        ASSERT_FALSE(done) << what;
        EXPECT_EQ(done.error().code, code) << what << ": " << done.error().message();
        EXPECT_EQ(read_file(popular_file(), 1 << 20).value_or(""), before) << what;
        http.publish("download-counts", "2.20260101.0", "counts.json", R"({"rare": 3, "lodash": 900, "axios": 800})");
    };
    http.pages[std::string(registry) + "download-counts/-/download-counts-2.20260101.0.tgz"] += "x";
    expect(ErrorCode::damaged, "another tarball");
    http.pages[latest] = R"({"version": "2.0.0", "dist": {"shasum": "00"}})";
    expect(ErrorCode::parse, "no integrity");
    http.pages[latest] = R"({"version": "../../x", "dist": {"integrity": "sha512-x"}})";
    expect(ErrorCode::parse, "no version");
    http.pages[latest] = "<html>";
    expect(ErrorCode::parse, "no JSON");
    http.pages.erase(latest);
    expect(ErrorCode::not_found, "no package");
    http.publish("download-counts", "2.20260101.0", "other.json", "{}");
    expect(ErrorCode::parse, "no counts");
    http.publish("download-counts", "2.20260101.0", "counts.json", R"({"lodash": 1})");
    expect(ErrorCode::parse, "too few names");
    limits.expanded_bytes = 1'000;
    expect(ErrorCode::limit, "a bomb");
}

}  // namespace
}  // namespace ward::names
