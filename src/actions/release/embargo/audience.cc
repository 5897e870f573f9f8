#include "actions/release/embargo/audience.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "actions/release/embargo/git_asker.h"
#include "actions/release/embargo/remote_identity.h"
#include "base/text.h"

namespace ward::release {
namespace {

constexpr std::string_view local = "file:";
// "host/owner/repository" without a transport is meant as https.
constexpr std::string_view assumed = "https://";

std::string listed_identity(std::string_view text, const std::string& folder) {
    // "git.example/a", "git.example:8443/a": what git would take for a path, or for scp's form.
    const std::string_view host = text.substr(0, text.find('/'));
    const std::string_view port = host.substr(std::min(host.size(), host.find(':')));
    const bool is_host = host.size() < text.size() && !host.starts_with('.') && host.contains('.') &&
                         host.find('@') == std::string_view::npos &&
                         (port.empty() || (port.size() > 1 && std::ranges::all_of(port.substr(1), is_digit)));
    if (is_host && !text.contains("://")) return remote_identity(std::string(assumed) + std::string(text), folder);
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

// url.BASE.insteadOf and the like: what a URL begins with, and what stands there instead.
struct Rewriting {
    std::string begins;
    std::string base;
};

// As git does it (alias_url in remote.c): the longest beginning, of several that long the first.
std::optional<std::string> rewritten(const std::string& url, const std::vector<Rewriting>& rules) {
    const Rewriting* best = nullptr;
    for (const Rewriting& rule : rules)
        if (url.starts_with(rule.begins) && (best == nullptr || rule.begins.size() > best->begins.size())) best = &rule;
    if (best == nullptr) return std::nullopt;
    return best->base + url.substr(best->begins.size());
}

Result<std::vector<Rewriting>> rewritings(const GitAsker& git, const std::string& name) {
    WARD_TRY(const ProcessOutcome outcome,
             git.ask({"config", "-z", "--get-regexp", fmt::format("^url\\..*\\.{}$", name)}));
    if (!outcome.succeeded() && outcome.status != 1)
        return fail(ErrorCode::io, "git cannot read its configuration: " + outcome.end(), git.folder());
    std::vector<Rewriting> out;
    for (const std::string_view item : split(outcome.out, '\0')) {
        constexpr std::string_view section = "url.";
        const size_t value = item.find('\n');
        if (value == std::string_view::npos || value < section.size() + name.size() + 1) continue;
        const std::string_view base = item.substr(section.size(), value - section.size() - name.size() - 1);
        out.push_back({std::string(item.substr(value + 1)), std::string(base)});
    }
    return out;
}

// Git answers this only for remotes of the repository's own configuration. One of the user's configuration or of the
// command line, and a plain URL, are rewritten here in the same way.
Result<std::vector<std::string>> urls_without_git(const GitAsker& git, const std::string& remote) {
    WARD_TRY(const std::vector<Rewriting> instead, rewritings(git, "insteadof"));
    WARD_TRY(const std::vector<Rewriting> push_instead, rewritings(git, "pushinsteadof"));
    const auto values = [&](std::string_view key) {
        std::vector<std::string> out;
        const std::string all =
            git.answer_if({"config", "--get-all", fmt::format("remote.{}.{}", remote, key)}).value_or("");
        for (const std::string_view one : split(all, '\n'))
            if (!one.empty()) out.emplace_back(one);
        return out;
    };
    std::vector<std::string> urls = values("pushurl");
    if (!urls.empty()) {
        for (std::string& url : urls) url = rewritten(url, instead).value_or(url);
        return urls;
    }
    urls = values("url");
    if (urls.empty()) urls.push_back(remote);
    for (std::string& url : urls)
        if (const auto pushed = rewritten(url, push_instead)) url = *pushed;
        else url = rewritten(url, instead).value_or(url);
    return urls;
}

Result<std::vector<std::string>> urls_of(const GitAsker& git, const std::string& remote) {
    // One that begins so would be taken for an option.
    if (!remote.starts_with('-'))
        if (const auto all = git.answer_if({"remote", "get-url", "--push", "--all", remote}); all && !all->empty()) {
            std::vector<std::string> out;
            for (const std::string_view url : split(*all, '\n')) out.emplace_back(url);
            return out;
        }
    return urls_without_git(git, remote);
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
    WARD_TRY(const std::vector<std::string> urls, urls_of(git, out.remote));
    for (const std::string& url : urls) out.targets.push_back(push_target(url, *top, rules));
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
