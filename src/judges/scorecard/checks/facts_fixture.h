// For tests: facts put together from a few files in memory and what a forge would say, and a check run on them.
#pragma once

#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/text.h"
#include "facts/inventory/inventory.h"
#include "judges/scorecard/check.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/missing.h"

namespace ward::scorecard {

class MemoryFiles final : public inventory::FileSource {
  public:
    Result<std::string> read(std::string_view path, size_t /*max_bytes*/) const override {
        const auto found = files.find(std::string(path));
        if (found == files.end()) return fail(ErrorCode::not_found, "no such file", std::string(path));
        return found->second;
    }
    Result<std::string> link_target(std::string_view path) const override {
        const auto found = links.find(std::string(path));
        if (found == links.end()) return fail(ErrorCode::not_found, "no such link", std::string(path));
        return found->second;
    }
    Result<std::optional<inventory::Gitlinks>> gitlinks() const override { return std::nullopt; }

    std::map<std::string, std::string> files;
    std::map<std::string, std::string> links;
};

class FactsFixture {
  public:
    FactsFixture() = default;
    FactsFixture(std::initializer_list<std::pair<std::string_view, std::string_view>> files) {
        for (const auto& [path, text] : files) file(path, text);
    }

    void file(std::string_view path, std::string_view text = "x\n") { files_->files[std::string(path)] = text; }
    void link(std::string_view path, std::string_view target) { files_->links[std::string(path)] = target; }
    // From the first call on there is a forge.
    forge::ForgeFacts& forge() {
        if (!forge_) {
            forge_ = std::make_unique<forge::ForgeFacts>(
                forge::ForgeFacts{.forge = "github", .host = "github.com", .name = "o/r", .default_branch = "main"});
        }
        return *forge_;
    }
    void as_of(std::string_view time) { as_of_ = parse_instant(time).value(); }
    std::optional<std::vector<KnownVulnerability>> vulnerabilities = {};
    bool is_starter_set = false;
    std::string not_compared = {};

    // Calls `use` with the facts.
    template <typename Use>
    auto with_facts(Use&& use) const {
        const inventory::Tree tree(*files_, listing());
        Facts facts = Facts::read(tree);
        facts.forge = forge_.get();
        facts.vulnerabilities = vulnerabilities;
        facts.is_starter_set = is_starter_set;
        facts.not_compared = not_compared;
        facts.as_of = as_of_;
        return use(facts);
    }
    // The same facts give the same result, to the letter.
    CheckResult run(std::string_view check) const {
        const CheckResult once = with_facts([&](const Facts& facts) { return check_named(check)->run(facts); });
        EXPECT_EQ(once, with_facts([&](const Facts& facts) { return check_named(check)->run(facts); })) << check;
        return once;
    }

  private:
    Listing listing() const {
        std::map<std::vector<std::string>, EntryKind> entries;  // by parts: in the order of a listing
        const auto add = [&](std::string_view path, EntryKind kind) {
            std::vector<std::string> parts;
            for (const std::string_view part : split(path, '/')) {
                if (!parts.empty()) entries.try_emplace(parts, EntryKind::folder);
                parts.emplace_back(part);
            }
            entries[parts] = kind;
        };
        for (const auto& [path, text] : files_->files) add(path, EntryKind::file);
        for (const auto& [path, target] : files_->links) add(path, EntryKind::symlink);
        Listing out;
        for (const auto& [parts, kind] : entries) out.entries.push_back({.path = join(parts, "/"), .kind = kind});
        return out;
    }

    std::unique_ptr<MemoryFiles> files_ = std::make_unique<MemoryFiles>();
    std::unique_ptr<forge::ForgeFacts> forge_;
    Instant as_of_ = 0;
};

// Details as they are printed, of one origin.
inline std::vector<std::string> lines_of(const CheckResult& result, Origin origin = Origin::peer) {
    std::vector<std::string> out;
    for (const Detail& detail : result.details) {
        if (detail.origin == origin) out.push_back(text_of(detail));
    }
    return out;
}

// "probe Outcome message", of one origin.
inline std::vector<std::string> probes_of(const CheckResult& result, Origin origin = Origin::peer) {
    std::vector<std::string> out;
    for (const ProbeFinding& finding : result.findings) {
        if (finding.origin != origin) continue;
        out.push_back(std::string(finding.probe) + ' ' + std::string(name_of(finding.outcome)) + ' ' + finding.message);
    }
    return out;
}

using Lines = std::vector<std::string>;

// What a check of a forge says without one.
inline void expect_needs_forge(std::string_view check) {
    FactsFixture without;
    const CheckResult alone = without.run(check);
    EXPECT_EQ(alone.score, inconclusive);
    EXPECT_TRUE(alone.reason.starts_with("needs facts of a forge")) << alone.reason;
    EXPECT_EQ(alone.error, std::nullopt);
}

// And where the forge kept a part back.
inline void expect_lacks(FactsFixture& with, std::string_view check, std::string_view part) {
    const std::string words = words_of_part(part);
    const CheckResult unasked = with.run(check);
    EXPECT_EQ(unasked.score, inconclusive);
    EXPECT_EQ(unasked.reason, "the forge's facts lack " + words + ": not asked for");
    with.forge().gaps = {{.part = std::string(part), .reason = "403: not for you"}};
    const CheckResult refused = with.run(check);
    EXPECT_EQ(refused.score, inconclusive);
    EXPECT_EQ(refused.reason, "the forge's facts lack " + words + ": 403: not for you");
    EXPECT_TRUE(refused.findings.empty());
    with.forge().gaps.clear();
}

}  // namespace ward::scorecard
