// Each family of rules with a tree that meets it, one that does not, and one that tells nothing.
#include <map>
#include <memory>

#include <gtest/gtest.h>

#include "judges/scorecard/card.h"
#include "judges/scorecard/practices/assess.h"
#include "judges/scorecard/practices/rule.h"

namespace ward::scorecard::practices {
namespace {

using Files = std::map<std::string, std::string>;

class MapSource final : public inventory::FileSource {
  public:
    explicit MapSource(Files files) : files_(std::move(files)) {}
    Result<std::string> read(std::string_view path, size_t /*max_bytes*/) const override {
        const auto found = files_.find(std::string(path));
        if (found == files_.end()) return fail(ErrorCode::not_found, "is not there", std::string(path));
        return found->second;
    }
    Result<std::string> link_target(std::string_view path) const override {
        return fail(ErrorCode::not_found, "is no link", std::string(path));
    }
    Result<std::optional<inventory::Gitlinks>> gitlinks() const override { return std::nullopt; }

  private:
    Files files_;
};

Listing listing_of(const Files& files) {
    Listing out;
    std::map<std::string, EntryKind> all;
    for (const auto& [path, text] : files) {
        all[path] = EntryKind::file;
        for (size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1))
            all[path.substr(0, slash)] = EntryKind::folder;
    }
    for (const auto& [path, kind] : all) out.entries.push_back({path, kind});
    return out;
}

// A project of these files, and what it answers.
class Tree {
  public:
    explicit Tree(Files files, const forge::ForgeFacts* forge = nullptr, Refs refs = {})
        : source_(files), tree_(source_, listing_of(files)), facts_(Facts::read(tree_)) {
        facts_.forge = forge;
        facts_.as_of = *parse_instant("2026-06-01T00:00:00Z");
        std::vector<const Check*> checks;
        for (const Check* check : all_checks())
            if (check->name != "Vulnerabilities") checks.push_back(check);
        card_ = make_card(facts_, checks);
        project_ = std::make_unique<Project>(Project::look_at(facts_, card_.checks, std::move(refs), ""));
    }
    Answer answer(std::string_view id) const { return rule_for(id)->answer(*project_); }
    Status status(std::string_view id) const { return answer(id).status; }
    const Project& project() const { return *project_; }

  private:
    MapSource source_;
    inventory::Tree tree_;
    Facts facts_;
    Card card_;
    std::unique_ptr<Project> project_;
};

const Tree& empty() {
    static const Tree tree(Files{{"x.txt", "x"}});
    return tree;
}

constexpr std::string_view mit =
    "MIT License\n\nPermission is hereby granted, free of charge, to any person obtaining a copy\n"
    "The above copyright notice and this permission notice shall be included in all copies\n";

const Tree& good() {
    static const Tree tree(
        {{"README.md",
          "# Thing\n\nThing reads and writes the things that you have, and it is made for all of the people that can "
          "use it.\n\n"
          "## Usage\n\nnpm install thing\n\n## API\n\nIt is the interface for this and that, and you can be sure of it "
          "with the tests "
          "that are there for you to run.\nSee https://github.com/x/thing/issues for bugs. Contributing is welcome.\n"},
         {"CONTRIBUTING.md",
          "Open a pull request. Follow the style guide.\nNew features must come with tests.\nRun npm test. "
          "A collaborator has to review it before it lands.\nSign-off your commits (DCO).\n"},
         {"SECURITY.md",
          "# Security\nReport vulnerabilities to security@thing.example, not in a public issue.\n"
          "We will acknowledge within 5 days.\nThe threat model is here.\n## Supported versions\n| 1.x | no longer "
          "supported |\n"},
         {"GOVERNANCE.md",
          "Maintainers decide by consensus. Roles and responsibilities.\nNominate a new maintainer.\n"},
         {"MAINTAINERS.md", "- Ada\n"},
         {"CODE_OF_CONDUCT.md", "Be kind.\n"},
         {"ROADMAP.md", "More.\n"},
         {"CHANGELOG.md", "## 1.2.0\n\n- fixes CVE-2024-12345\n"},
         {"LICENSE", std::string(mit)},
         {"docs/architecture.md", "# Architecture\n"},
         {"index.js", "// Copyright Thing. SPDX-License-Identifier: MIT\n"},
         {"test/a.test.js", "// Copyright Thing. SPDX-License-Identifier: MIT\n"},
         {"eslint.config.js", "// Copyright Thing. SPDX-License-Identifier: MIT\n"},
         {"package.json", R"({"name": "thing", "version": "1.2.0", "license": "MIT",
 "repository": "git+https://github.com/x/thing.git", "homepage": "https://thing.example",
 "scripts": {"test": "node --test", "lint": "eslint --max-warnings=0 ."}, "devDependencies": {"eslint": "9.0.0"}})"},
         {".github/dependabot.yml", "version: 2\n"},
         {".github/workflows/ci.yml",
          "on: [push, pull_request]\npermissions:\n  contents: read\njobs:\n  test:\n    runs-on: ubuntu-latest\n"
          "    steps:\n      - run: npm ci\n      - run: npm test\n      - run: npm run lint\n"
          "      - uses: github/codeql-action/analyze@v3\n      - uses: actions/dependency-review-action@v4\n"
          "      - run: npm publish --provenance\n      - run: gitleaks detect\n"}},
        nullptr,
        {.is_repository = true, .tags = {"v1.1.0", "v1.2.0"}, .last_commit = parse_instant("2026-05-01T00:00:00Z")});
    return tree;
}

TEST(rules, a_well_kept_project_meets_what_can_be_seen) {
    for (const std::string_view id : {"description_good",
                                      "interact",
                                      "contribution",
                                      "contribution_requirements",
                                      "floss_license",
                                      "floss_license_osi",
                                      "license_location",
                                      "documentation_basics",
                                      "documentation_interface",
                                      "sites_https",
                                      "discussion",
                                      "english",
                                      "maintained",
                                      "repo_public",
                                      "repo_track",
                                      "repo_interim",
                                      "version_unique",
                                      "version_semver",
                                      "version_tags",
                                      "release_notes",
                                      "release_notes_vulns",
                                      "report_process",
                                      "report_tracker",
                                      "report_archive",
                                      "vulnerability_report_process",
                                      "vulnerability_report_private",
                                      "test",
                                      "test_invocation",
                                      "test_continuous_integration",
                                      "test_policy",
                                      "warnings",
                                      "warnings_fixed",
                                      "warnings_strict",
                                      "delivery_mitm",
                                      "delivery_unsigned",
                                      "static_analysis",
                                      "static_analysis_common_vulnerabilities",
                                      "static_analysis_often",
                                      "governance",
                                      "code_of_conduct",
                                      "dco",
                                      "roles_responsibilities",
                                      "documentation_roadmap",
                                      "documentation_architecture",
                                      "documentation_security",
                                      "maintenance_or_update",
                                      "test_policy_mandated",
                                      "coding_standards_enforced",
                                      "dependency_monitoring",
                                      "vulnerability_response_process",
                                      "copyright_per_file",
                                      "license_per_file",
                                      "code_review_standards",
                                      "OSPS-BR-01.01",
                                      "OSPS-BR-01.03",
                                      "OSPS-BR-01.04",
                                      "OSPS-AC-04.01",
                                      "OSPS-BR-06.01",
                                      "OSPS-BR-07.01",
                                      "OSPS-DO-05.01",
                                      "OSPS-GV-01.01",
                                      "OSPS-GV-04.01",
                                      "OSPS-QA-05.01",
                                      "OSPS-QA-05.02",
                                      "OSPS-QA-06.01",
                                      "OSPS-SA-03.02",
                                      "OSPS-VM-01.01",
                                      "OSPS-VM-05.03"})
        EXPECT_EQ(good().status(id), Status::met) << id << ": " << good().answer(id).justification;
    for (const std::string_view id : {"build", "build_common_tools", "dynamic_analysis_unsafe"})
        EXPECT_EQ(good().status(id), Status::not_applicable) << id;
}

TEST(rules, nothing_seen_is_unknown_but_a_missing_license) {
    for (const RuleFamily* family : all_rule_families())
        for (const Rule& rule : family->rules) {
            const Answer answer = rule.answer(empty().project());
            EXPECT_FALSE(answer.justification.empty()) << rule.ids;
            if (rule.ids.starts_with("license_location")) {
                EXPECT_EQ(answer.status, Status::unmet);
            } else if (answer.status != Status::unknown) {
                // What can be seen of a tree of one text: no unsafe source, no binary.
                EXPECT_TRUE(rule.ids == "dynamic_analysis_unsafe" || rule.ids.starts_with("OSPS-QA-05")) << rule.ids;
            }
        }
}

TEST(rules, every_definite_answer_has_evidence) {
    for (const Answered& row :
         assess(good().project(), std::vector{Level::passing, Level::silver, Level::gold, Level::baseline_3}))
        EXPECT_EQ(row.answer.status != Status::unknown && row.answer.evidence.empty(), false) << row.criterion->id;
}

TEST(rules, what_is_seen_to_be_unmet) {
    const Tree bad(
        {{"README.md",
          "# Thing\n\nThis project is no longer maintained, use another one.\ncurl http://x.example/SHA256SUMS\n"},
         {"a.exe", std::string("MZ\0\0", 4) + std::string(100, '\0')},
         {"main.c", "int main(void) { return 0; }\n"},
         {".github/workflows/x.yml",
          "on:\n  pull_request_target:\n  workflow_dispatch:\n    inputs:\n      v: {}\npermissions: "
          "write-all\njobs:\n  a:\n"
          "    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n        with:\n"
          "          ref: ${{ github.event.pull_request.head.sha }}\n"
          "      - run: echo ${{ github.event.pull_request.title }}\n      - run: echo ${{ inputs.v }}\n"}});
    for (const std::string_view id :
         {"maintained", "license_location", "delivery_unsigned", "copyright_per_file", "license_per_file",
          "OSPS-QA-05.01", "OSPS-QA-05.02", "OSPS-BR-01.01", "OSPS-BR-01.03", "OSPS-BR-01.04", "OSPS-AC-04.02"})
        EXPECT_EQ(bad.status(id), Status::unmet) << id << ": " << bad.answer(id).justification;
    EXPECT_EQ(bad.status("dynamic_analysis_unsafe"), Status::unknown);
}

TEST(rules, the_forge_tells_of_people_branches_and_answers) {
    forge::ForgeFacts facts{.forge = "github",
                            .host = "github.com",
                            .name = "x/y",
                            .collected = "",
                            .commit = "",
                            .default_branch = "main"};
    facts.is_private = false;
    facts.contributors = {{{.login = "a", .contributions = 50},
                           {.login = "b", .contributions = 40},
                           {.login = "c[bot]", .contributions = 900}}};
    facts.branches = {
        {{.name = "main",
          .is_protected = true,
          .protection = {.allows_deletions = false, .requires_pull_request = true, .required_approvals = 0}}}};
    facts.issues.emplace();
    for (int i = 0; i < 10; ++i)
        facts.issues->push_back({.url = "https://github.com/x/y/issues/1",
                                 .author = {.login = "u"},
                                 .created = "2026-01-01T00:00:00Z",
                                 .comments = {{.author = {.login = "m"}, .created = "2026-01-02T00:00:00Z"}}});
    const Tree tree(Files{{"x.txt", "x"}}, &facts);
    EXPECT_EQ(tree.status("repo_public"), Status::met);
    EXPECT_EQ(tree.status("report_responses"), Status::met);
    EXPECT_EQ(tree.status("bus_factor"), Status::unknown);  // one made 50 of 90
    EXPECT_EQ(tree.status("OSPS-AC-03.01"), Status::met);
    EXPECT_EQ(tree.status("OSPS-AC-03.02"), Status::met);
    EXPECT_EQ(tree.status("OSPS-QA-07.01"), Status::unmet);
    EXPECT_EQ(tree.status("OSPS-QA-03.01"), Status::unknown);  // not readable without an administrator

    facts.contributors->front().contributions = 40;
    facts.branches->front().is_protected = false;
    facts.is_private = true;
    facts.archived = true;
    EXPECT_EQ(tree.status("bus_factor"), Status::met);
    EXPECT_EQ(tree.status("OSPS-AC-03.01"), Status::unmet);
    EXPECT_EQ(tree.status("repo_public"), Status::unmet);
    EXPECT_EQ(tree.status("maintained"), Status::unmet);
}

TEST(rules, a_secret_is_pointed_at_and_never_repeated) {
    const Tree tree(Files{{".npmrc", "//registry.npmjs.org/:_authToken=npm_abcdefghijkl\n"}});
    const Answer answer = tree.answer("no_leaked_credentials");
    EXPECT_EQ(answer.status, Status::unknown);
    ASSERT_EQ(answer.evidence.size(), 1U);
    EXPECT_FALSE(answer.evidence[0].text.contains("npm_"));
    EXPECT_TRUE(Tree(Files{{".npmrc", "package-lock=false\n"}}).answer("no_leaked_credentials").evidence.empty());
}

TEST(rules, levels_rest_on_those_below) {
    const auto rows = assess(empty().project(), std::vector{Level::silver, Level::gold});
    EXPECT_EQ(rows.front().criterion->id, "achieve_passing");
    EXPECT_EQ(rows.front().answer.status, Status::unmet);  // no license
    EXPECT_EQ(assess(empty().project(), std::vector{Level::baseline_1, Level::baseline_3}).size(), 65U);
}

}  // namespace
}  // namespace ward::scorecard::practices
