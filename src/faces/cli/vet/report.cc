// See report.h.
#include "faces/cli/vet/report.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/path.h"
#include "base/text.h"
#include "base/time.h"
#include "faces/cli/scan.h"
#include "formats/purl.h"
#include "review/review.h"

namespace ward::cli {
namespace {

constexpr size_t few = 10;            // packages that are all shown
constexpr size_t shown_evidence = 3;  // places under each signal
constexpr size_t shown_text = 120;    // bytes of one place's text

std::string judged_label(const vet::Judged& judged) {
    const auto purl = Purl::parse(judged.candidate.purl);
    if (!purl) return judged.candidate.purl;
    const std::string name = purl->name_space.empty() ? purl->name : purl->name_space + '/' + purl->name;
    return purl->version.empty() ? name : name + '@' + purl->version;
}

std::string text_of_evidence(const Evidence& evidence) {
    std::string place = evidence.path;
    if (evidence.line > 0) place += fmt::format(":{}", evidence.line);
    std::string text = display(evidence.text.substr(0, shown_text));
    if (evidence.text.size() > shown_text) text += "…";
    return fmt::format("              {}{}{}\n", display(place), place.empty() || text.empty() ? "" : "  ", text);
}

std::string text_of_term(const vet::Term& term) {
    std::string out = fmt::format("        {} {}: {}\n", term.signal->id, term.signal->name, display(term.what));
    const size_t shown = std::min(term.evidence.size(), shown_evidence);
    for (size_t i = 0; i < shown; ++i) out += text_of_evidence(term.evidence[i]);
    if (shown < term.evidence.size()) out += fmt::format("              … {} more\n", term.evidence.size() - shown);
    return out;
}

std::string text_of_report(const vet::Judged& judged, bool explain) {
    const vet::Score& score = judged.score;
    std::string out =
        fmt::format("{:<7} {}: {}\n", name_of(score.outcome), display(judged_label(judged)), display(score.reason));
    for (const vet::Term& term : score.terms) out += text_of_term(term);
    for (const std::string& label : judged.labels) out += fmt::format("        {}\n", display(label));
    if (explain && !score.terms.empty())
        for (const std::string& line : vet::arithmetic_of(score)) out += fmt::format("        {}\n", display(line));
    return out;
}

std::string counts_of(const std::vector<vet::Judged>& judged) {
    std::array<size_t, 4> counts{};
    for (const vet::Judged& one : judged) ++counts[static_cast<size_t>(one.score.outcome)];
    std::string out = fmt::format("{} package{}", judged.size(), judged.size() == 1 ? "" : "s");
    for (const vet::Outcome outcome : {vet::Outcome::block, vet::Outcome::warn, vet::Outcome::notice, vet::Outcome::ok})
        out += fmt::format("{} {} {}", outcome == vet::Outcome::block ? ":" : ",", counts[static_cast<size_t>(outcome)],
                           name_of(outcome));
    return out + '\n';
}

bool goes_first(const vet::Judged& left, const vet::Judged& right) {
    if (left.score.outcome != right.score.outcome) return left.score.outcome > right.score.outcome;
    if (left.score.total != right.score.total) return left.score.total > right.score.total;
    return left.candidate.purl < right.candidate.purl;
}

}  // namespace

Result<std::string> labels_path(const Invocation& invocation) {
    if (invocation.has("labels")) return invocation.value("labels");
    WARD_TRY(const std::string folder, data_folder());
    return folder + "/labels.toml";
}

Result<std::vector<vet::Label>> known_labels(const Invocation& invocation) {
    WARD_TRY(const std::string path, labels_path(invocation));
    auto text = read_input(path, vet::max_label_file_bytes);
    if (!text) {
        if (text.error().code == ErrorCode::not_found && !invocation.has("labels")) return std::vector<vet::Label>{};
        return std::unexpected(text.error());
    }
    return vet::read_labels(*text, path);
}

Report vet_report(const Invocation& invocation, std::string kind, std::string path) {
    Report report;
    report.command = invocation.command;
    report.ward_version = program_version();
    report.ward_commit = program_commit();
    report.started = format_instant(now());
    report.subject.kind = std::move(kind);
    report.subject.name = base_name(path);
    report.subject.path = std::move(path);
    return report;
}

void say_advisories(Report& report, const advisory::Info& info, const std::vector<std::string>& warnings) {
    report.advisories = {info.snapshot, info.updated, static_cast<int64_t>(info.records)};
    for (const std::string& warning : warnings) report.notes.push_back({"database", warning, ""});
    if (info.starter)
        report.skipped.push_back({"", SkipKind::unread,
                                  "no advisory database was asked for records of malware but the starter set; see "
                                  "`ward db update`",
                                  false});
}

void add_judged(Report& report, std::vector<vet::Judged>& judged, bool complete) {
    std::ranges::stable_sort(judged, goes_first);
    for (const vet::Judged& one : judged) {
        if (auto finding = vet::finding_of(one)) report.findings.push_back(*std::move(finding));
        report.verdicts.push_back(vet::verdict_of(one));
        for (const std::string& label : one.labels) report.notes.push_back({"label", label, one.candidate.purl});
    }
    distinguish_keys(report.findings);
    sort_findings(report.findings);
    report.summary = summarise(report);
    const bool all_read = std::ranges::none_of(
        report.skipped, [](const Skipped& part) { return part.kind == SkipKind::unread && !part.expected; });
    report.summary.complete = complete && all_read;
}

std::string text_of_judged(const Report& report, const std::vector<vet::Judged>& judged, const Invocation& invocation) {
    std::string out;
    const bool all = invocation.has("all") || judged.size() <= few;
    for (const vet::Judged& one : judged)
        if (all || one.score.outcome != vet::Outcome::ok) out += text_of_report(one, invocation.has("explain"));
    for (const Skipped& part : report.skipped)
        if (part.kind == SkipKind::unread && !part.expected)
            out += fmt::format("not read: {}{}{}\n", display(part.path), part.path.empty() ? "" : ": ",
                               display(part.reason));
    for (const Note& note : report.notes)
        if (note.kind == "not-known") out += fmt::format("not known: {}\n", display(note.text));
    return out + counts_of(judged);
}

Result<int> deliver_vet(const Report& report, const std::vector<vet::Judged>& judged, const Invocation& invocation) {
    if (invocation.has("format") || invocation.has("json")) return deliver(report, invocation);
    WARD_TRY(const review::Gate gate, review::Gate::parse(invocation.value("fail-on", "any")));
    WARD_TRY_VOID(write_output(invocation.value("output", "-"), text_of_judged(report, judged, invocation)));
    return review::exit_status(report, gate);
}

}  // namespace ward::cli
