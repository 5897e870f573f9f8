// Versions, and the tags that spell them.
#include "actions/update/recipe/version.h"

#include <algorithm>
#include <ranges>

#include <fmt/core.h>

#include "actions/update/recipe/pattern.h"
#include "base/text.h"

namespace ward::update {
namespace {

// Only from npm is a version its own tag: there `source.tag` is a dist-tag and spells nothing.
std::pair<std::string_view, std::string_view> around_version(const Source& source) {
    constexpr std::string_view mark = "{v}";
    const std::string_view form = source.tag;
    const size_t at = source.kind == "npm" ? std::string_view::npos : form.find(mark);
    if (at == std::string_view::npos) return {};
    return {form.substr(0, at), form.substr(at + mark.size())};
}

}  // namespace

bool is_safe_version(std::string_view version) {
    if (version.empty() || version.size() > max_version_bytes) return false;
    // One that starts with '-' would be an option where it is an argument, and ".." leads upwards in a path and is
    // refused in a branch.
    if (!is_alnum(version.front()) || version.contains("..")) return false;
    return std::ranges::all_of(version, [](char c) { return is_alnum(c) || std::string_view(".+_~-").contains(c); });
}

FileReader reader_of(const FileTree& dependency) {
    return [&dependency](std::string_view path) -> Result<std::optional<std::string>> {
        const auto found = dependency.find(path);
        // A link is not what it leads to; nothing here follows one.
        if (found == dependency.end() || found->second.kind() == FileKind::symlink) return std::nullopt;
        return std::string(found->second.bytes());
    };
}

FileReader reader_of(const FileTree& dependency, FileReader project) {
    return [inside = reader_of(dependency), outside = std::move(project)](std::string_view path) {
        return path.starts_with('/') ? outside(path.substr(1)) : inside(path);
    };
}

std::optional<std::string> version_of_tag(const Source& source, const Selection& selection, std::string_view tag) {
    const auto [before, after] = around_version(source);
    if (tag.size() < before.size() + after.size() || !tag.starts_with(before) || !tag.ends_with(after))
        return std::nullopt;
    std::string version(tag.substr(before.size(), tag.size() - before.size() - after.size()));
    // Beyond this it is no version, whatever is cut out of it.
    constexpr size_t longest_tag = 1'024;
    if (version.size() > longest_tag) return std::nullopt;
    if (!selection.strip.empty())
        if (const auto strip = compile_pattern(selection.strip)) RE2::GlobalReplace(&version, **strip, "");
    for (const auto& [from, to] : selection.map) version = replace_all(version, from, to);
    if (!is_safe_version(version) || !std::ranges::any_of(version, is_digit)) return std::nullopt;
    return version;
}

std::string tag_of_version(const Source& source, const Selection& selection, std::string_view version) {
    const auto [before, after] = around_version(source);
    std::string spelt(version);
    for (const auto& [from, to] : std::views::reverse(selection.map))
        if (!to.empty()) spelt = replace_all(spelt, to, from);
    return fmt::format("{}{}{}", before, spelt, after);
}

std::string_view name_of(Standing standing) {
    switch (standing) {
        case Standing::current: return "current";
        case Standing::available: return "available";
        case Standing::held: return "held";
        case Standing::failed: return "failed";
    }
    return "failed";
}

}  // namespace ward::update
