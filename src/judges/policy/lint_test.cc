// Each lint rule: a manifest that it speaks of, and the clean one that none does.
#include "judges/policy/lint.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/text.h"
#include "formats/sri.h"

namespace ward::policy {
namespace {

std::string hash(std::string_view content, ShaAlgorithm algorithm = ShaAlgorithm::sha384) {
    return sri_text(sha2(algorithm, content));
}

// `text` with A, B and M for hashes: of "A", of "B", and of two algorithms.
std::vector<LintIssue> lint(std::string text) {
    text = replace_all(text, "<A>", hash("A"));
    text = replace_all(text, "<B>", hash("B"));
    text = replace_all(text, "<M>", hash("A", ShaAlgorithm::sha256) + " " + hash("A", ShaAlgorithm::sha512));
    const auto manifest = parse_manifest(text, "policy.json");
    EXPECT_TRUE(manifest) << text << (manifest ? "" : manifest.error().message());
    static const Url base = *parse_url("file:///srv/app/policy.json");
    return lint_manifest(*manifest, base);
}

std::set<std::string_view> ids(const std::string& text) {
    std::set<std::string_view> out;
    for (const LintIssue& issue : lint(text)) out.insert(issue.rule->id);
    return out;
}

// With what keeps other rules silent.
std::string sound(std::string_view fields) {
    return R"({"ward": {"serial": 1}, )" + std::string(fields) + "}";
}
std::string resources(std::string_view entries) {
    return sound(R"("resources": {"./package.json": {"integrity": "<B>"}, )" + std::string(entries) + "}");
}
std::string scopes(std::string_view entries) {
    return sound(R"("scopes": {)" + std::string(entries) + "}");
}

TEST(PolicyLint, ASoundManifest) {
    EXPECT_EQ(
        ids(resources(R"("./a.js": {"integrity": "<A>", "dependencies": {"fs": true, "./lib/x": "./package.json"}})")),
        std::set<std::string_view>{});
}

struct Row {
    std::string_view id;
    std::string text;
};

const std::vector<Row>& rows() {
    static const std::vector<Row> all{
        {"any-bytes", resources(R"("./a.js": {"integrity": true})")},
        {"bad-hash", resources(R"("./a.js": {"integrity": "sha384-AAAA"})")},
        {"bad-key", resources(R"("a.js": {"integrity": "<A>"})")},
        {"bad-key", scopes(R"("lib/": {"cascade": true})")},
        {"bad-key", resources(R"("./a.js": {"integrity": "<A>", "dependencies": {"x": "b.js"}})")},
        {"broad-dependencies", scopes(R"("./node_modules/": {"dependencies": true})")},
        {"broad-scope", scopes(R"("file:": {"integrity": true})")},
        {"broad-scope", scopes(R"("/": {"integrity": true})")},
        {"broad-scope", scopes(R"("../": {"integrity": true})")},
        {"broad-scope", scopes(R"("./node_modules": {"integrity": true})")},
        {"cascade-nowhere", resources(R"("./a.js": {"cascade": true})")},
        {"cascade-useless", resources(R"("./a.js": {"integrity": "<A>", "cascade": true, "dependencies": true})")},
        {"code-in-urls", scopes(R"("data:": {"integrity": true})")},
        {"collision", resources(R"("./ok.js": {"integrity": "<A>"}, "./%6fk.js": {"integrity": "<B>"})")},
        {"default-anything", sound(R"("dependencies": true)")},
        {"duplicate-content", resources(R"("./a.js": {"integrity": "<A>"}, "./b.js": {"integrity": "<A>"})")},
        {"empty-entry", resources(R"("./a.js": {})")},
        {"folding-collision", resources(R"("./a.js": {"integrity": "<A>"}, "./A.js": {"integrity": "<B>"})")},
        {"invalid-field", resources(R"("./a.js": {"integrity": null})")},
        {"invalid-field", resources(R"("./a.js": {"integrity": "<A>", "cascade": 1})")},
        {"invalid-field", resources(R"("./a.js": {"integrity": "<A>", "dependencies": []})")},
        {"invalid-field", resources(R"("./a.js": {"integrity": "<A>", "dependencies": {"x": false}})")},
        {"invalid-field", scopes(R"("./": {"integrity": "<A>"})")},
        {"invalid-field", sound(R"("onerror": "warn")")},
        {"mixed-hashes", resources(R"("./a.js": {"integrity": "<M>"})")},
        {"no-package-json", sound(R"("resources": {"./a.js": {"integrity": "<A>"}})")},
        {"no-package-json", resources(R"("./node_modules/@s/x/a.js": {"integrity": "<A>"})")},
        {"no-serial", "{}"},
        {"not-composed", resources("\"./e\u0301.js\": {\"integrity\": \"<A>\"}")},
        {"onerror-log", sound(R"("onerror": "log")")},
        {"outside-dependencies", resources(R"("../a.js": {"integrity": "<A>", "dependencies": true})")},
        {"outside-folder", resources(R"("../a.js": {"integrity": "<A>"})")},
        {"pattern", sound(R"("dependencies": {"@s/*": true})")},
        {"pattern-all", sound(R"("dependencies": {"*": true})")},
        {"unknown-builtin", sound(R"("dependencies": {"fs": {"import": "node:sf"}})")},
        {"unknown-field", sound(R"("resuorces": {})")},
        {"unknown-field", resources(R"("./a.js": {"integrity": "<A>", "integrty": true})")},
        {"unknown-field", R"({"ward": {"serial": 1, "serail": 2}})"},
        {"unlisted-target", sound(R"("dependencies": {"x": "./gone.js"})")},
        {"weak-hash", resources(R"("./a.js": {"integrity": "<A> sha1-bc1iMBDXkTvFWyxtySQ2Ra3Y9Lk="})")},
        {"windows-name", resources(R"("./nul.js": {"integrity": "<A>"})")},
        {"writable-cache", resources(R"("./node_modules/.cache/x.js": {"integrity": "<A>"})")},
    };
    return all;
}

TEST(PolicyLint, EveryRuleSpeaks) {
    for (const auto& [id, text] : rows()) EXPECT_TRUE(ids(text).contains(id)) << id << ": " << text;
    EXPECT_TRUE(std::ranges::is_sorted(lint_rules(), {}, &LintRule::id));
    for (const LintRule& rule : lint_rules()) {
        EXPECT_TRUE(std::ranges::any_of(rows(), [&](const Row& row) { return row.id == rule.id; })) << rule.id;
        EXPECT_NE(rule.meaning, "");
        EXPECT_NE(rule.remedy, "");
    }
}

TEST(PolicyLint, SaysWhere) {
    const auto issues = lint(
        "{\n\"onerror\": \"log\",\n\"ward\": {\"serial\": 1},\n\"resources\": {\n\"./package.json\": {\"integrity\": "
        "true}}}");
    ASSERT_EQ(issues.size(), 2);
    EXPECT_EQ(issues[0].rule->id, "onerror-log");
    EXPECT_EQ(issues[0].rule->severity, LintSeverity::error);
    EXPECT_EQ(issues[0].line, 2);
    EXPECT_EQ(issues[1].rule->id, "any-bytes");
    EXPECT_EQ(issues[1].key, "./package.json");
    EXPECT_EQ(issues[1].line, 5);
}

TEST(PolicyLint, WhatIsFine) {
    // A scope that covers, a cascade that finds one, a builtin, a conditional redirect to a listed file.
    EXPECT_EQ(ids(R"({"ward": {"serial": 1}, "scopes": {"./lib/": {"integrity": true}},
                      "resources": {"./lib/a.js": {"cascade": true}}, "dependencies": {"x": {"import": "./lib/b.js"}, "fs": "node:fs"}})"),
              (std::set<std::string_view>{"no-package-json"}));
}

TEST(PolicyLint, StopsRepeating) {
    std::string many;
    for (size_t i = 0; i <= max_lint_issues; ++i) many += "\"./" + std::to_string(i) + ".js\": {\"integrity\": true},";
    const auto issues = lint(resources(many + R"("./a.js": {"integrity": "<A>"})"));
    EXPECT_EQ(issues.size(), max_lint_issues);
    EXPECT_TRUE(issues.back().what.ends_with("more of this kind are not listed"));
}

}  // namespace
}  // namespace ward::policy
