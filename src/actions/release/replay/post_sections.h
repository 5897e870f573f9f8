// The text of a post as its headings cut it: sections of paragraphs and list items. Private to published_post.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actions/release/replay/published_post.h"

namespace ward::release {

// A paragraph or a list item.
struct PostBlock {
    std::string markdown;
    std::string text;  // the same as one line
    int line = 0;
    bool is_item = false;
};

enum class SectionKind { available, report, dependency, downloads, impact, other };

struct PostSection {
    SectionKind kind = SectionKind::other;
    std::string heading;  // without its signs
    std::string dependency = {};
    size_t report = 0;  // of PublishedPost::reports
    int line = 0;
    std::vector<PostBlock> blocks = {};
};

// Front matter, reports and other headings go into `post`. `limit` errors as those of read_post().
Result<std::vector<PostSection>> sections_of(std::string_view text, std::string_view name, PublishedPost& post);

}  // namespace ward::release
