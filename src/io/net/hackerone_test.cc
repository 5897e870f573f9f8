#include "io/net/hackerone.h"

#include <fmt/core.h>

#include "io/net/service_testing.h"
#include "support/fake_process.h"

namespace ward::net {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view script = "tests/release/fakes/hackerone.py";

std::string seed_of(int reports) {
    std::string out = R"({"page_size": 2, "reports": {)";
    for (int i = 1; i <= reports; ++i)
        out += fmt::format(
            R"({}"{}": {{"id": "{}", "state": "{}", "title": "{} {}", "rating": "high", "vector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H",)"
            R"("weakness": "75", "cwe": "cwe-416", "summaries": [["reporter", "theirs"], ["team", "ours"]], "fields": ["https://github.com/o/r/pull/7"]}})",
            i == 1 ? "" : ", ", 7700100 + i, 7700100 + i, i == 2 ? "resolved" : "triaged", planted, i);
    return out + "}}";
}

class HackerOneOnSockets : public testing::Test {
  protected:
    void open(std::string_view seed) {
        fake_.emplace(script, seed);
        open_as("steward", "h1-token");
    }
    void open_as(const std::string& user, const std::string& token) {
        auto made = hackerone(*http_, {.base_url = fake_->url("/v1"),
                                       .username = user,
                                       .token = Secret(std::string(token)),
                                       .courtesy = without_waits()});
        ASSERT_TRUE(made) << made.error().message();
        client_ = std::move(*made);
    }
    static NewCveRequest request_for(std::string report) {
        return {.team = "nodejs-team",
                .vendor = "nodejs",
                .product = "node",
                .ranges = {{"20.0.0", "20.5.2"}, {"22.0.0", "22.1.1"}},
                .cvss_vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H",
                .report = std::move(report),
                .weakness = "75",
                .description = std::string(planted),
                .discovered_at = "2026-01-02T03:04:05Z",
                .references = {"https://nodejs.org/en/blog/vulnerability"}};
    }

    std::optional<test::FakeProcess> fake_;
    std::unique_ptr<Http> http_ = curl_http("ward-test");
    std::unique_ptr<HackerOne> client_;
};

TEST_F(HackerOneOnSockets, all_pages_of_reports_are_read) {
    open(seed_of(5));
    const auto reports = client_->reports({.program = "nodejs", .states = {"triaged"}});
    ASSERT_TRUE(reports) << reports.error().message();
    ASSERT_EQ(reports->size(), 4u) << "the resolved one is not asked for";
    const HackerOneReport& first = reports->front();
    EXPECT_EQ(first.id, "7700101");
    EXPECT_EQ(first.state, "triaged");
    EXPECT_EQ(first.title, fmt::format("{} 1", planted));
    EXPECT_EQ(first.rating, "high");
    EXPECT_EQ(first.cvss_vector, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H");
    EXPECT_EQ(first.weakness, "75");
    EXPECT_EQ(first.cwe, "CWE-416");
    EXPECT_EQ(first.reporter, "alex");
    EXPECT_EQ(first.summary, "ours");
    EXPECT_EQ(first.pull, "https://github.com/o/r/pull/7");
    EXPECT_THAT(first.cves, IsEmpty());
    EXPECT_THAT(fake_->requests(), testing::SizeIs(2));
    EXPECT_THAT(fake_->writes(), IsEmpty());
    const auto programs = client_->programs();
    ASSERT_TRUE(programs);
    EXPECT_THAT(*programs, ElementsAre(HackerOneProgram{"11", "nodejs"}));
}

TEST_F(HackerOneOnSockets, a_page_elsewhere_or_again_is_not_read) {
    open(seed_of(5));
    ASSERT_TRUE(fake_->set(fmt::format(R"({{"next_link": "http://127.0.0.1:9/{}"}})", planted)));
    const auto elsewhere = client_->reports({.program = "nodejs"});
    ASSERT_FALSE(elsewhere);
    EXPECT_EQ(elsewhere.error().code, ErrorCode::network);
    EXPECT_THAT(told(elsewhere), HasSubstr("another server"));
    EXPECT_TELLS_NOTHING(elsewhere, planted);
    ASSERT_TRUE(fake_->set(fmt::format(R"({{"next_link": "{}"}})",
                                       fake_->url("/v1/reports?filter%5Bprogram%5D%5B%5D=nodejs&page%5Bsize%5D=100"))));
    EXPECT_THAT(told(client_->reports({.program = "nodejs"})), HasSubstr("leads back"));
}

TEST_F(HackerOneOnSockets, a_cve_is_requested_once_and_can_be_asked_for) {
    open(seed_of(2));
    const auto made = client_->request_cve("11", request_for("7700101"));
    ASSERT_TRUE(made) << made.error().message();
    EXPECT_EQ(made->cve, "CVE-2026-10001");
    EXPECT_EQ(made->report, "7700101");
    EXPECT_EQ(made->ranges, request_for("7700101").ranges);
    ASSERT_TRUE(client_->set_cves("7700101", {made->cve}));
    const auto report = client_->report("7700101");
    ASSERT_TRUE(report) << report.error().message();
    EXPECT_THAT(report->cves, ElementsAre("CVE-2026-10001"));
    const auto all = client_->cve_requests("11");
    ASSERT_TRUE(all) << all.error().message();
    EXPECT_THAT(*all, ElementsAre(*made));
    EXPECT_THAT(fake_->writes(), ElementsAre("POST /v1/programs/11/cve_requests", "PUT /v1/reports/7700101/cves"));
}

TEST_F(HackerOneOnSockets, an_answer_that_is_lost_is_found_by_asking) {
    open(seed_of(4));
    const std::string garbage = fmt::format("after-garbage:{}", planted);
    for (const std::string& fault :
         {std::string("drop-after"), std::string("after-502"), std::string("cut"), garbage}) {
        fake_->arm(fault);
        const auto lost = client_->request_cve("11", request_for("7700101"));
        ASSERT_FALSE(lost) << fault;
        EXPECT_TRUE(lost.error().code == ErrorCode::network || lost.error().code == ErrorCode::parse)
            << fault << ": " << told(lost);
        EXPECT_TELLS_NOTHING(lost, planted);
        EXPECT_TELLS_NOTHING(lost, "7700101") << fault;
    }
    EXPECT_THAT(fake_->writes(), testing::SizeIs(4)) << "each was sent once, and each took effect";
    const auto all = client_->cve_requests("11");
    ASSERT_TRUE(all);
    EXPECT_EQ(all->size(), 4u);
    EXPECT_EQ(all->back().cve, "CVE-2026-10004");
}

TEST_F(HackerOneOnSockets, what_did_nothing_is_said_to_have_done_nothing) {
    open(seed_of(2));
    fake_->arm("drop-before");
    EXPECT_EQ(client_->set_cves("7700101", {"CVE-2026-0001"}).error().code, ErrorCode::network);
    EXPECT_THAT(fake_->writes(), IsEmpty());
    fake_->arm("limited:7");
    EXPECT_TRUE(client_->set_cves("7700101", {"CVE-2026-0001"})) << "it waits, and sends again";
    fake_->arm("limited:101");
    EXPECT_EQ(client_->set_cves("7700101", {"CVE-2026-0002"}).error().code, ErrorCode::rate_limited);
    EXPECT_THAT(fake_->writes(), testing::SizeIs(1));
}

TEST_F(HackerOneOnSockets, reads_are_repeated_and_redirects_are_not_followed) {
    open(seed_of(1));
    fake_->arm("502", "GET");
    EXPECT_TRUE(client_->report("7700101"));
    fake_->arm(fmt::format("redirect:http://127.0.0.1:9/{}", planted), "GET");
    fake_->arm(fmt::format("redirect:http://127.0.0.1:9/{}", planted), "GET");
    const auto led = client_->report("7700101");
    ASSERT_FALSE(led);
    EXPECT_TELLS_NOTHING(led, planted);
}

TEST_F(HackerOneOnSockets, refusals_name_what_is_wrong_in_our_own_words) {
    open(seed_of(2));
    NewCveRequest wrong = request_for("7700101");
    wrong.cvss_vector = planted;
    const auto refused = client_->request_cve("11", wrong);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unsupported);
    EXPECT_EQ(told(refused), fmt::format("{} (a CVE request): answered with status 422: it takes exception to "
                                         "/data/attributes/metrics",
                                         fake_->url("/v1")));
    const auto missing = client_->report("7700199");
    EXPECT_EQ(missing.error().code, ErrorCode::not_found);
    EXPECT_TELLS_NOTHING(missing, "7700199");
    fake_->arm(fmt::format("refused:{}", planted));
    EXPECT_TELLS_NOTHING(client_->resolve("7700101", "m"), planted);
    open_as("steward", "wrong-h1-token");
    const auto stranger = client_->report("7700101");
    EXPECT_EQ(stranger.error().code, ErrorCode::auth);
    EXPECT_TELLS_NOTHING(stranger, "wrong-h1-token");
    EXPECT_TELLS_NOTHING(stranger, "c3Rld2FyZDp") << "nor its base64";
    open_as("reader", "h1-token");
    EXPECT_TRUE(client_->report("7700101"));
    EXPECT_EQ(client_->resolve("7700101", "m").error().code, ErrorCode::auth);
    EXPECT_THAT(fake_->writes(), IsEmpty());
}

TEST_F(HackerOneOnSockets, a_report_is_resolved_and_its_disclosure_asked_for) {
    open(seed_of(1));
    EXPECT_FALSE(client_->request_disclosure("7700101", "m", Disclosure::summary)) << "while it is open";
    ASSERT_TRUE(client_->resolve("7700101", "The release is out."));
    EXPECT_EQ(client_->report("7700101")->state, "resolved");
    EXPECT_FALSE(client_->report("7700101")->disclosure_requested);
    ASSERT_TRUE(client_->request_disclosure("7700101", "Requesting disclosure", Disclosure::summary));
    EXPECT_TRUE(client_->report("7700101")->disclosure_requested);
    const Node writes = fake_->get("writes");
    ASSERT_EQ(writes.items.size(), 2u);
    const Node* data = writes.items[1].find("body")->find("data");
    EXPECT_EQ(data->string_at("type"), "disclosure-request");
    EXPECT_EQ(data->find("attributes")->string_at("substate"), "no-content");
}

}  // namespace
}  // namespace ward::net
