// See named_files.h.
#include "judges/policy/named_files.h"

#include <utility>

namespace ward::policy {
namespace {

// The path below `folder` that a file URL means, whatever its query; nothing for any other place. `prefix` is the
// folder's own URL with a slash at the end: most names need no reading beyond it.
std::optional<std::string> path_below(const std::string& folder, std::string_view prefix, const std::string& href) {
    if (href.starts_with(prefix) && href.find_first_of("%?#") == std::string::npos) return href.substr(prefix.size());
    auto url = parse_url(href);
    if (!url || url->scheme != "file") return std::nullopt;
    url->query.reset();
    url->fragment.reset();
    const auto path = path_of_file_url(*url);
    const std::string before = folder == "/" ? "/" : folder + "/";
    if (!path || !path->starts_with(before)) return std::nullopt;
    return path->substr(before.size());
}

// Of a manifest's own URL: up to its last slash.
std::string prefix_of(const Url& base) {
    const std::string href = base.href();
    const std::string prefix = href.substr(0, href.rfind('/') + 1);
    // A folder's name that is encoded is left to the whole reading.
    return prefix.contains('%') ? "\n" : prefix;
}

}  // namespace

Result<Url> manifest_url(const std::string& folder, std::string_view name) {
    WARD_TRY(const std::string href, file_url_of_path((folder == "/" ? "" : folder) + '/' + std::string(name)));
    return parse_url(href);
}

std::optional<std::string> path_of_key(std::string_view key, const std::string& folder) {
    const auto base = manifest_url(folder);
    const auto url = base ? resource_url(key, *base) : std::unexpected(base.error());
    return url ? path_below(folder, prefix_of(*base), url->href()) : std::nullopt;
}

NamedFiles::NamedFiles(const Manifest& manifest, const NormalNames& names, const Url& base, const std::string& folder)
    : index_(names.resources.size()) {
    const std::string prefix = prefix_of(base);
    files_.reserve(names.resources.size());
    for (size_t i = 0; i < names.resources.size(); ++i) {
        auto path = path_below(folder, prefix, names.resources[i]);
        if (!path) {
            elsewhere_.push_back(manifest.resources[i].key);
        } else if (const auto known =
                       index_.add(*path, files_.size(), [this](size_t number) { return path_of(number); })) {
            files_[*known].others.push_back(i);
        } else {
            files_.push_back({.path = *std::move(path), .resource = i});
        }
    }
    if (!manifest.ward) return;
    for (const NamedText& link : manifest.ward->symlinks) {
        const auto url = resource_url(link.name, base);
        const auto path = url ? path_below(folder, prefix, url->href()) : std::nullopt;
        if (!path) elsewhere_.push_back(link.name);
        else links_[*path].link = &link;
    }
}

std::optional<size_t> NamedFiles::find(std::string_view path) const {
    return index_.find(path, [this](size_t number) { return path_of(number); });
}

}  // namespace ward::policy
