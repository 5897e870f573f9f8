#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "judges/vet/names/likeness.h"
#include "judges/vet/names/names.h"
#include "judges/vet/names/vocabulary.h"

namespace ward::vet {
namespace {

constexpr std::string_view both_established = "both are established";

double weight_of(const Likeness& likeness) {
    const Signal* signal = signal_named(likeness.signal);
    return signal == nullptr ? 0 : signal->weight;
}

// Those that are not about a popular package: each is a fact of its own.
bool is_of_its_own(std::string_view signal) {
    return signal >= "T19";
}

bool goes_first(const Likeness& left, const Likeness& right) {
    if (left.dismissed.empty() != right.dismissed.empty()) return left.dismissed.empty();
    const double left_weight = weight_of(left);
    const double right_weight = weight_of(right);
    if (left_weight != right_weight) return left_weight > right_weight;
    if (left.target_rank != right.target_rank)
        return left.target_rank.value_or(UINT32_MAX) < right.target_rank.value_or(UINT32_MAX);
    return std::tie(left.signal, left.target) < std::tie(right.signal, right.target);
}

}  // namespace

NameReader::NameReader(const names::PopularNames& popular, const PrivateNames* own, Instant now)
    : popular_(popular), own_(own), now_(now) {
    if (popular.list().has_created()) vocabulary_ = vocabulary_of(popular.list(), popular.targets());
}

void NameReader::settle(Likeness& likeness, const NameReading& reading, uint32_t place) const {
    likeness.target_rank = place + 1;
    likeness.target_downloads = popular_.list().downloads(place);
    const auto target_created = popular_.list().created(place);
    const auto& known = reading.known;
    if (popular_.is_established(reading.name)) {
        likeness.dismissed = both_established;
    } else if (known.created && target_created && *known.created < *target_created) {
        likeness.dismissed = "it is older than the other";
    } else if (known.downloads && likeness.target_downloads &&
               *likeness.target_downloads / least_ratio < *known.downloads) {
        likeness.dismissed = fmt::format("the other is not used {} times as much", least_ratio);
    }
}

void NameReader::add_alike(NameReading& reading, Dismissed dismissed) const {
    if (dismissed == Dismissed::dropped && popular_.is_established(reading.name)) return;
    std::vector<uint32_t> places;
    popular_.index().find(reading.name, places);
    for (const uint32_t place : places) {
        const std::string_view target = popular_.list().name(place);
        auto technique = technique_of(target, reading.name);
        if (!technique && place < popular_.top()) technique = two_edits_of(target, reading.name);
        if (!technique) continue;
        Likeness likeness{.signal = std::string(technique->signal),
                          .target = std::string(target),
                          .reason = std::move(technique->reason)};
        settle(likeness, reading, place);
        if (likeness.dismissed.empty() || dismissed == Dismissed::kept)
            reading.likenesses.push_back(std::move(likeness));
    }
}

NameReading NameReader::read(std::string_view name, const Known& given, Dismissed dismissed) const {
    NameReading reading{.name = std::string(name), .known = given};
    if (!reading.known.downloads) reading.known.downloads = popular_.downloads_of(name);
    if (!reading.known.created) reading.known.created = popular_.created_of(name);
    add_alike(reading, dismissed);
    if (popular_.ecosystem() == names::Ecosystem::npm) {
        add_scoped(reading, dismissed);
        add_runtime(reading);
        add_option(reading);
    }
    if (!popular_.is_established(name)) add_combined(reading);
    if (own_ != nullptr) add_private(reading);
    if (!vocabulary_.empty()) add_invented(reading);
    std::ranges::sort(reading.likenesses, goes_first);
    if (reading.likenesses.size() > max_likenesses) {
        reading.more = reading.likenesses.size() - max_likenesses;
        reading.likenesses.resize(max_likenesses);
    }
    return reading;
}

std::string sentence_of(const Likeness& likeness, std::string_view name) {
    if (is_of_its_own(likeness.signal)) return fmt::format("`{}`: {}", name, likeness.reason);
    std::string out = fmt::format("`{}` looks like `{}`", name, likeness.target);
    if (likeness.target_rank) out += fmt::format(" (place {} by use)", *likeness.target_rank);
    return out + ": " + likeness.reason;
}

std::vector<Sighting> sightings_of(const NameReading& reading) {
    std::vector<Sighting> out;
    bool weighs = true;  // the next likeness to a popular package
    for (const Likeness& likeness : reading.likenesses) {
        if (!likeness.dismissed.empty()) continue;
        const bool is_own = is_of_its_own(likeness.signal);
        if (std::ranges::find(out, likeness.signal, &Sighting::signal) != out.end()) continue;
        Sighting sighting{.signal = likeness.signal, .what = sentence_of(likeness, reading.name)};
        if (!is_own && !std::exchange(weighs, false)) sighting.weight = 0;
        if (const auto weight = likeness.weight) sighting.weight = weight;
        out.push_back(std::move(sighting));
    }
    return out;
}

}  // namespace ward::vet
