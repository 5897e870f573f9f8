// What of a group's releases is secret at a time, and what everybody may know of them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "actions/release/record/release.h"

namespace ward::release {

// The releases that are embargoed; and of every release the reports that left it and stand in no other one, as a
// release without a day, "ID/held".
std::vector<Release> secret_releases(std::span<const Release> all, Instant now);
// Of one release alone: no report in it where nothing is held.
Release held_of(const Release& release);

// What a release tells of itself when it is told.
struct Told {
    std::vector<std::string> cves = {}, handles = {}, texts = {};

    void add(const Release& release);
};
// By all that are disclosed.
Told told_by(std::span<const Release> all, Instant now);

}  // namespace ward::release
