#include "judges/vet/metadata/burst.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include <fmt/core.h>

#include "base/time.h"
#include "facts/npm/release_line.h"
#include "judges/vet/metadata/signs.h"

namespace ward::vet {
namespace {

struct Publication {
    const npm::Packument* packument;
    const npm::PublishedVersion* version;
    Instant at;
};

// More than one version each, of at least half of the packages: no release of a monorepo needs that.
bool is_repeated(const std::map<std::string_view, size_t>& versions) {
    const auto twice = std::ranges::count_if(versions, [](const auto& one) { return one.second > 1; });
    return static_cast<size_t>(twice) * 2 >= versions.size();
}

// Do packages of this burst usually come together? Then at least half of them had their version before within an hour
// of most others' too.
bool is_habit(std::span<const Publication> burst) {
    std::vector<Instant> before;
    std::set<const npm::Packument*> seen;
    for (const Publication& one : burst) {
        if (!seen.insert(one.packument).second) continue;
        const auto earlier = npm::predecessor_of(*one.packument, *one.version);
        if (earlier.version != nullptr && earlier.version->published) before.push_back(*earlier.version->published);
    }
    if (before.size() * 2 < seen.size()) return false;
    std::ranges::sort(before);
    size_t together = 0;
    for (size_t first = 0, last = 0; last < before.size(); ++last) {
        while (before[last] - before[first] > burst_seconds) ++first;
        together = std::max(together, last - first + 1);
    }
    return together * 2 >= seen.size();
}

Evidence evidence_of(const Publication& one) {
    return {"", 0,
            fmt::format("registry: {} {}@{}", format_instant(one.at), one.packument->name, one.version->version())};
}

class BurstFinder {
  public:
    explicit BurstFinder(std::vector<Publication>& publications) : all_(publications) {
        std::ranges::sort(all_, [](const Publication& left, const Publication& right) {
            if (left.at != right.at) return left.at < right.at;
            if (left.packument->name != right.packument->name) return left.packument->name < right.packument->name;
            return left.version->version() < right.version->version();
        });
    }

    void find(std::string_view account, std::map<std::pair<std::string, std::string>, BurstMember>& out) const {
        size_t first = 0;
        std::map<std::string_view, size_t> names;
        for (size_t last = 0; last < all_.size(); ++last) {
            ++names[all_[last].packument->name];
            for (; all_[last].at - all_[first].at > burst_seconds; ++first)
                if (--names[all_[first].packument->name] == 0) names.erase(all_[first].packument->name);
            const bool is_whole = last + 1 == all_.size() || all_[last + 1].at - all_[first].at > burst_seconds;
            if (!is_whole || names.size() <= burst_packages) continue;
            const auto burst = std::span(all_).subspan(first, last - first + 1);
            if (is_repeated(names) || !is_habit(burst)) tell(burst, names.size(), account, out);
        }
    }

  private:
    static void tell(std::span<const Publication> burst, size_t packages, std::string_view account,
                     std::map<std::pair<std::string, std::string>, BurstMember>& out) {
        Sighting sighting{
            .signal = "M08",
            .what = fmt::format("{} published {} versions of {} packages between {} and {}", account, burst.size(),
                                packages, format_instant(burst.front().at), format_instant(burst.back().at))};
        for (const Publication& one : burst)
            if (sighting.evidence.size() < max_evidence) sighting.evidence.push_back(evidence_of(one));
        for (const Publication& one : burst)
            out.try_emplace({one.packument->name, one.version->version()},
                            BurstMember{one.packument, one.version, sighting});
    }

    std::vector<Publication>& all_;
};

}  // namespace

std::optional<Sighting> own_burst(const npm::Packument& packument, const npm::PublishedVersion& version) {
    if (!version.published) return std::nullopt;
    // Back along the line, as long as the next one lies within the hour.
    std::vector<const npm::PublishedVersion*> chain{&version};
    for (;;) {
        const npm::Predecessor before = npm::predecessor_of(packument, *chain.back());
        if (before.version == nullptr || !before.same_line || !before.version->published) break;
        if (*version.published - *before.version->published > burst_seconds) break;
        chain.push_back(before.version);
    }
    if (chain.size() < burst_versions) return std::nullopt;
    Sighting sighting{.signal = "M08",
                      .what = fmt::format("{} versions in a row were published within an hour, from {} to {}",
                                          chain.size(), chain.back()->version(), version.version())};
    for (const npm::PublishedVersion* one : chain)
        if (sighting.evidence.size() < max_evidence)
            sighting.evidence.push_back(evidence_of({&packument, one, *one->published}));
    return sighting;
}

std::vector<BurstMember> publish_bursts(std::span<const npm::Packument* const> packuments) {
    std::map<std::string, std::vector<Publication>> by_account;
    for (const npm::Packument* packument : packuments)
        for (const npm::PublishedVersion& version : packument->versions)
            if (version.published && version.publisher && !version.publisher->name.empty())
                by_account[version.publisher->name].push_back({packument, &version, *version.published});
    std::map<std::pair<std::string, std::string>, BurstMember> found;
    for (auto& [account, publications] : by_account) BurstFinder(publications).find(account, found);
    std::vector<BurstMember> out;
    out.reserve(found.size());
    for (auto& [key, member] : found) out.push_back(std::move(member));
    return out;
}

void look_at_own_burst(Signs& signs) {
    const MetadataInputs& in = signs.inputs;
    if (in.packument == nullptr || in.published == nullptr) return;
    auto burst = own_burst(*in.packument, *in.published);
    if (burst) signs.see(burst->signal, std::move(burst->what), std::move(burst->evidence));
}

}  // namespace ward::vet
