#include "review/sarif_findings.h"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/inventory.h"
#include "formats/digest.h"
#include "formats/escape.h"
#include "judges/audit/paths.h"
#include "review/review.h"

namespace ward::review {
namespace {

// Rules and judges that mean something of their own here: a stranger's of the same name is called after its tool.
constexpr std::array<std::string_view, 4> own_rules{"vulnerability", "malicious-package", "contradiction",
                                                    "untrusted-script"};

std::string judge_of(const sarif::Run& run) {
    if (run.tool.empty()) return "sarif";
    const bool taken = run.tool == "inventory" ||
                       std::ranges::any_of(all_judges(), [&](const Judge* judge) { return judge->name == run.tool; });
    return taken ? "sarif:" + run.tool : run.tool;
}

Severity severity_of(const sarif::Result& result) {
    if (result.security_severity) return severity_of_score(*result.security_severity);
    // Open and review are questions to a person; informational is an answer to none.
    if (result.kind == "open" || result.kind == "review") return Severity::unknown;
    if (result.kind != "fail" || result.level == "none") return Severity::none;
    if (result.level == "error") return Severity::high;
    if (result.level == "warning") return Severity::medium;
    return result.level == "note" ? Severity::low : Severity::unknown;
}

std::string first_line(std::string_view text) {
    text = trim(text);
    return std::string(trim(text.substr(0, text.find('\n'))));
}

class SarifTaker {
  public:
    SarifTaker(Report& report, const std::string& name, std::span<const ScopeRule> rules)
        : report_(report), name_(name), rules_(rules), paths_(report.components) {
        for (const Component& component : report.components) first_at_.emplace(component.path, &component);
    }

    void take(const sarif::Run& run) {
        const std::string judge = judge_of(run);
        const std::string tool = run.version.empty() ? judge : judge + " " + run.version;
        size_t aside = 0;
        for (const sarif::Result& result : run.results) {
            Finding finding = finding_of(result, judge);
            if (finding.scope == Scope::test || finding.scope == Scope::tooling) ++aside;
            tell_suppressions(result, finding);
            report_.findings.push_back(std::move(finding));
        }
        std::string text = fmt::format("{}: {} result{}", tool, run.results.size(), run.results.size() == 1 ? "" : "s");
        if (aside != 0) text += fmt::format(", {} of them in tests or tooling by their paths (they stay open)", aside);
        if (run.passed != 0) text += fmt::format("; {} more say that nothing is wrong", run.passed);
        if (run.absent != 0) text += fmt::format("; {} of an earlier run are gone", run.absent);
        report_.notes.push_back({"sarif", text, name_});
        if (run.failed)
            report_.skipped.push_back(
                {"", SkipKind::unread, fmt::format("{} says that its run failed ({})", tool, name_), false});
    }

    // What was too much to tell one by one.
    void finish() {
        for (const auto& [kind, count] : remarks_)
            if (count > max_sarif_remarks)
                report_.notes.push_back(
                    {kind, fmt::format("and {} more of this kind", count - max_sarif_remarks), name_});
    }

  private:
    void remark(const std::string& kind, std::string text, int line) {
        if (++remarks_[kind] <= max_sarif_remarks)
            report_.notes.push_back({kind, std::move(text), fmt::format("{}:{}", name_, line)});
    }

    // The innermost component whose folder holds the path; the subject holds what nothing else does.
    const Component* holder_of(std::string_view path) const {
        while (true) {
            if (const auto found = first_at_.find(path); found != first_at_.end()) return found->second;
            if (path.empty()) return nullptr;
            const size_t slash = path.rfind('/');
            path = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
        }
    }

    Scope scope_of(std::string_view path) const {
        for (const ScopeRule& rule : rules_)
            if (glob_match(rule.glob, path)) return rule.scope;
        const size_t slash = path.rfind('/');
        return inventory::Tree::scope_of(slash == std::string_view::npos ? std::string_view() : path.substr(0, slash));
    }

    Finding finding_of(const sarif::Result& result, const std::string& judge) {
        Finding finding;
        finding.judge = judge;
        finding.rule = result.rule.empty() ? "unnamed-rule" : result.rule;
        if (std::ranges::find(own_rules, finding.rule) != own_rules.end()) finding.rule = judge + "/" + finding.rule;
        finding.id = finding.rule;
        finding.severity = severity_of(result);
        finding.score = result.security_severity;
        finding.title = first_line(result.message.empty() ? result.title : result.message);
        if (is_safe_link(result.help)) finding.references.push_back(result.help);
        for (const sarif::Location& location : result.locations) add_place(location, result, finding);
        if (finding.component.empty() && !report_.components.empty()) finding.component = report_.components[0].id;
        set_key(result, finding);
        return finding;
    }

    void add_place(const sarif::Location& location, const sarif::Result& result, Finding& finding) {
        if (location.path.empty()) {
            if (!location.outside.empty())
                remark("sarif-location",
                       fmt::format("{} lies at {}, which is no path in what is scanned: the finding has no such place",
                                   finding.rule, location.outside),
                       result.line);
            return;
        }
        finding.evidence.push_back({location.path, location.line, first_line(location.snippet)});
        const Component* holder = holder_of(location.path);
        if (holder != nullptr && finding.component.empty()) finding.component = holder->id;
        finding.paths.push_back(holder == nullptr ? std::vector<std::string>() : paths_.to(*holder));
        const Scope scope = scope_of(location.path);
        finding.scope = more_needed(finding.scope.value_or(scope), scope);
    }

    // Lines move, and a tool has many results of one rule in one file: its own fingerprint tells them apart, else its
    // message, and equal ones are counted.
    void set_key(const sarif::Result& result, Finding& finding) {
        std::string text = key_of(finding) + '\n';
        text += result.fingerprint.empty() ? result.message : result.fingerprint;
        if (const size_t before = seen_[text]++; before != 0) text += fmt::format("\n{}", before);
        finding.key = sha256_hex(text).substr(0, 16);
    }

    void tell_suppressions(const sarif::Result& result, const Finding& finding) {
        for (const sarif::Suppression& suppression : result.suppressions) {
            const std::string place = finding.evidence.empty() ? std::string() : " in " + finding.evidence[0].path;
            const std::string why =
                suppression.justification.empty() ? std::string() : ": " + first_line(suppression.justification);
            remark("sarif-suppressed",
                   fmt::format("{}{} is suppressed there ({} {}{}); here it stays open until it is assessed",
                               finding.rule, place, suppression.kind, suppression.status, why),
                   result.line);
        }
    }

    Report& report_;
    const std::string& name_;
    std::span<const ScopeRule> rules_;
    audit::Paths paths_;
    std::unordered_map<std::string_view, const Component*> first_at_;
    std::unordered_map<std::string, size_t> seen_;
    std::map<std::string, size_t> remarks_;
};

}  // namespace

void add_sarif(Report& report, const sarif::Log& log, const std::string& name, std::span<const ScopeRule> rules) {
    SarifTaker taker(report, name, rules);
    for (const sarif::Run& run : log.runs) taker.take(run);
    taker.finish();
    if (log.left_out != 0)
        report.skipped.push_back(
            {"", SkipKind::unread,
             fmt::format("{} results of {} are beyond the {} that are read", log.left_out, name, sarif::max_results),
             false});
    sort_findings(report.findings);
}

}  // namespace ward::review
