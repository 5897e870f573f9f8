// What an install script tried to do while it ran confined (`--detonate`): attempts become signals. Pure: who runs the
// script is the face's affair.
//
// The confined script sees a home folder with decoys (an .npmrc with a token, keys, a wallet) that it is not allowed to
// read, no network, and its own package to write in. Attempts are what the kernel was asked for, so that nothing
// depends on how the code is written; what the script would have done after a refusal is not seen.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "judges/vet/signal.h"

namespace ward::vet {

struct Attempt {
    enum class Kind : uint8_t { read, write, remove, execute, network, other };
    Kind kind = Kind::other;
    std::string resource;  // a path, "tcp:443", "unix:/run/x", a call's name
    std::string program;   // who asked
    std::string call;      // "openat"
};

// Where it ran.
struct Scene {
    std::string package;  // the package's folder
    std::string home;     // the decoys' folder
    std::string scratch;  // what may be written; holds both
    std::string script;   // "postinstall"
    Evidence place;       // of the script: package.json and its line
};

// The files of a home folder that are worth stealing, with what a decoy of each contains (no secret works anywhere).
struct Decoy {
    std::string_view path;  // from the home folder
    std::string_view text;
};
std::span<const Decoy> decoys();

// Programs that fetch or that run what was fetched, by name: curl, wget, bun, ….
bool is_fetcher(std::string_view program);

std::vector<Sighting> sightings_of_attempts(std::span<const Attempt> attempts, const Scene& scene);

}  // namespace ward::vet
