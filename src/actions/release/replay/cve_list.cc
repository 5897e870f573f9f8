#include "actions/release/replay/cve_list.h"

#include <fmt/core.h>

#include "actions/release/replay/record_differences.h"
#include "base/text.h"
#include "formats/cve_id.h"

namespace ward::release {
namespace {

std::string path_in_list(const std::string& cve) {
    const auto parts = split(cve, '-');
    constexpr size_t shown_as_x = 3;
    const std::string_view number = parts[2];
    const std::string_view folder = number.size() > shown_as_x ? number.substr(0, number.size() - shown_as_x) : "0";
    return fmt::format("cves/{}/{}xxx/{}.json", parts[1], folder, cve);
}

}  // namespace

Result<std::optional<ListedRecord>> record_in_list(const Root& list, const std::string& cve) {
    if (!is_cve_id(cve)) return fail(ErrorCode::usage, "is no CVE id");
    for (std::string& path : std::vector<std::string>{path_in_list(cve), cve + ".json"}) {
        auto text = list.read(path, max_cve_record_bytes);
        if (text) return ListedRecord{.path = std::move(path), .text = *std::move(text)};
        if (text.error().code != ErrorCode::not_found) return std::unexpected(std::move(text).error());
    }
    return std::nullopt;
}

}  // namespace ward::release
