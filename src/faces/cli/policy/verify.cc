// See verify.h.
#include "faces/cli/policy/verify.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "base/parallel.h"
#include "base/path.h"
#include "base/text.h"
#include "faces/cli/policy/registry.h"
#include "faces/cli/policy/report.h"
#include "faces/cli/policy/signatures.h"
#include "faces/cli/policy/subject.h"
#include "formats/digest.h"
#include "judges/policy/verify.h"

namespace ward::cli {
namespace {

struct Rule {
    std::string_view name;  // explained in topics.cc
    policy::Difference difference;
    Severity severity;
};
constexpr Rule rules[] = {
    {"changed-file", policy::Difference::changed, Severity::high},
    {"missing-file", policy::Difference::missing, Severity::medium},
    {"extra-file", policy::Difference::extra, Severity::medium},
    {"changed-link", policy::Difference::link, Severity::high},
    {"file-not-allowed", policy::Difference::not_allowed, Severity::medium},
};

const Rule& rule_of(policy::Difference difference) {
    return *std::ranges::find(rules, difference, &Rule::difference);
}

Report report_of(const PolicyText& subject, const policy::Verification& seen, const std::vector<std::string>& said) {
    Report report = policy_report("policy verify", subject.folder);
    for (const policy::DifferentFile& file : seen.differences) {
        const Rule& rule = rule_of(file.difference);
        Finding finding;
        finding.judge = "policy";
        finding.rule = rule.name;
        finding.id = rule.name;
        finding.severity = rule.severity;
        finding.title = file.path + ' ' + file.what;
        finding.evidence.push_back({file.path, 0, file.what});
        if (file.line > 0) finding.evidence.push_back({base_name(subject.manifest_path), file.line, "the entry"});
        finding.key = key_of(finding);
        report.findings.push_back(std::move(finding));
    }
    for (const Problem& problem : seen.unread)
        report.skipped.push_back({problem.path, SkipKind::unread, problem.reason});
    for (const std::string& line : said) report.notes.push_back({"signature", line, subject.manifest_path});
    for (const std::string& key : seen.elsewhere)
        report.notes.push_back({"elsewhere", "names no file of this folder: " + key, subject.manifest_path});
    finish_policy_report(report, seen.unread.empty() && seen.files > 0);
    return report;
}

// Nothing was compared: who vouches for the manifest comes first.
Report refusal_report(const Error& error, const std::string& folder) {
    Report report = policy_report("policy verify", real_path(folder.empty() ? "." : folder));
    Finding finding;
    finding.judge = "policy";
    finding.rule = "signature-refused";
    finding.id = finding.rule;
    finding.severity = Severity::critical;
    finding.title = error.message();
    finding.evidence.push_back({error.where, 0, error.what});
    finding.key = key_of(finding);
    report.findings.push_back(std::move(finding));
    finish_policy_report(report, false);
    return report;
}

std::string text_of_verify(const PolicyText& subject, const policy::Verification& seen,
                           const std::vector<std::string>& said) {
    std::string out;
    for (const policy::DifferentFile& file : seen.differences)
        out += fmt::format("{:<12} {}: {}\n", name_of(file.difference), display(file.path), display(file.what));
    for (const Problem& problem : seen.unread)
        out += fmt::format("{:<12} {}: {}\n", "not read", display(problem.path), display(problem.reason));
    for (const std::string& line : said) out += display(line) + '\n';
    const std::string known = seen.known == 0 ? "" : fmt::format(" ({} known from the index)", seen.known);
    const std::string elsewhere =
        seen.elsewhere.empty() ? ""
                               : fmt::format("; {} entries are not about files of this folder", seen.elsewhere.size());
    out += fmt::format(
        "{}: {} files compared{}, {}{}\n", display(subject.manifest_path), seen.files, known,
        seen.differences.empty() ? "all as the manifest says" : fmt::format("{} differences", seen.differences.size()),
        elsewhere);
    return out;
}

// The manifest, parsed when it is first asked for.
class LazyManifest {
  public:
    explicit LazyManifest(const PolicyText& text) : text_(text) {}

    Result<const policy::Manifest*> get() {
        if (!manifest_) {
            WARD_TRY(manifest_, policy::parse_manifest(text_.bytes, text_.manifest_path));
        }
        return &*manifest_;
    }

  private:
    const PolicyText& text_;
    std::optional<policy::Manifest> manifest_;
};

// Both take as long as the files are large.
Result<std::pair<std::string, IndexFile>> digest_and_index(const Invocation& invocation, const std::string& manifest) {
    std::string digest;
    std::optional<Result<IndexFile>> index;
    parallel_for(2, [&](size_t half) {
        if (half == 0) {
            index.emplace(index_file(invocation));
        } else {
            const auto bytes = sha256(manifest);
            digest.assign(bytes.begin(), bytes.end());
        }
    });
    if (!*index) return std::unexpected(index->error());
    return std::pair(std::move(digest), **std::move(index));
}

std::vector<std::string> globs(const Invocation& invocation, std::vector<std::string> more) {
    const auto asked = invocation.values("leave-out");
    more.insert(more.end(), asked.begin(), asked.end());
    return more;
}

}  // namespace

int verify_status(const Error& error) {
    return error.code == ErrorCode::damaged ? 1 : exit_status_of(error.code);
}

Result<int> policy_verify(const Invocation& invocation) {
    if (invocation.arguments.size() > 1) return fail(ErrorCode::usage, "takes one folder");
    const std::string folder = invocation.arguments.empty() ? "" : invocation.arguments[0];
    if (invocation.has("against-registry")) return verify_registry(invocation, folder);
    std::vector<std::string> said;
    const auto refused = [&](const Error& error) -> Result<int> {
        if (error.code != ErrorCode::damaged || !wants_report(invocation)) return std::unexpected(error);
        return deliver_policy(refusal_report(error, folder), "", invocation);
    };
    auto text = policy_text(invocation, folder,
                            [&](const std::string& bytes) { return check_signatures(invocation, bytes, said); });
    if (!text) return refused(text.error());
    WARD_TRY(const auto beside, digest_and_index(invocation, text->bytes));
    const auto& [digest, index] = beside;
    LazyManifest manifest(*text);
    // A manifest that was read before need not be read again to know what it leaves out.
    policy::ManifestHead head;
    if (index.index.verdict() && index.index.verdict()->manifest == digest) {
        head = index.index.verdict()->head;
    } else {
        WARD_TRY(const policy::Manifest* const whole, manifest.get());
        head = policy::head_of(*whole);
    }
    if (const auto serial = check_serial(invocation, head); !serial) return refused(serial.error());
    policy::VerifyWants wants;
    wants.names = file_names(invocation);
    wants.leave_out = left_out(text->folder, text->manifest_path, globs(invocation, head.exclude));
    wants.extra_files = !invocation.has("ignore-extra");
    wants.index = index.known();
    wants.now = index.now;
    wants.remember = !index.path.empty();
    if (wants.remember) wants.about = about(*text, digest, globs(invocation, {}));
    wants.manifest_digest = digest;
    WARD_TRY(const Root root, Root::open(text->folder));
    WARD_TRY(const policy::Verification seen, verified(*text, [&] { return manifest.get(); }, root, wants));
    if (!seen.as_before) WARD_TRY_VOID(index.write(seen.index));
    const Report report = report_of(*text, seen, said);
    return deliver_policy(report, text_of_verify(*text, seen, said), invocation);
}

}  // namespace ward::cli
