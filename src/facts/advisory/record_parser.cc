#include "facts/advisory/record_parser.h"

#include <algorithm>
#include <array>

namespace ward::advisory {

const ForeignForm* form_of(std::string_view json) {
    constexpr std::array<std::string_view, 4> cve_keys = {"dataType", "dataVersion", "cveMetadata", "containers"};
    const size_t quote = json.find('"');
    if (quote == std::string_view::npos) return nullptr;
    const std::string_view key = json.substr(quote + 1, json.find('"', quote + 1) - quote - 1);
    if (std::ranges::find(cve_keys, key) != cve_keys.end()) return &cve_form;
    if (key == "cve") return &nvd_form;
    if (key == "nodejs-core" || key == "nodejs-npm") return &nodejs_form;
    return nullptr;
}

}  // namespace ward::advisory
