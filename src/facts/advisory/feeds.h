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
    // The files as of a year; the larger ones of a feed come first. None of one that is asked a page at a time.
    std::vector<FeedFile> (*files)(int year);
    bool has_pages = false;         // nvd_api.h
    std::string_view changes = {};  // where the list of changed records is (increments.h); empty: there is none
};

std::span<const Feed> all_feeds();
const Feed* feed_named(std::string_view name);

}  // namespace ward::advisory
