// A post about a security release, read back: the Markdown of ward's own posts, and that of posts which people wrote or
// other tools made, in the forms that Node.js's had since 2023. What a post says in none of these forms is not read,
// and is empty here.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::release {

constexpr size_t max_post_bytes = 1u << 20;
constexpr size_t max_post_lines = 20'000;
constexpr size_t max_post_line_bytes = 64u << 10;
constexpr size_t max_post_headings = 2'000;
constexpr size_t max_post_dependencies = 1'000;

struct PostReport {
    std::string cve;      // several: "CVE-2026-1111, CVE-2026-2222"
    std::string heading;  // the whole line
    std::string title;    // of it, with its Markdown
    std::string rating = {};
    std::vector<std::string> lines = {};  // by number; none: the section names none
    std::string concerns = {};            // who is concerned: "all users"
    std::string reporters = {};           // "A and B"
    std::string fixers = {};
    std::string text = {};  // of the section, as one line
    int line = 0;           // of the heading
};

// "6.27.0 7.28.0 on 22 24"
struct PostDependency {
    std::set<std::string> versions = {};  // none: the post names none
    std::set<std::string> lines = {};
    int line = 0;

    std::string text() const;
};

struct PostDownload {
    std::string version;
    std::string linked = {};  // the version that its link leads to; empty: none
    int line = 0;
};

struct PublishedPost {
    std::map<std::string, std::string> matter = {};  // of the front, as its values read
    std::vector<std::string> lines = {};             // "26", "24": as the post has them
    std::vector<PostReport> reports = {};
    std::vector<std::pair<std::string, int>> other_headings = {};  // with their lines
    std::map<std::string, PostDependency> dependencies = {};       // by name
    std::vector<PostDownload> downloads = {};
    std::map<std::string, std::string> announced = {};              // by line: the worst rating, "high"
    std::map<std::string, std::map<std::string, int>> counts = {};  // by line: issues by rating, where it counts them
    std::map<std::string, int> totals = {};                         // of all lines, likewise
    int lines_line = 0;                                             // where the lines stand
    int totals_line = 0;                                            // where the announcement counts
    int impact_line = 0;                                            // where it rates the lines

    const PostReport* report(std::string_view cve) const;
    std::string downloaded() const;  // versions
};

// `name` is the file's. `limit` where it is larger than a post is; `parse` where it is no text, or has no report and no
// line of releases: no post.
Result<PublishedPost> read_post(std::string_view text, std::string_view name);

}  // namespace ward::release
