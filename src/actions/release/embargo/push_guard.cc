#include "actions/release/embargo/push_guard.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/core.h>

#include "actions/release/embargo/git_asker.h"
#include "actions/release/embargo/outgoing.h"
#include "base/path.h"
#include "base/text.h"
#include "io/gitobjects/repository.h"

namespace ward::release {
namespace {

using gitobjects::ObjectId;
using gitobjects::Repository;

bool is_zero(std::string_view id) {
    return !id.empty() && std::ranges::all_of(id, [](char c) { return c == '0'; });
}

// Its refs and objects, with those that it borrows: it is the user's own, so its files may lead anywhere.
Result<Repository> own_repository(const std::string& folder, const std::vector<std::string>& environment) {
    WARD_TRY(const GitAsker git, GitAsker::in(folder, environment));
    WARD_TRY(const std::string common, git.answer({"rev-parse", "--path-format=absolute", "--git-common-dir"}));
    WARD_TRY(const std::string counts, git.answer({"count-objects", "-v"}));
    std::vector<std::string> borrowed;
    constexpr std::string_view mark = "alternate: ";
    for (const std::string_view line : split(counts, '\n'))
        if (line.starts_with(mark)) borrowed.emplace_back(trim(line.substr(mark.size())));
    return Repository::open(common, borrowed);
}

std::vector<ObjectId> ids_of(std::span<const std::string> texts) {
    std::vector<ObjectId> out;
    for (const std::string& text : texts)
        if (const auto id = ObjectId::from_hex(text); id && !is_zero(text)) out.push_back(*id);
    return out;
}

class Guard {
  public:
    Guard(const AudienceRules& rules, std::span<const ReleaseEmbargo> embargoes, Instant now) : rules_(rules) {
        for (const ReleaseEmbargo& embargo : embargoes)
            if (embargo.holds(now) && embargo.matcher != nullptr) embargoes_.push_back(&embargo);
    }

    PushVerdict run(const Push& push) {
        const bool is_decided = decide_audience(push);
        if (embargoes_.empty()) verdict_.problems.clear();
        if (embargoes_.empty() || !is_decided) return std::move(verdict_);
        if (auto judged = judge(push, verdict_.audience, 0); !judged) problem(judged.error());
        for (const ReleaseEmbargo* embargo : embargoes_)
            for (Problem& one : verdict_.problems) {
                one.path = embargo->matcher->redact(one.path);
                one.reason = embargo->matcher->redact(one.reason);
            }
        return std::move(verdict_);
    }

  private:
    void problem(const Error& error) { verdict_.problems.push_back({error.where, error.what}); }

    bool decide_audience(const Push& push) {
        if (!push.url.empty()) {
            const PushTarget target = push_target(push.url, push.folder, rules_);
            verdict_.audience = target.audience;
            verdict_.remote = target.shown();
            return true;
        }
        const auto targets = push_targets(push.folder, push.remote, push.environment, rules_);
        if (!targets) {
            problem(targets.error());
            return false;
        }
        verdict_.audience = targets->audience();
        verdict_.notes = targets->notes;
        for (const PushTarget& target : targets->targets)
            verdict_.remote += (verdict_.remote.empty() ? "" : ", ") + target.shown();
        return true;
    }

    Result<void> judge(const Push& push, Audience audience, size_t depth) {
        std::vector<ObjectId> tips;
        std::vector<ObjectId> has = ids_of(push.remote_has);
        for (const PushedRef& ref : push.refs) {
            if (is_zero(ref.local_id)) continue;
            if (audience == Audience::open) check_ref_name(ref.remote_ref);
            const auto tip = ObjectId::from_hex(ref.local_id);
            if (!tip) return fail(ErrorCode::parse, "the push names an id that is none");
            tips.push_back(*tip);
            std::ranges::copy(ids_of(std::vector{ref.remote_id}), std::back_inserter(has));
        }
        // To a private remote all may go; but submodules that go along have remotes of their own.
        if (tips.empty() || (audience == Audience::closed && !may_have_submodules(push))) return {};
        WARD_TRY(const Repository repository, own_repository(push.folder, push.environment));
        std::set<Submodule> submodules;
        for (const ReleaseEmbargo* embargo : embargoes_) {
            OutgoingReport outgoing = check_outgoing(repository, tips, has, *embargo->matcher, push.cache_folder);
            verdict_.commits = std::max(verdict_.commits, outgoing.commits);
            submodules.merge(outgoing.submodules);
            if (audience == Audience::closed) continue;
            for (Leak& leak : outgoing.found.leaks) verdict_.findings.push_back({embargo->release, std::move(leak)});
            std::ranges::move(outgoing.found.problems, std::back_inserter(verdict_.problems));
        }
        return judge_submodules(push, submodules, depth);
    }

    void check_ref_name(const std::string& name) {
        for (const ReleaseEmbargo* embargo : embargoes_)
            for (Leak& leak : leaks_in(name, *embargo->matcher, {.kind = "ref"}))
                verdict_.findings.push_back({embargo->release, std::move(leak)});
    }

    static std::string top_of(const Push& push) {
        const auto git = GitAsker::in(push.folder, push.environment);
        return git ? git->answer_if({"rev-parse", "--show-toplevel"}).value_or("") : "";
    }

    static bool may_have_submodules(const Push& push) {
        const std::string top = top_of(push);
        return !top.empty() && path_exists(top + "/.gitmodules");
    }

    // A push that takes submodules along runs `git push` in each of them. Whether it does may also stand on its command
    // line, which a hook does not see: so what they would push is looked at in any case. Only where configuration says
    // that they are pushed, one that cannot be read is a reason to refuse.
    Result<void> judge_submodules(const Push& push, const std::set<Submodule>& submodules, size_t depth) {
        if (submodules.empty()) return {};
        const bool are_pushed = pushes_submodules(push.folder, push.environment);
        if (depth == max_submodule_depth)
            return fail(ErrorCode::limit,
                        fmt::format("has submodules in more than {} submodules", max_submodule_depth));
        const std::string top = top_of(push);
        if (top.empty()) return {};
        for (const Submodule& submodule : submodules) {
            const std::string folder = top + '/' + submodule.path;
            if (!path_exists(folder + "/.git")) continue;
            const size_t problems = verdict_.problems.size();
            if (auto judged = judge_submodule(push, submodule, folder, depth); !judged) problem(judged.error());
            if (!are_pushed) verdict_.problems.resize(problems);
        }
        return {};
    }

    Result<void> judge_submodule(const Push& push, const Submodule& submodule, const std::string& folder,
                                 size_t depth) {
        Push inner{.folder = folder, .remote = "", .cache_folder = push.cache_folder};
        inner.environment = environment_elsewhere(push.environment);
        inner.refs.push_back({"", submodule.commit.hex(), "", ""});
        WARD_TRY(const PushTargets targets, push_targets(folder, "", inner.environment, rules_));
        const size_t findings = verdict_.findings.size();
        WARD_TRY_VOID(judge(inner, targets.audience(), depth + 1));
        for (size_t i = findings; i < verdict_.findings.size(); ++i) {
            std::string& from = verdict_.findings[i].leak.reached_from;
            from = fmt::format("submodule {}{}{}", redacted(submodule.path), from.empty() ? "" : ", ", from);
        }
        return {};
    }

    std::string redacted(std::string text) const {
        for (const ReleaseEmbargo* embargo : embargoes_) text = embargo->matcher->redact(text);
        return text;
    }

    const AudienceRules& rules_;
    std::vector<const ReleaseEmbargo*> embargoes_;
    PushVerdict verdict_;
};

}  // namespace

Result<std::vector<PushedRef>> parse_pre_push(std::string_view input) {
    std::vector<PushedRef> out;
    size_t number = 0;
    for (const std::string_view line : split(input, '\n')) {
        ++number;
        if (line.empty()) continue;
        const std::vector<std::string_view> words = split(line, ' ');
        const auto where = fmt::format("standard input:{}", number);
        if (words.size() != 4 || !ObjectId::from_hex(words[1]) || !ObjectId::from_hex(words[3]))
            return fail(ErrorCode::parse, "is not \"LOCAL-REF ID REMOTE-REF ID\"", where);
        if (out.size() == max_pushed_refs)
            return fail(ErrorCode::limit, fmt::format("names more than {} refs", max_pushed_refs), where);
        out.push_back({std::string(words[0]), std::string(words[1]), std::string(words[2]), std::string(words[3])});
    }
    return out;
}

std::vector<std::string> PushVerdict::reasons() const {
    std::vector<std::string> out;
    out.reserve(findings.size() + problems.size());
    for (const Finding& finding : findings)
        out.push_back(fmt::format("release {}: {}", finding.release, sentence_of(finding.leak)));
    for (const Problem& one : problems)
        out.push_back(fmt::format("cannot be judged: {}{}{}", display(one.path), one.path.empty() ? "" : ": ",
                                  display(one.reason)));
    return out;
}

PushVerdict judge_push(const Push& push, const AudienceRules& rules, std::span<const ReleaseEmbargo> embargoes,
                       Instant now) {
    return Guard(rules, embargoes, now).run(push);
}

}  // namespace ward::release
