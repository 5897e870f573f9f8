// Report formats: each turns a Report into the bytes of one file. One file in formats/ each.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/report.h"

namespace ward::report {

struct Style {
    bool colour = false;     // terminal colours
    size_t width = 100;      // columns of a terminal; 0: nothing is shortened (a file)
    bool explain = false;    // why each finding matched
    bool inventory = false;  // `ward inventory`: the components are the point, not the findings
    // Who publishes, where a format has a word for it. Without a name it is the project under its own.
    std::string publisher = {};
    std::string publisher_url = {};       // of the publisher's name space
    std::string publisher_category = {};  // a word of CSAF; empty: "vendor" of a named publisher, else "other"
    std::string run_url = {};             // where this very run can be looked at
};

struct Format {
    std::string_view name;  // "sarif"
    std::string_view media_type;
    std::string_view extension;  // ".sarif"
    std::string_view summary;    // one sentence for `ward explain` and --help
    std::string (*write)(const Report& report, const Style& style);
};

#define WARD_REPORT(id)              \
    extern const Format format_##id; \
    const Format format_##id

std::span<const Format* const> all_formats();
const Format* format_named(std::string_view name);

}  // namespace ward::report
