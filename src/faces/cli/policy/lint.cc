// ward policy lint. See manifests.h.
#include "judges/policy/lint.h"

#include <fmt/core.h>

#include "base/text.h"
#include "faces/cli/policy/manifests.h"
#include "faces/cli/policy/report.h"
#include "faces/cli/policy/subject.h"
#include "judges/policy/named_files.h"

namespace ward::cli {
namespace {

Severity severity_of(policy::LintSeverity severity) {
    switch (severity) {
        case policy::LintSeverity::error: return Severity::high;
        case policy::LintSeverity::warning: return Severity::medium;
        case policy::LintSeverity::note: break;
    }
    return Severity::none;
}

Report report_of(const PolicySubject& subject, const std::vector<policy::LintIssue>& issues) {
    Report report = policy_report("policy lint", subject.manifest_path);
    report.subject.kind = "manifest";
    for (const policy::LintIssue& issue : issues) {
        Finding finding;
        finding.judge = "policy";
        finding.rule = issue.rule->id;
        finding.id = finding.rule;
        finding.severity = severity_of(issue.rule->severity);
        finding.title = issue.key.empty() ? issue.what : issue.key + ": " + issue.what;
        finding.evidence.push_back({subject.manifest_path, issue.line, issue.key});
        finding.key = key_of(finding);
        report.findings.push_back(std::move(finding));
    }
    finish_policy_report(report, true);
    return report;
}

}  // namespace

Result<int> policy_lint(const Invocation& asked) {
    if (asked.arguments.size() > 1) return fail(ErrorCode::usage, "takes one manifest");
    Invocation invocation = asked;
    if (!asked.arguments.empty()) invocation.set("manifest", {asked.arguments[0]});
    WARD_TRY(const PolicySubject subject, policy_subject(invocation, ""));
    WARD_TRY(const Url base, policy::manifest_url(subject.folder));
    const std::vector<policy::LintIssue> issues = policy::lint_manifest(subject.manifest, base);
    const Report report = report_of(subject, issues);
    std::string text;
    for (const policy::LintIssue& issue : issues)
        text += fmt::format("{}:{}: {}: {}{}{} [{}]\n", display(subject.manifest_path), issue.line,
                            name_of(issue.rule->severity), display(issue.key), issue.key.empty() ? "" : ": ",
                            display(issue.what), issue.rule->id);
    text += fmt::format("{}: {}\n", display(subject.manifest_path),
                        issues.empty() ? "nothing to say" : fmt::format("{} remarks", issues.size()));
    return deliver_policy(report, text, invocation);
}

}  // namespace ward::cli
