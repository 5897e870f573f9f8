// Public sources of records beside the OSV bucket, each a few files at fixed addresses: where they are, and where their
// copies lie below the cache folder.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ward::advisory {

struct FeedFile {
    std::string url;
    std::string name;  // of the copy, and of the file on a mirror: MIRROR/FEED/NAME
};

struct Feed {
    std::string_view name;     // "nvd"
    std::string_view summary;  // one sentence
    // The files as of a year; the larger ones of a feed come first.
    std::vector<FeedFile> (*files)(int year);
};

std::span<const Feed> all_feeds();
const Feed* feed_named(std::string_view name);

}  // namespace ward::advisory
