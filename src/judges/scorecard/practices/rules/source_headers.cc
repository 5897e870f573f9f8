// Copyright and license statements of each source file.
#include <fmt/core.h>
#include <re2/re2.h>

#include "judges/scorecard/practices/rule.h"

namespace ward::scorecard::practices {
namespace {

constexpr size_t head_bytes = 2'048;  // a statement stands near the beginning

Answer in_each_file(const Project& project, const re2::RE2& statement, std::string_view what) {
    static const re2::RE2 source(
        "(?i)\\.(c|cc|cpp|cxx|h|hh|hpp|m|mm|js|mjs|cjs|ts|tsx|jsx|py|go|rs|java|kt|rb|php|swift|cs|scala|sh|zig)$");
    size_t files = 0;
    size_t without = 0;
    std::optional<Evidence> first;
    for (const TreeFile* file : project.own_files()) {
        if (!re2::RE2::PartialMatch(re2::StringPiece(file->path.data(), file->path.size()), source) || file->size == 0)
            continue;
        const auto start = project.facts().tree().start(
            file->source.empty() ? file->path : std::string_view(file->source), head_bytes);
        if (!start) continue;
        ++files;
        if (re2::RE2::PartialMatch(start->bytes, statement)) continue;
        ++without;
        if (!first) first = Evidence{.path = std::string(file->path), .text = fmt::format("no {} statement", what)};
    }
    if (files == 0) return unknown("no source file was recognised");
    Evidence count{.text = fmt::format("{} of {} source files have a {} statement", files - without, files, what),
                   .source = "tree"};
    if (!first) return met(fmt::format("Each source file has a {} statement.", what), {std::move(count)});
    return unmet(fmt::format("{} of {} source files have no {} statement.", without, files, what),
                 {std::move(count), *first});
}

Answer copyright_per_file(const Project& project) {
    static const re2::RE2 statement("(?i)(copyright\\b|SPDX-FileCopyrightText|\\(c\\) \\d{4}|©)");
    return in_each_file(project, statement, "copyright");
}

Answer license_per_file(const Project& project) {
    static const re2::RE2 statement(
        "(?i)(SPDX-License-Identifier|licen[sc]ed? under|permission is hereby granted|\\blicen[sc]e\\b|redistribution "
        "and use)");
    return in_each_file(project, statement, "license");
}

constexpr Rule source_headers_rules[] = {
    {"copyright_per_file", copyright_per_file},
    {"license_per_file", license_per_file},
};

}  // namespace

WARD_RULES(source_headers) = {.name = "source headers", .rules = source_headers_rules};

}  // namespace ward::scorecard::practices
