// For tests: sources of reports and issues of a forge that are in memory, and a step that is planned beside them.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "actions/release/record/testing.h"
#include "actions/release/run/effect_kind.h"
#include "actions/release/run/step.h"
#include "base/fd.h"
#include "facts/lifecycle/releases.h"
#include "io/gitobjects/git_fixture.h"
#include "io/net/github_advisories.h"
#include "io/net/hackerone.h"

namespace ward::release {

class HackerOneInMemory : public net::HackerOne {
  public:
    std::vector<net::HackerOneReport> all = {};
    std::map<std::string, Error> broken = {};  // reports that cannot be asked for alone

    Result<std::vector<net::HackerOneProgram>> programs() override { return std::vector<net::HackerOneProgram>(); }
    Result<std::vector<net::HackerOneReport>> reports(const net::HackerOneFilter& filter) override {
        std::vector<net::HackerOneReport> out;
        for (const net::HackerOneReport& one : all)
            if (std::ranges::find(filter.states, one.state) != filter.states.end()) out.push_back(one);
        return out;
    }
    Result<net::HackerOneReport> report(const std::string& id) override {
        if (const auto found = broken.find(id); found != broken.end()) return std::unexpected(found->second);
        const auto found = std::ranges::find(all, id, &net::HackerOneReport::id);
        if (found == all.end()) return fail(ErrorCode::not_found, "is not there");
        return *found;
    }
    Result<std::vector<net::HackerOneCveRequest>> cve_requests(const std::string& /*program*/) override {
        return std::vector<net::HackerOneCveRequest>();
    }
    // Steps about the record write nothing there.
    Result<net::HackerOneCveRequest> request_cve(const std::string&, const net::NewCveRequest&) override {
        return no();
    }
    Result<void> set_cves(const std::string&, const std::vector<std::string>&) override { return no(); }
    Result<void> resolve(const std::string&, const std::string&) override { return no(); }
    Result<void> request_disclosure(const std::string&, const std::string&, net::Disclosure) override { return no(); }

  private:
    static std::unexpected<Error> no() { return fail(ErrorCode::internal, "something was written"); }
};

class AdvisoriesInMemory : public net::GithubAdvisories {
  public:
    std::vector<net::RepositoryAdvisory> all = {};

    Result<std::vector<net::RepositoryAdvisory>> advisories(const std::string& state) override {
        std::vector<net::RepositoryAdvisory> out;
        for (const net::RepositoryAdvisory& one : all)
            if (one.state == state || one.state == "both") out.push_back(one);
        return out;
    }
    Result<std::vector<net::RepositoryAdvisory>> of_organization(const std::string& state) override {
        return advisories(state);
    }
    Result<net::RepositoryAdvisory> advisory(const std::string& ghsa) override {
        const auto found = std::ranges::find(all, ghsa, &net::RepositoryAdvisory::ghsa);
        if (found == all.end()) return fail(ErrorCode::not_found, "is not there");
        return *found;
    }
    Result<net::RepositoryAdvisory> create_draft(const net::AdvisoryContent&) override { return no(); }
    Result<net::RepositoryAdvisory> change(const std::string&, const net::AdvisoryContent&) override { return no(); }
    Result<void> request_cve(const std::string&) override { return no(); }
    Result<net::RepositoryAdvisory> report(const net::AdvisoryContent&) override { return no(); }

  private:
    static std::unexpected<Error> no() { return fail(ErrorCode::internal, "something was written"); }
};

// Issues of one repository, with comments.
class TalkInMemory : public net::Forge {
  public:
    std::map<int64_t, net::Issue> made = {};
    std::map<int64_t, std::vector<net::Comment>> said = {};

    net::Issue& add(int64_t number, const std::string& title) {
        net::Issue& issue = made[number];
        issue.number = number;
        issue.title = title;
        return issue;
    }
    Result<std::optional<std::string>> own_login() override { return "steward"; }
    Result<std::vector<net::Issue>> issues() override {
        std::vector<net::Issue> out;
        out.reserve(made.size());
        for (const auto& [number, issue] : made) out.push_back(issue);
        return out;
    }
    Result<std::vector<net::Issue>> newest_issues() override { return issues(); }
    Result<std::vector<net::Issue>> open_issues(const std::string& /*label*/) override { return issues(); }
    Result<net::Issue> issue(int64_t number) override { return made.at(number); }
    Result<std::vector<net::Comment>> comments(int64_t number) override { return said[number]; }
    Result<net::Issue> open_issue(const net::NewIssue& issue) override {
        return add(static_cast<int64_t>(made.size()) + 1, issue.title);
    }
    Result<net::Issue> change_issue(int64_t number, const net::IssueChange& change) override {
        net::Issue& issue = made.at(number);
        if (change.title) issue.title = *change.title;
        if (change.open) issue.open = *change.open;
        return issue;
    }
    Result<void> comment(int64_t number, const std::string& body) override {
        net::Comment& comment = said[number].emplace_back();
        comment.body = body;
        comment.author.login = "steward";
        return {};
    }
};

// A step, planned and carried out in memory: what it makes is the record of the next one.
class RecordSteps : public testing::Test {
  protected:
    RecordSteps() {
        doors.hackerone = &hackerone;
        doors.advisories = [this](const std::string&) -> Result<net::GithubAdvisories*> { return &advisories; };
        doors.forge = [this](const std::string& repository) -> Result<net::Forge*> { return &forges[repository]; };
        doors.released = &released;
    }

    StepInput input(std::vector<std::string> arguments, std::map<std::string, std::string> words) {
        return {.release = release,
                .project = project,
                .doors = doors,
                .now = now,
                .day = now - now % seconds_per_day,
                .words = std::move(words),
                .arguments = std::move(arguments),
                .others = others,
                .kept = [this](const std::string& name) {
                    const auto found = kept.find(name);
                    return found == kept.end() ? std::string() : found->second;
                }};
    }
    Result<StepPlan> plan(std::string_view step, std::vector<std::string> arguments = {},
                          std::map<std::string, std::string> words = {}) {
        return step_named(step)->plan(input(std::move(arguments), std::move(words)));
    }
    // Carries it out, and sees that a second time there is nothing to do.
    StepPlan done(std::string_view step, const std::vector<std::string>& arguments = {},
                  const std::map<std::string, std::string>& words = {}) {
        auto planned = plan(step, arguments, words);
        EXPECT_TRUE(planned) << planned.error().message();
        if (!planned) return {};
        EXPECT_FALSE(planned->is_refused())
            << step << ": " << (planned->refused.empty() ? std::string("leak or mismatch") : planned->refused.front());
        ReleaseDriver driver(doors);
        for (const engine::Effect& effect : planned->plan.effects) {
            const auto did = driver.perform(effect);
            EXPECT_TRUE(did) << did.error().message();
        }
        for (const GroupFile& file : planned->files) kept[file.name] = file.content;
        release = planned->after;
        if (step_named(step)->begins) return *std::move(planned);
        const auto again = plan(step, arguments, words);
        EXPECT_TRUE(again) << again.error().message();
        if (!again) return {};
        EXPECT_TRUE(again->plan.effects.empty()) << step << ": " << again->plan.effects.front().summary;
        EXPECT_FALSE(again->changes(release)) << step << '\n' << to_json(again->after);
        for (const GroupFile& file : again->files) EXPECT_EQ(file.content, kept[file.name]) << file.name;
        return *std::move(planned);
    }
    static net::HackerOneReport triaged(const std::string& id) {
        net::HackerOneReport report;
        report.id = id;
        report.state = "triaged";
        report.title = "Trailers of report " + id + " stop the server";
        report.rating = "high";
        report.cvss_vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H";
        report.weakness = "400";
        report.cwe = "CWE-400";
        report.reporter = "finder9";
        report.summary = "A trailer is read twice.";
        report.pull = "https://github.com/nodejs-private/node-private/pull/7";
        report.created_at = "2026-04-02T08:00:00Z";
        return report;
    }

    Instant now = *parse_instant("2026-06-01T10:00:00Z");
    HackerOneInMemory hackerone;
    AdvisoriesInMemory advisories;
    std::map<std::string, TalkInMemory> forges;
    lifecycle::ReleaseIndex released = lifecycle::ReleaseIndex::parse(
                                           "20.20.2\t2026-04-21\t-\t-\n"
                                           "22.22.1\t2026-03-01\t-\t-\n"
                                           "22.22.2\t2026-04-21\t-\t-\n"
                                           "24.16.0\t2026-05-12\t-\t-\n",
                                           "releases.tsv")
                                           .value();
    Doors doors;
    Project project;
    Siblings others;
    Release release;
    std::map<std::string, std::string> kept;  // files of the release's folder
};

}  // namespace ward::release
