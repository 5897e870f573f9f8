// See listed_files.h.
#include "judges/scorecard/listed_files.h"

#include <optional>

#include "base/text.h"

namespace ward::scorecard {
namespace {

// A link may lead to a link; a longer chain is a circle, or as good as one.
constexpr int max_links = 8;

std::optional<std::string> file_behind(const inventory::Tree& tree, std::string_view link) {
    std::optional<std::string> at = tree.link_target(link);
    for (int i = 0; i < max_links && at; ++i) {
        if (tree.has_file(*at)) return at;
        at = tree.link_target(*at);
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> source_of(const inventory::Tree& tree, const Entry& entry) {
    if (entry.kind == EntryKind::file) return entry.path;
    return entry.kind == EntryKind::symlink ? file_behind(tree, entry.path) : std::nullopt;
}

std::vector<std::string_view> listed_files(const inventory::Tree& tree) {
    std::vector<std::string_view> out;
    for (const Entry& entry : tree.entries())
        if (source_of(tree, entry)) out.push_back(entry.path);
    return out;
}

Result<std::string> read_listed(const inventory::Tree& tree, std::string_view path) {
    if (tree.has_file(path)) return tree.read(path);
    return tree.read(file_behind(tree, path).value_or(std::string(path)));
}

bool is_test_data(std::string_view path) {
    return path.starts_with("testdata/") || path.contains("/testdata/") || path.starts_with("src/test/") ||
           path.contains("/src/test/");
}

bool is_path_or_name(std::string_view path, std::string_view name) {
    return equal_ignoring_case(path, name) || equal_ignoring_case(base_name(path), name);
}

std::string_view base_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

}  // namespace ward::scorecard
