#include "facts/inventory/chromium_readme.h"

#include <array>
#include <utility>

#include "base/text.h"

namespace ward::inventory {
namespace {

constexpr size_t max_field_bytes = 500;

struct KnownField {
    std::string_view name;
    ReadmeField ReadmeEntry::* member;
};
constexpr std::array<KnownField, 6> known_fields{{{"name", &ReadmeEntry::name},
                                                  {"short name", &ReadmeEntry::short_name},
                                                  {"url", &ReadmeEntry::url},
                                                  {"version", &ReadmeEntry::version},
                                                  {"revision", &ReadmeEntry::revision},
                                                  {"cpeprefix", &ReadmeEntry::cpe_prefix}}};

// Free text may hold lines that look like fields ("Version: see below").
bool starts_free_text(std::string_view field) {
    return field == "description" || field.starts_with("local ") || field == "source";
}

bool is_divider(std::string_view line) {
    return line.find("DEPENDENCY DIVIDER") != std::string_view::npos && line.starts_with('-');
}

void take_field(ReadmeEntry& entry, std::string_view name, std::string_view value, size_t offset) {
    if (name == "shipped") entry.is_shipped = !equal_ignoring_case(value, "no");
    for (const KnownField& known : known_fields)
        if (known.name == name && (entry.*known.member).value.empty())
            entry.*known.member = {std::string(value.substr(0, max_field_bytes)), offset};
}

}  // namespace

std::vector<ReadmeEntry> read_chromium_readme(std::string_view text) {
    std::vector<ReadmeEntry> entries;
    ReadmeEntry entry;
    bool in_fields = true;
    const auto finish = [&] {
        if (!entry.name.value.empty() || !entry.short_name.value.empty()) entries.push_back(std::move(entry));
        entry = {};
        in_fields = true;
    };
    for (size_t start = 0; start < text.size() && entries.size() < max_readme_entries;) {
        const size_t end = std::min(text.find('\n', start), text.size());
        const std::string_view line = text.substr(start, end - start);
        if (is_divider(line)) {
            finish();
        } else if (const size_t colon = line.find(':'); colon != std::string_view::npos && in_fields) {
            const std::string name = to_lower(trim(line.substr(0, colon)));
            if (starts_free_text(name)) in_fields = false;
            else take_field(entry, name, trim(line.substr(colon + 1)), start);
        }
        start = end + 1;
    }
    if (entries.size() < max_readme_entries) finish();
    return entries;
}

CpeParts read_cpe(std::string_view text) {
    if (text.starts_with("cpe:/a:")) text.remove_prefix(7);
    else if (text.starts_with("cpe:2.3:a:")) text.remove_prefix(10);
    else return {};
    const std::vector<std::string_view> parts = split(text, ':');
    if (parts.size() < 2 || parts[0].empty() || parts[1].empty()) return {};
    CpeParts cpe{std::string(parts[0]) + ':' + std::string(parts[1]), {}};
    if (parts.size() > 2 && parts[2] != "*" && parts[2] != "-") cpe.version = parts[2];
    return cpe;
}

}  // namespace ward::inventory
