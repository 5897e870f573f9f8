// What is published about a release, made from its record. An output is a row of the registry `output/kinds/`, one file
// each: a pure function of record and project, so that the same record gives the same bytes on every machine.
//
// Texts of the record are put in literally: nothing in them is a pattern, and a title cannot start markup.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actions/release/record/project.h"
#include "actions/release/record/release.h"
#include "base/result.h"
#include "base/time.h"

namespace ward::release {

// What an output may tell, and when: everything of `published` is refused while the release is embargoed, except to
// places that are private.
enum class Phase {
    internal,      // for the group alone
    announcement,  // says that there will be a release, without what it is about
    published,     // says what it was about
};

struct OutputInput {
    const Release& release;
    const Project& project;
    Instant now = 0;  // of generated timestamps
    // Of the last text that was published under the same name, where times and texts of it are kept; may be empty.
    std::string previous = {};
    // The number that a numbered file gets (vuln/core/N.json); 0 where it needs none.
    int64_t number = 0;
    // What was released by now, for outputs that name versions one by one; none: ward's dated copy, for Node.js.
    std::span<const std::string> versions = {};
};

struct OutputFile {
    std::string name;     // relative: "june-2026-security-releases.md", "CVE-2026-1234.json"
    std::string content;  // with its final line end
};

struct OutputKind {
    std::string_view name;     // "cve5"
    std::string_view summary;  // one line
    Phase phase = Phase::published;
    // `usage` errors say what the record lacks for it, without quoting it.
    Result<std::vector<OutputFile>> (*make)(const OutputInput& input) = nullptr;
};

// kinds/blog_pre.cc defines WARD_RELEASE_OUTPUT(blog_pre), named "blog-pre".
#define WARD_RELEASE_OUTPUT(id)          \
    extern const OutputKind output_##id; \
    const OutputKind output_##id

std::span<const OutputKind* const> all_outputs();  // sorted by file
const OutputKind* output_named(std::string_view name);

// ---- words that several outputs share (output/words.cc) ----
// "Tuesday, January 13, 2026", "January 2026", "2026/01/13" in `timezone`: "UTC", or a fixed offset ("+09:00"). Names
// of zones are none, because what they mean depends on the machine.
std::optional<Instant> offset_of(std::string_view timezone);  // seconds east of UTC
std::string long_date(Instant instant, std::string_view timezone);
std::string month_and_year(Instant instant, std::string_view timezone);
std::string slashed_date(Instant instant, std::string_view timezone);
// "a", "a and b", "a, b and c"
std::string listed(std::span<const std::string> texts);
// The worst severity of reports; nothing where there is none.
std::optional<Severity> worst_severity(const Release& release);
// Lines that a report affects, supported ones, in order: "20", "22".
std::vector<std::string> lines_of(const Report& report);

}  // namespace ward::release
