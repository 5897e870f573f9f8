// A registration names one component in an object called after its type:
//   {"component": {"type": "git", "git": {"repositoryUrl": "...", "commitHash": "..."}}, "version": "1.2.3"}
// Fields that say nothing of what is there (licences, dependency roots) are not read.
#include "facts/inventory/cgmanifest.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/json_scan.h"
#include "facts/inventory/version_text.h"

namespace ward::inventory {
namespace {

constexpr size_t max_text_bytes = 500;  // of a name or address; longer ones are an attack or a mistake

// Types whose object has `name` and `version`, and what purls call them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> package_types{{{"npm", "npm"},
                                                                                      {"pip", "pypi"},
                                                                                      {"cargo", "cargo"},
                                                                                      {"nuget", "nuget"},
                                                                                      {"rubygems", "gem"},
                                                                                      {"go", "golang"},
                                                                                      {"pod", "cocoapods"},
                                                                                      {"conan", "conan"}}};

std::optional<Json::Value> find(const Json::Value& object, std::string_view key) {
    for (const auto& member : object.members())
        if (equal_ignoring_case(member.key, key)) return member.value;
    return std::nullopt;
}

// A text without control characters, or nothing.
std::string text_at(const Json::Value& object, std::string_view key) {
    const auto value = find(object, key);
    if (!value || !value->string()) return {};
    const std::string_view text = trim(*value->string());
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    if (text.size() > max_text_bytes || std::ranges::any_of(text, is_control)) return {};
    return std::string(text);
}

std::string version_at(const Json::Value& object, std::string_view key) {
    std::string text = text_at(object, key);
    if (looks_like_version(text)) return text;
    // Tags: "v1.2.3", "release-1.2".
    return looks_like_revision(text) ? std::string() : version_in(text).value_or("");
}

std::string repository_name(std::string_view url) {
    while (url.ends_with('/')) url.remove_suffix(1);
    if (url.ends_with(".git")) url.remove_suffix(4);
    return std::string(url.substr(url.find_last_of("/:") + 1));
}

Registration of_git(const Json::Value& git, const Json::Value& registration) {
    Registration found;
    found.type = "git";
    found.url = text_at(git, "repositoryUrl");
    found.name = repository_name(found.url);
    if (const std::string commit = text_at(git, "commitHash"); looks_like_revision(commit)) found.commit = commit;
    found.version = version_at(registration, "version");
    if (found.version.empty()) found.version = version_at(git, "tag");
    return found;
}

std::optional<Registration> read_cgmanifest(const Json::Value& registration) {
    const auto component = find(registration, "component");
    if (!component) return std::nullopt;
    const std::string type = to_lower(text_at(*component, "type"));
    const auto about = find(*component, type);
    if (type.empty() || !about || !about->is_object()) return std::nullopt;
    Registration found;
    if (type == "git") {
        found = of_git(*about, registration);
    } else {
        found.name = text_at(*about, "name");
        found.version = version_at(*about, "version");
        if (type == "other") {
            found.type = type;
            found.url = text_at(*about, "downloadUrl");
        }
        for (const auto& [written, meant] : package_types)
            if (type == written) found.type = meant;
    }
    if (found.type.empty() || found.name.empty()) return std::nullopt;
    if (const auto named = find(*about, type == "git" ? "repositoryUrl" : "name")) found.offset = named->offset();
    for (const std::string_view key : {"developmentDependency", "isDevelopmentDependency", "devDependency"})
        if (const auto flag = find(registration, key); flag && flag->is_truthy()) found.is_development = true;
    return found;
}

}  // namespace

Result<CgManifest> read_cgmanifest(std::string_view text, std::string_view path) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    WARD_TRY(const Json json, Json::scan(text, path, {.bytes = max_cgmanifest_bytes}));
    CgManifest manifest;
    const auto registrations = find(json.root(), "registrations");
    if (!registrations) return manifest;
    for (const Json::Value one : registrations->items()) {
        if (manifest.registrations.size() + manifest.problems.size() >= max_registrations)
            return fail(ErrorCode::limit, fmt::format("more than {} registrations", max_registrations),
                        fmt::format("{}:{}", path, one.line()));
        auto found = one.is_object() ? read_cgmanifest(one) : std::nullopt;
        if (found) manifest.registrations.push_back(*std::move(found));
        else manifest.problems.push_back(fmt::format("line {}: names no component of a known type", one.line()));
    }
    return manifest;
}

}  // namespace ward::inventory
