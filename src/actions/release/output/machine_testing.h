// What tests of the outputs for machines are made with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "actions/release/output/output.h"
#include "actions/release/record/testing.h"

namespace ward::release {

inline Project sample_project() {
    Project project;
    project.assigner_org_id = "36234546-b8fa-4601-9d6f-f4e334aa8ea1";
    project.assigner_short_name = "hackerone";
    return project;
}

inline const std::vector<std::string> sample_versions{"17.9.1", "18.0.0", "18.20.8", "19.9.0", "20.0.0",
                                                      "20.5.0", "20.5.1", "20.5.2",  "20.6.0", "21.0.0",
                                                      "22.0.0", "22.1.0", "22.1.1",  "23.0.0"};

inline std::vector<OutputFile> files_of(std::string_view kind, const OutputInput& input) {
    const OutputKind* output = output_named(kind);
    EXPECT_NE(output, nullptr) << kind;
    if (output == nullptr) return {};
    auto made = output->make(input);
    EXPECT_TRUE(made) << kind << ": " << made.error().message();
    return made.value_or(std::vector<OutputFile>());
}

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
    size_t count = 0;
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()), ++count)
        text.replace(at, from.size(), to);
    EXPECT_GT(count, 0U) << from;
    return text;
}

}  // namespace ward::release
