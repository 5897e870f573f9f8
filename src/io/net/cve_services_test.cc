#include "io/net/cve_services.h"

#include <fmt/core.h>

#include "base/text.h"
#include "io/net/service_testing.h"
#include "support/fake_process.h"

namespace ward::net {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view script = "tests/release/fakes/cve_services.py";

std::string container(std::string_view title = planted) {
    return fmt::format(
        R"({{"title":"{}","descriptions":[{{"lang":"en","value":"Text"}}],"affected":[{{"vendor":"nodejs","product":"node",)"
        R"("defaultStatus":"unaffected","versions":[{{"version":"20.0.0","lessThan":"20.5.2","status":"affected","versionType":"semver"}}]}}],)"
        R"("metrics":[{{"cvssV3_1":{{"baseScore":7.0}}}}],"references":[{{"url":"https://nodejs.org/en/blog"}}]}})",
        title);
}

class CveServicesOnSockets : public testing::Test {
  protected:
    void open(std::string_view seed = "{}") {
        fake_.emplace(script, seed);
        open_as("nodejs", "cve-key");
    }
    void open_as(const std::string& organization, const std::string& key) {
        auto made = cve_services(*http_, {.base_url = fake_->url("/api"),
                                          .organization = organization,
                                          .user = "steward",
                                          .key = Secret(std::string(key)),
                                          .courtesy = without_waits()});
        ASSERT_TRUE(made) << made.error().message();
        client_ = std::move(*made);
    }

    std::optional<test::FakeProcess> fake_;
    std::unique_ptr<Http> http_ = curl_http("ward-test");
    std::unique_ptr<CveServices> client_;
};

TEST_F(CveServicesOnSockets, ids_are_reserved_and_listed_by_pages) {
    open(R"({"page_size": 2})");
    const auto quota = client_->quota();
    ASSERT_TRUE(quota) << quota.error().message();
    EXPECT_EQ(quota->available, 100);
    ASSERT_TRUE(quota->at);
    const auto made = client_->reserve(5, "2026");
    ASSERT_TRUE(made) << made.error().message();
    EXPECT_FALSE(made->partial);
    EXPECT_EQ(made->remaining, 95);
    ASSERT_THAT(made->ids, SizeIs(5));
    EXPECT_EQ(made->ids.front().id, "CVE-2026-20001");
    EXPECT_EQ(made->ids.front().state, CveState::reserved);
    EXPECT_EQ(made->ids.front().requested_by, "steward");
    const auto all = client_->ids({.state = CveState::reserved, .year = "2026"});
    ASSERT_TRUE(all) << all.error().message();
    EXPECT_EQ(*all, made->ids);
    EXPECT_THAT(fake_->requests(), SizeIs(5)) << "three pages";
    EXPECT_THAT(client_->ids({.year = "2027"}).value(), IsEmpty());
    EXPECT_EQ(client_->id("CVE-2026-20002").value(), made->ids[1]);
    EXPECT_EQ(client_->id("CVE-2026-9999").error().code, ErrorCode::not_found);
}

TEST_F(CveServicesOnSockets, fewer_ids_than_asked_for_are_told) {
    open();
    fake_->arm("partial:3");
    const auto made = client_->reserve(5, "2026");
    ASSERT_TRUE(made) << made.error().message();
    EXPECT_TRUE(made->partial);
    EXPECT_THAT(made->ids, SizeIs(3));
    EXPECT_THAT(fake_->writes(), ElementsAre("POST /api/cve-id"));
}

// The clock of the service decides which ids are newer, not ours: it may be an hour off.
TEST_F(CveServicesOnSockets, a_lost_reservation_is_found_by_the_clock_of_the_service) {
    open(R"({"skew": -7200})");
    ASSERT_TRUE(client_->reserve(1, "2026"));
    ASSERT_TRUE(fake_->set(R"({"skew": -3600})"));
    const auto before = client_->quota()->at;
    ASSERT_TRUE(before);
    EXPECT_LT(*before, now() - 3000);
    ASSERT_TRUE(fake_->set(R"({"skew": -3590})"));
    fake_->arm("drop-after");
    const auto lost = client_->reserve(2, "2026");
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().code, ErrorCode::network);
    const auto found = client_->ids({.state = CveState::reserved, .reserved_after = before});
    ASSERT_TRUE(found);
    ASSERT_THAT(*found, SizeIs(2));
    EXPECT_EQ(found->front().id, "CVE-2026-20002");
    EXPECT_THAT(client_->ids({.reserved_after = now()}).value(), IsEmpty()) << "by our own clock nothing is found";
}

TEST_F(CveServicesOnSockets, a_record_is_published_updated_and_read_back) {
    open();
    const std::string id = client_->reserve(1, "2026")->ids.front().id;
    EXPECT_EQ(client_->record(id).error().code, ErrorCode::not_found);
    EXPECT_EQ(client_->update(id, container()).error().code, ErrorCode::not_found);
    ASSERT_TRUE(client_->publish(id, container()));
    const auto read = client_->record(id);
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(read->state, CveState::published);
    EXPECT_EQ(read->container, comparable_container(container(), "ours").value()) << "7.0 is 7, whatever the order";
    EXPECT_EQ(client_->id(id)->state, CveState::published);
    const auto twice = client_->publish(id, container());
    EXPECT_EQ(twice.error().code, ErrorCode::conflict);
    EXPECT_TELLS_NOTHING(twice, id);
    ASSERT_TRUE(client_->update(id, container("Another")));
    EXPECT_NE(client_->record(id)->container, read->container);
    ASSERT_TRUE(client_->reject(id, "It was none", true));
    EXPECT_EQ(client_->record(id)->state, CveState::rejected);
    EXPECT_THAT(fake_->writes(), SizeIs(4));
}

TEST_F(CveServicesOnSockets, an_id_without_a_record_is_rejected_for_good) {
    open();
    const std::string id = client_->reserve(1, "2026")->ids.front().id;
    EXPECT_EQ(client_->reject(id, "r", true).error().code, ErrorCode::not_found);
    ASSERT_TRUE(client_->reject(id, "Not used", false));
    EXPECT_EQ(client_->id(id)->state, CveState::rejected);
    EXPECT_EQ(client_->reject(id, "r", false).error().code, ErrorCode::conflict);
}

TEST_F(CveServicesOnSockets, refusals_are_told_in_one_line_without_what_was_sent) {
    open(R"({"id_quota": 1, "ranges": {"2026": {"next": 20001, "end": 20001}}})");
    EXPECT_EQ(client_->reserve(2, "2026").error().code, ErrorCode::conflict);
    EXPECT_THAT(told(client_->reserve(2, "2026")), HasSubstr("the quota of ids is used up"));
    EXPECT_EQ(client_->reserve(1, "2031").error().code, ErrorCode::unsupported);
    const std::string id = client_->reserve(1, "2026")->ids.front().id;
    const auto broken = client_->publish(
        id,
        fmt::format(
            R"({{"descriptions":[{{"lang":"en","value":"{0}"}}],"affected":[{{"versions":[{{"version":"1","lessThan":"2"}}]}}],"{0}":1}})",
            planted));
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().code, ErrorCode::unsupported);
    EXPECT_EQ(
        told(broken),
        fmt::format("{} (a CVE record): answered with status 400: the record breaks the schema: /cnaContainer "
                    "required 'references'; /cnaContainer additionalProperties; /cnaContainer/affected/0/versions/0 "
                    "required 'status'; /cnaContainer/affected/0/versions/0 required 'versionType'",
                    fake_->url("/api")));
    for (const std::string_view fault : {"refused:{}", "403:{}", "after-garbage:{}", "after-503:{}", "garbage:{}"}) {
        fake_->arm(fmt::format(fmt::runtime(fault), planted));
        const auto failed = client_->reject(id, std::string(planted), false);
        ASSERT_FALSE(failed) << fault;
        EXPECT_TELLS_NOTHING(failed, planted) << fault;
        EXPECT_TELLS_NOTHING(failed, id) << fault;
    }
    open_as("other", "cve-key");
    EXPECT_EQ(client_->publish(id, container()).error().code, ErrorCode::auth);
    EXPECT_EQ(client_->id(id)->owner, "nodejs") << "rejected by now, so it is told whose it was";
    open_as("nodejs", "wrong-cve-key");
    const auto stranger = client_->quota();
    EXPECT_EQ(stranger.error().code, ErrorCode::auth);
    EXPECT_TELLS_NOTHING(stranger, "wrong-cve-key");
}

TEST_F(CveServicesOnSockets, the_key_goes_nowhere_else) {
    open();
    test::FakeProcess other(script);
    for (int i = 0; i < 2; ++i) fake_->arm("redirect:" + other.url("/api/org/nodejs/id_quota"), "GET");
    EXPECT_FALSE(client_->quota());
    EXPECT_THAT(other.requests(), IsEmpty());
}

class CveServicesInMemory : public testing::Test {
  protected:
    void SetUp() override {
        client_ = std::move(*cve_services(http_, {.base_url = "https://cve.example.org/api/",
                                                  .organization = "nodejs",
                                                  .user = "u@example.org",
                                                  .key = Secret("k"),
                                                  .courtesy = without_waits()}));
    }
    OneAnswer http_;
    std::unique_ptr<CveServices> client_;
};

TEST_F(CveServicesInMemory, requests_are_as_documented) {
    http_.say(200, R"({"cve_ids":[]})");
    ASSERT_TRUE(client_->ids({.state = CveState::reserved, .year = "2026", .reserved_after = 0}));
    EXPECT_THAT(http_.asked,
                ElementsAre("GET https://cve.example.org/api/cve-id?page=1&state=RESERVED&cve_id_year=2026&"
                            "time_reserved.gt=1970-01-01T00%3A00%3A00Z"));
    EXPECT_THAT(http_.headers, testing::Contains(testing::AllOf(testing::Field(&Header::name, "CVE-API-KEY"),
                                                                testing::Field(&Header::value, "k"))));
    ASSERT_TRUE(client_->reject("CVE-2026-0001", "Not used", false));
    EXPECT_EQ(http_.asked.back(), R"(POST https://cve.example.org/api/cve/CVE-2026-0001/reject )"
                                  R"({"cnaContainer":{"rejectedReasons":[{"lang":"en","value":"Not used"}]}})");
    ASSERT_TRUE(client_->update("CVE-2026-0001", " {\"a\":1}\n"));
    EXPECT_EQ(http_.asked.back(), R"(PUT https://cve.example.org/api/cve/CVE-2026-0001/cna {"cnaContainer":{"a":1}})");
}

TEST_F(CveServicesInMemory, what_cannot_be_sent_is_not) {
    EXPECT_EQ(client_->id("CVE-1").error().code, ErrorCode::usage);
    EXPECT_EQ(client_->record("../x").error().code, ErrorCode::usage);
    EXPECT_EQ(client_->reserve(0, "2026").error().code, ErrorCode::usage);
    EXPECT_EQ(client_->reserve(max_reserved_at_once + 1, "2026").error().code, ErrorCode::usage);
    EXPECT_EQ(client_->reserve(1, "26").error().code, ErrorCode::usage);
    const std::string broken = std::string("{\"") + std::string(planted);
    EXPECT_EQ(client_->publish("CVE-2026-0001", broken).error().code, ErrorCode::usage);
    EXPECT_TELLS_NOTHING(client_->publish("CVE-2026-0001", broken), planted);
    EXPECT_EQ(client_->publish("CVE-2026-0001", "[]").error().code, ErrorCode::usage);
    EXPECT_EQ(client_->publish("CVE-2026-0001", std::string(max_cve_container + 1, ' ')).error().code,
              ErrorCode::usage);
    EXPECT_THAT(http_.asked, IsEmpty());
}

// The service stores the record before the state of the id, and says the same of a failure of either.
TEST_F(CveServicesInMemory, a_record_that_was_stored_in_part_leaves_it_open) {
    http_.say(400, R"({"error":"UNABLE_TO_STORE_CVE_RECORD","message":"A problem occurred"})");
    EXPECT_EQ(client_->publish("CVE-2026-0001", container()).error().code, ErrorCode::network);
    http_.say(403, R"({"error":"RESERVATION_IN_PROGRESS"})");
    EXPECT_EQ(client_->reserve(1, "2026").error().code, ErrorCode::conflict);
    http_.say(403, R"({"error":"SOMETHING_NEW"})");
    EXPECT_EQ(client_->reserve(1, "2026").error().code, ErrorCode::auth);
}

TEST_F(CveServicesInMemory, answers_that_cannot_be_read_are_errors_without_their_text) {
    for (const std::string_view form :
         {"SECRET", "[]", "{}", R"({"cve_ids":"SECRET"})", R"({"cve_ids":[{"cve_id":"SECRET","state":"RESERVED"}]})",
          R"({"cve_ids":[{"cve_id":"CVE-2026-0001","state":"SECRET"}]})", R"({"cve_ids":[],"nextPage":"SECRET"})",
          R"({"cve_ids":[],"nextPage":0})"}) {
        http_.say(200, replace_all(form, "SECRET", planted));
        const auto ids = client_->ids({});
        ASSERT_FALSE(ids) << form;
        EXPECT_EQ(ids.error().code, ErrorCode::parse) << form;
        EXPECT_TELLS_NOTHING(ids, planted);
    }
    http_.say(200, R"({"cve_ids":[],"nextPage":1})");
    EXPECT_EQ(client_->ids({}).error().code, ErrorCode::network) << "a page that leads to itself";
    http_.say(200, R"({"cve_id":"CVE-2026-0002","state":"RESERVED"})");
    EXPECT_EQ(client_->id("CVE-2026-0001").error().code, ErrorCode::parse) << "it is another id";
    for (const std::string_view form :
         {R"({"cveMetadata":{"cveId":"CVE-2026-0001","state":"PUBLISHED"}})",
          R"({"cveMetadata":{"cveId":"CVE-2026-0001","state":"SECRET"},"containers":{"cna":{}}})",
          R"({"cveMetadata":{"cveId":"CVE-2026-0001","state":"PUBLISHED"},"containers":{"cna":"SECRET"}})"}) {
        http_.say(200, replace_all(form, "SECRET", planted));
        EXPECT_EQ(client_->record("CVE-2026-0001").error().code, ErrorCode::parse) << form;
        EXPECT_TELLS_NOTHING(client_->record("CVE-2026-0001"), planted);
    }
    http_.say(200, R"({"id_quota":1,"total_reserved":"1","available":0})");
    EXPECT_EQ(client_->quota().error().code, ErrorCode::parse);
}

TEST_F(CveServicesInMemory, limits_are_kept) {
    std::string list = R"({"cve_ids":[)";
    for (size_t i = 0; i <= max_cve_ids_in_answer; ++i)
        list += fmt::format(R"({}{{"cve_id":"CVE-2026-{:05}","state":"RESERVED"}})", i == 0 ? "" : ",", i);
    EXPECT_EQ(cve_ids_from_json(list + "]}", "x").error().code, ErrorCode::limit);
    EXPECT_EQ(comparable_container(std::string(max_cve_container + 1, ' '), "x").error().code, ErrorCode::limit);
    std::string deep = "1";
    for (int i = 0; i < 40; ++i) deep = "[" + deep + "]";
    EXPECT_EQ(cve_ids_from_json(deep, "x").error().code, ErrorCode::limit);
}

TEST(ComparableContainers, are_sorted_and_without_what_the_service_writes) {
    const auto form = [](std::string_view json) { return comparable_container(json, "x").value(); };
    EXPECT_EQ(form(R"({"b":[1.0,2.5,true,null],"a":{"z":1,"providerMetadata":2},"providerMetadata":{"orgId":"x"}})"),
              R"({"a":{"providerMetadata":2,"z":1},"b":[1,2.5,true,null]})");
    EXPECT_EQ(form(form(R"({"b":1e3,"a":"é"})")), form(R"({"a":"é","b":1000})"));
}

TEST(CveServicesOptions, need_credentials_that_can_be_sent) {
    OneAnswer http;
    const auto made = [&](std::string organization, std::string user, std::string key) {
        return cve_services(http, {.base_url = "https://cve.example.org/api",
                                   .organization = std::move(organization),
                                   .user = std::move(user),
                                   .key = Secret(std::move(key))});
    };
    EXPECT_TRUE(made("o", "u", "k"));
    EXPECT_FALSE(made("", "u", "k"));
    EXPECT_FALSE(made("o", "", "k"));
    EXPECT_FALSE(made("o", "u", ""));
    EXPECT_TELLS_NOTHING(made("o", "u", "se\ncret"), "cret");
}

}  // namespace
}  // namespace ward::net
