#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/vet/names/likeness.h"
#include "judges/vet/names/names.h"
#include "judges/vet/names/vocabulary.h"

namespace ward::vet {
namespace {

constexpr std::string_view both_established = "both are established";

// npm refuses new names that differ from others in punctuation alone since December 2017 (npm/npm#19438): what came
// later went past that. A judgement: no labelled name shows it.
constexpr Instant punctuation_refused = 1'514'764'800;  // 2018-01-01
constexpr double refused_today_weight = 1.0;

// How directly the one is made of the other: what explains more comes first, and of equals the more popular target.
int directness_of(std::string_view signal) {
    constexpr std::string_view direct = "T01 T08 T09 T11 T13 T14";
    constexpr std::string_view loose = "T07 T16 T17";
    if (signal >= "T19") return 0;
    if (signal == "T10") return 4;
    return direct.contains(signal) ? 1 : loose.contains(signal) ? 3 : 2;
}

// Those that are not about a popular package: each is a fact of its own.
bool is_of_its_own(std::string_view signal) {
    return signal >= "T19";
}

bool goes_first(const Likeness& left, const Likeness& right) {
    if (left.dismissed.empty() != right.dismissed.empty()) return left.dismissed.empty();
    const int left_class = directness_of(left.signal);
    const int right_class = directness_of(right.signal);
    if (left_class != right_class) return left_class < right_class;
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
    if (reading.is_established) {
        likeness.dismissed = both_established;
    } else if (known.created && target_created && *known.created < *target_created) {
        likeness.dismissed = "it is older than the other";
    } else if (known.downloads && likeness.target_downloads &&
               *likeness.target_downloads / least_ratio < *known.downloads) {
        likeness.dismissed = fmt::format("the other is not used {} times as much", least_ratio);
    }
}

void NameReader::add_alike(NameReading& reading, const Keys& keys, Dismissed dismissed) const {
    if (dismissed == Dismissed::dropped && reading.is_established) return;
    std::vector<uint32_t> places;
    popular_.index().find(reading.name, keys, places);
    for (const uint32_t place : places) {
        const std::string_view target = popular_.list().name(place);
        auto technique = technique_of(target, reading.name);
        if (!technique && place < popular_.top()) technique = two_edits_of(target, reading.name);
        if (!technique) continue;
        Likeness likeness{.signal = std::string(technique->signal),
                          .target = std::string(target),
                          .reason = std::move(technique->reason)};
        settle(likeness, reading, place);
        if (is_refused_today(likeness, reading)) likeness.weight = refused_today_weight;
        if (likeness.dismissed.empty() || dismissed == Dismissed::kept)
            reading.likenesses.push_back(std::move(likeness));
    }
}

bool NameReader::is_refused_today(const Likeness& likeness, const NameReading& reading) const {
    return likeness.signal == "T08" && popular_.ecosystem() == names::Ecosystem::npm && reading.known.created &&
           *reading.known.created >= punctuation_refused;
}

NameReading NameReader::read(std::string_view name, const Known& given, Dismissed dismissed) const {
    NameReading reading{.name = std::string(name), .known = given};
    reading.place = popular_.place_of(name);
    reading.is_established = popular_.is_established(name, reading.place);
    if (!reading.known.downloads)
        reading.known.downloads =
            reading.place ? popular_.list().downloads(*reading.place) : popular_.registered_downloads_of(name);
    if (!reading.known.created && reading.place) reading.known.created = popular_.list().created(*reading.place);
    Keys keys;
    names::LikenessIndex::keys_of(name, keys);
    add_alike(reading, keys, dismissed);
    if (popular_.ecosystem() == names::Ecosystem::npm) {
        add_scoped(reading, dismissed);
        add_runtime(reading, keys);
        add_option(reading);
    }
    if (!reading.is_established) add_combined(reading);
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
