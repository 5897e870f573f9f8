// Token-Permissions: what the token of a workflow may do.
#include <algorithm>
#include <array>
#include <map>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/scorecard/check.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/own/own.h"
#include "judges/scorecard/raw.h"
#include "judges/scorecard/workflows.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view token_permissions_name = "Token-Permissions";
constexpr std::string_view unknown_probe = "hasNoGitHubWorkflowPermissionUnknown";
constexpr std::string_view job_probe = "jobLevelPermissions";
constexpr std::string_view top_probe = "topLevelPermissions";
constexpr std::string_view excessive = "detected GitHub workflow tokens with excessive permissions";

enum class Level : uint8_t { unknown, none, read, write, undeclared };
enum class Place : uint8_t { nowhere, top, job };

std::string_view name_of(Level level) {
    constexpr std::array<std::string_view, 5> names{"unknown", "none", "read", "write", "undeclared"};
    return names.at(static_cast<size_t>(level));
}
std::string_view name_of(Place place) {
    constexpr std::array<std::string_view, 3> names{"", "topLevel", "jobLevel"};
    return names.at(static_cast<size_t>(place));
}

// One statement of a workflow about its token, or a remark about the workflow.
struct Statement {
    std::string_view path = {};
    uint32_t line = 1;
    Place place = Place::nowhere;
    Level level = Level::unknown;
    std::optional<std::string> scope = {};
    std::optional<std::string> value = {};
    std::optional<std::string> remark = {};
    std::string snippet = {};
};

uint32_t line_of(const workflow::Text& text) {
    return static_cast<uint32_t>(text.at.line);
}

// Which writes a job needs for what it does, and are not held against it.
struct Excused {
    bool packages = false;
    bool contents = false;
    bool security_events = false;
};

bool matters(std::string_view scope, const Excused& excused) {
    if (scope == "packages") return !excused.packages;
    if (scope == "contents") return !excused.contents;
    if (scope == "security-events") return !excused.security_events;
    return scope == "statuses" || scope == "checks" || scope == "deployments" || scope == "actions";
}

class Reader {
  public:
    explicit Reader(const WorkflowFile& file) : file_(file) {}

    std::vector<Statement> run() {
        const workflow::Workflow& workflow = *file_.parsed;
        if (workflow.permissions) read(*workflow.permissions, Place::top, {});
        else add({.place = Place::top, .level = Level::undeclared});
        const Excused excused = excuse();
        for (const workflow::Job& job : workflow.jobs) {
            if (job.permissions) {
                read(*job.permissions, Place::job, excused);
                continue;
            }
            add({.line = line_of(job.key),
                 .place = Place::job,
                 .level = Level::undeclared,
                 .remark = "no jobLevel permission defined"});
        }
        return std::move(out_);
    }

    std::vector<KnownWrite> known_writes() const {
        std::vector<KnownWrite> out;
        const auto add_job = [&](const JobMatch& match, std::string_view scope) {
            if (match.job != nullptr) out.push_back({match.job, scope});
        };
        add_job(packaging_job(file_), "packages");
        add_job(first_job(file_, releasing_jobs(), ""), "contents");
        add_job(first_job(file_, page_jobs(), ""), "contents");
        for (const workflow::Job& job : file_.parsed->jobs)
            for (const workflow::Step& step : job.steps)
                if (uploads_sarif(step)) add_job({&job, ""}, "security-events");
        return out;
    }

  private:
    void add(Statement statement) {
        statement.path = file_.path;
        out_.push_back(std::move(statement));
    }

    static Level level_of(std::string_view value) {
        if (value == "read" || value == "read-all") return Level::read;
        return value == "none" ? Level::none : Level::unknown;
    }

    void read(const workflow::Permissions& permissions, Place place, const Excused& excused) {
        const bool says_all = permissions.all && !permissions.all->value.empty();
        if (!says_all && permissions.scopes.empty())
            return add({.place = place, .level = Level::none, .value = "none"});
        if (says_all) {
            const std::string& value = permissions.all->value;
            const bool reads = equal_ignoring_case(value, "read-all");
            return add({.line = line_of(*permissions.all),
                        .place = place,
                        .level = reads ? level_of(value) : Level::write,
                        .value = value,
                        .snippet = value});
        }
        for (const workflow::Entry& scope : permissions.scopes) {
            const std::string& value = scope.value.value;
            const bool writes = equal_ignoring_case(value, "write");
            add({.line = line_of(scope.value),
                 .place = place,
                 .level = !writes                      ? level_of(value)
                          : matters(scope.id, excused) ? Level::write
                                                       : Level::unknown,
                 .scope = scope.id,
                 .value = value,
                 .snippet = writes ? value : ""});
        }
    }

    Excused excuse() {
        Excused excused;
        excused.packages = remark_on(packaging_job(file_));
        excused.contents = remark_on(first_job(file_, releasing_jobs(), "not a releasing workflow")) ||
                           remark_on(first_job(file_, page_jobs(), "not a GitHub Pages deployment workflow"));
        excused.security_events = uploads_sarif();
        return excused;
    }

    bool remark_on(const JobMatch& match) {
        add({.remark = match.text});
        return match.job != nullptr;
    }

    static bool uploads_sarif(const workflow::Step& step) {
        constexpr std::array<std::string_view, 5> actions{"github/codeql-action/analyze",
                                                          "github/codeql-action/upload-sarif", "ossf/scorecard-action",
                                                          "haskell-actions/hlint-scan", "zizmorcore/zizmor-action"};
        const workflow::Text* action = action_of(step);
        return action != nullptr && std::ranges::find(actions, without_version(action->value)) != actions.end();
    }

    bool uploads_sarif() {
        for (const workflow::Job& job : file_.parsed->jobs)
            for (const workflow::Step& step : job.steps) {
                if (!uploads_sarif(step)) continue;
                add({.line = line_of(*action_of(step)), .remark = "allowed SARIF workflow detected"});
                return true;
            }
        add({.remark = "not a SARIF workflow, or not an allowed one"});
        return false;
    }

    static std::span<const JobPattern> releasing_jobs() {
        static const std::vector<JobPattern> patterns{
            {.steps = {{.uses = "relekang/python-semantic-release"}},
             .text = "candidate python publishing workflow using python-semantic-release"},
            {.steps = {{.run = "(npx|pnpm|yarn).*semantic-release"}},
             .text = "candidate publishing workflow using semantic-release"},
            {.steps = {{.uses = "actions/setup-go"}, {.uses = "goreleaser/goreleaser-action"}},
             .text = "candidate golang publishing workflow"},
            {.steps = {{.uses = "slsa-framework/slsa-github-generator/.github/workflows/builder_go_slsa3.yml"}},
             .text = "candidate SLSA publishing workflow using slsa-github-generator"},
            {.steps = {{.uses = "slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml"}},
             .text = "candidate SLSA publishing workflow using slsa-github-generator"},
            {.steps = {{.run = ".*mvn.*release:prepare.*"}}, .text = "candidate mvn release workflow"},
        };
        return patterns;
    }

    static std::span<const JobPattern> page_jobs() {
        static const std::vector<JobPattern> patterns{
            {.steps = {{.uses = "peaceiris/actions-gh-pages"}},
             .text = "candidate GitHub page deployment workflow using peaceiris/actions-gh-pages"}};
        return patterns;
    }

    const WorkflowFile& file_;
    std::vector<Statement> out_;
};

std::string text_of(const Statement& said) {
    if (said.remark) return *said.remark;
    if (said.level == Level::undeclared) return fmt::format("no {} permission defined", name_of(said.place));
    if (!said.scope) return fmt::format("{} permissions set to '{}'", name_of(said.place), said.value.value_or(""));
    return fmt::format("{} '{}' permission set to '{}'", name_of(said.place), *said.scope, said.value.value_or(""));
}

ProbeFinding finding_of(std::string_view probe, const Statement& said) {
    ProbeFinding finding{.probe = probe,
                         .outcome = said.level == Level::read ? Outcome::yes : Outcome::no,
                         .message = said.level == Level::none ? "found token with 'none' permissions" : text_of(said),
                         .location = Location{.path = std::string(said.path),
                                              .kind = Location::Kind::source,
                                              .line = said.line,
                                              .snippet = said.snippet}};
    const bool plain = said.level == Level::none || said.level == Level::read;
    if (said.scope && !plain) finding.values["tokenName"] = *said.scope;
    finding.values["permissionLevel"] = name_of(said.level);
    return finding;
}

std::vector<ProbeFinding> findings_about(Place place, std::span<const Statement> statements) {
    const std::string_view probe = place == Place::top ? top_probe : job_probe;
    std::vector<ProbeFinding> out;
    for (const Statement& said : statements) {
        if (said.place != place) continue;
        const bool plain = said.level == Level::none || said.level == Level::read || said.level == Level::undeclared;
        // Of a workflow `write-all` counts, of a job it says nothing to the peer, and no other word for all does.
        const bool is_write_all = place == Place::top && said.value == "write-all";
        if (!plain && !said.scope && !is_write_all) continue;
        ProbeFinding finding = finding_of(probe, said);
        if (is_write_all && !plain) finding.values["tokenName"] = "write-all";
        out.push_back(std::move(finding));
    }
    if (out.empty())
        out.push_back({.probe = probe, .outcome = Outcome::yes, .message = "no job-level permissions found"});
    return out;
}

std::vector<ProbeFinding> findings_about_unknown(std::span<const Statement> statements) {
    std::vector<ProbeFinding> out;
    for (const Statement& said : statements)
        if (said.level == Level::unknown) {
            out.push_back(finding_of(unknown_probe, said));
            out.back().outcome = Outcome::no;
        }
    if (out.empty())
        out.push_back(
            {.probe = unknown_probe, .outcome = Outcome::yes, .message = "no workflows with unknown permissions"});
    return out;
}

// The score starts at 10 and loses by single precision, as the peer's does.
class Judge {
  public:
    // Findings of the probes in the peer's order.
    CheckResult run(std::vector<ProbeFinding> findings) {
        for (const ProbeFinding& finding : findings) {
            weigh(finding);
            if (ended_) break;
        }
        CheckResult result;
        if (ended_) {
            result = scored(token_permissions_name, std::string(excessive), 0);
        } else {
            if (std::ranges::none_of(job_writes_, [](const auto& row) { return row.second; }))
                details_.push_back({.level = Detail::Level::info, .text = "no jobLevel write permissions found"});
            const float left = std::max(score_, 0.0F);
            result = left == static_cast<float>(max_score)
                         ? scored(token_permissions_name, "GitHub workflow tokens follow principle of least privilege",
                                  max_score)
                         : scored(token_permissions_name, std::string(excessive), static_cast<int>(left));
        }
        result.details = std::move(details_);
        result.findings = std::move(findings);
        return result;
    }

  private:
    void say(const ProbeFinding& finding, Detail::Level level) { details_.push_back(detail_of(finding, level)); }

    void weigh(const ProbeFinding& finding) {
        const auto found = finding.values.find("permissionLevel");
        const std::string_view level =
            finding.probe == unknown_probe || found == finding.values.end() ? "" : std::string_view(found->second);
        if (level == "none" || level == "read") say(finding, Detail::Level::info);
        if (level == "none" || finding.outcome != Outcome::no || !finding.location) return;
        const std::string& path = finding.location->path;
        if (level == "undeclared") return weigh_undeclared(finding, path);
        if (finding.probe == unknown_probe) return say(finding, Detail::Level::debug);
        if (level != "write") return;
        if (finding.probe == top_probe) weigh_top(finding, path);
        else weigh_job(finding, path);
    }

    void weigh_undeclared(const ProbeFinding& finding, const std::string& path) {
        if (finding.probe == job_probe) {
            say(finding, Detail::Level::debug);
            job_undeclared_[path] = true;
            if (top_writes_[path] || top_undeclared_[path]) score_ = 0;
            return;
        }
        say(finding, Detail::Level::warn);
        top_undeclared_[path] = true;
        if (job_undeclared_[path]) score_ = 0;
        else score_ -= half;
    }

    void weigh_top(const ProbeFinding& finding, const std::string& path) {
        top_writes_[path] = true;
        const std::string& token = finding.values.at("tokenName");
        if (token == "all" || token == "write-all") {
            say(finding, Detail::Level::warn);
            if (job_writes_[path] || job_undeclared_[path]) ended_ = true;
            else score_ -= half;
            return;
        }
        float lost = 0;
        if (token == "checks" || token == "statuses") lost = half;
        else if (token == "contents" || token == "packages" || token == "actions") lost = max_score;
        else if (token == "deployments" || token == "security-events") lost = 1;
        if (lost == 0) return;
        say(finding, Detail::Level::warn);
        score_ -= lost;
    }

    void weigh_job(const ProbeFinding& finding, const std::string& path) {
        say(finding, Detail::Level::warn);
        job_writes_[path] = true;
        if (top_writes_[path]) score_ = 0;
        else if (top_undeclared_[path]) score_ -= half;
    }

    static constexpr float half = 0.5F;
    float score_ = max_score;
    bool ended_ = false;
    std::map<std::string, bool> job_writes_, top_writes_, job_undeclared_, top_undeclared_;
    std::vector<Detail> details_;
};

CheckResult run_token_permissions(const Facts& facts) {
    std::vector<Statement> statements;
    bool any = false;
    for (const WorkflowFile& file : facts.workflows()) {
        if (!file.says_something) continue;
        if (!file.parsed) return failed(token_permissions_name, error_of_workflow(file));
        any = true;
        std::ranges::move(Reader(file).run(), std::back_inserter(statements));
    }
    if (!any) {
        CheckResult result = without_score(token_permissions_name, "No tokens found");
        for (const std::string_view probe : {unknown_probe, job_probe, top_probe})
            result.findings.push_back(
                {.probe = probe, .outcome = Outcome::not_applicable, .message = "No token permissions found"});
        return result;
    }
    std::vector<ProbeFinding> findings = findings_about_unknown(statements);
    std::ranges::move(findings_about(Place::job, statements), std::back_inserter(findings));
    std::ranges::move(findings_about(Place::top, statements), std::back_inserter(findings));
    return Judge().run(std::move(findings));
}

CheckResult run_with_own(const Facts& facts) {
    CheckResult result = run_token_permissions(facts);
    add_own_permissions(facts, result);
    return result;
}

}  // namespace

std::vector<KnownWrite> known_writes(const WorkflowFile& file) {
    return Reader(file).known_writes();
}

std::vector<TokenPermission> token_permissions(const Facts& facts) {
    std::vector<TokenPermission> out;
    for (const WorkflowFile& file : facts.workflows()) {
        if (!file.says_something) continue;
        if (!file.parsed) return {};  // the check has failed
        for (Statement& said : Reader(file).run())
            if (said.level == Level::write || said.level == Level::undeclared)
                out.push_back({.path = std::string(said.path),
                               .line = said.line,
                               .place = name_of(said.place),
                               .level = name_of(said.level),
                               .scope = std::move(said.scope),
                               .value = std::move(said.value),
                               .snippet = std::move(said.snippet)});
    }
    return out;
}

WARD_CHECK(token_permissions) = {
    .name = token_permissions_name,
    .summary = "Determines if the project's workflows follow the principle of least privilege.",
    .risk = Risk::high,
    .run = run_with_own};

}  // namespace ward::scorecard
