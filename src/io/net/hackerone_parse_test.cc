// Without sockets: what is sent, and what is read of answers.
#include <fmt/core.h>

#include "base/text.h"
#include "io/net/hackerone.h"
#include "io/net/service_testing.h"

namespace ward::net {
namespace {

using testing::ElementsAre;

class HackerOneInMemory : public testing::Test {
  protected:
    void SetUp() override {
        client_ = std::move(*hackerone(http_, {.base_url = "https://api.example.org/v1/",
                                               .username = "u",
                                               .token = Secret("t"),
                                               .courtesy = without_waits()}));
    }
    OneAnswer http_;
    std::unique_ptr<HackerOne> client_;
};

TEST_F(HackerOneInMemory, the_request_says_ranges_and_never_an_operator) {
    const std::string json = to_json({.team = "t",
                                      .vendor = "v",
                                      .product = "p",
                                      .ranges = {{"20.0.0", "20.5.2"}},
                                      .cvss_vector = "CVSS:3.1/x",
                                      .report = "1",
                                      .weakness = "75",
                                      .description = "d",
                                      .discovered_at = "2026-01-02T03:04:05Z"});
    EXPECT_EQ(
        json,
        R"({"data":{"type":"cve-request","attributes":{"team_handle":"t","versions":[{"vendor":"v","product":"p",)"
        R"("version":"20.0.0","lessThan":"20.5.2","versionType":"semver","affected":true}],)"
        R"("metrics":[{"vectorString":"CVSS:3.1/x"}],"auto_submit_on_publicly_disclosing_report":true,)"
        R"("references":[],"report_id":"1","weakness_id":75,"description":"d",)"
        R"("vulnerability_discovered_at":"2026-01-02T03:04:05Z"}}})");
}

TEST_F(HackerOneInMemory, ranges_that_were_turned_into_something_else_are_not_ours) {
    const auto read = hackerone_cve_requests_from_json(
        R"({"data":[{"id":"1","type":"cve-request","attributes":{"cve_identifier":null,"versions":[)"
        R"({"version":"20.5.1","func":"<=","affected":true},{"version":"20.0.0","lessThan":"20.5.2","affected":false},)"
        R"({"version":"22.0.0","lessThan":"22.1.1","affected":true,"func":null}]}}]})",
        "x");
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_THAT(read->front().ranges, ElementsAre(AffectedRange{"22.0.0", "22.1.1"}));
    EXPECT_EQ(read->front().other_versions, 2U) << "that all became something else is not that nothing was said";
    EXPECT_EQ(read->front().cve, "");
}

TEST_F(HackerOneInMemory, credentials_are_sent_and_ids_are_checked_before) {
    http_.say(200, R"({"data":{"id":"5","type":"report","attributes":{"state":"new"}}})");
    ASSERT_TRUE(client_->report("5"));
    EXPECT_THAT(http_.asked, ElementsAre("GET https://api.example.org/v1/reports/5"));
    EXPECT_THAT(http_.headers, testing::Contains(testing::Field(&Header::value, "Basic dTp0")));
    EXPECT_EQ(client_->report("6").error().code, ErrorCode::parse) << "it is another report";
    const size_t before = http_.asked.size();
    for (const std::string& id : {std::string(), std::string("../1"), std::string("5?x"), std::string(19, '1')}) {
        EXPECT_EQ(client_->report(id).error().code, ErrorCode::usage);
        EXPECT_EQ(client_->cve_requests(id).error().code, ErrorCode::usage);
        EXPECT_EQ(client_->resolve(id, "m").error().code, ErrorCode::usage);
    }
    EXPECT_EQ(client_->set_cves("5", {"CVE-2026-1"}).error().code, ErrorCode::usage);
    EXPECT_EQ(client_->request_cve("5", {}).error().code, ErrorCode::usage);
    EXPECT_EQ(http_.asked.size(), before) << "nothing was sent";
}

TEST_F(HackerOneInMemory, a_disclosure_that_was_taken_back_is_none) {
    const auto with = [&](std::string_view activities) {
        http_.say(
            200,
            fmt::format(
                R"({{"data":{{"id":"5","type":"report","attributes":{{"state":"resolved"}},"relationships":)"
                R"({{"reporter":{{"data":{{"attributes":{{"username":"alex"}}}}}},"activities":{{"data":[{}]}}}}}}}})",
                activities));
        return client_->report("5")->disclosure_requested;
    };
    const auto by = [](std::string_view who) {
        return fmt::format(
            R"({{"type":"activity-agreed-on-going-public","relationships":{{"actor":{{"data":{{"attributes":)"
            R"({{"username":"{}"}}}}}}}}}})",
            who);
    };
    const std::string back = R"({"type":"activity-cancelled-disclosure-request"})";
    EXPECT_FALSE(with(by("alex"))) << "the reporter's own wish";
    EXPECT_TRUE(with(by("steward")));
    EXPECT_FALSE(with(by("steward") + "," + back));
    EXPECT_TRUE(with(by("steward") + "," + back + "," + by("steward")));
}

TEST_F(HackerOneInMemory, answers_that_cannot_be_read_are_errors_without_their_text) {
    for (
        const std::string_view form :
        {"SECRET", R"({"SECRET)", R"({"data": "SECRET"})", "[]", "{}",
         R"({"data":{"id":"SECRET","type":"report","attributes":{"state":"new"}}})",
         R"({"data":{"id":"5","type":"SECRET"}})",
         R"({"data":{"id":"5","type":"report","attributes":{"state":"a SECRET"}}})",
         R"({"data":{"id":"5","type":"report","attributes":{"state":"new","cve_ids":["SECRET"]}}})",
         R"({"data":{"id":"5","type":"report","attributes":{"state":"new","cve_ids":"CVE-2026-0001"}}})",
         R"({"data":{"id":"5","SECRET":1,"SECRET":2}})",
         R"({"data":{"id":"5","type":"report","attributes":{"state":"new"},"relationships":{"weakness":{"data":{"id":"SECRET"}}}}})"}) {
        const std::string json = replace_all(form, "SECRET", planted);
        http_.say(200, json);
        const auto report = client_->report("5");
        ASSERT_FALSE(report) << json;
        EXPECT_EQ(report.error().code, ErrorCode::parse) << json;
        EXPECT_TELLS_NOTHING(report, planted);
    }
}

TEST_F(HackerOneInMemory, limits_are_kept) {
    const std::string start = R"({"data":{"id":"5","type":"report","attributes":{"state":"new","title":")";
    http_.say(200, start + std::string(max_hackerone_text, 'x') + R"("}}})");
    EXPECT_TRUE(client_->report("5"));
    http_.say(200, start + std::string(max_hackerone_text + 1, 'x') + R"("}}})");
    EXPECT_EQ(client_->report("5").error().code, ErrorCode::limit);
    std::string list = R"({"data":[)";
    for (size_t i = 0; i <= max_hackerone_list; ++i)
        list +=
            fmt::format(R"({}{{"id":"{}","type":"program","attributes":{{"handle":"h"}}}})", i == 0 ? "" : ",", i + 1);
    http_.say(200, list + "]}");
    EXPECT_EQ(client_->programs().error().code, ErrorCode::limit);
}

TEST(HackerOneOptions, need_credentials_that_can_be_sent) {
    OneAnswer http;
    const auto made = [&](std::string user, std::string token, std::string base = "https://api.example.org") {
        return hackerone(http,
                         {.base_url = std::move(base), .username = std::move(user), .token = Secret(std::move(token))});
    };
    EXPECT_TRUE(made("u", "t"));
    EXPECT_FALSE(made("", "t"));
    EXPECT_FALSE(made("u", ""));
    EXPECT_FALSE(made("u:v", "t"));
    const auto broken = made("u", "se cret");
    EXPECT_EQ(broken.error().code, ErrorCode::usage);
    EXPECT_TELLS_NOTHING(broken, "se cret");
    EXPECT_FALSE(made("u", "t", "http://example.org")) << "credentials in the clear";
}

}  // namespace
}  // namespace ward::net
