// `require`: the steps of Module._resolveFilename.
#include "base/text.h"
#include "lang/javascript/resolve_task.h"
#include "lang/javascript/url_path.h"

namespace ward::javascript {
namespace {

constexpr const char* extensions[] = {".js", ".json", ".node"};

std::unexpected<ResolveError> refused(ResolveError error) {
    return std::unexpected(error);
}

// Looked for beside the file and nowhere else. (`..x` too, by node's own rule.)
bool is_beside(std::string_view request) {
    return request.starts_with('.') && (request.size() == 1 || request[1] == '.' || request[1] == '/');
}

bool asks_for_folder(std::string_view request) {
    return request.ends_with('/') || request == "." || request == ".." || request.ends_with("/.") ||
           request.ends_with("/..");
}

// "/a/node_modules", "/node_modules" for "/a/b": nearest first, and none inside of a folder of that name.
std::vector<std::string> module_folders(std::string_view from) {
    std::vector<std::string> folders;
    for (std::string_view folder = folder_of(from);; folder = folder_of(folder)) {
        if (!folder.ends_with("/node_modules")) folders.push_back(resolve_path(folder, "node_modules"));
        if (folder == "/") return folders;
    }
}

}  // namespace

Resolution Resolver::Task::by_require(std::string_view specifier) {
    if (is_builtin_name(specifier)) {
        Resolution resolution;
        resolution.builtin = specifier.starts_with("node:") ? specifier.substr(5) : specifier;
        return resolution;
    }
    if (specifier.starts_with("node:")) return finish(refused(ResolveError::unknown_builtin));
    return finish(require_path(specifier));
}

Resolver::Task::Outcome<std::string> Resolver::Task::require_path(std::string_view specifier) {
    const auto scope = scope_of(from_, Loader::require);
    if (!scope) return refused(scope.error());
    const Package* package = *scope;
    if (specifier.starts_with('#') && package != nullptr && package->imports)
        return from_map(imported(specifier, from_));
    if (package != nullptr && package->exports && package->name &&
        (specifier == *package->name || specifier.starts_with(*package->name + "/")))
        return from_map(exported(*package, "." + std::string(specifier.substr(package->name->size()))));
    if (is_beside(specifier)) return find(specifier, {std::string(folder_of(from_))});
    return find(specifier, specifier.starts_with('/') ? std::vector<std::string>{""} : module_folders(from_));
}

Resolver::Task::Outcome<std::string> Resolver::Task::from_map(const Outcome<Place>& place) {
    if (!place) return refused(place.error());
    if (place->kind == Place::Kind::builtin) return refused(ResolveError::unsupported_scheme);
    const auto path = decode_path(place->text);
    if (!path) return refused(ResolveError::invalid_specifier);
    if (auto file = try_file(*path)) return std::move(*file);
    return refused(ResolveError::not_found);
}

std::optional<std::string> Resolver::Task::try_file(const std::string& path) const {
    if (!files_.is_file(path)) return std::nullopt;
    return files_.real_path(path);
}

std::optional<std::string> Resolver::Task::try_extensions(const std::string& path) const {
    for (const char* extension : extensions)
        if (auto file = try_file(path + extension)) return file;
    return std::nullopt;
}

// `name/rest` in a folder node_modules, if the package has exports. Names are taken as they are: `a%2fb` is none.
Resolver::Task::Outcome<std::optional<std::string>> Resolver::Task::by_package_exports(std::string_view folder,
                                                                                       std::string_view request) {
    size_t start = 0;
    if (request.starts_with('@')) {
        start = request.find('/');
        if (start != request.npos && start > 1 && request.substr(1, start - 1).find_first_of("\\%") == request.npos)
            ++start;
        else start = 0;
    }
    const size_t end = std::min(request.find('/', start), request.size());
    const std::string_view last = request.substr(start, end - start);
    if (last.empty() || last.starts_with('.') || last.find_first_of("\\%") != last.npos) return std::nullopt;
    const std::string name(request.substr(0, end));
    const Entry& entry = read(resolve_path(folder, name + "/package.json"));
    if (entry.broken) return refused(ResolveError::invalid_package);
    if (!entry.exists || !entry.package.exports) return std::nullopt;
    auto file = from_map(exported(entry.package, "." + std::string(request.substr(end))));
    if (!file) return refused(file.error());
    return std::move(*file);
}

Resolver::Task::Outcome<std::optional<std::string>> Resolver::Task::by_folder(const std::string& path) {
    const Entry& entry = read(resolve_path(path, "package.json"));
    if (entry.broken) return refused(ResolveError::invalid_package);
    const std::string index = resolve_path(path, "index");
    if (!entry.exists || !entry.package.main || entry.package.main->empty()) return try_extensions(index);
    const std::string main = resolve_path(path, *entry.package.main);
    if (auto file = try_file(main)) return file;
    if (auto file = try_extensions(main)) return file;
    if (auto file = try_extensions(resolve_path(main, "index"))) return file;
    if (auto file = try_extensions(index)) return file;
    return refused(ResolveError::not_found);
}

Resolver::Task::Outcome<std::string> Resolver::Task::find(std::string_view request,
                                                          const std::vector<std::string>& folders) {
    const bool is_absolute = request.starts_with('/');
    const bool relative = request == "." || request == ".." || request.starts_with("./") || request.starts_with("../");
    // What starts with ./ may still lead out: then the folder it starts from need not be there.
    int depth = 0;
    bool leaves = false;
    if (relative)
        for (const std::string_view segment : split(request, '/')) {
            if (segment == "..") leaves |= --depth < 0;
            else if (!segment.empty() && segment != ".") ++depth;
        }
    for (const std::string& folder : folders) {
        if (!leaves && !folder.empty() && !files_.is_folder(folder)) continue;
        if (!is_absolute) {
            auto file = by_package_exports(folder, request);
            if (!file) return refused(file.error());
            if (*file) return std::move(**file);
        }
        const std::string path = resolve_path(folder, request);
        if (!asks_for_folder(request)) {
            if (auto file = try_file(path)) return std::move(*file);
            if (auto file = try_extensions(path)) return std::move(*file);
        }
        if (files_.is_folder(path)) {
            auto file = by_folder(path);
            if (!file) return refused(file.error());
            if (*file) return std::move(**file);
        }
    }
    return refused(ResolveError::not_found);
}

}  // namespace ward::javascript
