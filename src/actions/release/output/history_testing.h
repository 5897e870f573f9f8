// The dated releases of tests/release/history: what they were made from, and what was published.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "actions/release/record/release.h"
#include "base/fd.h"
#include "formats/document.h"
#include "formats/json_writer.h"

namespace ward::release::test {

struct PastRelease {
    std::string slug;
    Release record;
    Node facts;
    Node expected;
};

inline void write(JsonWriter& json, const Node& node) {
    switch (node.kind) {
        case Node::Kind::table:
            json.begin_object();
            for (const auto& [key, value] : node.fields) {
                json.key(key);
                write(json, value);
            }
            json.end_object();
            break;
        case Node::Kind::list:
            json.begin_array();
            for (const Node& item : node.items) write(json, item);
            json.end_array();
            break;
        case Node::Kind::integer: json.value(node.integer); break;
        case Node::Kind::boolean: json.value(node.truth); break;
        default: json.value(node.text);
    }
}

inline Node read_json(const std::string& path) {
    constexpr size_t most = 4u << 20;
    auto node = parse_json(read_file(path, most).value(), path);
    EXPECT_TRUE(node) << (node ? "" : node.error().message());
    return node.value();
}

inline std::vector<PastRelease> past_releases() {
    const std::string folder = "tests/release/history";
    std::set<std::string> slugs;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.is_directory()) slugs.insert(entry.path().filename().string());
    std::vector<PastRelease> releases;
    for (const std::string& slug : slugs) {
        PastRelease past{.slug = slug,
                         .record = {},
                         .facts = read_json(folder + "/" + slug + "/facts.json"),
                         .expected = read_json(folder + "/" + slug + "/expected.json")};
        JsonWriter json;
        write(json, *past.facts.find("release"));
        auto record = release_from_json(json.take(), slug + "/facts.json");
        EXPECT_TRUE(record) << (record ? "" : record.error().message());
        past.record = record.value_or(Release{});
        releases.push_back(std::move(past));
    }
    return releases;
}

}  // namespace ward::release::test
