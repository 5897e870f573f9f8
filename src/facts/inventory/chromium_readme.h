// README.chromium and its kin (README.v8, README.node): what those who imported a library wrote down about it.
// https://chromium.googlesource.com/chromium/src/+/main/third_party/README.chromium.template
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ward::inventory {

// A field's value, and where it stands.
struct ReadmeField {
    std::string value;
    size_t offset = 0;
};

struct ReadmeEntry {
    ReadmeField name;
    ReadmeField short_name;
    ReadmeField url;
    ReadmeField version;  // as written: may be "0", "N/A", "unknown", a commit
    ReadmeField revision;
    ReadmeField cpe_prefix;  // as written: a CPE 2.2 URI or a 2.3 name
    bool is_shipped = true;
};

// Entries of one file; more than this many are one library's text gone wrong.
constexpr size_t max_readme_entries = 256;

// Several libraries in one file are separated by a line "--- DEPENDENCY DIVIDER ---" (any number of dashes). Fields end
// where free text begins (Description, Local Modifications). An entry without a name is left out.
std::vector<ReadmeEntry> read_chromium_readme(std::string_view text);

// "zlib:zlib" and "1.2.11" of "cpe:/a:zlib:zlib:1.2.11" or "cpe:2.3:a:zlib:zlib:1.2.11:*:..."; empty where it is none.
struct CpeParts {
    std::string vendor_and_product;
    std::string version;
};
CpeParts read_cpe(std::string_view text);

}  // namespace ward::inventory
