// See card_subject.h.
#include "faces/cli/scorecard/card_subject.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/path.h"
#include "base/text.h"
#include "faces/cli/decisions_file.h"
#include "faces/cli/scan.h"
#include "faces/cli/scorecard/card_url.h"
#include "faces/cli/scorecard/collect.h"
#include "faces/report/words.h"
#include "facts/inventory/inventory.h"
#include "io/gitobjects/repository.h"

namespace ward::cli {
namespace {

bool enters(std::string_view folder) {
    return folder != ".git" && !folder.ends_with("/.git");
}

// The commit that a folder's work tree is at, where it is one; nothing of git is run.
std::string commit_at(const std::string& path) {
    const auto repository = gitobjects::Repository::open(path);
    return repository && repository->head() ? repository->head()->id.hex() : "unknown";
}

Result<void> open_folder(CardSubject& out, const Invocation& invocation) {
    WARD_TRY(Root root, Root::open(out.path));
    out.root = std::make_unique<Root>(std::move(root));
    Listing listing = out.root->walk({}, enters);
    inventory::take_out_excluded(listing, invocation.values("exclude"), out.skipped);
    out.tree = std::make_unique<inventory::Tree>(*out.root, std::move(listing));
    out.commit = commit_at(out.path);
    return {};
}

Result<void> open_ref(CardSubject& out, const Invocation& invocation, Instant now) {
    WARD_TRY(Branches branches, open_branches(out.path, invocation, {}, now));
    if (branches.revisions.size() != 1) return fail(ErrorCode::usage, "names one branch, tag or commit", "--ref");
    out.branches = std::make_unique<Branches>(std::move(branches));
    const gitobjects::Revision& revision = out.branches->revisions.front();
    out.commit = revision.commit.hex();
    out.files = std::make_unique<inventory::GitSource>(*out.branches->trees, revision.tree);
    Listing listing = out.files->list({}, enters);
    inventory::take_out_excluded(listing, invocation.values("exclude"), out.skipped);
    out.tree = std::make_unique<inventory::Tree>(*out.files, std::move(listing));
    return {};
}

// What cannot be done is told before any work.
Result<void> check_options(const Invocation& invocation, const CardNeeds& needs, bool is_remote) {
    if (!needs.collects) return {};
    if (invocation.has("facts") && invocation.has("collect"))
        return fail(ErrorCode::usage, "the facts are in a file, or they are asked for", "--collect");
    if (invocation.has("collect") && !is_remote && !invocation.has("repository"))
        return fail(ErrorCode::usage, "needs --repository HOST/OWNER/NAME", "--collect");
    return {};
}

// --facts, --collect, or the forge that the URL is of.
Result<void> get_forge_facts(CardSubject& out, const Invocation& invocation, const CardNeeds& needs) {
    forge::ForgeFacts facts;
    if (invocation.has("facts")) {
        WARD_TRY(facts, read_facts_file(invocation.value("facts")));
    } else if (needs.collects && (invocation.has("collect") || out.packed)) {
        if (!out.http) {
            WARD_TRY(out.http, open_http(invocation, "--collect"));
        }
        WARD_TRY(facts, collect_facts(invocation, *out.http, out.repository,
                                      {.workflows = out.facts->workflows(),
                                       .already_asked = out.packed ? 1 : 0,
                                       .says_without_token = !needs.one_of_many}));
        if (out.packed && !invocation.has("ref") && !facts.commit.empty() && facts.commit != out.commit)
            invocation.log.warn(fmt::format("the files are those of {}, and what the forge tells is of {}",
                                            display(out.commit), display(facts.commit)));
    } else {
        return {};
    }
    out.forge = std::make_unique<forge::ForgeFacts>(std::move(facts));
    out.repository = out.forge->host + '/' + out.forge->name;
    out.facts->forge = out.forge.get();
    return {};
}

Result<const review::Judge*> audit_judge() {
    const auto judges = review::all_judges();
    const auto judge = std::ranges::find(judges, "audit", &review::Judge::name);
    if (judge == judges.end()) return fail(ErrorCode::internal, "no judge is called audit");
    return *judge;
}

// The report of `ward audit` on the folder or commit.
Result<Report> audit_of_path(const CardSubject& out, const Invocation& invocation) {
    Invocation audit;
    audit.command = "audit";
    audit.log = invocation.log;
    audit.arguments = {out.path};
    for (const char* option : {"db", "exclude", "ref", "trust-git"})
        if (invocation.has(option)) audit.set(option, invocation.values(option));
    WARD_TRY(const review::Judge* judge, audit_judge());
    const std::array<const review::Judge*, 1> chosen{judge};
    return scan(audit, chosen);
}

// The same of files that came from a forge, with the decisions of its assessments.toml.
Result<Report> audit_of_archive(const CardSubject& out, const Invocation& invocation) {
    review::Decisions decisions;
    constexpr const char* own = "assessments.toml";
    if (out.tree->has_file(own)) {
        WARD_TRY(const std::string text, out.tree->read(own));
        WARD_TRY_VOID(read_assessments(text, own, decisions));
    }
    WARD_TRY(const review::Judge* judge, audit_judge());
    const std::array<const review::Judge*, 1> chosen{judge};
    review::Context context;
    context.now = now();
    context.log = invocation.log;
    WARD_TRY(const std::string database, readable_database(invocation));
    Report report;
    WARD_TRY(const auto warnings, advisory::ask_database(database, [&](const advisory::Index& index) -> Result<void> {
                 context.advisories = &index;
                 report = review::run_judges(inventory::read_tree(*out.tree, out.path, {}), chosen, context);
                 return {};
             }));
    for (const std::string& warning : warnings) invocation.log.warn(display(warning));
    review::apply_backports(
        report, decisions, [&](const std::string& file, size_t bytes) { return out.tree->read(file, bytes); },
        context.now);
    review::apply_decisions(report, decisions, context.now);
    return report;
}

// As `ward audit` says it: what is decided or fixed is no vulnerability here either.
Result<void> ask_advisories(CardSubject& out, const Invocation& invocation) {
    WARD_TRY(const Report report, out.packed ? audit_of_archive(out, invocation) : audit_of_path(out, invocation));
    out.advisories = report.advisories.snapshot;
    std::vector<scorecard::KnownVulnerability> found;
    for (const Finding& finding : report.findings) {
        const bool counts = finding.rule == "vulnerability" || finding.rule == "malicious-package";
        if (!counts || finding.status != Status::open) continue;
        std::vector<std::string> ids = ids_of(finding);
        std::ranges::stable_partition(ids, [&](const std::string& id) { return id == finding.id; });
        found.push_back({std::move(ids), finding.evidence.empty() ? "" : finding.evidence.front().path});
    }
    out.facts->vulnerabilities = std::move(found);
    out.facts->is_starter_set = report.advisories.snapshot == "starter";
    out.facts->not_compared = report::not_compared_text(report.advisories);
    return {};
}

}  // namespace

Result<CardSubject> card_subject(const Invocation& invocation, const std::string& path, const CardNeeds& needs) {
    WARD_TRY(const auto remote, repository_meant(path));
    WARD_TRY_VOID(check_options(invocation, needs, remote.has_value()));
    CardSubject out;
    out.path = path;
    out.repository = "file://" + path;
    Instant as_of = now();
    if (invocation.has("as-of")) {
        const auto day = parse_instant(invocation.value("as-of"));
        if (!day) return fail(ErrorCode::usage, "is no date: " + display(invocation.value("as-of")), "--as-of");
        as_of = *day;
    }
    WARD_TRY_VOID(remote                  ? open_url(out, invocation, *remote)
                  : invocation.has("ref") ? open_ref(out, invocation, as_of)
                                          : open_folder(out, invocation));
    if (invocation.has("repository")) out.repository = invocation.value("repository");
    out.facts = std::make_unique<scorecard::Facts>(scorecard::Facts::read(*out.tree));
    out.facts->as_of = as_of;
    WARD_TRY_VOID(get_forge_facts(out, invocation, needs));
    for (const Problem& problem : out.facts->unread())
        out.skipped.push_back({problem.path, SkipKind::unread, problem.reason});
    if (needs.vulnerabilities) WARD_TRY_VOID(ask_advisories(out, invocation));
    return out;
}

}  // namespace ward::cli
