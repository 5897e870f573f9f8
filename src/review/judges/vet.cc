// vet in the review: look-alike names, and what installed packages do. Records of malware are audit's.
#include <algorithm>
#include <iterator>
#include <optional>

#include "judges/vet/tree_world.h"
#include "review/review.h"

namespace ward::review {
namespace {

bool has_packages(const inventory::Inventory& inventory) {
    return std::ranges::any_of(inventory.components, [](const Component& one) { return one.ecosystem == "npm"; });
}

Opinion opinion_of(vet::TreeOpinion seen) {
    Opinion opinion;
    for (const vet::Judged& one : seen.judged) {
        for (const std::string& label : one.labels) opinion.notes.push_back({"label", label, one.candidate.purl});
        // A review tells what there is to look at; `ward vet tree` has the verdict of every package.
        if (one.score.outcome != vet::Outcome::ok) opinion.verdicts.push_back(vet::verdict_of(one));
        if (auto finding = vet::finding_of(one)) opinion.findings.push_back(*std::move(finding));
    }
    opinion.skipped = std::move(seen.skipped);
    return opinion;
}

Result<Opinion> run(const inventory::Inventory& inventory, const Context& context) {
    if (!context.names || !has_packages(inventory)) return Opinion{};
    vet::TreeWorld world;
    world.now = context.now;
    WARD_TRY(world.names, context.names());
    std::optional<Root> files;
    if (!context.folder.empty()) {
        WARD_TRY(files, Root::open(context.folder));
        world.files = &*files;
    }
    vet::TreeWants wants = vet::wants_of(world);
    wants.labels = context.labels;
    return opinion_of(vet::judge_tree(inventory.components, wants));
}

}  // namespace

WARD_JUDGE(vet) = {
    .name = "vet",
    .summary = "names of packages that look like popular ones, and what the files of installed packages do",
    .needs = Needs::inventory,
    .run = run,
};

}  // namespace ward::review
