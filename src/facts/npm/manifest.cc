#include "facts/npm/manifest.h"

#include <optional>
#include <utility>

#include <fmt/core.h>

#include "facts/npm/manifest_fields.h"

namespace ward::npm {
namespace {

using inventory::Json;

constexpr inventory::JsonLimits limits{.bytes = max_manifest_bytes, .values = max_manifest_values};

// npm reads it with a byte order mark or without.
std::string_view without_mark(std::string_view text) {
    return text.starts_with("\xef\xbb\xbf") ? text.substr(3) : text;
}

}  // namespace

Result<Manifest> parse_manifest(std::string_view text, const std::string& path) {
    WARD_TRY(const Json json, Json::scan(without_mark(text), path, limits));
    Manifest manifest = manifest_of(json.root());
    for (const Json::RepeatedKey& repeated : json.repeated_keys()) {
        if (manifest.problems.size() >= max_manifest_problems) break;
        manifest.problems.push_back(
            fmt::format("line {}: key \"{}\" is there twice; the later one counts", repeated.line, repeated.key));
    }
    return manifest;
}

int64_t line_in_manifest(std::string_view text, std::initializer_list<std::string_view> keys) {
    const auto json = Json::scan(without_mark(text), "package.json", limits);
    if (!json) return 0;
    Json::Value at = json->root();
    int64_t line = at.line();
    for (const std::string_view key : keys) {
        std::optional<Json::Value> next;
        for (const auto& member : at.members()) {
            if (member.key != key) continue;
            next = member.value;
            line = member.line;
        }
        if (!next) break;
        at = *next;
    }
    return line;
}

}  // namespace ward::npm
