// For tests: a public and a private repository, a clone that has both as remotes, and a release that is embargoed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/release/embargo/audience.h"
#include "actions/release/embargo/leak.h"
#include "actions/release/embargo/matcher.h"
#include "actions/release/embargo/private_objects.h"
#include "io/gitobjects/git_fixture.h"

namespace ward::release::test {

inline const std::string secret_title = "Crafted trailer fields crash the parser of chunked bodies in servers";
inline const std::string secret_summary =
    "A request whose trailer repeats a field makes the parser read beyond its buffer, so that one request ends the "
    "process.";

inline TaintSet secret_set() {
    return {.report_ids = {"2871234"},
            .cve_ids = {"CVE-2026-41414"},
            .private_urls = {"https://github.com/example-private/engine-private/pull/77"},
            .handles = {"quiet_finder9"},
            .titles = {secret_title},
            .summaries = {secret_summary}};
}

inline TaintMatcher matcher_of(const TaintSet& set) {
    auto matcher = TaintMatcher::of(set);
    if (!matcher) throw std::runtime_error(matcher.error().message());
    return *std::move(matcher);
}

// "report-id 1"
inline std::string named(const Taint& taint) {
    return fmt::format("{} {}", name_of(taint.rule), taint.item + 1);
}
inline std::vector<std::string> found_in(const TaintMatcher& matcher, std::string_view text) {
    std::vector<std::string> out;
    for (const Taint& taint : matcher.find(text)) out.push_back(named(taint));
    return out;
}
inline std::vector<std::string> sentences_of(const LeakReport& report) {
    std::vector<std::string> out;
    out.reserve(report.leaks.size() + report.problems.size());
    for (const Leak& leak : report.leaks) out.push_back(sentence_of(leak));
    for (const Problem& problem : report.problems) out.push_back("problem: " + problem.path + ": " + problem.reason);
    return out;
}
// Nothing of the set stands in these lines.
inline void expect_no_secret(const std::vector<std::string>& lines, const TaintMatcher& matcher) {
    for (const std::string& line : lines) EXPECT_EQ(matcher.redact(line), line);
}

class EmbargoFixture : public gitobjects::GitFixture {
  public:
    // The environment of a push here.
    static std::vector<std::string> environment() {
        const char* path = ::getenv("PATH");  // NOLINT(concurrency-mt-unsafe)
        return {std::string("PATH=") + (path == nullptr ? "/usr/bin:/bin" : path), "HOME=/nonexistent",
                "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null"};
    }

    // open.git and closed.git; work/ with the remotes `origin` (open) and `group` (closed). On main one public commit,
    // on fix a private one that only closed.git has.
    void make_world() const {
        run("git init -q --bare -b main open.git && git init -q --bare -b main closed.git && git init -q -b main work");
        run("git remote add origin ../open.git && git remote add group ../closed.git && mkdir lib && "
            "printf 'int parse(int n) {\\n    return n;\\n}\\n' > lib/parse.c && printf 'read me\\n' > README && "
            "git add . && git commit -qm 'first commit' && git push -q origin main && git push -q group main",
            "work");
        run("git checkout -qb fix && printf 'int parse(int n) {\\n    if (n > limit) return -1;\\n    return "
            "n;\\n}\\n' > "
            "lib/parse.c && git commit -qam 'check the limit' && git push -q group fix && git checkout -q main",
            "work");
    }

    gitobjects::ObjectId id_of(const std::string& revision, std::string_view below = "work") const {
        return gitobjects::ObjectId::from_hex(run("git rev-parse " + revision, below)).value();
    }

    // The words of the release and the objects that only `private_refs` have.
    TaintSet taint_of(const std::vector<std::string>& private_refs, const std::vector<std::string>& public_refs,
                      std::string_view below = "work") const {
        TaintSet set = secret_set();
        std::vector<gitobjects::ObjectId> closed;
        std::vector<gitobjects::ObjectId> open;
        closed.reserve(private_refs.size());
        open.reserve(public_refs.size());
        for (const std::string& ref : private_refs) closed.push_back(id_of(ref, below));
        for (const std::string& ref : public_refs) open.push_back(id_of(ref, below));
        const auto repository = gitobjects::Repository::open(path(below));
        EXPECT_TRUE(repository);
        const auto added = add_private_objects(*repository, closed, open, set);
        EXPECT_TRUE(added) << (added ? "" : added.error().message());
        return set;
    }

    AudienceRules rules() const {
        return AudienceRules::of(std::vector<std::string>{path("closed.git")}, path()).value();
    }
};

}  // namespace ward::release::test
