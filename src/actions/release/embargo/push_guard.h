// Judges a push before it happens. Until a release's lift time nothing of its taint set goes to a public remote:
// no commit that only private refs reach, no rewritten private commit, no message, tag, note, name or content with
// embargoed words. What cannot be judged is refused.
//
// ward's own pushes go through here; others through the hook of push_hook.h, which `git push --no-verify` goes around.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actions/release/embargo/audience.h"
#include "actions/release/embargo/leak.h"
#include "actions/release/embargo/matcher.h"
#include "base/result.h"
#include "base/time.h"

namespace ward::release {

constexpr size_t max_pushed_refs = 100'000;
constexpr size_t max_submodule_depth = 8;

struct PushedRef {
    std::string local_ref;
    std::string local_id;  // zeros: the remote ref is deleted
    std::string remote_ref;
    std::string remote_id;  // what it is at there; zeros: it is not there

    bool operator==(const PushedRef&) const = default;
};

// The standard input of a pre-push hook: https://git-scm.com/docs/githooks#_pre_push. `parse` with the line.
Result<std::vector<PushedRef>> parse_pre_push(std::string_view input);

// A release whose embargo may hold.
struct ReleaseEmbargo {
    std::string release;             // its id, for messages
    std::optional<Instant> lift_at;  // nothing: not determined, so that it holds
    const TaintMatcher* matcher = nullptr;

    bool holds(Instant now) const { return !lift_at || now < *lift_at; }
};

struct Push {
    std::string folder;  // of the repository; absolute
    std::string remote;  // name or URL
    // As git gives it to a hook, rewritten already; empty: git is asked for all that `remote` is pushed to.
    std::string url = {};
    std::vector<PushedRef> refs = {};
    // Further ids that the remote is known to have (from asking it, never from remote-tracking refs, which say what
    // some remote of that name had once).
    std::vector<std::string> remote_has = {};
    std::vector<std::string> environment = {};  // of the push: "NAME=value"
    std::string cache_folder = {};              // as LeakCheckOptions
};

struct PushVerdict {
    struct Finding {
        std::string release;
        Leak leak;
    };

    Audience audience = Audience::open;
    std::string remote = {};              // its identity, for people
    std::vector<std::string> notes = {};  // of PushTargets
    std::vector<Finding> findings = {};
    std::vector<Problem> problems = {};  // why it could not be judged
    size_t commits = 0;                  // that go out

    bool allowed() const { return findings.empty() && problems.empty(); }
    // One line each, nothing embargoed in them: why the push is refused.
    std::vector<std::string> reasons() const;
};

PushVerdict judge_push(const Push& push, const AudienceRules& rules, std::span<const ReleaseEmbargo> embargoes,
                       Instant now);

}  // namespace ward::release
