// Answers that are asked for only if they changed: a server that says so (304) sends nothing, and GitHub counts nothing
// against the rate limit. One file per URL, readable by the user alone, checked when it is read; damage is a miss.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "base/result.h"

namespace ward::net {

struct CachedAnswer {
    std::string etag;
    std::string link;  // the Link header
    std::string body;
};

class ResponseCache {
  public:
    // An empty folder keeps nothing.
    explicit ResponseCache(std::string folder) : folder_(std::move(folder)) {}

    std::optional<CachedAnswer> find(const std::string& url) const;
    // What cannot be kept is asked for again the next time.
    void keep(const std::string& url, const CachedAnswer& answer) const;

  private:
    std::string file_of(const std::string& url) const;

    std::string folder_;
};

}  // namespace ward::net
