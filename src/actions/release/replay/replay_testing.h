// What tests type of posts, as a post is read.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "actions/release/output/history_testing.h"
#include "actions/release/output/output.h"
#include "actions/release/replay/post_text.h"
#include "actions/release/replay/published_post.h"

namespace ward::release::test {

inline std::vector<std::string> texts_at(const Node& node, std::string_view key) {
    std::vector<std::string> out;
    for (const Node& item : items_at(node, key)) out.push_back(item.text);
    return out;
}

// What an announcement says of a line: the worst rating, or counts by rating.
inline std::string highest(const Node& impact) {
    if (const auto word = impact.string_at("highest")) return std::string(*word);
    for (const std::string_view rating : {"critical", "high", "medium", "low"})
        if (impact.find(rating) != nullptr) return std::string(rating);
    return {};
}

// An expected.json of tests/release/history.
inline PublishedPost expected_post(const Node& expected) {
    PublishedPost post;
    for (const std::string_view key : {"title", "date", "author", "slug"})
        post.matter[std::string(key)] = text_at(expected, key);
    post.lines = texts_at(expected, "lines");
    for (const Node& each : items_at(expected, "vulnerabilities")) {
        const std::string heading = text_at(each, "heading");
        const auto parts = report_heading(heading);
        EXPECT_TRUE(parts) << heading;
        std::vector<std::string> lines = texts_at(each, "affected");
        std::ranges::sort(lines, line_before);
        post.reports.push_back({.cve = text_at(each, "cve"),
                                .heading = heading,
                                .title = parts ? parts->title : std::string(),
                                .rating = text_at(each, "severity"),
                                .lines = std::move(lines),
                                .concerns = text_at(each, "concerns"),
                                .reporters = listed(texts_at(each, "reporters")),
                                .fixers = listed(texts_at(each, "fixers"))});
    }
    for (std::string& heading : texts_at(expected, "other_headings"))
        post.other_headings.emplace_back(std::move(heading), 0);
    for (const Node& each : items_at(expected, "dependencies")) {
        PostDependency& of = post.dependencies[text_at(each, "name")];
        for (std::string& version : texts_at(each, "versions")) of.versions.insert(std::move(version));
        for (std::string& line : texts_at(each, "lines")) of.lines.insert(std::move(line));
    }
    for (std::string& version : texts_at(expected, "downloads"))
        post.downloads.push_back({.version = std::move(version)});
    for (const Node& each : items_at(*expected.find("pre_announcement"), "impact"))
        post.announced[text_at(each, "line")] = highest(each);
    return post;
}

}  // namespace ward::release::test
