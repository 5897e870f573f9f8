// CVE ids are reserved once, wherever a run was killed: what is reserved cannot be given back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/run/effect_kind.h"
#include "io/net/cve_services.h"

namespace ward::release {
namespace {

using testing::SizeIs;
using testing::UnorderedElementsAre;

// Gives ids in a row; `breaks` is after how many of them the answer is lost.
class IdsInMemory : public net::CveServices {
  public:
    std::vector<net::CveId> given = {};
    int breaks = -1;

    Result<net::CveQuota> quota() override { return net::CveQuota{}; }
    Result<std::vector<net::CveId>> ids(const net::CveIdFilter& /*filter*/) override { return given; }
    Result<net::CveId> id(const std::string& /*id*/) override { return fail(ErrorCode::not_found, "no id"); }
    Result<net::CveRecord> record(const std::string& /*id*/) override {
        return fail(ErrorCode::not_found, "no record");
    }
    Result<net::Reservation> reserve(int /*amount*/, const std::string& year) override {
        given.push_back(
            {.id = "CVE-" + year + "-" + std::to_string(10'000 + given.size()), .owner = "o", .requested_by = {}});
        if (--breaks == 0) return fail(ErrorCode::network, "does not answer");
        return net::Reservation{.ids = {given.back()}};
    }
    Result<void> publish(const std::string& /*id*/, const std::string& /*container*/) override { return {}; }
    Result<void> update(const std::string& /*id*/, const std::string& /*container*/) override { return {}; }
    Result<void> reject(const std::string& /*id*/, const std::string& /*reason*/, bool /*has_record*/) override {
        return {};
    }
};

class Reserving : public testing::Test {
  protected:
    engine::Effect effect(const std::string& report) const {
        return {.kind = "cve.reserve",
                .target = report,
                .summary = "reserve",
                .content = {{"year", "2026"}},
                .requires_state = {{"known", known_}}};
    }
    // As the engine does it for each report, in a process of its own.
    std::vector<std::string> run() {
        Doors doors;
        doors.cve = &service_;
        std::vector<std::string> ids;
        for (const char* report : {"1", "2", "3"}) {
            const EffectKind* kind = effect_kind_named("cve.reserve");
            const auto sight = kind->look(doors, effect(report), engine::Doubt::none);
            EXPECT_TRUE(sight);
            if (sight->standing == engine::Standing::present) {
                ids.push_back(sight->detail);
                continue;
            }
            const auto made = kind->perform(doors, effect(report));
            if (!made) return ids;  // killed here
            ids.push_back(*made);
        }
        return ids;
    }
    IdsInMemory service_;
    std::string known_ = {};
};

TEST_F(Reserving, GivesEachReportAnIdOfItsOwn) {
    EXPECT_THAT(run(), UnorderedElementsAre("CVE-2026-10000", "CVE-2026-10001", "CVE-2026-10002"));
}

TEST_F(Reserving, ReservesNothingTwiceBehindALostAnswer) {
    for (const int breaks : {1, 2, 3}) {
        service_.given.clear();
        service_.breaks = breaks;
        EXPECT_THAT(run(), SizeIs(static_cast<size_t>(breaks - 1)));
        EXPECT_THAT(run(), UnorderedElementsAre("CVE-2026-10000", "CVE-2026-10001", "CVE-2026-10002"));
        EXPECT_THAT(service_.given, SizeIs(3));
    }
}

// A run that was killed is settled first and carried out then, by the same doors.
TEST_F(Reserving, ALookThatFoundAnIdFindsItAgain) {
    service_.breaks = 1;
    Doors before;
    before.cve = &service_;
    const EffectKind* kind = effect_kind_named("cve.reserve");
    EXPECT_FALSE(kind->perform(before, effect("1")));
    Doors doors;
    doors.cve = &service_;
    EXPECT_EQ(kind->look(doors, effect("1"), engine::Doubt::sent)->detail, "CVE-2026-10000");
    EXPECT_EQ(kind->look(doors, effect("1"), engine::Doubt::none)->detail, "CVE-2026-10000");
    EXPECT_EQ(kind->look(doors, effect("2"), engine::Doubt::none)->standing, engine::Standing::missing);
}

TEST_F(Reserving, LeavesIdsAloneThatWereReservedBefore) {
    service_.given = {{.id = "CVE-2026-9999", .owner = "o", .requested_by = {}}};
    known_ = "CVE-2026-9999";
    EXPECT_THAT(run(), UnorderedElementsAre("CVE-2026-10001", "CVE-2026-10002", "CVE-2026-10003"));
}

TEST_F(Reserving, LeavesIdsAloneThatOtherReleasesHave) {
    service_.given = {{.id = "CVE-2026-9000", .owner = "o", .requested_by = {}}};
    Doors doors;
    doors.cve = &service_;
    doors.taken = {{"CVE-2026-9000", "release 2026-07-01"}};
    const EffectKind* kind = effect_kind_named("cve.reserve");
    EXPECT_EQ(kind->look(doors, effect("1"), engine::Doubt::sent)->standing, engine::Standing::missing);
}

// Nothing was sent yet: what is new was reserved by somebody else, in another release that runs at the same time.
TEST_F(Reserving, ARunThatBeginsTakesNothingUp) {
    service_.given = {{.id = "CVE-2026-9000", .owner = "o", .requested_by = {}}};
    Doors doors;
    doors.cve = &service_;
    doors.is_resumed = false;
    const EffectKind* kind = effect_kind_named("cve.reserve");
    EXPECT_EQ(kind->look(doors, effect("1"), engine::Doubt::none)->standing, engine::Standing::missing);
    EXPECT_EQ(kind->look(doors, effect("1"), engine::Doubt::sent)->detail, "CVE-2026-9000");
}

TEST_F(Reserving, NumbersAreNotTexts) {
    for (const char* id : {"CVE-2026-10000", "CVE-2026-9999"})
        service_.given.push_back({.id = id, .owner = "o", .requested_by = {}});
    Doors doors;
    doors.cve = &service_;
    const EffectKind* kind = effect_kind_named("cve.reserve");
    EXPECT_EQ(kind->look(doors, effect("1"), engine::Doubt::sent)->detail, "CVE-2026-9999");
    EXPECT_EQ(kind->look(doors, effect("2"), engine::Doubt::sent)->detail, "CVE-2026-10000");
}

}  // namespace
}  // namespace ward::release
