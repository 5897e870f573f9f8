// Outputs in tests: as files, as one text, and what they lack.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "actions/release/output/output.h"

namespace ward::release::test {

inline std::vector<OutputFile> files_of(std::string_view kind, const Release& release, std::string previous = {}) {
    Project project;
    project.heads_up = {{.name = "build", .repository = "nodejs/build", .team = "@nodejs/build"}};
    const auto made = output_named(kind)->make({.release = release,
                                                .project = project,
                                                .now = *parse_instant("2026-06-10T14:48:27Z"),
                                                .previous = std::move(previous)});
    EXPECT_TRUE(made) << kind << ": " << (made ? "" : made.error().message());
    return made.value_or(std::vector<OutputFile>{});
}

inline std::string text_of(std::string_view kind, const Release& release, std::string previous = {}) {
    std::string out;
    for (const OutputFile& file : files_of(kind, release, std::move(previous))) out += file.content;
    return out;
}

inline std::string error_of(std::string_view kind, const Release& release, std::string previous = {}) {
    const Project project;
    const auto made =
        output_named(kind)->make({.release = release, .project = project, .previous = std::move(previous)});
    EXPECT_FALSE(made) << kind;
    return made ? "" : made.error().message();
}

inline std::string section_of(const std::string& post, std::string_view heading) {
    const size_t at = post.find(heading);
    EXPECT_NE(at, std::string::npos) << heading << "\n" << post;
    if (at == std::string::npos) return {};
    return post.substr(at, post.find("\n## ", at + 1) - at);
}

}  // namespace ward::release::test
