// See card_subject.h.
#include "faces/cli/scorecard/card_subject.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/path.h"
#include "base/text.h"
#include "faces/cli/scan.h"
#include "faces/cli/scorecard/collect.h"
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
    for (const Problem& problem : listing.problems)
        out.skipped.push_back({problem.path, SkipKind::unread, problem.reason});
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
    for (const Problem& problem : listing.problems)
        out.skipped.push_back({problem.path, SkipKind::unread, problem.reason});
    inventory::take_out_excluded(listing, invocation.values("exclude"), out.skipped);
    out.tree = std::make_unique<inventory::Tree>(*out.files, std::move(listing));
    return {};
}

// --facts or --collect.
Result<void> get_forge_facts(CardSubject& out, const Invocation& invocation) {
    if (invocation.has("facts") && invocation.has("collect"))
        return fail(ErrorCode::usage, "the facts are in a file, or they are asked for", "--collect");
    forge::ForgeFacts facts;
    if (invocation.has("facts")) {
        WARD_TRY(facts, read_facts_file(invocation.value("facts")));
    } else if (invocation.has("collect")) {
        if (!invocation.has("repository"))
            return fail(ErrorCode::usage, "needs --repository HOST/OWNER/NAME", "--collect");
        WARD_TRY(const auto http, open_http(invocation, "--collect"));
        WARD_TRY(facts, collect_facts(invocation, *http, invocation.value("repository"), out.facts->workflows()));
    } else {
        return {};
    }
    out.forge = std::make_unique<forge::ForgeFacts>(std::move(facts));
    out.repository = out.forge->host + '/' + out.forge->name;
    out.facts->forge = out.forge.get();
    return {};
}

// As `ward audit` says it: what is decided or fixed is no vulnerability here either.
Result<void> ask_advisories(CardSubject& out, const Invocation& invocation) {
    Invocation audit;
    audit.command = "audit";
    audit.log = invocation.log;
    audit.arguments = {out.path};
    for (const char* option : {"db", "exclude", "ref", "trust-git"})
        if (invocation.has(option)) audit.set(option, invocation.values(option));
    const auto judges = review::all_judges();
    const auto judge = std::ranges::find(judges, "audit", &review::Judge::name);
    if (judge == judges.end()) return fail(ErrorCode::internal, "no judge is called audit");
    const std::array<const review::Judge*, 1> chosen{*judge};
    WARD_TRY(const Report report, scan(audit, chosen));
    out.advisories = report.advisories.snapshot;
    std::vector<scorecard::KnownVulnerability> found;
    for (const Finding& finding : report.findings) {
        if (finding.rule != "vulnerability" || finding.status != Status::open) continue;
        std::vector<std::string> ids = ids_of(finding);
        std::ranges::stable_partition(ids, [&](const std::string& id) { return id == finding.id; });
        found.push_back({std::move(ids), finding.evidence.empty() ? "" : finding.evidence.front().path});
    }
    out.facts->vulnerabilities = std::move(found);
    return {};
}

}  // namespace

Result<CardSubject> card_subject(const Invocation& invocation, const std::string& path, bool vulnerabilities) {
    CardSubject out;
    out.path = path;
    out.repository = "file://" + path;
    Instant as_of = now();
    if (invocation.has("as-of")) {
        const auto day = parse_instant(invocation.value("as-of"));
        if (!day) return fail(ErrorCode::usage, "is no date: " + display(invocation.value("as-of")), "--as-of");
        as_of = *day;
    }
    WARD_TRY_VOID(invocation.has("ref") ? open_ref(out, invocation, as_of) : open_folder(out, invocation));
    if (invocation.has("repository")) out.repository = invocation.value("repository");
    out.facts = std::make_unique<scorecard::Facts>(scorecard::Facts::read(*out.tree));
    out.facts->as_of = as_of;
    WARD_TRY_VOID(get_forge_facts(out, invocation));
    for (const Problem& problem : out.facts->unread())
        out.skipped.push_back({problem.path, SkipKind::unread, problem.reason});
    if (vulnerabilities) WARD_TRY_VOID(ask_advisories(out, invocation));
    return out;
}

}  // namespace ward::cli
