// Which version came before another: what a difference is made against.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "facts/npm/packument.h"

namespace ward::npm {

struct Predecessor {
    const PublishedVersion* version = nullptr;  // nullptr: it is the first
    // False where times are not known: then it is the next lower number, which may have been published later.
    bool by_time = true;
    // False where nothing lower was there yet: a first release of an older line, beside the newest one before it.
    bool same_line = true;
};

// Of the versions that were published before `of`, the one with the highest number below it: 4.9.5 follows 4.9.4, also
// where 5.0.0 lies between them in time. Prereleases are passed over, unless `of` is one or nothing else is there.
// `of` is one of the packument's own.
Predecessor predecessor_of(const Packument& packument, const PublishedVersion& of);

// All that were published before `of`, the latest first; empty where its time is not known.
std::vector<const PublishedVersion*> published_before(const Packument& packument, const PublishedVersion& of);

// Does `version` begin a line that `before` does not belong to, so that by semver all may be different? 2.0.0 after
// 1.4.1, 0.3.0 after 0.2.7.
bool begins_line(std::string_view version, std::string_view before);

}  // namespace ward::npm
