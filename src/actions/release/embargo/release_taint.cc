#include "actions/release/embargo/release_taint.h"

#include <algorithm>

#include "base/text.h"

namespace ward::release {
namespace {

bool has(std::span<const std::string> all, const std::string& one) {
    return std::ranges::any_of(all, [&](const std::string& text) { return equal_ignoring_case(text, one); });
}

void add(std::vector<std::string>& list, const std::string& text) {
    if (!text.empty() && std::ranges::find(list, text) == list.end()) list.push_back(text);
}

}  // namespace

TaintSet taint_of(const Release& release, const Project& project, const PublicFacts& known) {
    TaintSet set;
    const std::string public_place = to_lower('/' + project.repository + '/');
    const auto add_url = [&](const std::string& url) {
        if (!to_lower(url).contains(public_place)) add(set.private_urls, url);
    };
    for (const Report& report : release.reports) {
        add(set.report_ids, report.id);
        add(set.report_ids, report.advisory);
        for (const std::string& cve : report.cves)
            if (!has(known.cves, cve)) add(set.cve_ids, cve);
        add_url(report.link);
        for (const Range& range : report.ranges) add_url(range.pull);
        add(set.titles, report.title);
        for (const std::string* text : {&report.summary, &report.impact, &report.workaround}) add(set.summaries, *text);
        for (const Credit& credit : report.credits)
            if (credit.kind == CreditKind::reporter && !has(known.handles, credit.handle))
                add(set.handles, credit.handle);
    }
    for (const Line& line : release.lines) add_url(line.proposal);
    for (const Dependency& dependency : release.dependencies) add_url(dependency.pull);
    set.public_texts.assign(known.texts.begin(), known.texts.end());
    return set;
}

}  // namespace ward::release
