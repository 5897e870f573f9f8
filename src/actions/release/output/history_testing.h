// The dated releases of tests/release/history: what they were made from, and what was published.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "actions/release/record/release.h"
#include "actions/release/vulndb/script_json.h"
#include "formats/document.h"

namespace ward::release {

inline const std::filesystem::path history_folder = "tests/release/history";

inline Node history_file(const std::filesystem::path& path) {
    std::ifstream in(history_folder / path, std::ios::binary);
    EXPECT_TRUE(in) << path;
    auto read = parse_json(std::string(std::istreambuf_iterator<char>(in), {}), path.string());
    EXPECT_TRUE(read) << read.error().message();
    return read.value_or(Node());
}

inline std::vector<std::string> history_slugs() {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::directory_iterator(history_folder))
        if (entry.is_directory()) out.push_back(entry.path().filename());
    std::ranges::sort(out);
    return out;
}

inline Release history_release(const std::string& slug) {
    const Node facts = history_file(slug + "/facts.json");
    const Node* record = facts.find("release");
    EXPECT_NE(record, nullptr) << slug;
    auto release = release_from_json(vulndb::script_json(record == nullptr ? Node() : *record), slug);
    EXPECT_TRUE(release) << release.error().message();
    return release.value_or(Release());
}

inline std::vector<std::string> history_versions() {
    const Node root = history_file("versions.json");
    std::vector<std::string> out;
    if (const Node* lines = root.find("lines"))
        for (const auto& [line, versions] : lines->fields)
            for (const Node& version : versions.items) out.push_back(version.text);
    return out;
}

}  // namespace ward::release

namespace ward::release::test {

struct PastRelease {
    std::string slug;
    Release record;
    Node facts;
    Node expected;
};

inline std::vector<PastRelease> past_releases() {
    std::vector<PastRelease> releases;
    for (const std::string& slug : history_slugs())
        releases.push_back({.slug = slug,
                            .record = history_release(slug),
                            .facts = history_file(slug + "/facts.json"),
                            .expected = history_file(slug + "/expected.json")});
    return releases;
}

}  // namespace ward::release::test
