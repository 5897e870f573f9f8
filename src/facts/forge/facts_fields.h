// The members of the fact bundle: one description of each struct, by which it is written, read, and made up by tests.
// A new member needs a line here and nowhere else. Private to facts_file.cc and its test.
//
//   must        always written, and an error where it is missing
//   may         left out where it is as it begins (absent, empty, false)
//   ..._time    the same for a text that is a time by RFC 3339
#pragma once

#include <concepts>
#include <type_traits>

#include "facts/forge/forge_facts.h"

namespace ward::forge {

constexpr std::string_view facts_schema = "ward-scorecard-facts/1";

template <typename Self, typename Struct>
concept Is = std::same_as<std::remove_const_t<Self>, Struct>;

template <typename Form, Is<User> Self>
void describe(Form& form, Self& user) {
    form.must("login", user.login);
    form.may("bot", user.is_bot);
    form.may("association", user.association);
    form.may("id", user.id);
}

template <typename Form, Is<Review> Self>
void describe(Form& form, Self& review) {
    form.must("author", review.author);
    form.must("state", review.state);
}

template <typename Form, Is<CommitStatus> Self>
void describe(Form& form, Self& status) {
    form.must("state", status.state);
    form.must("context", status.context);
    form.may("target_url", status.target_url);
    form.may("url", status.url);
}

template <typename Form, Is<CheckSuite> Self>
void describe(Form& form, Self& suite) {
    form.must("app", suite.app);
    form.must("status", suite.status);
    form.may("conclusion", suite.conclusion);
    form.may("url", suite.url);
}

template <typename Form, Is<PullRequest> Self>
void describe(Form& form, Self& request) {
    form.must("number", request.number);
    form.must("head", request.head);
    form.may_time("merged", request.merged);
    form.must("author", request.author);
    form.may("merged_by", request.merged_by);
    form.may("labels", request.labels);
    form.may("reviews", request.reviews);
    form.may("statuses", request.statuses);
    form.may("check_suites", request.check_suites);
}

template <typename Form, Is<Commit> Self>
void describe(Form& form, Self& commit) {
    form.must("id", commit.id);
    form.may_time("date", commit.date);
    form.must("message", commit.message);
    form.may("author", commit.author);
    form.may("committer", commit.committer);
    form.may("pull_request", commit.pull_request);
}

template <typename Form, Is<IssueComment> Self>
void describe(Form& form, Self& comment) {
    form.must("author", comment.author);
    form.must_time("created", comment.created);
}

template <typename Form, Is<Issue> Self>
void describe(Form& form, Self& issue) {
    form.must("url", issue.url);
    form.must("author", issue.author);
    form.must_time("created", issue.created);
    form.may("comments", issue.comments);
}

template <typename Form, Is<BranchProtection> Self>
void describe(Form& form, Self& rules) {
    form.may("allows_deletions", rules.allows_deletions);
    form.may("allows_force_pushes", rules.allows_force_pushes);
    form.may("enforced_for_admins", rules.enforced_for_admins);
    form.may("requires_linear_history", rules.requires_linear_history);
    form.may("requires_last_push_approval", rules.requires_last_push_approval);
    form.may("requires_up_to_date", rules.requires_up_to_date);
    form.may("requires_pull_request", rules.requires_pull_request);
    form.may("required_approvals", rules.required_approvals);
    form.may("dismisses_stale_reviews", rules.dismisses_stale_reviews);
    form.may("requires_code_owners", rules.requires_code_owners);
    form.may("status_checks", rules.status_checks);
}

template <typename Form, Is<Branch> Self>
void describe(Form& form, Self& branch) {
    form.must("name", branch.name);
    form.may("protected", branch.is_protected);
    form.may("protection", branch.protection);
}

template <typename Form, Is<Asset> Self>
void describe(Form& form, Self& asset) {
    form.must("name", asset.name);
    form.must("url", asset.url);
}

template <typename Form, Is<PackageProvenance> Self>
void describe(Form& form, Self& provenance) {
    form.must("system", provenance.system);
    form.must("name", provenance.name);
    form.must("version", provenance.version);
    form.must("verified", provenance.is_verified);
}

template <typename Form, Is<Release> Self>
void describe(Form& form, Self& release) {
    form.must("tag", release.tag);
    form.may("target", release.target);
    form.may("url", release.url);
    form.may("assets", release.assets);
}

template <typename Form, Is<License> Self>
void describe(Form& form, Self& license) {
    form.must("spdx", license.spdx);
    form.may("name", license.name);
    form.may("path", license.path);
}

template <typename Form, Is<Language> Self>
void describe(Form& form, Self& language) {
    form.must("name", language.name);
    form.must("size", language.size);
}

template <typename Form, Is<Contributor> Self>
void describe(Form& form, Self& contributor) {
    form.must("login", contributor.login);
    form.must("contributions", contributor.contributions);
    form.may("company", contributor.company);
    form.may("organisations", contributor.organisations);
}

template <typename Form, Is<Webhook> Self>
void describe(Form& form, Self& hook) {
    form.must("id", hook.id);
    form.may("path", hook.path);
    form.must("has_secret", hook.has_secret);
}

template <typename Form, Is<WorkflowRun> Self>
void describe(Form& form, Self& run) {
    form.must("head", run.head);
    form.may("url", run.url);
}

template <typename Form, Is<OrganisationFile> Self>
void describe(Form& form, Self& file) {
    form.must("path", file.path);
    form.must("text", file.text);
}

template <typename Form, Is<Gap> Self>
void describe(Form& form, Self& gap) {
    form.must("part", gap.part);
    form.must("reason", gap.reason);
}

template <typename Form, Is<ForgeFacts> Self>
void describe(Form& form, Self& facts) {
    form.must("forge", facts.forge);
    form.must("host", facts.host);
    form.must("name", facts.name);
    form.must_time("collected", facts.collected);
    form.may("commit", facts.commit);
    form.may("default_branch", facts.default_branch);
    form.may("renamed_from", facts.renamed_from);
    form.may("archived", facts.archived);
    form.may_time("created", facts.created);
    form.may("private", facts.is_private);
    form.may("badge_level", facts.badge_level);
    form.may("in_oss_fuzz", facts.in_oss_fuzz);
    form.may("has_update_bot_commits", facts.has_update_bot_commits);
    form.may("license", facts.license);
    form.may("languages", facts.languages);
    form.may("contributors", facts.contributors);
    form.may("branches", facts.branches);
    form.may("commits", facts.commits);
    form.may("issues", facts.issues);
    form.may("releases", facts.releases);
    form.may("provenance", facts.provenance);
    form.may("successful_runs", facts.successful_runs);
    form.may("webhooks", facts.webhooks);
    form.may("organisation_files", facts.organisation_files);
    form.must("gaps", facts.gaps);
}

}  // namespace ward::forge
