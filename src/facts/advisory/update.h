// Keeping the advisory database equal to the public OSV bucket, or a mirror of it, and to the feeds that are asked for
// (feeds.h): one zip of records for each ecosystem, a few files for each feed, fetched only if they changed, then
// imported. Of an ecosystem whose zip is there, only the records
// that changed since (increments.h). See docs/updating.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "facts/advisory/advisory.h"
#include "io/net/courtesy.h"
#include "io/net/http.h"

namespace ward::advisory {

constexpr std::string_view public_bucket = "https://storage.googleapis.com/osv-vulnerabilities";

// What the working group of a runtime vendors and uses: packages of npm, C and C++ sources (OSS-Fuzz by project, GIT by
// commit and tag), the build's Python, the Rust and Go that came in with tools and add-ons, and the actions of
// workflows.
std::vector<std::string> default_ecosystems();

struct UpdateOptions {
    std::string base_url{public_bucket};
    std::vector<std::string> ecosystems = default_ecosystems();
    std::vector<std::string> feeds;  // by name
    std::string feed_mirror;         // files are at FEED_MIRROR/FEED/NAME instead of their public addresses
    std::string nvd_key;             // of NVD's API; sent to NVD, and to a mirror on this machine
    net::Courtesy courtesy = {};     // how an API is waited for
    std::string cache_folder;        // copies are kept in osv/ECOSYSTEM/all.zip and FEED/NAME below it
    std::string output;              // the index file to replace
    bool accept_shrink = false;      // as in ImportOptions
};

// How one ecosystem fared.
struct SourceUpdate {
    enum class State {
        fetched,
        changed,    // single records, or pages of changes, were fetched
        unchanged,  // the server said so
        kept,       // could not be asked: the copy of an earlier run is used
        missing,    // could not be fetched, and there is no copy: its advisories are not in the database
    };
    std::string ecosystem;  // or, of a feed, FEED/NAME
    State state = State::missing;
    uint64_t records = 0;  // fetched one by one or by pages, for changed
    uint64_t bytes = 0;    // of the copy that is used
    std::string checked;   // RFC 3339: when the server last said what the newest is
    std::string problem;   // for kept and missing
};
std::string_view name_of(SourceUpdate::State state);

struct UpdateResult {
    std::vector<SourceUpdate> sources;
    bool imported = false;  // false: nothing changed, and the database is good
    ImportResult import;    // `info` is filled in any case

    // Everything that keeps the database from being what was asked for.
    std::vector<std::string> problems() const;
};

// One ecosystem that fails leaves the others to succeed. The error of the first one if none could be used; `usage` for
// a URL or an ecosystem's name that is none; `conflict` when another run is updating.
// The database's `updated` is the oldest `checked` of the zips in it: a source that fails for weeks makes it old.
Result<UpdateResult> update(const UpdateOptions& options, net::Http& http, const Log& log);

}  // namespace ward::advisory
