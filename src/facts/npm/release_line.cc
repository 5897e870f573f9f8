#include "facts/npm/release_line.h"

#include <algorithm>

#include "base/text.h"
#include "formats/versions/npm.h"

namespace ward::npm {
namespace {

bool is_prerelease(const PublishedVersion& version) {
    const auto partial = versions::npm::read_partial(version.version());
    return partial && !partial->prerelease.empty();
}

// The packument's versions are in npm's order.
const PublishedVersion* highest_below(const Packument& packument, const PublishedVersion& of, bool by_time,
                                      bool prereleases) {
    const PublishedVersion* found = nullptr;
    for (const PublishedVersion& one : packument.versions) {
        if (&one == &of) break;
        if (by_time && (!one.published || *one.published > *of.published)) continue;
        if (!prereleases && is_prerelease(one)) continue;
        found = &one;
    }
    return found;
}

}  // namespace

std::vector<const PublishedVersion*> published_before(const Packument& packument, const PublishedVersion& of) {
    std::vector<const PublishedVersion*> earlier;
    if (!of.published) return earlier;
    for (const PublishedVersion& one : packument.versions)
        if (&one != &of && one.published && *one.published <= *of.published) earlier.push_back(&one);
    // Of the same second the higher number counts as later.
    std::ranges::reverse(earlier);
    std::ranges::stable_sort(earlier, std::greater{}, [](const PublishedVersion* one) { return *one->published; });
    std::erase_if(earlier, [&](const PublishedVersion* one) {
        return *one->published == *of.published && one > &of;  // the same second, a higher number: later
    });
    return earlier;
}

Predecessor predecessor_of(const Packument& packument, const PublishedVersion& of) {
    Predecessor out;
    out.by_time = of.published.has_value();
    out.version = highest_below(packument, of, out.by_time, is_prerelease(of));
    if (out.version == nullptr && !is_prerelease(of)) out.version = highest_below(packument, of, out.by_time, true);
    if (out.version != nullptr || !out.by_time) return out;
    const auto earlier = published_before(packument, of);
    if (earlier.empty()) return out;
    out.version = earlier.front();
    out.same_line = false;
    return out;
}

bool begins_line(std::string_view version, std::string_view before) {
    const auto line_of = [](std::string_view text) -> std::optional<std::pair<uint64_t, uint64_t>> {
        const auto partial = versions::npm::read_partial(text);
        if (!partial) return std::nullopt;
        const auto major = to_number<uint64_t>(partial->major);
        const auto minor = to_number<uint64_t>(partial->minor);
        if (!major || !minor) return std::nullopt;
        return std::pair(*major, *major == 0 ? *minor : 0);
    };
    const auto now = line_of(version);
    const auto then = line_of(before);
    return now && then && *now > *then;
}

}  // namespace ward::npm
