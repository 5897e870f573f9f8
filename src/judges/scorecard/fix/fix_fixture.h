// For tests of patches: each is applied to a copy by git, as people would do it; then the score has to be higher.
#pragma once

#include <cstdio>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "judges/scorecard/check.h"
#include "judges/scorecard/fix/fix.h"
#include "judges/scorecard/tree_facts_fixture.h"

namespace ward::scorecard {

constexpr std::string_view fix_hash = "0123456789012345678901234567890123456789";
inline const std::string fix_digest = "sha256:" + std::string(64, 'a');

inline FixSources sources(std::set<FixKind> kinds) {
    FixSources out{.kinds = std::move(kinds)};
    out.commit_of = [](std::string_view action, std::string_view ref) -> Told {
        if (action == "actions/checkout" && ref == "v4") return std::string(fix_hash);
        return std::unexpected("nobody told its commit");
    };
    out.digest_of = [](std::string_view image) -> Told {
        if (image == "alpine:3.20" || image == "node") return fix_digest;
        return std::unexpected("nobody told its digest");
    };
    return out;
}

inline int score_of(const Facts& facts, std::string_view check) {
    return check_named(check)->run(facts).score;
}

// Applies the diff in the folder; what git says of it.
inline std::string apply_patch(const TreeFacts& facts, const std::string& diff) {
    if (diff.empty()) return "";
    const inventory::TreeFixture patch;
    patch.write("p.diff", diff);
    const std::string command =
        fmt::format("cd '{}' && GIT_CEILING_DIRECTORIES=/tmp git apply --whitespace=nowarn '{}/p.diff' 2>&1",
                    facts.path(), patch.path());
    FILE* pipe = ::popen(command.c_str(), "r");  // NOLINT(cert-env33-c): fixed words and paths of ours
    std::string said;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) said += static_cast<char>(c);
    return ::pclose(pipe) == 0 ? "" : said + "?";
}

inline std::string text_in(const TreeFacts& facts, std::string_view path) {
    std::ifstream in(fmt::format("{}/{}", facts.path(), path), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// The diff applies, the workflows read, and the score is what is expected; returns what could not be mended.
inline std::vector<std::string> mend(TreeFacts& facts, const FixSources& from, std::string_view check, int before,
                                     int after) {
    EXPECT_EQ(score_of(*facts, check), before);
    const Fixes fixes = plan_fixes(*facts, from);
    const std::string diff = diff_of(fixes);
    EXPECT_EQ(apply_patch(facts, diff), "") << diff;
    facts.read();
    for (const WorkflowFile& file : facts->workflows()) EXPECT_TRUE(file.parsed) << diff;
    EXPECT_EQ(score_of(*facts, check), after) << diff;
    std::vector<std::string> out;
    for (const Unmended& one : fixes.unmended) out.push_back(fmt::format("{}:{}: {}", one.path, one.line, one.reason));
    return out;
}

// A line as it is written, and what becomes of it.
struct WrittenLine {
    std::string_view before;
    std::string_view after;  // empty: it is left, and that is told
};

}  // namespace ward::scorecard
