// Updating from a bucket that lives in the test: which zips are asked for, kept, believed and imported.
#include "facts/advisory/update.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/fd.h"
#include "base/time.h"
#include "support/zip_writer.h"

namespace ward::advisory {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using State = SourceUpdate::State;

// Answers by path; the entity tag is the content's, as in the real bucket.
class Bucket : public net::Http {
  public:
    Result<net::Response> get(const net::Request& request) override {
        asked.push_back(request.url);
        if (down) return fail(ErrorCode::network, "cannot connect", request.url);
        net::Response response{.status = 404, .url = request.url, .headers = {}, .body = {}};
        const auto found = zips.find(request.url);
        if (found == zips.end()) return response;
        const std::string tag = fmt::format("\"{}\"", std::hash<std::string>()(found->second));
        response.headers = {{"ETag", tag}};
        for (const net::Header& header : request.headers)
            if (header.name == "If-None-Match" && header.value == tag) response.status = 304;
        if (response.status == 304) return response;
        response.status = 200;
        if (!request.sink) response.body = found->second;
        else WARD_TRY_VOID(request.sink(response, found->second));
        return response;
    }

    std::map<std::string, std::string> zips;
    std::vector<std::string> asked;
    bool down = false;
};

std::string record(std::string_view id, std::string_view ecosystem, std::string_view name) {
    return fmt::format(
        R"({{"id":"{}","modified":"2026-01-01T00:00:00Z","affected":[{{"package":{{"ecosystem":"{}","name":)"
        R"("{}"}},"versions":["1.0.0"]}}]}})",
        id, ecosystem, name);
}

std::string zip_of(const std::map<std::string, std::string>& files) {
    test::ZipWriter zip;
    for (const auto& [name, text] : files) zip.add(name, text);
    return zip.finish();
}

class Update : public testing::Test {
  protected:
    Update() {
        std::string name = (std::filesystem::temp_directory_path() / "ward_update_XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
        folder = name;
        options.base_url = "https://bucket.example/osv/";
        options.ecosystems = {"npm", "GitHub Actions"};
        options.cache_folder = folder + "/cache";
        options.output = folder + "/advisories.db";
        put("npm", zip_of({{"GHSA-1.json", record("GHSA-1", "npm", "left")}}));
        put("GitHub%20Actions", zip_of({{"GHSA-2.json", record("GHSA-2", "GitHub Actions", "right/left")}}));
        at("1767225600");  // 2026-01-01
    }
    ~Update() override {
        unsetenv("SOURCE_DATE_EPOCH");  // NOLINT(concurrency-mt-unsafe): the tests run one by one
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }

    static void at(const char* time) { setenv("SOURCE_DATE_EPOCH", time, 1); }  // NOLINT(concurrency-mt-unsafe)
    void put(const std::string& path, std::string zip) {
        bucket.zips["https://bucket.example/osv/" + path + "/all.zip"] = std::move(zip);
    }
    UpdateResult run() {
        auto result = update(options, bucket, Log());
        EXPECT_TRUE(result) << result.error().message();
        return result.value_or(UpdateResult{});
    }
    static std::vector<State> states(const UpdateResult& result) {
        std::vector<State> all;
        all.reserve(result.sources.size());
        for (const SourceUpdate& source : result.sources) all.push_back(source.state);
        return all;
    }

    std::string folder;
    UpdateOptions options;
    Bucket bucket;
};

TEST_F(Update, fetches_imports_and_then_has_nothing_to_do) {
    const UpdateResult first = run();
    EXPECT_THAT(bucket.asked, ElementsAre("https://bucket.example/osv/npm/all.zip",
                                          "https://bucket.example/osv/GitHub%20Actions/all.zip"));
    EXPECT_THAT(states(first), ElementsAre(State::fetched, State::fetched));
    EXPECT_TRUE(first.imported);
    EXPECT_THAT(first.problems(), IsEmpty());
    EXPECT_EQ(first.import.info.records, 2u);
    EXPECT_EQ(first.import.info.updated, "2026-01-01T00:00:00Z");
    EXPECT_TRUE(std::filesystem::exists(options.cache_folder + "/osv/GitHub Actions/all.zip"));

    at("1767229200");  // an hour later
    const UpdateResult second = run();
    EXPECT_THAT(states(second), ElementsAre(State::unchanged, State::unchanged));
    EXPECT_FALSE(second.imported);
    EXPECT_EQ(second.import.info.snapshot, first.import.info.snapshot);
    EXPECT_EQ(second.sources[0].checked, "2026-01-01T01:00:00Z");
    EXPECT_EQ(second.sources[0].bytes, first.sources[0].bytes);

    at("1767398400");  // two days later the same records are known to be the newest
    const UpdateResult third = run();
    EXPECT_THAT(states(third), ElementsAre(State::unchanged, State::unchanged));
    EXPECT_TRUE(third.imported);
    EXPECT_EQ(third.import.info.updated, "2026-01-03T00:00:00Z");
}

TEST_F(Update, imports_again_when_the_database_is_not_the_one_it_made) {
    const UpdateResult first = run();
    std::filesystem::remove(options.output);
    EXPECT_TRUE(run().imported) << "gone";

    const auto size = std::filesystem::file_size(options.output);
    std::fstream(options.output, std::ios::in | std::ios::out | std::ios::binary).seekp(static_cast<long>(size / 2))
        << "damage";
    const UpdateResult healed = run();
    EXPECT_TRUE(healed.imported) << "damaged";
    EXPECT_EQ(healed.import.info.snapshot, first.import.info.snapshot);

    std::ofstream(folder + "/one.json") << record("GHSA-9", "npm", "other");
    ASSERT_TRUE(import(
        {.sources = {folder + "/one.json"}, .output = options.output, .accept_shrink = true, .fetched = {}}, Log()));
    EXPECT_TRUE(run().imported) << "imported from elsewhere";

    options.ecosystems = {"npm"};
    options.accept_shrink = true;
    EXPECT_EQ(run().import.info.records, 1u) << "another choice of ecosystems";
}

TEST_F(Update, one_that_fails_leaves_its_copy_in_use) {
    run();
    bucket.zips.erase("https://bucket.example/osv/npm/all.zip");
    put("GitHub%20Actions", zip_of({{"GHSA-2.json", record("GHSA-2", "GitHub Actions", "right/left")},
                                    {"GHSA-3.json", record("GHSA-3", "GitHub Actions", "up/down")}}));
    at("1767312000");  // a day later
    const UpdateResult result = run();
    EXPECT_THAT(states(result), ElementsAre(State::kept, State::fetched));
    EXPECT_THAT(result.problems(), ElementsAre(HasSubstr("status 404; the copy of 2026-01-01T00:00:00Z is used")));
    EXPECT_EQ(result.import.info.records, 3u);
    EXPECT_EQ(result.import.info.updated, "2026-01-01T00:00:00Z") << "as old as the oldest of its sources";
}

TEST_F(Update, one_that_was_never_there_is_told) {
    options.ecosystems = {"npm", "Nowhere"};
    const UpdateResult result = run();
    EXPECT_THAT(states(result), ElementsAre(State::fetched, State::missing));
    EXPECT_THAT(result.problems(), ElementsAre(HasSubstr("its advisories are missing")));
    EXPECT_EQ(result.import.info.records, 1u);
}

TEST_F(Update, without_a_network_the_copies_stay_and_without_copies_it_fails) {
    bucket.down = true;
    const auto nothing = update(options, bucket, Log());
    ASSERT_FALSE(nothing);
    EXPECT_EQ(nothing.error().code, ErrorCode::network);
    EXPECT_FALSE(std::filesystem::exists(options.output));

    bucket.down = false;
    run();
    bucket.down = true;
    const UpdateResult result = run();
    EXPECT_THAT(states(result), ElementsAre(State::kept, State::kept));
    EXPECT_EQ(result.problems().size(), 2u);
    EXPECT_FALSE(result.imported);
    EXPECT_EQ(result.import.info.records, 2u);
}

TEST_F(Update, a_copy_is_of_one_place_and_whole_or_it_is_none) {
    run();
    std::ofstream(options.cache_folder + "/osv/npm/all.zip", std::ios::app) << "x";
    EXPECT_THAT(states(run()), ElementsAre(State::fetched, State::unchanged)) << "damaged copies are fetched anew";

    std::ofstream(options.cache_folder + "/osv/npm/all.zip.json") << "{";
    EXPECT_THAT(states(run()), ElementsAre(State::fetched, State::unchanged));

    options.base_url = "https://mirror.example";
    const auto elsewhere = update(options, bucket, Log());
    ASSERT_FALSE(elsewhere) << "what one place gave is not passed off as another's";
    EXPECT_EQ(elsewhere.error().code, ErrorCode::not_found);
}

TEST_F(Update, what_is_no_zip_does_not_replace_one) {
    run();
    put("npm", "<html>maintenance</html>");
    const UpdateResult result = run();
    EXPECT_THAT(states(result), ElementsAre(State::kept, State::unchanged));
    EXPECT_EQ(result.import.info.records, 2u);
}

TEST_F(Update, records_that_cannot_be_read_are_told_each_time) {
    put("npm", zip_of({{"GHSA-1.json", record("GHSA-1", "npm", "left")}, {"GHSA-4.json", "{\"id\":"}}));
    EXPECT_THAT(run().problems(), ElementsAre(HasSubstr("GHSA-4.json")));
    EXPECT_THAT(run().problems(), ElementsAre(HasSubstr("GHSA-4.json")));
}

TEST_F(Update, a_sudden_loss_is_refused_until_it_is_accepted) {
    std::map<std::string, std::string> files;
    for (int i = 0; i < 100; ++i) {
        const std::string id = fmt::format("GHSA-{}", i);
        files[id + ".json"] = record(id, "npm", id);
    }
    put("npm", zip_of(files));
    options.ecosystems = {"npm"};
    run();
    put("npm", zip_of({{"GHSA-1.json", record("GHSA-1", "npm", "left")}}));
    for (int i = 0; i < 2; ++i) {
        const auto refused = update(options, bucket, Log());
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::limit);
    }
    EXPECT_EQ(Index::open(options.output)->info().records, 100u);
    options.accept_shrink = true;
    EXPECT_EQ(run().import.info.records, 1u);
}

TEST_F(Update, mistakes_ask_nobody) {
    const auto code = [&](const UpdateOptions& wrong) {
        const auto result = update(wrong, bucket, Log());
        EXPECT_FALSE(result);
        return result ? ErrorCode::internal : result.error().code;
    };
    for (const char* name : {"", "..", "../npm", "a/b", ".npm", "-x", "np\nm"}) {
        UpdateOptions wrong = options;
        wrong.ecosystems = {"npm", name};
        EXPECT_EQ(code(wrong), ErrorCode::usage) << name;
    }
    UpdateOptions wrong = options;
    wrong.ecosystems.clear();
    EXPECT_EQ(code(wrong), ErrorCode::usage);
    wrong = options;
    wrong.base_url = "http://bucket.example";
    EXPECT_EQ(code(wrong), ErrorCode::usage);
    EXPECT_THAT(bucket.asked, IsEmpty());
}

TEST_F(Update, the_same_ecosystem_twice_is_asked_once) {
    options.ecosystems = {"npm", "npm"};
    EXPECT_EQ(run().sources.size(), 1u);
    EXPECT_EQ(bucket.asked.size(), 1u);
}

TEST_F(Update, fetches_records_that_changed_instead_of_the_zip) {
    const std::string base = "https://bucket.example/osv/npm/";
    options.ecosystems = {"npm"};
    run();
    at("1767229200");  // an hour later
    bucket.asked.clear();
    bucket.zips[base + "modified_id.csv"] =
        "2026-01-01T00:30:00Z,GHSA-new\n2026-01-01T00:20:00Z,GHSA-1\n2025-11-01T00:00:00Z,GHSA-older\n";
    bucket.zips[base + "GHSA-new.json"] = record("GHSA-new", "npm", "left");
    std::string newer = record("GHSA-1", "npm", "left");
    newer.replace(newer.find("2026-01-01"), 10, "2026-01-02");
    newer.replace(newer.find("1.0.0"), 5, "2.0.0");
    bucket.zips[base + "GHSA-1.json"] = newer;
    const UpdateResult second = run();
    EXPECT_THAT(bucket.asked, ElementsAre(base + "modified_id.csv", base + "GHSA-new.json", base + "GHSA-1.json"));
    EXPECT_THAT(states(second), ElementsAre(State::changed));
    EXPECT_EQ(second.sources[0].records, 2u);
    EXPECT_THAT(second.problems(), IsEmpty());
    EXPECT_EQ(second.import.info.records, 2u);
    const auto index = Index::open(options.output);
    ASSERT_TRUE(index);
    EXPECT_EQ(index->query({"npm", "left", "2.0.0", {}}).size(), 1u);  // the newest GHSA-1 counts
    EXPECT_EQ(index->query({"npm", "left", "1.0.0", {}}).size(), 1u);  // GHSA-new

    at("1767232800");  // nothing further
    bucket.asked.clear();
    EXPECT_THAT(states(run()), ElementsAre(State::unchanged));
    EXPECT_THAT(bucket.asked, ElementsAre(base + "modified_id.csv"));

    at("1767916800");  // eight days later: the zip, and its changes are forgotten
    put("npm", zip_of({{"GHSA-9.json", record("GHSA-9", "npm", "left")}}));
    options.accept_shrink = true;
    EXPECT_THAT(states(run()), ElementsAre(State::fetched));
    EXPECT_EQ(Index::open(options.output)->info().records, 1u);
}

std::string cve_record(std::string_view id, std::string_view version) {
    return fmt::format(
        R"({{"dataType":"CVE_RECORD","dataVersion":"5.1","cveMetadata":{{"cveId":"{}","state":"PUBLISHED",)"
        R"("dateUpdated":"2026-01-0{}T00:00:00Z"}},"containers":{{"cna":{{"descriptions":[],"affected":[{{"vendor":)"
        R"("zlib","product":"zlib","versions":[{{"version":"0","lessThan":"{}","versionType":"semver",)"
        R"("status":"affected"}}]}}]}}}}}})",
        id, version == "1.0" ? 1 : 2, version);
}

// The CVE List's archive is half a gigabyte and changes every few minutes.
TEST_F(Update, fetches_records_that_changed_in_the_cve_list) {
    const std::string mirror = "https://mirror.example/feeds";
    const std::string cves = mirror + "/cve/cves/";
    options.ecosystems = {};
    options.feeds = {"cve"};
    options.feed_mirror = mirror;
    bucket.zips[mirror + "/cve/cvelistV5.zip"] =
        zip_of({{"cvelistV5-main/cves/2026/1xxx/CVE-2026-1000.json", cve_record("CVE-2026-1000", "1.0")}});
    run();
    const auto affected = [&](std::string_view version) {
        const auto index = Index::open(options.output);
        return index ? index->query({"CPE:*", "zlib:zlib", version, {}}).size() : 0;
    };
    EXPECT_EQ(affected("1.5"), 0u);
    const std::string old = R"({"fetchTime":"2025-12-30T00:00:00.000Z","new":[],"updated":[],"error":[]})";
    bucket.zips[cves + "deltaLog.json"] =
        R"([{"fetchTime":"2026-01-02T01:00:00.123Z","numberOfChanges":2,"new":[{"cveId":"CVE-2026-12345"}],"updated":)"
        R"([{"cveId":"CVE-2026-1000","githubLink":"https://elsewhere.example/x"}],"error":[]},{"fetchTime":)"
        R"("2026-01-02T00:50:00.000Z","new":[],"updated":[{"cveId":"CVE-2026-1000"}],"error":[]},)" +
        old + "]";
    bucket.zips[cves + "2026/1xxx/CVE-2026-1000.json"] = cve_record("CVE-2026-1000", "2.0");
    bucket.zips[cves + "2026/12xxx/CVE-2026-12345.json"] = cve_record("CVE-2026-12345", "2.0");
    at("1767312000");  // 2026-01-02
    bucket.asked.clear();
    const UpdateResult changed = run();
    EXPECT_THAT(bucket.asked, ElementsAre(cves + "deltaLog.json", cves + "2026/12xxx/CVE-2026-12345.json",
                                          cves + "2026/1xxx/CVE-2026-1000.json"));
    EXPECT_THAT(states(changed), ElementsAre(State::changed));
    EXPECT_EQ(affected("1.5"), 2u);
    EXPECT_EQ(changed.import.info.records, 2u);

    // What is no list, or ends before the archive was fetched, leads to the archive; so does a record that is another.
    const std::vector<std::string> lists{
        "<html>", "[]", R"([{"fetchTime":"2026-01-02T01:00:00Z","new":[],"updated":[]}])",
        R"([{"fetchTime":"2026-01-02T01:00:00Z","new":[{"cveId":"../x"}],"updated":[]},)" + old + "]",
        R"([{"fetchTime":"2026-01-02T01:00:00Z","new":[{"cveId":"CVE-2026-404040"}],"updated":[]},)" + old + "]"};
    options.accept_shrink = true;
    for (const std::string& list : lists) {
        std::filesystem::remove_all(options.cache_folder);
        run();
        bucket.zips[cves + "deltaLog.json"] = list;
        bucket.asked.clear();
        run();
        EXPECT_EQ(bucket.asked.back(), mirror + "/cve/cvelistV5.zip") << list;
    }
}

TEST_F(Update, lists_of_changes_that_are_none_lead_to_the_zip) {
    const std::string base = "https://bucket.example/osv/npm/";
    options.ecosystems = {"npm"};
    run();
    at("1767229200");
    std::string long_list;
    for (int i = 0; i < 2'000; ++i) long_list += fmt::format("2026-01-01T00:30:00Z,GHSA-{}\n", i);
    for (const std::string& list :
         {std::string("<html>maintenance</html>"), std::string("2026-01-01T00:30:00Z,../../x\n"), long_list,
          std::string("2026-01-01T00:10:00Z,GHSA-a\n2026-01-01T00:30:00Z,GHSA-b\n")}) {
        bucket.zips[base + "modified_id.csv"] = list;
        bucket.asked.clear();
        EXPECT_THAT(states(run()), ElementsAre(State::unchanged)) << list.substr(0, 40);
        EXPECT_THAT(bucket.asked, ElementsAre(base + "modified_id.csv", base + "all.zip"));
    }
    // A record that is another one leaves everything as it was.
    bucket.zips[base + "modified_id.csv"] = "2026-01-01T00:30:00Z,GHSA-a\n2025-01-01T00:00:00Z,GHSA-1\n";
    bucket.zips[base + "GHSA-a.json"] = record("GHSA-b", "npm", "left");
    const UpdateResult other = run();
    EXPECT_THAT(states(other), ElementsAre(State::kept));
    EXPECT_THAT(other.problems(), ElementsAre(HasSubstr("is not the record that was asked for")));
    EXPECT_EQ(Index::open(options.output)->info().records, 1u);
}

TEST_F(Update, a_listed_record_that_is_not_there_leads_to_the_zip) {
    const std::string base = "https://bucket.example/osv/npm/";
    options.ecosystems = {"npm"};
    run();
    at("1767229200");  // an hour later
    bucket.zips[base + "modified_id.csv"] = "2026-01-01T00:30:00Z,GHSA-2\n2026-01-01T00:20:00Z,GHSA-gone\n";
    bucket.zips[base + "GHSA-2.json"] = record("GHSA-2", "npm", "left");
    bucket.asked.clear();
    const UpdateResult same = run();
    EXPECT_THAT(states(same), ElementsAre(State::unchanged)) << "the zip has what the list is late to forget";
    EXPECT_THAT(same.problems(), IsEmpty());
    EXPECT_THAT(bucket.asked,
                ElementsAre(base + "modified_id.csv", base + "GHSA-2.json", base + "GHSA-gone.json", base + "all.zip"));
    EXPECT_EQ(same.import.info.records, 1u) << "nothing is taken by halves";

    put("npm",
        zip_of({{"GHSA-1.json", record("GHSA-1", "npm", "left")}, {"GHSA-2.json", record("GHSA-2", "npm", "left")}}));
    EXPECT_THAT(states(run()), ElementsAre(State::fetched));
    EXPECT_EQ(Index::open(options.output)->info().records, 2u);

    bucket.zips.erase(base + "all.zip");
    const UpdateResult neither = run();
    EXPECT_THAT(states(neither), ElementsAre(State::kept));
    EXPECT_THAT(neither.problems(), ElementsAre(HasSubstr("all.zip")));
}

TEST_F(Update, feeds_come_from_a_mirror_with_what_they_hold) {
    options.ecosystems.clear();
    options.feeds = {"nodejs", "openssl", "nodejs"};
    options.feed_mirror = "https://mirror.example/feeds/";
    bucket.zips["https://mirror.example/feeds/nodejs/security-wg.zip"] = zip_of(
        {{"security-wg-main/vuln/core/index.json",
          R"({"12":{"cve":["CVE-2099-1"],"vulnerable":"18.x","patched":"^18.2.0","affectedEnvironments":["all"]}})"},
         {"security-wg-main/package.json", R"({"name":"security-wg"})"},
         {"security-wg-main/vuln/deps/1.json", R"({"cve":["CVE-2099-2"]})"}});
    bucket.zips["https://mirror.example/feeds/openssl/release-metadata.zip"] = zip_of(
        {{"release-metadata-main/secjson/CVE-2099-3.json",
          R"({"dataType":"CVE_RECORD","cveMetadata":{"cveId":"CVE-2099-3","state":"PUBLISHED"},"containers":{"cna":)"
          R"({"affected":[{"vendor":"OpenSSL","product":"OpenSSL","versions":[{"version":"3.0.0","lessThan":"3.0.9",)"
          R"("status":"affected"}]}]}}})"},
         {"release-metadata-main/newsflash.json", "{}"}});
    const UpdateResult result = run();
    EXPECT_THAT(states(result), ElementsAre(State::fetched, State::fetched));
    EXPECT_EQ(result.sources[0].ecosystem, "nodejs/security-wg.zip");
    EXPECT_THAT(result.problems(), IsEmpty());
    const auto index = Index::open(options.output);
    ASSERT_TRUE(index);
    EXPECT_EQ(index->info().records, 2u);
    EXPECT_EQ(index->query({"Node.js", "node", "18.1.0", {}}).size(), 1u);
    EXPECT_EQ(index->query({"CPE", "openssl:openssl", "3.0.8", {}}).size(), 1u);

    UpdateOptions wrong = options;
    wrong.feeds = {"nvdd"};
    const auto refused = update(wrong, bucket, Log());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::usage);
}

TEST_F(Update, nvd_comes_by_years_and_a_page_of_errors_is_none) {
    options.ecosystems.clear();
    options.feeds = {"nvd"};
    const auto result = update(options, bucket, Log());
    ASSERT_FALSE(result);
    ASSERT_FALSE(bucket.asked.empty());
    EXPECT_EQ(bucket.asked.front(), "https://nvd.nist.gov/feeds/json/cve/2.0/nvdcve-2.0-2002.json.gz");
    EXPECT_EQ(bucket.asked.back(), "https://nvd.nist.gov/feeds/json/cve/2.0/nvdcve-2.0-modified.json.gz");
    EXPECT_THAT(bucket.asked, testing::Contains("https://nvd.nist.gov/feeds/json/cve/2.0/nvdcve-2.0-2026.json.gz"));
    bucket.zips["https://nvd.nist.gov/feeds/json/cve/2.0/nvdcve-2.0-2026.json.gz"] = "<html></html>";
    EXPECT_FALSE(update(options, bucket, Log()));
}

}  // namespace
}  // namespace ward::advisory
