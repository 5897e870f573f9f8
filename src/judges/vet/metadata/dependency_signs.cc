// M04, M10: on whom the version depends.
#include <algorithm>
#include <unordered_map>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/vet/metadata/dependencies.h"
#include "judges/vet/metadata/signs.h"
#include "judges/vet/signals.h"

namespace ward::vet {
namespace {

constexpr int64_t young_days = 7;
constexpr uint64_t hardly_used = 1'000;  // downloads a month

std::string_view scope_of(std::string_view name) {
    return name.starts_with('@') ? name.substr(0, name.find('/')) : std::string_view();
}

// Packages of one scope, or of people who published this package before, are split and published together.
bool is_of_the_same_hands(const MetadataInputs& in, std::string_view dependency, const DependencyFacts& facts) {
    if (!scope_of(dependency).empty() && scope_of(dependency) == scope_of(in.name)) return true;
    if (in.packument == nullptr || in.published == nullptr) return false;
    for (const npm::PublishedVersion* earlier : npm::published_before(*in.packument, *in.published))
        if (earlier->publisher && !earlier->publisher->name.empty() &&
            std::ranges::find(facts.publishers, earlier->publisher->name) != facts.publishers.end())
            return true;
    return false;
}

// What speaks against a new dependency; empty: nothing.
std::string youth_of(const DependencyFacts& facts, Instant when) {
    if (facts.first_published && when - *facts.first_published < young_days * seconds_per_day)
        return fmt::format("was first published on {}, {} days before", format_date(*facts.first_published),
                           std::max<int64_t>(0, (when - *facts.first_published) / seconds_per_day));
    if (facts.monthly_downloads && *facts.monthly_downloads < hardly_used)
        return fmt::format("has {} downloads a month", *facts.monthly_downloads);
    return {};
}

}  // namespace

void look_at_new_dependencies(Signs& signs) {
    const MetadataInputs& in = signs.inputs;
    const npm::Manifest* manifest = in.manifest();
    if (manifest == nullptr) return;
    const npm::Manifest* before = in.manifest_before();
    if (before == nullptr) return;
    const Instant when = in.published != nullptr && in.published->published ? *in.published->published : in.now;
    std::vector<std::string> unknown;
    for (const Need& need : needs_of(*manifest)) {
        if (needs(*before, need.name)) continue;
        const std::string real = real_name(need);
        const auto facts = in.dependency ? in.dependency(real) : std::nullopt;
        if (!facts || (!facts->first_published && !facts->monthly_downloads)) {
            unknown.push_back(real);
            continue;
        }
        const std::string youth = youth_of(*facts, when);
        if (youth.empty() || is_of_the_same_hands(in, real, *facts)) continue;
        signs.see("M04", fmt::format("{} is a new dependency and {}", real, youth),
                  {signs.in_manifest({need.field, need.name}, fmt::format("{}: {}", need.name, need.range))});
    }
    if (!unknown.empty())
        signs.do_not_know(fmt::format("how old and how used the new dependencies are: {}", join(unknown, ", ")));
}

void look_at_direct_urls(Signs& signs) {
    const MetadataInputs& in = signs.inputs;
    const npm::Manifest* manifest = in.manifest();
    if (manifest == nullptr) return;
    const npm::Manifest* before = in.manifest_before();
    for (const Need& need : needs_of(*manifest)) {
        if (need.is_peer || !is_outside_registry(need.range)) continue;
        const bool is_old = before != nullptr && std::ranges::any_of(needs_of(*before), [&](const Need& old) {
                                return old.name == need.name && is_outside_registry(old.range);
                            });
        signs.see("M10", fmt::format("{} comes from {}{}", need.name, need.range, is_old ? ", as before" : ""),
                  {signs.in_manifest({need.field, need.name}, std::string(need.range))},
                  is_old ? std::optional(medium_weight) : std::nullopt);
    }
}

}  // namespace ward::vet
