// See git_work.h: what goes to a remote, and with which credentials.
#include <algorithm>

#include <fmt/core.h>

#include "actions/update/run/git_failure.h"
#include "actions/update/run/git_work.h"
#include "actions/update/upstream/artefact.h"
#include "base/text.h"
#include "formats/digest.h"
#include "formats/url.h"

namespace ward::update {
namespace {

// A token travels in the environment of git alone: neither in its arguments, which everybody on the machine can read,
// nor in a URL, which ends up in messages and reflogs.
std::vector<std::string> settings_of(const GitCredentials& credentials) {
    const std::string prefix = "http." + credentials.url_prefix;
    const std::string header = "Authorization: Basic " + base64_encode("x-access-token:" + credentials.token);
    std::vector<std::string> out;
    int count = 0;
    const auto set = [&](std::string_view key, std::string_view value) {
        out.push_back(fmt::format("GIT_CONFIG_KEY_{}={}.{}", count, prefix, key));
        out.push_back(fmt::format("GIT_CONFIG_VALUE_{}={}", count++, value));
    };
    // The empty one takes back what a checkout action left in the repository's configuration: two such headers are one
    // too many for a forge.
    set("extraheader", "");
    set("extraheader", header);
    // Git would send the header to wherever it is led.
    set("followRedirects", "false");
    out.push_back(fmt::format("GIT_CONFIG_COUNT={}", count));
    return out;
}

bool is_refusal_of_credentials(std::string_view err) {
    return err.contains("returned error: 403") || err.contains("returned error: 401") ||
           err.contains("Authentication failed") || err.contains("terminal prompts disabled");
}

// "!\tFROM:TO\t[remote rejected] (protected branch)", as push --porcelain tells what was refused; else empty.
std::string_view refusal_of(std::string_view out) {
    for (const std::string_view line : split(out, '\n'))
        if (line.starts_with("!\t")) return line.substr(line.rfind('\t') + 1);
    return {};
}

std::string whole_ref(const std::string& branch) {
    return branch.starts_with("refs/") ? branch : "refs/heads/" + branch;
}

}  // namespace

bool GitCredentials::covers(std::string_view url) const {
    const auto allowed = parse_url(url_prefix);
    const auto asked = parse_url(url);
    if (token.empty() || !allowed || !asked || !asked->password.empty()) return false;
    return allowed->origin() == asked->origin() && allowed->is_special() && asked->path.starts_with(allowed->path);
}

Result<GitWork::Target> GitWork::target_of(const std::string& remote) const {
    WARD_TRY(const ProcessOutcome pushes, git({"remote", "get-url", "--push", "--", remote}));
    WARD_TRY(const ProcessOutcome fetches, git({"remote", "get-url", "--", remote}));
    if (!pushes.succeeded() || !fetches.succeeded())
        return fail(ErrorCode::usage, "is no remote of this repository", display(remote));
    Target out{.word = remote, .url = std::string(trim(pushes.out))};
    if (out.url == trim(fetches.out)) return out;
    // Where it pushes is to be asked too. By name git would ask where it fetches from.
    const auto parts = parse_url(out.url);
    if (parts && !parts->password.empty())
        return fail(ErrorCode::usage, "pushes to a URL with a password in it; leave it to a credential helper",
                    display(remote));
    out.word = out.url;
    return out;
}

Result<ProcessOutcome> GitWork::git_at(const Target& target, std::vector<std::string> words,
                                       const GitCredentials& credentials) const {
    // Elsewhere git has what it has of its own: a token in the environment of ssh or of a helper has no use there.
    return git(std::move(words), {},
               credentials.covers(target.url) ? settings_of(credentials) : std::vector<std::string>());
}

Result<bool> GitWork::has_remote(const std::string& name) const {
    WARD_TRY(const ProcessOutcome outcome, git({"remote", "get-url", "--", name}));
    return outcome.succeeded();
}

Result<std::optional<std::string>> GitWork::remote_tip(const std::string& remote, const std::string& branch,
                                                       const GitCredentials& credentials) const {
    WARD_TRY(const Target target, target_of(remote));
    WARD_TRY(const ProcessOutcome outcome,
             git_at(target, {"ls-remote", "--end-of-options", target.word, whole_ref(branch)}, credentials));
    if (!outcome.succeeded())
        return fail(is_refusal_of_credentials(outcome.err) ? ErrorCode::auth : ErrorCode::network,
                    "git could not ask: " + last_line(outcome.err), display(remote));
    const std::string_view line = trim(outcome.out);
    if (line.empty()) return std::nullopt;
    std::string id(line.substr(0, line.find('\t')));
    if (!is_commit_id(id)) return fail(ErrorCode::network, "names no commit", display(remote));
    return id;
}

Result<void> GitWork::bring(const std::string& remote, const std::string& branch,
                            const GitCredentials& credentials) const {
    WARD_TRY(const Target target, target_of(remote));
    std::vector<std::string> words{
        "fetch",        "--quiet",  "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules",
        "--no-auto-gc", "--refmap="};
    // In a shallow repository all that lies behind the branch would come, which may be everything.
    WARD_TRY(const std::string is_shallow, output({"rev-parse", "--is-shallow-repository"}));
    if (is_shallow == "true") words.emplace_back("--depth=1");
    words.insert(words.end(), {"--end-of-options", target.word, whole_ref(branch)});
    WARD_TRY(const ProcessOutcome outcome, git_at(target, std::move(words), credentials));
    if (!outcome.succeeded())
        return fail(ErrorCode::network, "git could not fetch: " + last_line(outcome.err),
                    fmt::format("{} {}", display(remote), branch));
    return {};
}

Result<void> GitWork::push(const std::string& remote, const std::string& commit, const std::string& branch,
                           const std::string& before, const GitCredentials& credentials) const {
    const std::string ref = "refs/heads/" + branch;
    WARD_TRY(const Target target, target_of(remote));
    WARD_TRY(const ProcessOutcome outcome,
             git_at(target,
                    {"push", "--porcelain", "--no-verify", fmt::format("--force-with-lease={}:{}", ref, before),
                     "--end-of-options", target.word, fmt::format("{}:{}", commit, ref)},
                    credentials));
    if (outcome.succeeded()) return {};
    const std::string_view refusal = refusal_of(outcome.out);
    ErrorCode code = ErrorCode::network;
    if (is_refusal_of_credentials(outcome.err)) code = ErrorCode::auth;
    else if (refusal.starts_with("[rejected]")) code = ErrorCode::conflict;
    else if (refusal.starts_with("[remote rejected]")) code = ErrorCode::unsupported;
    return fail(code, "git could not push: " + (refusal.empty() ? last_line(outcome.err) : display(refusal)),
                fmt::format("{} {}", display(remote), branch));
}

}  // namespace ward::update
