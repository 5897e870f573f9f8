// See card_raw.h: what is read from files.
#include <algorithm>
#include <array>
#include <map>

#include "faces/report/card_raw.h"
#include "judges/scorecard/paths.h"
#include "judges/scorecard/pinning/collect.h"
#include "judges/scorecard/raw.h"

namespace ward::report {

using scorecard::Card;
using scorecard::CheckResult;
using scorecard::Location;
using scorecard::Origin;
using scorecard::Outcome;
using scorecard::ProbeFinding;

namespace {

// In the peer's order: snippet, path, offset, endOffset, and nothing that is empty.
void write_file(JsonWriter& json, std::string_view path, uint32_t line, uint32_t line_end, std::string_view snippet) {
    json.begin_object().member_if("snippet", snippet).member("path", path);
    if (line != 0) json.member("offset", static_cast<size_t>(line));
    if (line_end != 0) json.member("endOffset", static_cast<size_t>(line_end));
    json.end_object();
}

std::vector<const ProbeFinding*> findings_of(const Card& card, std::string_view check) {
    std::vector<const ProbeFinding*> out;
    const auto made = std::ranges::find(card.checks, check, &CheckResult::check);
    if (made == card.checks.end()) return out;
    for (const ProbeFinding& finding : made->findings)
        if (finding.outcome == Outcome::yes && finding.origin == Origin::peer) out.push_back(&finding);
    return out;
}

// The job whose lines hold this one.
const workflow::Job* job_at(const scorecard::Facts& facts, const Location& place) {
    const workflow::Job* out = nullptr;
    for (const scorecard::WorkflowFile& file : facts.workflows()) {
        if (file.path != place.path || !file.parsed) continue;
        for (const workflow::Job& job : file.parsed->jobs)
            if (static_cast<uint32_t>(job.key.at.line) <= place.line &&
                (out == nullptr || job.key.at.line > out->key.at.line))
                out = &job;
    }
    return out;
}

void write_job(JsonWriter& json, const workflow::Job& job) {
    json.begin_object().member_or_null("name", job.name ? std::optional(job.name->value) : std::nullopt);
    json.member("id", job.key.value).end_object();
}

struct Tool {
    std::string_view name;
    std::string_view url;
    std::string_view text;
};
constexpr std::array<Tool, 6> tools{{
    {"Dependabot", "https://github.com/dependabot", "GitHub's own updater of dependencies"},
    {"RenovateBot", "https://github.com/renovatebot/renovate", "an updater of dependencies for many ecosystems"},
    {"scala-steward", "https://github.com/scala-steward-org/scala-steward", "an updater of dependencies for Scala"},
    {"ClusterFuzzLite", "https://github.com/google/clusterfuzzlite", "fuzzes in the project's own workflows"},
    {"OSSFuzz", "https://github.com/google/oss-fuzz", "fuzzes open source all the time"},
    {"GoBuiltInFuzzer", "https://go.dev/doc/fuzz/", "the fuzzer that Go's own `go test` has"},
}};

// Findings of one tool are one object with its files.
void write_tools(JsonWriter& json, const std::vector<const ProbeFinding*>& findings, bool once_each) {
    json.begin_array();
    std::vector<bool> done(findings.size(), false);
    for (size_t i = 0; i < findings.size(); ++i) {
        if (done[i]) continue;
        const std::string& name = findings[i]->values.at("tool");
        const auto* const row = std::ranges::find(tools, name, &Tool::name);
        json.begin_object();
        if (row == tools.end() || row->url.empty()) json.key("url").null();
        else json.member("url", row->url);
        json.member("desc", row == tools.end() ? "fuzz tests in the language's own way" : row->text);
        json.member("name", name);
        std::vector<const Location*> files;
        for (size_t j = i; j < findings.size(); ++j) {
            if (j != i && (once_each || findings[j]->values.at("tool") != name)) continue;
            done[j] = true;
            if (findings[j]->location) files.push_back(&*findings[j]->location);
        }
        if (!files.empty()) {
            json.key("files").begin_array();
            for (const Location* file : files) json.begin_object().member("path", file->path).end_object();
            json.end_array();
        }
        json.end_object();
    }
    json.end_array();
}

}  // namespace

bool was_made(const Card& card, std::string_view check) {
    const auto made = std::ranges::find(card.checks, check, &CheckResult::check);
    return made != card.checks.end() && !made->error;
}

// By file, as the peer looks at them: checkouts before scripts.
void write_raw_workflows(JsonWriter& json, const Card& card) {
    constexpr std::string_view checkout = "hasDangerousWorkflowUntrustedCheckout";
    std::vector<const ProbeFinding*> findings = findings_of(card, "Dangerous-Workflow");
    std::ranges::stable_sort(findings, {}, [&](const ProbeFinding* finding) {
        return std::pair(std::string_view(finding->location->path), finding->probe != checkout);
    });
    json.key("workflows").begin_array();
    for (const ProbeFinding* finding : findings) {
        const Location& place = *finding->location;
        json.begin_object().key("job");
        if (const workflow::Job* job = job_at(*card.facts, place)) write_job(json, *job);
        else json.null();
        json.key("file");
        write_file(json, place.path, place.line, place.line_end, place.snippet);
        json.member("type", finding->probe == checkout ? "untrustedCheckout" : "scriptInjection").end_object();
    }
    json.end_array();
}

void write_raw_permissions(JsonWriter& json, const Card& card) {
    json.key("permissions").begin_object();
    const auto tokens = was_made(card, "Token-Permissions") ? scorecard::token_permissions(*card.facts)
                                                            : std::vector<scorecard::TokenPermission>();
    if (!tokens.empty()) {
        json.key("tokens").begin_array();
        for (const scorecard::TokenPermission& token : tokens) {
            json.begin_object().member("locationType", token.place);
            if (token.scope) json.member("name", *token.scope);
            if (token.value) json.member("value", *token.value);
            json.key("file");
            write_file(json, token.path, token.line, 0, token.snippet);
            json.member("type", token.level).end_object();
        }
        json.end_array();
    }
    json.end_object();
}

void write_raw_licenses(JsonWriter& json, const Card& card) {
    json.key("licenses").begin_array();
    if (const auto found = was_made(card, "License") ? scorecard::found_license(*card.facts) : std::nullopt) {
        json.begin_object().key("file").begin_object().member("path", found->path);
        json.member_if("name", found->name).member_if("spdxid", found->spdx);
        json.member("attribution", found->is_of_forge ? "repositoryAPI" : "builtinHeuristics");
        json.member("approved", found->is_approved ? "true" : "false").end_object().end_object();
    }
    json.end_array();
}

void write_raw_vulnerabilities(JsonWriter& json, const Card& card) {
    json.key("databaseVulnerabilities").begin_array();
    if (was_made(card, "Vulnerabilities"))
        for (const std::string& id : scorecard::vulnerability_ids(*card.facts))
            json.begin_object().member("id", id).end_object();
    json.end_array();
}

void write_raw_binaries(JsonWriter& json, const Card& card) {
    json.key("binaries").begin_array();
    if (was_made(card, "Binary-Artifacts"))
        for (const std::string& path : scorecard::binary_files(*card.facts))
            json.begin_object().member("path", path).end_object();
    json.end_array();
}

void write_raw_policies(JsonWriter& json, const Card& card) {
    constexpr std::array<std::string_view, 3> kinds{"httpLink", "emailAddress", "vulnDisclosureText"};
    json.key("securityPolicies").begin_array();
    if (const auto policy = was_made(card, "Security-Policy") ? scorecard::found_policy(*card.facts) : std::nullopt) {
        json.begin_object().member("path", policy->path);
        if (!policy->hits.empty()) {
            json.key("matches").begin_array();
            for (const scorecard::PolicyHit& hit : policy->hits) {
                json.begin_object().member("type", kinds.at(static_cast<size_t>(hit.kind)));
                json.member_if("match", hit.match).member("lineNumber", hit.line);
                if (hit.offset != 0) json.member("offset", hit.offset);
                json.end_object();
            }
            json.end_array();
        }
        json.member("contentLength", policy->bytes).end_object();
    }
    json.end_array();
}

void write_raw_update_tools(JsonWriter& json, const Card& card) {
    json.key("dependencyUpdateTools");
    write_tools(json, findings_of(card, "Dependency-Update-Tool"), true);
}

void write_raw_fuzzers(JsonWriter& json, const Card& card) {
    json.key("fuzzers");
    write_tools(json, findings_of(card, "Fuzzing"), false);
}

// The first run is written twice, as in the peer; without a forge it takes one for granted.
void write_raw_packages(JsonWriter& json, const Card& card) {
    json.key("packages").begin_array();
    for (const ProbeFinding* finding : findings_of(card, "Packaging")) {
        const Location& place = *finding->location;
        std::vector<std::string> runs;
        if (card.facts->forge == nullptr) runs.assign(1, "");
        else if (card.facts->forge->successful_runs)
            if (const auto found =
                    card.facts->forge->successful_runs->find(std::string(scorecard::base_name(place.path)));
                found != card.facts->forge->successful_runs->end())
                for (const forge::WorkflowRun& run : found->second) runs.push_back(run.url);
        if (!runs.empty()) runs.insert(runs.begin(), std::string(runs.front()));
        json.begin_object().key("file");
        write_file(json, place.path, place.line, 0, "");
        if (!runs.empty()) {
            json.key("runs").begin_array();
            for (const std::string& url : runs) json.begin_object().member("url", url).end_object();
            json.end_array();
        }
        json.end_object();
    }
    json.end_array();
}

void write_raw_pinning(JsonWriter& json, const Card& card) {
    json.key("dependencyPinning").begin_object().key("dependencies");
    std::vector<scorecard::Dependency> dependencies;
    if (was_made(card, "Pinned-Dependencies"))
        if (auto pinning = scorecard::collect_pinning(*card.facts)) dependencies = std::move(pinning->dependencies);
    std::erase_if(dependencies, [](const scorecard::Dependency& dependency) {
        return !dependency.remark.empty() || dependency.origin == Origin::ward;
    });
    if (dependencies.empty()) {
        json.null().end_object();
        return;
    }
    const auto text = [](const std::string& word) { return word.empty() ? std::nullopt : std::optional(word); };
    json.begin_array();
    for (const scorecard::Dependency& dependency : dependencies) {
        const Location& place = dependency.location;
        json.begin_object().key("location");
        write_file(json, place.path, place.line, place.line_end, place.snippet);
        json.member_or_null("name", text(dependency.name)).member_or_null("pinnedAt", text(dependency.pinned_at));
        json.member("type", scorecard::name_of(dependency.type)).end_object();
    }
    json.end_array().end_object();
}

}  // namespace ward::report
