// SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/) of other tools: what their results say, and where, as
// far as it can be told from the file alone. Locations are resolved against uriBaseId and artifacts, and come out as
// paths below the root of what was looked at, or not at all.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::sarif {

// Limits of a file we read.
constexpr size_t max_bytes = 128u << 20;
constexpr size_t max_depth = 64;
constexpr size_t max_nodes = 20'000'000;
constexpr size_t max_runs = 1'000;
constexpr size_t max_results = 100'000;   // of all runs together; what is beyond is counted
constexpr size_t max_locations = 100;     // of one result
constexpr size_t max_text_bytes = 4'096;  // of a message
constexpr size_t max_sources = 100;       // versions that one run looked at
constexpr size_t max_base_chain = 16;     // uriBaseIds that stand on each other

struct Location {
    std::string path;     // from the root, '/' between its parts; empty where it cannot be told
    int64_t line = 0;     // 1-based; 0: the file
    std::string snippet;  // the line's text where the file has it
    std::string outside;  // the URI as written, where it leads out of what was looked at

    bool operator==(const Location&) const = default;
};

struct Suppression {
    std::string kind;    // "inSource", "external"
    std::string status;  // "accepted" where none is given, "underReview", "rejected"
    std::string justification;

    bool operator==(const Suppression&) const = default;
};

struct Result {
    std::string rule;   // its id
    std::string level;  // "error", "warning", "note", "none", after the rule's own default
    std::string kind;   // "fail" where none is given
    std::string message;
    std::string title;                        // of the rule
    std::string help;                         // a URI
    std::optional<double> security_severity;  // 0 to 10
    std::string fingerprint;                  // what the tool says stays the same from run to run
    std::vector<Location> locations;
    std::vector<Suppression> suppressions;
    int line = 0;  // of the SARIF file

    bool operator==(const Result&) const = default;
};

// What a run says that it looked at (versionControlProvenance).
struct SourceVersion {
    std::string revision;  // a commit
    std::string branch;

    bool operator==(const SourceVersion&) const = default;
};

struct Run {
    std::string tool;
    std::string version;
    std::vector<SourceVersion> sources;
    bool failed = false;  // an invocation says that it was not successful
    size_t absent = 0;    // results of earlier runs that are no more (baselineState)
    size_t passed = 0;    // results that say that all is well, or that nothing applies
    std::vector<Result> results;

    bool operator==(const Run&) const = default;
};

struct Log {
    std::vector<Run> runs;
    size_t left_out = 0;  // results beyond max_results

    bool operator==(const Log&) const = default;
};

// `root` is the canonical path of what is scanned: a "file:" URI below it is a path there. Empty: none is.
ward::Result<Log> parse(std::string_view json, std::string_view name, std::string_view root = {});

}  // namespace ward::sarif
