#include "facts/advisory/source_names.h"

#include <algorithm>

#include "base/text.h"

namespace ward::advisory {
namespace {

constexpr std::array<std::string_view, 4> record_folders = {"cves/", "secjson/", "vuln/core/", "vuln/npm/"};

}  // namespace

bool has_ending(std::string_view name, std::span<const std::string_view> endings) {
    return std::ranges::any_of(endings, [&](std::string_view ending) {
        return name.size() > ending.size() && equal_ignoring_case(name.substr(name.size() - ending.size()), ending);
    });
}

bool is_change_log(std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    return name == "delta.json" || name == "deltaLog.json" || name == "recent_activities.json";
}

bool is_in_record_folder(std::string_view path) {
    auto begins = [](std::string_view rest) {
        return std::ranges::any_of(record_folders, [&](std::string_view folder) { return rest.starts_with(folder); });
    };
    return begins(path) || begins(path.substr(path.find('/') + 1));
}

bool is_other_json(std::string_view path) {
    return has_ending(path, record_endings) && !is_in_record_folder(path);
}

}  // namespace ward::advisory
