// What both loaders share, and the formats of files.
#include "lang/javascript/resolve.h"

#include <algorithm>

#include "lang/javascript/resolve_task.h"
#include "lang/javascript/url_path.h"

namespace ward::javascript {

std::string_view code_of(ResolveError error, Loader loader) {
    switch (error) {
        case ResolveError::none: return "";
        case ResolveError::not_found: return loader == Loader::require ? "MODULE_NOT_FOUND" : "ERR_MODULE_NOT_FOUND";
        case ResolveError::directory_import: return "ERR_UNSUPPORTED_DIR_IMPORT";
        case ResolveError::not_exported: return "ERR_PACKAGE_PATH_NOT_EXPORTED";
        case ResolveError::import_not_defined: return "ERR_PACKAGE_IMPORT_NOT_DEFINED";
        case ResolveError::invalid_specifier: return "ERR_INVALID_MODULE_SPECIFIER";
        case ResolveError::invalid_target: return "ERR_INVALID_PACKAGE_TARGET";
        case ResolveError::invalid_package: return "ERR_INVALID_PACKAGE_CONFIG";
        case ResolveError::unsupported_scheme:
            return loader == Loader::require ? "ERR_INVALID_URL_SCHEME" : "ERR_UNSUPPORTED_ESM_URL_SCHEME";
        case ResolveError::unknown_builtin: return "ERR_UNKNOWN_BUILTIN_MODULE";
    }
    return "";
}

std::string_view name_of(Format format) {
    switch (format) {
        case Format::commonjs: return "commonjs";
        case Format::module: return "module";
        case Format::detect: return "by syntax";
        case Format::json: return "json";
        case Format::wasm: return "wasm";
        case Format::addon: return "addon";
        case Format::commonjs_typescript: return "commonjs-typescript";
        case Format::module_typescript: return "module-typescript";
        case Format::detect_typescript: return "typescript by syntax";
        case Format::unknown: return "unknown";
    }
    return "unknown";
}

Format detected(Format format, const Scan& scan) {
    const bool is_module = scan.has_module_syntax();
    if (format == Format::detect) return is_module ? Format::module : Format::commonjs;
    if (format == Format::detect_typescript) return is_module ? Format::module_typescript : Format::commonjs_typescript;
    return format;
}

Resolver::Resolver(const FileTable& files, ResolveOptions options) : files_(files), options_(std::move(options)) {}

const Resolver::Entry& Resolver::package_at(const std::string& path) {
    const auto [place, is_new] = packages_.try_emplace(path);
    Entry& entry = place->second;
    if (!is_new) return entry;
    if (!files_.is_file(path)) return entry;
    const auto text = files_.read(path);
    if (!text) return entry;
    entry.exists = true;
    auto package = parse_package(*text, path);
    if (package) entry.package = std::move(*package);
    else entry.broken = true;
    return entry;
}

Resolution Resolver::resolve(std::string_view specifier, std::string_view from, Loader loader) {
    Task task(*this, from, loader);
    return loader == Loader::require ? task.by_require(specifier) : task.by_import(specifier);
}

Format Resolver::format_of(std::string_view path, Loader loader, std::vector<std::string>* packages) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    const size_t dot = name.rfind('.');
    const std::string_view extension = dot == 0 || dot == std::string_view::npos ? "" : name.substr(dot);
    if (extension == ".mjs") return Format::module;
    if (extension == ".cjs") return Format::commonjs;
    if (extension == ".json") return Format::json;
    if (extension == ".node") return Format::addon;
    if (extension == ".mts") return Format::module_typescript;
    if (extension == ".cts") return Format::commonjs_typescript;
    if (extension == ".wasm" && loader == Loader::import) return Format::wasm;
    const bool is_typescript = extension == ".ts";
    const bool by_scope = extension == ".js" || is_typescript || (extension.empty() && loader == Loader::import);
    // Whatever else `require` is given, it takes for a script.
    if (!by_scope) return loader == Loader::require ? Format::detect : Format::unknown;
    Task task(*this, path, loader);
    const auto scope = task.scope_of(path, loader);
    if (packages != nullptr) packages->insert(packages->end(), task.packages().begin(), task.packages().end());
    const PackageType type = scope && *scope != nullptr ? (*scope)->type : PackageType::none;
    if (type == PackageType::none) return is_typescript ? Format::detect_typescript : Format::detect;
    if (is_typescript) return type == PackageType::module ? Format::module_typescript : Format::commonjs_typescript;
    if (extension.empty() && type == PackageType::module) {
        const auto bytes = files_.read(path);
        using namespace std::string_view_literals;
        if (bytes && std::string_view(*bytes).starts_with("\0asm"sv)) return Format::wasm;
    }
    return type == PackageType::module ? Format::module : Format::commonjs;
}

const Resolver::Entry& Resolver::Task::read(const std::string& path) {
    const Entry& entry = resolver_.package_at(path);
    if (entry.exists && std::ranges::find(read_, path) == read_.end()) read_.push_back(path);
    return entry;
}

std::expected<const Package*, ResolveError> Resolver::Task::scope_of(std::string_view path, Loader loader) {
    for (std::string_view folder = path; folder != "/";) {
        folder = folder_of(folder);
        // `import` compares text, so that "my_node_modules" ends the search too.
        if (folder.ends_with(loader == Loader::require ? "/node_modules" : "node_modules")) return nullptr;
        const Entry& entry = read(resolve_path(folder, "package.json"));
        if (entry.broken) return std::unexpected(ResolveError::invalid_package);
        if (entry.exists) return &entry.package;
    }
    return nullptr;
}

bool Resolver::Task::has_condition(std::string_view name) const {
    if (name == "default" || name == "node" || name == "node-addons" || name == "module-sync") return true;
    if (name == (loader_ == Loader::require ? "require" : "import")) return true;
    return std::ranges::find(resolver_.options_.conditions, name) != resolver_.options_.conditions.end();
}

bool Resolver::Task::is_builtin_name(std::string_view specifier) const {
    const Builtin* builtin = builtin_named(specifier);
    return builtin != nullptr && has_builtin(*builtin, resolver_.options_.node);
}

Resolution Resolver::Task::finish(Outcome<std::string> file) {
    Resolution resolution;
    resolution.packages = std::move(read_);
    if (!file) resolution.error = file.error();
    else if (file->starts_with("node:")) resolution.builtin = file->substr(5);
    else resolution.path = std::move(*file);
    return resolution;
}

}  // namespace ward::javascript
