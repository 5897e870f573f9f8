#include "review/review.h"

#include <algorithm>
#include <iterator>

namespace ward::review {
namespace {

template <typename Item>
void append(std::vector<Item>& to, std::vector<Item>&& from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

Report run_judges(inventory::Inventory inventory, std::span<const Judge* const> judges, const Context& context) {
    Report report;
    report.started = format_instant(context.now);
    report.subject = inventory.subject;
    if (context.advisories != nullptr) {
        const advisory::Info& info = context.advisories->info();
        report.advisories = {info.snapshot, info.updated, static_cast<int64_t>(info.records), {}};
    }
    for (const Judge* judge : judges) {
        auto opinion = judge->needs == Needs::advisories && context.advisories == nullptr
                           ? Result<Opinion>(fail(ErrorCode::not_found, "no advisory database"))
                           : judge->run(inventory, context);
        if (!opinion) {
            report.skipped.push_back(
                {"", SkipKind::unread, "judge " + std::string(judge->name) + ": " + opinion.error().message(), false});
            continue;
        }
        append(report.findings, std::move(opinion->findings));
        append(report.skipped, std::move(opinion->skipped));
        append(report.notes, std::move(opinion->notes));
        append(report.verdicts, std::move(opinion->verdicts));
        append(report.advisories.not_compared, std::move(opinion->not_compared));
    }
    report.components = std::move(inventory.components);
    for (Finding& finding : report.findings)
        if (const Component* about = finding.scope ? nullptr : find_component(report, finding.component))
            finding.scope = about->scope;
    append(report.skipped, std::move(inventory.skipped));
    append(report.notes, std::move(inventory.notes));
    std::ranges::stable_sort(report.skipped, {},
                             [](const Skipped& part) { return std::tie(part.kind, part.path, part.reason); });
    distinguish_keys(report.findings);
    sort_findings(report.findings);
    return report;
}

}  // namespace ward::review
