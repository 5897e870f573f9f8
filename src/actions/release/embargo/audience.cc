#include "actions/release/embargo/audience.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "actions/release/embargo/git_asker.h"
#include "actions/release/embargo/remote_identity.h"
#include "base/text.h"
#include "formats/digest.h"

namespace ward::release {
namespace {

constexpr std::string_view local = "file:";
// "host/owner/repository" without a transport is meant as https.
constexpr std::string_view assumed = "https://";

std::string listed_identity(std::string_view text, const std::string& folder) {
    const bool has_host = !text.starts_with('/') && !text.starts_with('.') &&
                          text.find('/') != std::string_view::npos && text.substr(0, text.find('/')).contains('.');
    if (is_local_url(text) && has_host) return remote_identity(std::string(assumed) + std::string(text), folder);
    return remote_identity(text, folder);
}

// The remote that a bare `git push` means.
std::string usual_remote(const GitAsker& git) {
    const auto branch = git.answer_if({"symbolic-ref", "-q", "--short", "HEAD"});
    const auto setting = [&](const std::string& name) { return git.answer_if({"config", "--get", name}).value_or(""); };
    if (branch)
        if (std::string remote = setting(fmt::format("branch.{}.pushRemote", *branch)); !remote.empty()) return remote;
    if (std::string remote = setting("remote.pushDefault"); !remote.empty()) return remote;
    if (branch)
        if (std::string remote = setting(fmt::format("branch.{}.remote", *branch)); !remote.empty()) return remote;
    const std::string all = git.answer_if({"remote"}).value_or("");
    return !all.empty() && !all.contains('\n') ? all : "origin";
}

// A URL of the command line is rewritten as that of a remote without pushurl: so it is asked for as one.
Result<std::string> rewritten(const GitAsker& git, const std::string& url) {
    const std::string name = "ward-" + sha256_hex(url).substr(0, 16);
    WARD_TRY(const ProcessOutcome outcome,
             git.ask({"remote", "get-url", "--push", "--all", name}, {fmt::format("remote.{}.url={}", name, url)}));
    if (!outcome.succeeded())
        return fail(ErrorCode::io, "git cannot say where it would push to: " + outcome.end(), git.folder());
    return outcome.out;
}

}  // namespace

std::string_view name_of(Audience audience) {
    return audience == Audience::closed ? "private" : "public";
}

Result<AudienceRules> AudienceRules::of(std::span<const std::string> private_remotes, const std::string& folder) {
    AudienceRules rules;
    for (size_t i = 0; i < private_remotes.size(); ++i) {
        std::string_view text = trim(private_remotes[i]);
        const bool is_below = text.ends_with("/*");
        if (is_below) text.remove_suffix(2);
        const std::string identity = listed_identity(text, folder);
        if (identity.empty() || (is_below && identity.starts_with(local)))
            return fail(ErrorCode::usage,
                        fmt::format("entry {} names no repository with an encrypted transport, and no "
                                    "repository of this machine",
                                    i + 1),
                        "private_remotes");
        (is_below ? rules.below_ : rules.exact_).push_back(is_below ? identity + '/' : identity);
    }
    return rules;
}

Audience AudienceRules::of_identity(std::string_view identity) const {
    if (identity.empty()) return Audience::open;
    const bool is_listed = std::ranges::find(exact_, identity) != exact_.end() ||
                           std::ranges::any_of(below_, [&](const std::string& start) {
                               return identity.size() > start.size() && identity.starts_with(start);
                           });
    return is_listed ? Audience::closed : Audience::open;
}

std::string PushTarget::shown() const {
    if (!identity.empty()) return display(identity);
    if (is_local_url(url)) return "a path that leads to no repository";
    if (url.contains("::")) return "a remote helper";
    return "a URL of an unknown or unencrypted transport";
}

PushTarget push_target(const std::string& url, const std::string& folder, const AudienceRules& rules) {
    PushTarget target{url, remote_identity(url, folder), Audience::open};
    target.audience = rules.of_identity(target.identity);
    return target;
}

Audience PushTargets::audience() const {
    const bool is_closed = !targets.empty() && std::ranges::all_of(targets, [](const PushTarget& target) {
        return target.audience == Audience::closed;
    });
    return is_closed ? Audience::closed : Audience::open;
}

Result<PushTargets> push_targets(const std::string& folder, const std::string& remote,
                                 const std::vector<std::string>& environment, const AudienceRules& rules) {
    WARD_TRY(const GitAsker git, GitAsker::in(folder, environment));
    // Relative paths are relative to where git goes: the top of the work tree, or the repository itself.
    auto top = git.answer_if({"rev-parse", "--show-toplevel"});
    if (!top || top->empty()) {
        WARD_TRY(top, git.answer({"rev-parse", "--absolute-git-dir"}));
    }
    PushTargets out{.remote = remote.empty() ? usual_remote(git) : remote, .targets = {}, .notes = {}};
    std::string urls;
    // Names begin with no '-': git would take them for options.
    if (!out.remote.starts_with('-'))
        urls = git.answer_if({"remote", "get-url", "--push", "--all", out.remote}).value_or("");
    if (urls.empty()) {
        WARD_TRY(urls, rewritten(git, out.remote));
    }
    for (const std::string_view url : split(urls, '\n'))
        if (!url.empty()) out.targets.push_back(push_target(std::string(url), *top, rules));
    for (const std::string& name : git.telling())
        out.notes.push_back(name + " of the environment changes what git reads");
    return out;
}

bool pushes_submodules(const std::string& folder, const std::vector<std::string>& environment) {
    const auto git = GitAsker::in(folder, environment);
    if (!git) return false;
    const std::string own = to_lower(git->answer_if({"config", "--get", "push.recurseSubmodules"}).value_or(""));
    if (!own.empty()) return own == "on-demand" || own == "only";
    // submodule.recurse makes it on-demand.
    return git->answer_if({"config", "--type=bool", "--get", "submodule.recurse"}) == "true";
}

}  // namespace ward::release
