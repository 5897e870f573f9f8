// A file kept equal to one on a server: asked for only if it changed, carried on where the last attempt broke off,
// checked, and put in its place at once. RFC 9110 (conditional requests 13, ranges 14).
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "io/net/http.h"

namespace ward::net {

// What a server called the state of a file.
struct Validators {
    std::string etag;
    std::string last_modified;

    bool operator==(const Validators&) const = default;
};

struct DownloadRequest {
    std::string url;
    std::string file;       // its folder exists; beside it stand FILE.part and FILE.part.from while it comes in
    Validators known = {};  // of `file` as it is; empty: fetched in any case
    HttpLimits limits = {};
    // Looks at the whole file before it takes its place.
    std::function<Result<void>(const std::string& path)> check = {};
};

struct Download {
    enum class State { fetched, unchanged };
    State state = State::fetched;
    Validators validators = {};
    // The rest is told for `fetched` only.
    uint64_t bytes = 0;
    uint64_t resumed_at = 0;  // bytes that an earlier attempt had left
    uint32_t crc32c = 0;
};

// On any error `file` is untouched. What came before a connection broke stays in FILE.part, if the server gave it a
// strong entity tag by which the rest can be asked for. One process at a time per file: the caller sees to that.
Result<Download> download(Http& http, const DownloadRequest& request);

}  // namespace ward::net
