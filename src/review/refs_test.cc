#include <gtest/gtest.h>

#include "review/review.h"

namespace ward::review {
namespace {

const Instant today = *parse_instant("2026-01-01");

Component component(const std::string& id, const std::string& path, const std::string& name,
                    const std::string& version) {
    Component one;
    one.id = id;
    one.path = path;
    one.name = name;
    one.version = version;
    one.purl = "pkg:npm/" + name + "@" + version;
    one.parent = path.empty() ? "" : "c1";
    one.evidence = {{path.empty() ? "package.json" : path + "/package.json", 3, "\"version\": \"" + version + "\""}};
    return one;
}

Finding finding(const std::string& id, const Component& about) {
    Finding one;
    one.judge = "audit";
    one.rule = "vulnerability";
    one.id = id;
    one.records = {id};
    one.severity = Severity::high;
    one.component = about.id;
    one.purl = about.purl;
    one.paths = {{"app", about.name}};
    one.evidence = {about.evidence[0]};
    one.key = key_of(one);
    return one;
}

Report branch(const std::string& name, std::vector<Component> components, std::vector<Finding> findings) {
    Report report;
    report.started = "2026-01-01T00:00:00Z";
    report.subject.name = "app";
    report.subject.version = components[0].version;
    report.subject.ref = "refs/heads/" + name;
    report.subject.commit = "0123";
    report.subject.refs = {{name, "refs/heads/" + name, "0123", components[0].version}};
    report.components = std::move(components);
    report.findings = std::move(findings);
    return report;
}

std::string names_of(const std::vector<std::string>& refs) {
    std::string text;
    for (const std::string& ref : refs) (text += text.empty() ? "" : ",") += ref;
    return text;
}

TEST(Refs, become_one_report) {
    const Component app2 = component("c1", "", "app", "2.0.0");
    const Component app1 = component("c1", "", "app", "1.0.0");
    const Component new_tar = component("c2", "deps/tar", "tar", "6.1.0");
    const Component old_tar = component("c2", "deps/tar", "tar", "5.0.0");
    Component same = component("c3", "deps/same", "same", "1.0.0");
    Report one = branch("main", {app2, new_tar, same}, {finding("CVE-1", new_tar)});
    same.evidence[0].line = 9;  // a line that moved makes no other component
    Report two = branch("v1.x", {app1, old_tar, same}, {finding("CVE-1", old_tar), finding("CVE-2", old_tar)});
    const std::string key = one.findings[0].key;
    one.skipped = {{"x", SkipKind::unread, "too large", false}, {"y", SkipKind::unread, "too large", false}};
    two.skipped = {{"y", SkipKind::unread, "too large", false}};
    one.notes = {{"assessment-unused", "CVE-9", "a:1"}, {"assessment-unused", "CVE-8", "a:2"}, {"other", "text", ""}};
    two.notes = {{"assessment-unused", "CVE-9", "a:1"}};

    const Report report = merge_refs({one, two});
    EXPECT_EQ(report.subject.kind, "refs");
    EXPECT_EQ(report.subject.version, "");
    EXPECT_FALSE(report.subject.commit);
    ASSERT_EQ(report.subject.refs.size(), 2u);
    EXPECT_EQ(report.subject.refs[1].version, "1.0.0");

    // A root without version, the two subjects, `same` once, two versions of tar.
    ASSERT_EQ(report.components.size(), 6u);
    EXPECT_EQ(report.components[0].purl, "pkg:npm/app");
    EXPECT_EQ(names_of(report.components[0].refs), "main,v1.x");
    for (size_t i = 0; i < report.components.size(); ++i) {
        EXPECT_EQ(report.components[i].id, "c" + std::to_string(i + 1));
        if (i > 0) {
            EXPECT_NE(find_component(report, report.components[i].parent), nullptr);
        }
        if (report.components[i].name == "same") {
            EXPECT_EQ(names_of(report.components[i].refs), "main,v1.x");
        }
        if (report.components[i].version == "5.0.0") {
            EXPECT_EQ(names_of(report.components[i].refs), "v1.x");
        }
    }

    ASSERT_EQ(report.findings.size(), 2u);
    const Finding& both = report.findings[0].id == "CVE-1" ? report.findings[0] : report.findings[1];
    EXPECT_EQ(both.key, key) << "whichever branches have it";
    ASSERT_EQ(both.refs.size(), 2u);
    EXPECT_EQ(both.refs[0].purl, "pkg:npm/tar@6.1.0");
    EXPECT_EQ(find_component(report, both.refs[1].component)->version, "5.0.0");
    EXPECT_EQ(both.evidence.size(), 1u) << "one place, whatever its version";

    ASSERT_EQ(report.skipped.size(), 2u);
    EXPECT_EQ(names_of(report.skipped[0].refs), "main");
    EXPECT_EQ(names_of(report.skipped[1].refs), "main,v1.x");
    ASSERT_EQ(report.notes.size(), 2u) << "an entry that one branch uses is used";
    EXPECT_EQ(report.notes[0].text, "CVE-9");
    EXPECT_EQ(report.notes[1].text, "text (on main)");
    EXPECT_EQ(to_json(*report_from_json(to_json(report), "x")), to_json(report));
}

TEST(Refs, of_one_branch_are_its_report_with_names) {
    const Component app = component("c1", "", "app", "2.0.0");
    const Component tar = component("c2", "deps/tar", "tar", "6.1.0");
    const Report report = merge_refs({branch("main", {app, tar}, {finding("CVE-1", tar)})});
    EXPECT_EQ(report.subject.kind, "tree");
    EXPECT_EQ(report.subject.ref, "refs/heads/main");
    ASSERT_EQ(report.components.size(), 2u);
    EXPECT_EQ(report.components[1].parent, "c1");
    EXPECT_EQ(names_of(report.components[1].refs), "main");
    EXPECT_TRUE(merge_refs({}).components.empty());
}

TEST(Refs, are_open_where_one_is) {
    const Component app = component("c1", "", "app", "2.0.0");
    const Component tar = component("c2", "deps/tar", "tar", "6.1.0");
    Report one = branch("main", {app, tar}, {finding("CVE-1", tar)});
    Report two = branch("v1.x", {app, tar}, {finding("CVE-1", tar)});
    one.findings[0].status = Status::assessed;
    one.findings[0].assessment = Verdict{VexStatus::not_affected, "", "reason", "", "", {}};
    EXPECT_EQ(merge_refs({one, two}).findings[0].status, Status::open);
    EXPECT_FALSE(merge_refs({one, two}).findings[0].assessment);
    two.findings[0].status = Status::fixed_by_backport;
    EXPECT_EQ(merge_refs({one, two}).findings[0].status, Status::assessed);
    one.findings[0].status = Status::fixed_by_backport;
    EXPECT_EQ(merge_refs({one, two}).findings[0].status, Status::fixed_by_backport);
    EXPECT_EQ(summarise(merge_refs({one, two})).open(), 0);
}

TEST(Refs, tell_two_versions_of_one_place_apart_on_every_branch) {
    const Component app = component("c1", "", "app", "2.0.0");
    Component five = component("c2", "a", "tar", "5.0.0");
    Component six = component("c3", "b", "tar", "6.0.0");
    five.evidence = six.evidence = {{"package-lock.json", 1, ""}};
    const Report report = merge_refs({branch("main", {app, five, six}, {finding("CVE-1", five), finding("CVE-1", six)}),
                                      branch("v1.x", {app, six}, {finding("CVE-1", six)})});
    ASSERT_EQ(report.findings.size(), 2u);
    EXPECT_NE(report.findings[0].key, report.findings[1].key);
    for (const Finding& one : report.findings) EXPECT_EQ(one.refs.size(), one.purl == "pkg:npm/tar@6.0.0" ? 2u : 1u);
}

TEST(Refs, that_a_known_finding_newly_reaches_make_it_new) {
    const Component app = component("c1", "", "app", "2.0.0");
    const Component tar = component("c2", "deps/tar", "tar", "6.1.0");
    const auto with = [&](bool on_old) {
        return merge_refs(
            {branch("main", {app, tar}, {finding("CVE-1", tar)}),
             branch("v1.x", {app, tar}, on_old ? std::vector{finding("CVE-1", tar)} : std::vector<Finding>())});
    };
    const auto state = state_from_json(to_json(state_of(with(false))), "s");
    ASSERT_TRUE(state);
    Report further = with(true);
    compare(further, *state);
    EXPECT_EQ(further.since->new_keys.size(), 1u);
    Report same = with(false);
    compare(same, *state);
    EXPECT_EQ(same.since->unchanged, 1);
    // A branch that nobody looked at before tells nothing of when.
    Report more =
        merge_refs({with(false).subject.refs.empty() ? Report() : branch("main", {app, tar}, {finding("CVE-1", tar)}),
                    branch("v2.x", {app, tar}, {finding("CVE-1", tar)})});
    compare(more, *state);
    EXPECT_EQ(more.since->unchanged, 1);
}

// ---- Backports ----

Backport rule() {
    return {"CVE-1", "pkg:npm/tar", "deps/tar/idna.c",          "fixed\nhere", "", "cherry-picked",
            "Ada",   "2026-06-01",  {"assessments.toml", 4, ""}};
}

struct Outcome {
    Status status;
    std::string notes;
    std::optional<Verdict> verdict;
};
Outcome apply(const Backport& backport, const std::string& text,
              const std::vector<std::string>& folders = {"deps/tar"}) {
    Report report;
    report.components.push_back(component("c1", "", "app", "1.0.0"));
    for (const std::string& folder : folders)
        report.components.push_back(
            component("c" + std::to_string(report.components.size() + 1), folder, "tar", "6.1.0"));
    report.findings = {finding("CVE-1", report.components[1])};
    const ReadFile read = [&](const std::string& path, size_t) -> Result<std::string> {
        if (path == "deps/tar/idna.c") return text;
        return fail(ErrorCode::not_found, "cannot open", path);
    };
    Decisions decisions;
    decisions.backports = {backport};
    apply_backports(report, decisions, read, today);
    std::string notes;
    for (const Note& note : report.notes) notes += note.kind + ": " + note.text + " (" + note.where + ")";
    return {report.findings[0].status, notes, report.findings[0].assessment};
}

TEST(Backports, are_proved_by_a_text_with_its_line) {
    const Outcome outcome = apply(rule(), "a\nb\nfixed\nhere\n");
    EXPECT_EQ(outcome.status, Status::fixed_by_backport);
    EXPECT_EQ(outcome.notes, "");
    ASSERT_TRUE(outcome.verdict && outcome.verdict->proof);
    EXPECT_EQ(*outcome.verdict->proof, (Evidence{"deps/tar/idna.c", 3, "fixed"}));
    EXPECT_EQ(outcome.verdict->origin.line, 4);
}

TEST(Backports, without_proof_stay_open_and_are_told) {
    EXPECT_EQ(apply(rule(), "fixed here").status, Status::open);
    EXPECT_EQ(apply(rule(), "fixed here").notes,
              "backport-unproven: CVE-1: deps/tar/idna.c: does not have the text; the finding stays open "
              "(assessments.toml:4)");
    Backport elsewhere = rule();
    elsewhere.path = "deps/tar/none.c";
    EXPECT_NE(apply(elsewhere, "").notes.find("cannot open"), std::string::npos);
    Backport other = rule();
    other.path = "src/idna.c";
    EXPECT_EQ(apply(other, "fixed\nhere").status, Status::open);
    EXPECT_EQ(apply(rule(), "fixed\nhere", {"deps/tar", "deps/other/tar"}).notes,
              "backport-unproven: CVE-1: deps/tar/idna.c is not in every place of the finding, which stays open "
              "(assessments.toml:4)");
    EXPECT_EQ(apply(rule(), "fixed\nhere", {"deps/target"}).status, Status::open)
        << "deps/tar is no part of deps/target";
}

TEST(Backports, may_ask_that_a_text_is_gone) {
    Backport gone = rule();
    gone.text.clear();
    gone.absent = "unsafe()";
    EXPECT_EQ(apply(gone, "safe").status, Status::fixed_by_backport);
    EXPECT_EQ(apply(gone, "safe").verdict->proof->text, "without: unsafe()");
    EXPECT_EQ(apply(gone, "unsafe()").status, Status::open);
    gone.text = "safe";
    EXPECT_EQ(apply(gone, "other").status, Status::open);
    EXPECT_EQ(apply(gone, "safe").status, Status::fixed_by_backport);
}

TEST(Backports, that_expired_or_match_nothing_are_told) {
    Backport old = rule();
    old.expires = "2025-12-31";
    EXPECT_EQ(apply(old, "fixed\nhere").status, Status::open);
    EXPECT_EQ(apply(old, "fixed\nhere").notes, "backport-expired: CVE-1: expired on 2025-12-31 (assessments.toml:4)");
    Backport unused = rule();
    unused.id = "CVE-2";
    EXPECT_EQ(apply(unused, "fixed\nhere").notes, "backport-unused: CVE-2: matches no finding (assessments.toml:4)");
    Backport other = rule();
    other.component = "pkg:npm/other";
    EXPECT_NE(apply(other, "fixed\nhere").notes.find("backport-unused"), std::string::npos);
}

}  // namespace
}  // namespace ward::review
