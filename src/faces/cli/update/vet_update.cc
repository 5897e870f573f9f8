// See vet_update.h.
#include "faces/cli/update/vet_update.h"

#include <fmt/core.h>

#include "base/text.h"
#include "faces/cli/vet/package.h"
#include "faces/cli/vet/report.h"

namespace ward::cli {
namespace {

constexpr size_t max_news = 50;

struct Asked {
    std::optional<PackageSources> sources;
    std::vector<vet::Label> labels;
};

// Lines of what is new, without what only describes the two.
std::vector<std::string> news_of(const vet::Difference& difference) {
    std::vector<std::string> out;
    out.reserve(difference.changes.size() + difference.capabilities.size());
    for (const vet::Change& change : difference.changes)
        out.push_back(fmt::format("{} {}: {} -> {}", change.kind, change.name,
                                  change.before.empty() ? "none" : change.before,
                                  change.now.empty() ? "none" : change.now));
    for (const vet::CapabilityUse& use : difference.capabilities)
        out.push_back(fmt::format("uses {} in {}:{}", name_of(use.capability), use.evidence.path, use.evidence.line));
    for (const vet::Sighting& one : difference.signals) out.push_back(fmt::format("{} {}", one.signal, one.what));
    if (out.size() > max_news) {
        const size_t more = out.size() - max_news;
        out.resize(max_news);
        out.push_back(fmt::format("and {} more", more));
    }
    return out;
}

Result<update::VetAnswer> answer(Asked& asked, const update::Recipe& recipe, std::string_view before,
                                 std::string_view now) {
    WARD_TRY(const auto version, asked.sources->load_packed(now, recipe.id));
    std::unique_ptr<VetVersion> old;
    if (!before.empty()) {
        WARD_TRY(old, asked.sources->load_packed(before, recipe.id));
    }
    WARD_TRY(const VersionVerdict verdict, judge_version(*version, old.get(), asked.labels));
    update::VetAnswer out{.verdict = std::string(name_of(verdict.judged.score.outcome)),
                          .reason = verdict.judged.score.reason};
    if (verdict.difference) {
        out.news = news_of(*verdict.difference);
        out.has_new_signals = !verdict.difference->signals.empty();
    }
    for (const Skipped& part : version->skipped) out.news.push_back("not read: " + part.path + ": " + part.reason);
    return out;
}

}  // namespace

update::VetQuestion vet_question(const Invocation& invocation) {
    auto asked = std::make_shared<Asked>();
    return [asked, invocation](const update::Recipe& recipe, std::string_view before,
                               std::string_view now) -> Result<update::VetAnswer> {
        if (!asked->sources) {
            WARD_TRY(PackageSources sources, PackageSources::open(invocation));
            asked->sources.emplace(std::move(sources));
            WARD_TRY(asked->labels, known_labels(invocation));
        }
        return answer(*asked, recipe, before, now);
    };
}

}  // namespace ward::cli
