// Markers, titles, texts, and the planner over reports and issues put together by hand.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/track/driver.h"
#include "actions/track/effects.h"
#include "actions/track/marker.h"
#include "actions/track/planner.h"
#include "actions/track/texts.h"
#include "actions/track/titles.h"
#include "base/text.h"

namespace ward::track {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const net::Person workflow{"github-actions[bot]", true, "NONE"};
const net::Person stranger{"mallory", false, "CONTRIBUTOR"};

Marker sample() {
    Marker marker;
    marker.key = "0123456789abcdef";
    marker.package = "pkg:npm/%40scope/a--b";
    marker.ids = {"CVE-2024-1", "GHSA-x"};
    marker.branches = {"main", "v22.x"};
    return marker;
}

Finding finding(const std::string& name, const std::string& id, const std::string& version = "1.0.0") {
    Finding made;
    made.judge = "audit";
    made.rule = "vulnerability";
    made.id = id;
    made.records = {id};
    made.severity = Severity::high;
    made.purl = "pkg:npm/" + name + "@" + version;
    made.title = name + " is weak";
    made.evidence = {{"deps/" + name + "/package.json", 3, ""}};
    return made;
}

Report report_of(std::vector<Finding> findings, const std::vector<std::string>& seen = {}) {
    Report report;
    report.advisories.snapshot = "sha256:0";
    report.summary.complete = true;
    report.findings = std::move(findings);
    for (const std::string& purl : seen) {
        Component component;
        component.purl = purl;
        report.components.push_back(component);
    }
    return report;
}

Options options_for(std::set<std::string> branches = {"main"}) {
    Options options;
    options.repository = "OWNER/REPO";
    options.scope = "here owner/repo";
    options.branches = std::move(branches);
    return options;
}

const BranchesOf on_main = [](const Finding&) { return std::vector<std::string>{"main"}; };

// A tracker that does what effects say, so that a plan can be carried out and made again.
struct Tracker {
    std::vector<net::Issue> issues;
    std::vector<std::string> comments;

    Planned plan(const Report& report, const Options& options = options_for(), const BranchesOf& branches = on_main) {
        auto planned = plan_issues(report, branches, issues, options);
        EXPECT_TRUE(planned) << planned.error().message();
        return std::move(*planned);
    }
    void add(const std::string& title, const std::string& body, const net::Person& author = workflow,
             bool open = true) {
        net::Issue issue;
        issue.number = static_cast<int64_t>(issues.size()) + 1;
        issue.title = title;
        issue.body = body;
        issue.open = open;
        issue.author = author;
        issues.push_back(std::move(issue));
    }
    void apply(const engine::Plan& plan) {
        for (const engine::Effect& effect : plan.effects) {
            const std::string body = effect.content.at("body");
            if (effect.kind == effect_open) add(effect.content.at("title"), body);
            if (effect.kind == effect_comment) comments.push_back(body);
            if (effect.kind != effect_change) continue;
            net::Issue& issue = issues.at(static_cast<size_t>(issue_number(effect.target)) - 1);
            EXPECT_EQ(effect.requires_state.at("body"), body_digest(issue.body));
            issue.body = body;
            if (effect.content.contains("state")) issue.open = effect.content.at("state") == "open";
        }
    }
    // Carries it out; what is planned for the same report then must be nothing.
    std::vector<std::string> run(const Report& report, const Options& options = options_for(),
                                 const BranchesOf& branches = on_main) {
        const Planned planned = plan(report, options, branches);
        apply(planned.plan);
        const Planned again = plan(report, options, branches);
        std::vector<std::string> summaries;
        summaries.reserve(planned.plan.effects.size());
        for (const engine::Effect& effect : again.plan.effects) ADD_FAILURE() << "planned again: " << effect.summary;
        for (const engine::Effect& effect : planned.plan.effects) summaries.push_back(effect.summary);
        return summaries;
    }
};

TEST(Markers, are_read_as_they_were_written) {
    Marker marker = sample();
    EXPECT_EQ(parse_marker(to_line(marker)), marker);
    EXPECT_EQ(parse_marker(to_line(marker) + "\r"), marker);
    marker.adopted = marker.closed = true;
    marker.round = 3;
    marker.branches = {"a b", "c,d", "-->", "\xff\n", "x--y"};
    const std::string line = to_line(marker);
    EXPECT_EQ(parse_marker(line), marker);
    EXPECT_EQ(line.find("--", 4), line.size() - 3) << line;
    EXPECT_THAT(line, Not(HasSubstr("\n")));
}

TEST(Markers, other_lines_are_none) {
    const std::string line = to_line(sample());
    for (const std::string& bad :
         {std::string(), std::string("<!-- ward:track/1  -->"), std::string("<!-- ward:track/1 -->"), " " + line,
          line + " x", replace_all(line, "key=0123456789abcdef", "key=0123"), replace_all(line, "key=", "kex="),
          replace_all(line, "round=0", "round=-1"), replace_all(line, "state=open", "state=ajar"),
          replace_all(line, "branches=main", "branches=%2"), replace_all(line, "branches=main", "branches=,main"),
          replace_all(line, "ids=CVE-2024-1,GHSA-x", "ids="),
          replace_all(line, "main", std::string(max_marker_bytes, 'x'))})
        EXPECT_FALSE(parse_marker(bad)) << bad.substr(0, 200);
    EXPECT_TRUE(parse_marker(replace_all(line, "round=0", "round=0 later=1"))) << "a word of a later ward";
}

TEST(Markers, keep_what_is_peoples) {
    const Marker marker = sample();
    const std::string body =
        "above\r\n" + to_line(marker) + "\r\nold\r\n> " + end_line(marker) + "\r\n" + end_line(marker) + "\r\nbelow";
    const auto parts = split_body(body);
    ASSERT_TRUE(parts);
    EXPECT_EQ(parts->managed, "old\n> " + end_line(marker) + "\n");
    EXPECT_EQ(join_body(*parts, marker, "new\n"),
              "above\r\n" + to_line(marker) + "\nnew\n" + end_line(marker) + "\r\nbelow");
    EXPECT_EQ(normal_body(join_body(*parts, marker, parts->managed)), normal_body(body));
    const auto endless = split_body("above\n" + to_line(marker) + "\ntheirs");
    ASSERT_TRUE(endless);
    EXPECT_EQ(join_body(*endless, marker, "ours\n"), "above\n" + to_line(marker) + "\ntheirs");
    EXPECT_FALSE(split_body("quoted: " + to_line(marker)));
}

TEST(Titles, of_the_form_alone) {
    EXPECT_EQ(parse_title("CVE-2022-3358 (OpenSSL) found on v18.x"),
              (FindingTitle{"CVE-2022-3358", "OpenSSL", "v18.x"}));
    EXPECT_EQ(parse_title("GHSA-aaaa-bbbb (CJS Module Lexer) found on main "),
              (FindingTitle{"GHSA-aaaa-bbbb", "CJS Module Lexer", "main"}));
    EXPECT_EQ(parse_title("CVE-1-2 (a (b)) found on x"), (FindingTitle{"CVE-1-2", "a (b)", "x"}));
    EXPECT_EQ(parse_title("CVE-1-2 (@scope/name)"), (FindingTitle{"CVE-1-2", "@scope/name", ""}));
    for (const char* bad :
         {"", "CVE-2024-1", "CVE-2024-1 (x", "CVE-2024-1 () found on main", "libuv CVE-2024-24806 in Node 20.15",
          "CVE-2024-1 (x) found on ", "CVE-2024-1 (x) found on main and others", "fix (x) found on main",
          "CVE 2024 (x) found on main"})
        EXPECT_FALSE(parse_title(bad)) << bad;
    EXPECT_EQ(likeness("CJS Module Lexer", "cjs-module-lexer"), Likeness::same);
    EXPECT_EQ(likeness("OpenSSL", "openssl"), Likeness::same);
    EXPECT_EQ(likeness("HdrHistogram", "HdrHistogram_c"), Likeness::similar);
    EXPECT_EQ(likeness("ICU", "icu4c"), Likeness::similar);
    EXPECT_EQ(likeness("npm", "undici"), Likeness::none);
    EXPECT_EQ(likeness("a", "ada"), Likeness::none);
    EXPECT_EQ(likeness("()", "()"), Likeness::none);
}

TEST(Texts, do_nothing_but_be_read) {
    for (const char* hostile :
         {"@everyone", "fixes #12", "closes GH-12", "gh-7", "<img src=x>", "[a](https://evil.example)", "| a |",
          "::error::x", "##[error]x", "`code`", "<!-- ward:track/1 -->", "a\nb", "\x1b[31m", "owner/repo#3"}) {
        const std::string text = issue_text(hostile);
        for (const char* active : {"@e", "#1", "#3", "GH-1", "gh-7", "<", "](http", "\n", "\x1b"})
            EXPECT_THAT(text, Not(HasSubstr(active))) << hostile;
        EXPECT_FALSE(text.starts_with("::")) << text;
    }
    EXPECT_LT(issue_text(std::string(10'000, 'x')).size(), max_text_bytes + 10);
    Matter matter;
    matter.id = matter.name = std::string(5'000, 'y');
    EXPECT_LT(issue_title(matter).size(), 400u);
    for (int branch = 0; branch < 300; ++branch)
        for (int place = 0; place < 100; ++place)
            matter.open_on["branch" + std::to_string(branch)].push_back(
                {"1." + std::to_string(place), std::string(250, 'p')});
    const std::string text = managed_text(matter, rows_of(matter), {});
    EXPECT_LT(text.size(), max_rows_bytes + 5'000);
    EXPECT_THAT(text, HasSubstr("more rows"));
}

TEST(Labels, that_are_words_of_vex) {
    EXPECT_EQ(label_words("Not Affected")->status, "not_affected");
    EXPECT_EQ(label_words("vex: fixed")->status, "fixed");
    EXPECT_EQ(label_words("component-not-present")->justification, "component_not_present");
    EXPECT_EQ(label_words("component-not-present")->status, "not_affected");
    for (const char* other : {"", "main", "wontfix", "invalid", "affected-by", "vex:"})
        EXPECT_FALSE(label_words(other)) << other;
}

TEST(Matters, join_what_shares_an_id_at_one_package) {
    Finding first = finding("a", "CVE-1-1");
    Finding second = finding("a", "GHSA-2", "2.0.0");
    Finding bridge = finding("a", "CVE-1-3", "3.0.0");
    bridge.aliases = {"CVE-1-1", "GHSA-2"};
    Finding other = finding("b", "CVE-1-1");
    Finding remark = finding("a", "CVE-1-1");
    remark.rule = "contradiction";
    const auto matters = matters_of(report_of({first, second, bridge, other, remark}), on_main);
    ASSERT_EQ(matters.size(), 2u);
    EXPECT_EQ(matters[0].package, "pkg:npm/a");
    EXPECT_THAT(matters[0].ids, ElementsAre("CVE-1-1", "CVE-1-3", "GHSA-2"));
    EXPECT_EQ(matters[0].open_on.at("main").size(), 3u);
    EXPECT_NE(matters[0].key(), matters[1].key());
}

TEST(Planner, opens_updates_closes_and_reopens_one_issue) {
    Tracker tracker;
    EXPECT_THAT(tracker.run(report_of({finding("a", "CVE-1-1")})), ElementsAre("open CVE-1-1 (a): main"));
    Finding known = finding("a", "CVE-1-1", "1.0.1");
    known.aliases = {"GHSA-1"};
    EXPECT_THAT(tracker.run(report_of({known})), ElementsAre("update #1 CVE-1-1 (a): main"));
    // The set lost the name it had: still the same issue.
    EXPECT_THAT(tracker.run(report_of({finding("a", "GHSA-1")})), ElementsAre("update #1 CVE-1-1 (a): main"));
    EXPECT_THAT(tracker.run(report_of({finding("a", "CVE-1-1")})), ElementsAre("update #1 CVE-1-1 (a): main"));
    EXPECT_THAT(tracker.run(report_of({})), ElementsAre("comment on #1 (close)", "close #1 CVE-1-1 (a)"));
    EXPECT_FALSE(tracker.issues[0].open);
    EXPECT_THAT(tracker.run(report_of({known})), ElementsAre("comment on #1 (reopen)", "reopen #1 CVE-1-1 (a): main"));
    EXPECT_THAT(tracker.run(report_of({})), ElementsAre("comment on #1 (close)", "close #1 CVE-1-1 (a)"));
    EXPECT_EQ(tracker.issues.size(), 1u);
    std::ranges::sort(tracker.comments);
    EXPECT_EQ(std::ranges::unique(tracker.comments).size(), 0u) << "each is another comment";
}

TEST(Planner, keeps_branches_that_a_run_does_not_look_at) {
    Tracker tracker;
    const Report found = report_of({finding("a", "CVE-1-1")});
    const BranchesOf on_22 = [](const Finding&) { return std::vector<std::string>{"v22.x"}; };
    tracker.run(found);
    EXPECT_THAT(tracker.run(found, options_for({"v22.x"}), on_22), ElementsAre("update #1 CVE-1-1 (a): main, v22.x"));
    EXPECT_THAT(tracker.issues[0].body, HasSubstr("| main | 1.0.0 |"));
    EXPECT_THAT(tracker.issues[0].body, HasSubstr("| v22.x | 1.0.0 |"));
    EXPECT_THAT(tracker.run(report_of({})), ElementsAre("update #1 CVE-1-1 (a): v22.x"));
    EXPECT_THAT(tracker.issues[0].body, Not(HasSubstr("| main |")));
    EXPECT_THAT(tracker.run(report_of({})), IsEmpty());
    EXPECT_THAT(tracker.run(report_of({}), options_for({"v22.x"}), on_22),
                ElementsAre("comment on #1 (close)", "close #1 CVE-1-1 (a)"));
    // All at once.
    const BranchesOf both = [](const Finding&) { return std::vector<std::string>{"main", "v22.x"}; };
    EXPECT_THAT(tracker.run(found, options_for({"main", "v22.x"}), both),
                ElementsAre("comment on #1 (reopen)", "reopen #1 CVE-1-1 (a): main, v22.x"));
}

TEST(Planner, adopts_issues_of_the_form_and_leaves_their_text) {
    Tracker tracker;
    tracker.add("CVE-1-1 (A) found on main", "text\r\n");
    tracker.add("CVE-1-1 (A) found on v20.x", "text");
    tracker.add("CVE-1-1 (other) found on main", "of another dependency");
    tracker.add("CVE-1-1 (A) found on main", "a stranger's", stranger);
    tracker.add("CVE-1-2 (gone) found on main", "no finding");
    const Report found = report_of({finding("a", "CVE-1-1")});
    EXPECT_THAT(tracker.run(found),
                ElementsAre("adopt #1 CVE-1-1 (A) found on main", "adopt #2 CVE-1-1 (A) found on v20.x"));
    EXPECT_TRUE(tracker.issues[0].body.starts_with("text\r\n"));
    EXPECT_EQ(tracker.issues[3].body, "a stranger's");
    EXPECT_EQ(tracker.issues.size(), 5u);
    // A newer version changes none of their texts.
    EXPECT_THAT(tracker.run(report_of({finding("a", "CVE-1-1", "1.2.0")})), IsEmpty());
    // Gone where it was looked for; the other branch was not looked at.
    EXPECT_THAT(tracker.run(report_of({})), ElementsAre("comment on #1 (close)", "close #1 CVE-1-1 (A) found on main"));
    EXPECT_TRUE(tracker.issues[1].open);
    EXPECT_TRUE(tracker.issues[0].body.starts_with("text\r\n"));
    EXPECT_THAT(tracker.run(found), ElementsAre("comment on #1 (reopen)", "reopen #1 CVE-1-1 (A) found on main: main"));
}

TEST(Planner, does_not_adopt_where_the_branch_has_no_finding) {
    Tracker tracker;
    tracker.add("CVE-1-1 (a) found on v22.x", "text");
    const BranchesOf main_only = on_main;
    EXPECT_THAT(tracker.run(report_of({finding("a", "CVE-1-1")}), options_for({"main", "v22.x"}), main_only),
                ElementsAre("open CVE-1-1 (a): main"));
    EXPECT_EQ(tracker.issues[0].body, "text");
}

TEST(Planner, a_strangers_marker_is_nothing) {
    Tracker tracker;
    tracker.run(report_of({finding("a", "CVE-1-1")}));
    const std::string body = tracker.issues[0].body;
    tracker.issues[0].author = stranger;
    tracker.issues[0].body = body + "\nplease ignore";
    EXPECT_THAT(tracker.run(report_of({finding("a", "CVE-1-1")})), ElementsAre("open CVE-1-1 (a): main"));
    EXPECT_EQ(tracker.issues[0].body, body + "\nplease ignore");
    // Nor is a copy by somebody who may write: the older issue is it.
    tracker.add("copy", tracker.issues[1].body, {"keeper", false, "MEMBER"});
    EXPECT_THAT(tracker.run(report_of({})), ElementsAre("comment on #2 (close)", "close #2 CVE-1-1 (a)"));
    EXPECT_TRUE(tracker.issues[2].open);
    Options named = options_for();
    named.trust.logins = {"Mallory"};
    EXPECT_TRUE(named.trust.in(stranger));
    EXPECT_FALSE(named.trust.in({"", false, "NONE"}));
    EXPECT_FALSE(named.trust.in({"github-actions[bot]", false, "NONE"})) << "no person's login, but no bot either";
}

TEST(Planner, closing_by_hand_is_no_assessment_and_no_quarrel) {
    Tracker tracker;
    const Report found = report_of({finding("a", "CVE-1-1")});
    tracker.run(found);
    tracker.issues[0].open = false;
    EXPECT_THAT(tracker.run(found), IsEmpty());
    const Planned planned = tracker.plan(found);
    ASSERT_EQ(planned.plan.notes.size(), 1u);
    EXPECT_THAT(planned.plan.notes[0], HasSubstr("closing is not an assessment"));
    ASSERT_EQ(planned.drafts.size(), 1u);
    EXPECT_EQ(planned.drafts[0].status, "");
    EXPECT_THAT(tracker.run(report_of({})), IsEmpty());
    // Closed by ward, opened by hand: it stays open.
    tracker.issues[0].open = true;
    tracker.run(report_of({}));
    tracker.issues[0].open = true;
    EXPECT_THAT(tracker.run(report_of({})), IsEmpty());
    EXPECT_THAT(tracker.run(found), ElementsAre("update #1 CVE-1-1 (a): main"));
    EXPECT_THAT(tracker.run(report_of({})), ElementsAre("comment on #1 (close)", "close #1 CVE-1-1 (a)"));
}

TEST(Planner, an_assessment_closes_with_its_reason) {
    Tracker tracker;
    tracker.run(report_of({finding("a", "CVE-1-1")}));
    Finding assessed = finding("a", "CVE-1-1");
    assessed.status = Status::assessed;
    assessed.assessment =
        Verdict{VexStatus::not_affected,    "component_not_present", "not @built", "Ada", "2027-01-01",
                {"assessments.toml", 3, ""}};
    EXPECT_THAT(tracker.run(report_of({assessed})), ElementsAre("comment on #1 (close)", "close #1 CVE-1-1 (a)"));
    EXPECT_THAT(tracker.comments.at(0),
                HasSubstr("**not_affected** (component_not_present): not @&#8203;built; by Ada"));
    Tracker empty;
    EXPECT_THAT(empty.run(report_of({assessed})), IsEmpty());
}

TEST(Planner, what_was_not_looked_for_is_not_gone) {
    Tracker tracker;
    tracker.run(report_of({finding("a", "CVE-1-1")}));
    Report starter = report_of({});
    starter.advisories.snapshot = "starter";
    EXPECT_THAT(tracker.run(starter), IsEmpty());
    Report old = report_of({}, {"pkg:npm/a@2.0.0"});
    old.skipped.push_back({"", SkipKind::unread, "the advisories could not be updated", false});
    EXPECT_THAT(tracker.run(old), IsEmpty());
    Report incomplete = report_of({});
    incomplete.summary.complete = false;
    EXPECT_THAT(tracker.run(incomplete), IsEmpty());
    EXPECT_EQ(tracker.plan(incomplete).plan.notes.size(), 1u);
    incomplete = report_of({}, {"pkg:npm/a@2.0.0"});
    incomplete.summary.complete = false;
    EXPECT_THAT(tracker.run(incomplete), ElementsAre("comment on #1 (close)", "close #1 CVE-1-1 (a)"))
        << "it was seen, without the finding";
}

TEST(Planner, opens_nothing_for_scopes_that_were_not_asked_for) {
    Tracker tracker;
    Options options = options_for();
    options.scopes = {Scope::runtime};
    Finding tested = finding("a", "CVE-1");
    tested.scope = Scope::test;
    Finding unknown = finding("b", "CVE-2");
    const Planned first = tracker.plan(report_of({tested, unknown}), options);
    ASSERT_EQ(first.plan.effects.size(), 1u) << "what is of unknown use may ship";
    EXPECT_THAT(first.plan.notes, ElementsAre(HasSubstr("1 matter gets no issue")));
    // The same package at runtime elsewhere: one matter, and it ships.
    Finding shipped = finding("a", "CVE-1", "2.0.0");
    shipped.scope = Scope::runtime;
    EXPECT_EQ(tracker.plan(report_of({tested, shipped}), options).plan.effects.size(), 1u);
    shipped.status = Status::assessed;
    EXPECT_THAT(tracker.plan(report_of({tested, shipped}), options).plan.effects, IsEmpty());
}

TEST(Planner, has_limits) {
    Tracker tracker;
    Options few = options_for();
    few.most_new = 1;
    const Report two = report_of({finding("a", "CVE-1-1"), finding("b", "CVE-1-2")});
    const auto refused = plan_issues(two, on_main, {}, few);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::limit);
    // A name that no marker can hold is left out, or it would be opened by every run.
    EXPECT_THAT(tracker.run(report_of({finding("a", "CVE-" + std::string(max_marker_bytes, '1'))})), IsEmpty());
    tracker.run(two);
    tracker.issues[0].body += "\n" + std::string(net::max_issue_body, 'x');
    EXPECT_THAT(tracker.run(report_of({finding("a", "CVE-1-1", "1.1.0"), finding("b", "CVE-1-2")})), IsEmpty());
}

TEST(Planner, an_end_line_that_is_gone_leaves_the_text_alone) {
    Tracker tracker;
    tracker.run(report_of({finding("a", "CVE-1-1")}));
    std::string& body = tracker.issues[0].body;
    body = body.substr(0, body.find('\n')) + "\nrewritten by people\n";
    const Report newer = report_of({finding("a", "CVE-1-1", "1.1.0")});
    EXPECT_THAT(tracker.run(newer), IsEmpty());
    EXPECT_EQ(tracker.plan(newer).plan.notes.size(), 1u);
    tracker.run(report_of({}));
    EXPECT_THAT(tracker.issues[0].body, HasSubstr("state=closed"));
    EXPECT_TRUE(tracker.issues[0].body.ends_with("\nrewritten by people\n"));
}

}  // namespace
}  // namespace ward::track
