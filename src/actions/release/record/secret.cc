#include "actions/release/record/secret.h"

#include <algorithm>

namespace ward::release {

Release held_of(const Release& release) {
    Release out;
    out.id = release.id + "/held";
    out.slug = release.slug;
    // It has no lines: proposals of the release are the release's.
    if (release.embargo == Embargo::coordinated) out.reports = release.held;
    return out;
}

std::vector<Release> secret_releases(std::span<const Release> all, Instant now) {
    std::vector<Release> out;
    out.reserve(all.size());
    for (const Release& release : all) {
        if (release.is_embargoed(now)) out.push_back(release);
        Release held = held_of(release);
        std::erase_if(held.reports, [&](const Report& report) {
            return std::ranges::any_of(all, [&](const Release& one) { return one.report(report.id) != nullptr; });
        });
        if (!held.reports.empty()) out.push_back(std::move(held));
    }
    return out;
}

void Told::add(const Release& release) {
    for (const Report& report : release.reports) {
        cves.insert(cves.end(), report.cves.begin(), report.cves.end());
        for (const Credit& credit : report.credits) handles.push_back(credit.handle);
        for (const std::string* text : {&report.title, &report.summary, &report.impact, &report.workaround})
            if (!text->empty()) texts.push_back(*text);
    }
}

Told told_by(std::span<const Release> all, Instant now) {
    Told out;
    for (const Release& release : all)
        if (release.state >= State::disclosed && !release.is_embargoed(now)) out.add(release);
    return out;
}

}  // namespace ward::release
