// M08: many publications within an hour. Of one package: versions that follow each other. Of one account: more than ten
// packages at once, which do not usually come together (a monorepo's do), or more than one version of them each.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "facts/npm/packument.h"
#include "judges/vet/signal.h"

namespace ward::vet {

constexpr int64_t burst_seconds = 3'600;
constexpr size_t burst_packages = 10;  // more than these
constexpr size_t burst_versions = 3;   // of one package, each following the one before

// Versions of one package that were published within an hour around `version`, one after the other in its line.
std::optional<Sighting> own_burst(const npm::Packument& packument, const npm::PublishedVersion& version);

struct BurstMember {
    const npm::Packument* packument = nullptr;
    const npm::PublishedVersion* version = nullptr;
    Sighting sighting;
};

// Of a feed: every version that is part of its account's burst, by name and version. Versions without a time or an
// account take no part.
std::vector<BurstMember> publish_bursts(std::span<const npm::Packument* const> packuments);

}  // namespace ward::vet
