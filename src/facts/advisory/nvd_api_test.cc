// NVD's API as this test plays it: records by number, each with the time of its last change.
#include "facts/advisory/nvd_api.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/fd.h"
#include "base/text.h"
#include "facts/advisory/nvd_page.h"
#include "facts/advisory/update.h"

namespace ward::advisory {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using State = SourceUpdate::State;

constexpr Instant start = 1'767'225'600;  // 2026-01-01

std::string item(uint64_t number, Instant modified) {
    return fmt::format(
        R"({{"cve":{{"id":"CVE-2025-{}","lastModified":"{}","configurations":[{{"nodes":[{{"operator":"OR",)"
        R"("cpeMatch":[{{"vulnerable":true,"criteria":"cpe:2.3:a:zlib:zlib:*:*:*:*:*:*:*:*",)"
        R"("versionEndExcluding":"1.{}"}}]}}]}}]}}}})",
        10'000 + number, format_instant(modified).substr(0, 19), number);
}

std::string page_text(uint64_t begin, uint64_t total, const std::vector<std::string>& items) {
    return fmt::format(R"({{"resultsPerPage":{},"startIndex":{},"totalResults":{},"format":"NVD_CVE","version":"2.0",)"
                       R"("timestamp":"2026-01-01T00:00:00.000","vulnerabilities":[{}]}})",
                       items.size(), begin, total, fmt::join(items, ","));
}

class Nvd : public net::Http {
  public:
    Result<net::Response> get(const net::Request& request) override {
        asked.push_back(request.url.substr(request.url.find('?') + 1));
        keys.emplace_back();
        for (const net::Header& header : request.headers)
            if (header.name == "apiKey") keys.back() = header.value;
        net::Response response{.status = 200, .url = request.url, .headers = {}, .body = {}};
        if (!refusals.empty()) {
            response.status = refusals.front();
            refusals.erase(refusals.begin());
            if (response.status == 0) return fail(ErrorCode::network, "cannot connect", request.url);
            if (response.status == 404) response.headers = {{"message", "Invalid apiKey."}};
            return response;
        }
        const auto number = [&](std::string_view name) -> uint64_t {
            const size_t at = request.url.find(std::string(name) + "=");
            if (at == std::string::npos) return 0;
            std::string_view rest = std::string_view(request.url).substr(at + name.size() + 1);
            return to_number<uint64_t>(rest.substr(0, rest.find('&'))).value_or(0);
        };
        const auto time = [&](std::string_view name) -> Instant {
            const size_t at = request.url.find(std::string(name) + "=");
            return at == std::string::npos
                       ? 0
                       : parse_instant(request.url.substr(at + name.size() + 1, 19) + "Z").value_or(0);
        };
        const Instant from = time("lastModStartDate");
        const Instant until = time("lastModEndDate");
        EXPECT_LE(until - from, nvd_window_days * seconds_per_day);
        std::vector<std::string> found;
        for (size_t i = 0; i < modified.size(); ++i)
            if (from == 0 || (modified[i] >= from && modified[i] <= until)) found.push_back(item(i, modified[i]));
        const uint64_t begin = number("startIndex");
        std::vector<std::string> some;
        for (uint64_t i = begin; i < found.size() && some.size() < page_records; ++i) some.push_back(found[i]);
        response.body = page_text(begin, found.size(), some);
        return response;
    }

    std::vector<Instant> modified;  // of each record
    uint64_t page_records = 2;
    std::vector<int> refusals;  // 0: no answer
    std::vector<std::string> asked;
    std::vector<std::string> keys;
};

class NvdApiTest : public testing::Test {
  protected:
    NvdApiTest() {
        std::string name = (std::filesystem::temp_directory_path() / "ward_nvd_XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
        folder = name;
        api.folder = folder + "/nvd-api";
        api.courtesy.sleep = [this](std::chrono::milliseconds wait) { slept += wait; };
        api.courtesy.random = [] { return 0.0; };
        nvd.modified = {start - 400 * seconds_per_day, start - 300 * seconds_per_day, start - 200 * seconds_per_day,
                        start - 100 * seconds_per_day, start - 50 * seconds_per_day};
        at(start);
    }
    ~NvdApiTest() override {
        unsetenv("SOURCE_DATE_EPOCH");  // NOLINT(concurrency-mt-unsafe): the tests run one by one
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }

    static void at(Instant time) {
        setenv("SOURCE_DATE_EPOCH", std::to_string(time).c_str(), 1);  // NOLINT(concurrency-mt-unsafe): as above
    }
    Result<NvdRecords> run() {
        nvd.asked.clear();
        nvd.keys.clear();
        return fetch_nvd(api, nvd, Log());
    }

    std::string folder;
    NvdApi api;
    Nvd nvd;
    std::chrono::milliseconds slept{0};
};

constexpr std::string_view all = "resultsPerPage=2000&startIndex=";

TEST_F(NvdApiTest, gives_all_records_and_then_what_changed) {
    const auto first = run();
    ASSERT_TRUE(first) << first.error().message();
    EXPECT_TRUE(first->all_anew);
    EXPECT_EQ(first->records, 5U);
    EXPECT_EQ(first->files.size(), 3U);
    EXPECT_EQ(first->checked, start);
    EXPECT_THAT(nvd.asked,
                ElementsAre(std::string(all) + "0", std::string(all) + "2", std::string(all) + "4",
                            "lastModStartDate=2025-12-31T23:00:00.000%2B00:00&lastModEndDate=2026-01-01T00:00:00.000%"
                            "2B00:00&resultsPerPage=2000&startIndex=0"));
    EXPECT_EQ(slept, 3 * nvd_pace) << "a pause between each two";

    const auto same = run();
    ASSERT_TRUE(same);
    EXPECT_FALSE(same->all_anew);
    EXPECT_EQ(same->records, 0U);
    EXPECT_EQ(same->crc32c, first->crc32c);
    EXPECT_EQ(nvd.asked.size(), 1U);

    at(start + 10 * seconds_per_day);
    nvd.modified[1] = start + 3 * seconds_per_day;
    nvd.modified.insert(nvd.modified.end(), 2, start + 9 * seconds_per_day);
    const auto later = run();
    ASSERT_TRUE(later) << later.error().message();
    EXPECT_EQ(later->records, 3U);
    EXPECT_EQ(later->files.size(), 5U);
    EXPECT_EQ(later->checked, start + 10 * seconds_per_day);
    const NvdRecords kept = nvd_records_of(api);
    EXPECT_EQ(kept.files, later->files);
    EXPECT_EQ(kept.crc32c, later->crc32c);
}

TEST_F(NvdApiTest, takes_long_times_in_windows) {
    ASSERT_TRUE(run());
    at(start + 300 * seconds_per_day);
    nvd.modified[0] = start + 150 * seconds_per_day;
    const auto later = run();
    ASSERT_TRUE(later) << later.error().message();
    EXPECT_EQ(nvd.asked.size(), 3U) << "120 days each";
    EXPECT_EQ(later->records, 1U);
    at(start + 400 * seconds_per_day);
    const auto old = run();
    ASSERT_TRUE(old);
    EXPECT_TRUE(old->all_anew) << "a year later all are asked for";
    EXPECT_EQ(old->files.size(), 3U);
    EXPECT_EQ(old->files[0].find("/a/"), std::string::npos) << "beside the old ones";
    EXPECT_FALSE(std::filesystem::exists(api.folder + "/a"));
}

TEST_F(NvdApiTest, goes_on_where_it_broke_off) {
    nvd.refusals = {0, 0, 0, 0, 0};
    ASSERT_FALSE(run());
    EXPECT_TRUE(nvd_records_of(api).files.empty());
    // The first page comes, the second one never.
    api.courtesy.attempts = 1;
    struct Breaks : Nvd {
        Result<net::Response> get(const net::Request& request) override {
            if (asked.size() == 1) refusals = {0};
            return Nvd::get(request);
        }
    } breaks;
    breaks.modified = nvd.modified;
    ASSERT_FALSE(fetch_nvd(api, breaks, Log()));
    EXPECT_TRUE(nvd_records_of(api).files.empty()) << "a part is not used";
    const auto rest = run();
    ASSERT_TRUE(rest) << rest.error().message();
    EXPECT_EQ(nvd.asked.front(), std::string(all) + "2");
    EXPECT_EQ(rest->files.size(), 3U);
    // Changes that break off leave what was there.
    nvd.refusals = {0};
    at(start + seconds_per_day);
    EXPECT_FALSE(run());
    EXPECT_EQ(nvd_records_of(api).files, rest->files);
}

TEST_F(NvdApiTest, sends_the_key_and_goes_faster) {
    api.key = "01234567-89ab";
    ASSERT_TRUE(run());
    EXPECT_THAT(nvd.keys, testing::Each("01234567-89ab"));
    EXPECT_EQ(slept, 3 * nvd_pace_with_key);
    nvd.refusals = {404};
    const auto refused = run();
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message(), HasSubstr("Invalid apiKey."));
    EXPECT_THAT(refused.error().message(), Not(HasSubstr("01234567")));
}

TEST_F(NvdApiTest, waits_where_it_is_refused) {
    nvd.refusals = {403, 403, 503};
    ASSERT_TRUE(run());
    EXPECT_GE(slept, 2 * nvd_ban);
    nvd.refusals = {403, 403, 403, 403};
    const auto refused = run();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::auth);
}

TEST_F(NvdApiTest, believes_no_state_that_does_not_fit) {
    const auto first = run();
    ASSERT_TRUE(first);
    std::ofstream(first->files[1], std::ios::app) << "x";
    EXPECT_TRUE(nvd_records_of(api).files.empty());
    const auto again = run();
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->all_anew);

    ASSERT_TRUE(
        replace_file(api.folder + "/state.json", R"({"url":")" + api.url +
                                                     R"(","current":{"folder":"../..","begun":"2026-01-01T00:00:00Z",)"
                                                     R"("files":[]}})"));
    EXPECT_TRUE(nvd_records_of(api).files.empty());
    api.url = "https://other.example/cves";
    EXPECT_TRUE(nvd_records_of(api).files.empty()) << "of another server";
}

TEST_F(NvdApiTest, begins_again_where_records_went) {
    struct Shrinks : Nvd {
        Result<net::Response> get(const net::Request& request) override {
            if (asked.size() == 1 || always) modified.pop_back();
            return Nvd::get(request);
        }
        bool always = false;
    } shrinks;
    shrinks.modified = nvd.modified;
    const auto all_there = fetch_nvd(api, shrinks, Log());
    ASSERT_TRUE(all_there) << all_there.error().message();
    EXPECT_EQ(all_there->files.size(), 2U);
    std::filesystem::remove_all(api.folder);
    shrinks.modified.resize(50, start);
    shrinks.always = true;
    const auto never = fetch_nvd(api, shrinks, Log());
    ASSERT_FALSE(never);
    EXPECT_THAT(never.error().message(), HasSubstr("fewer records"));
}

TEST(NvdPage, is_held_to_what_it_says) {
    const std::string one = item(1, start);
    const auto page = parse_nvd_page(page_text(4, 5, {one}), 4, "u");
    ASSERT_TRUE(page);
    EXPECT_EQ(page->total, 5U);
    EXPECT_EQ(page->records, 1U);
    EXPECT_EQ(page->ndjson, one + "\n");
    EXPECT_TRUE(parse_nvd_page(page_text(0, 0, {}), 0, "u")) << "nothing changed";
    const auto error_of = [&](const std::string& text, uint64_t begin = 0) {
        const auto read = parse_nvd_page(text, begin, "u");
        return read ? std::string("none") : read.error().message();
    };
    EXPECT_EQ(error_of(""), "u: is no page of records");
    EXPECT_EQ(error_of("<html>"), "u: is no page of records");
    EXPECT_EQ(error_of("[]"), "u: is no page of records");
    EXPECT_EQ(error_of("{}"), "u: is no page of NVD's CVE API 2.0");
    EXPECT_EQ(error_of(replace_all(page_text(0, 1, {one}), "\"2.0\"", "\"3.0\"")),
              "u: is no page of NVD's CVE API 2.0");
    EXPECT_EQ(error_of(replace_all(page_text(0, 1, {one}), "totalResults", "x")),
              "u: is a page that does not say what it holds");
    EXPECT_EQ(error_of(page_text(0, 1, {one}), 2), "u: begins at record 0 where 2 was asked for");
    EXPECT_EQ(error_of(page_text(0, 1, {})), "u: holds no records, and is not the last page");
    EXPECT_EQ(error_of(page_text(0, 1, {one, one})), "u: holds more records than it says there are");
    EXPECT_EQ(error_of(page_text(0, 99'000'000, {one})), "u: says that there are 99000000 records");
    EXPECT_EQ(error_of(page_text(0, 1, {R"({"cve":{"id":"../x"}})"})), "u: holds something that is no record");
    EXPECT_EQ(error_of(page_text(0, 1, {"7"})), "u: holds something that is no record");
}

// Through update(): the newest of a record counts, and a failing API leaves a database.
TEST_F(NvdApiTest, is_a_feed_of_the_database) {
    UpdateOptions options;
    options.ecosystems = {};
    options.feeds = {"nvd-api"};
    options.cache_folder = folder;
    options.output = folder + "/advisories.db";
    options.courtesy = api.courtesy;
    options.nvd_key = "key";
    const auto update_now = [&] {
        const auto updated = update(options, nvd, Log());
        EXPECT_TRUE(updated) << updated.error().message();
        return updated.value_or(UpdateResult{});
    };
    const auto affected = [&](std::string_view version) {
        const auto index = Index::open(options.output);
        return index ? index->query({"CPE:*", "zlib:zlib", version, {}}).size() : 0;
    };
    const UpdateResult first = update_now();
    ASSERT_EQ(first.sources.size(), 1U);
    EXPECT_EQ(first.sources[0].state, State::fetched);
    EXPECT_EQ(first.import.info.records, 5U);
    EXPECT_EQ(affected("1.3.5"), 1U);
    EXPECT_EQ(nvd.keys.back(), "key");

    nvd.modified.push_back(start + 100);
    at(start + 200);
    const UpdateResult second = update_now();
    EXPECT_EQ(second.sources[0].state, State::changed);
    EXPECT_EQ(second.sources[0].records, 1U);
    EXPECT_EQ(second.import.info.records, 6U);
    EXPECT_EQ(affected("1.3.5"), 2U);

    // The hour before is asked for once more.
    at(start + 20'000);
    EXPECT_EQ(update_now().sources[0].records, 1U);
    at(start + 40'000);
    EXPECT_EQ(update_now().sources[0].state, State::unchanged);
    options.courtesy.attempts = 1;
    nvd.refusals = {0};
    at(start + 50'000);
    const UpdateResult kept = update_now();
    EXPECT_EQ(kept.sources[0].state, State::kept);
    EXPECT_THAT(kept.problems(), ElementsAre(HasSubstr("the records of 2026-01-01T11:06:40Z are used")));

    // A mirror is somebody else's: it gets no key.
    options.feed_mirror = "https://mirror.example/feeds";
    nvd.keys.clear();
    update_now();
    EXPECT_THAT(nvd.keys, testing::Each(""));
}

}  // namespace
}  // namespace ward::advisory
