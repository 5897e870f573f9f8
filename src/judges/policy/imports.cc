// See imports.h. Inside, paths are those of the tree with a slash before them: the tree is all of the world.
#include "judges/policy/imports.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "base/parallel.h"
#include "judges/policy/create.h"
#include "judges/policy/named_files.h"
#include "lang/javascript/imports.h"
#include "lang/javascript/resolve.h"

namespace ward::policy {
namespace {

using javascript::Loader;
using javascript::Request;
using javascript::RequestKind;

constexpr size_t max_links = 40;  // that one path leads through, as the kernel has it

std::string_view above(std::string_view path) {
    return path.substr(0, path.rfind('/'));
}

// What the manifest lists, and nothing else: a file that is not listed cannot be read.
class ListedFiles final : public javascript::FileTable {
  public:
    ListedFiles(const Manifest& manifest, const std::vector<std::string>& files, const Root& root) : root_(root) {
        for (const std::string& file : files) {
            const auto [place, fresh] = files_.insert('/' + file);
            for (std::string_view folder = above(*place); fresh; folder = above(folder))
                if (!folders_.insert(std::string(folder)).second || folder.empty()) break;
        }
        if (!manifest.ward) return;
        for (const NamedText& link : manifest.ward->symlinks)
            if (const auto path = path_of_key(link.name, "/")) links_['/' + *path] = link.text;
    }

    bool is_file(std::string_view path) const override { return files_.contains(real_path(path)); }
    bool is_folder(std::string_view path) const override {
        const std::string real = real_path(path);
        return folders_.contains(real == "/" ? "" : real);
    }
    std::optional<std::string> read(std::string_view path) const override {
        auto text = root_.read(real_path(path).substr(1), max_scanned_bytes);
        return text ? std::optional(std::move(*text)) : std::nullopt;
    }
    std::string real_path(std::string_view path) const override {
        std::string out(path);
        for (size_t followed = 0; !links_.empty() && followed < max_links; ++followed)
            if (!follow_first_link(out)) return out;
        return out;
    }

  private:
    bool follow_first_link(std::string& path) const {
        for (size_t end = path.find('/', 1); end != std::string::npos || !path.empty(); end = path.find('/', end + 1)) {
            const std::string head = path.substr(0, end);
            const std::string rest = end == std::string::npos ? "" : path.substr(end);
            if (const auto link = links_.find(head); link != links_.end()) {
                path = joined(link->second.starts_with('/') ? "" : std::string(above(head)), link->second) + rest;
                return true;
            }
            if (end == std::string::npos) return false;
        }
        return false;
    }

    static std::string joined(const std::string& folder, std::string_view relative) {
        std::string out = folder;
        while (!relative.empty()) {
            const size_t end = relative.find('/');
            const std::string_view part = relative.substr(0, end);
            relative.remove_prefix(end == std::string_view::npos ? relative.size() : end + 1);
            if (part.empty() || part == ".") continue;
            if (part == "..") out.resize(above(out).size());
            else (out += '/') += part;
        }
        return out;
    }

    const Root& root_;
    std::unordered_set<std::string> files_;    // real paths
    std::unordered_set<std::string> folders_;  // "" is the root
    std::unordered_map<std::string, std::string> links_;
};

Loader loader_of(RequestKind kind) {
    switch (kind) {
        case RequestKind::import_static:
        case RequestKind::export_from:
        case RequestKind::import_dynamic:
        case RequestKind::import_meta_resolve: return Loader::import;
        default: return Loader::require;
    }
}

// Does the map decide on it?
bool is_import(RequestKind kind) {
    switch (kind) {
        case RequestKind::new_url_import_meta:
        case RequestKind::worker:
        case RequestKind::create_require:
        case RequestKind::get_builtin:
        case RequestKind::dlopen: return false;
        default: return true;
    }
}

// One specifier, by both ways to ask for it.
struct Targets {
    std::optional<Target> by_import;
    std::optional<Target> by_require;
};

Target joined_target(const Targets& targets) {
    if (!targets.by_require) return *targets.by_import;
    if (!targets.by_import || *targets.by_import == *targets.by_require) return *targets.by_require;
    Target out;
    out.kind = Target::Kind::conditions;
    out.conditions.push_back({"import", *targets.by_import});
    out.conditions.push_back({"require", *targets.by_require});
    return out;
}

struct Narrowed {
    Dependencies dependencies;
    size_t requests = 0;
    bool is_module = false;  // a file of JavaScript that was read
    std::vector<ImportRemark> remarks;
};

class Narrowing {
  public:
    Narrowing(const ListedFiles& files, const std::vector<std::string>& conditions)
        : files_(files), resolver_(files, {.conditions = conditions}) {}

    Narrowed narrow(const std::string& file) {
        Narrowed out;
        const std::string path = '/' + file;
        const auto loader = file.ends_with(".mjs") || file.ends_with(".mts") ? Loader::import : Loader::require;
        const javascript::Format format = resolver_.format_of(path, loader);
        // Data and native code ask for nothing.
        if (format == javascript::Format::json || format == javascript::Format::wasm ||
            format == javascript::Format::addon)
            return out;
        out.dependencies.kind = Dependencies::Kind::any;
        const auto source = files_.read(path);
        if (!source) {
            out.remarks.push_back({file, 0, "is too large to be scanned: it may import everything"});
            return out;
        }
        out.is_module = true;
        const auto kind = format == javascript::Format::module     ? javascript::SourceKind::module
                          : format == javascript::Format::commonjs ? javascript::SourceKind::commonjs
                                                                   : javascript::SourceKind::unknown;
        const javascript::Scan scan = javascript::scan_imports(
            *source, javascript::ScanOptions{.kind = kind, .syntax = javascript::syntax_of(path)});
        if (const auto why = why_open(scan)) {
            out.remarks.push_back({file, why->line, why->what});
            return out;
        }
        std::map<std::string, Targets> map;
        for (const Request& request : scan.requests) add(request, path, file, map, out);
        out.dependencies.kind = Dependencies::Kind::map;
        for (const auto& [key, targets] : map)
            out.dependencies.entries.push_back({.key = key, .target = joined_target(targets)});
        return out;
    }

  private:
    struct Why {
        uint32_t line;
        std::string what;
    };

    // What cannot be known beforehand leaves the file free to import.
    static std::optional<Why> why_open(const javascript::Scan& scan) {
        if (!scan.errors.empty()) return Why{0, scan.errors[0] + ": it may import everything"};
        for (const Request& request : scan.requests) {
            if (!is_import(request.kind)) continue;
            if (request.computed) return Why{request.line, "computes what it imports: it may import everything"};
            if (request.other_base && !request.specifier.empty())
                return Why{request.line, "imports as if it were another file: it may import everything"};
        }
        if (scan.require_as_value) return Why{0, "hands `require` on: it may import everything"};
        return std::nullopt;
    }

    void add(const Request& request, const std::string& path, const std::string& file,
             std::map<std::string, Targets>& map, Narrowed& out) {
        if (request.kind == RequestKind::get_builtin || request.kind == RequestKind::dlopen)
            out.remarks.push_back({file, request.line,
                                   request.kind == RequestKind::dlopen
                                       ? "loads native code by process.dlopen"
                                       : "asks process.getBuiltinModule, which the default map alone decides"});
        if (!is_import(request.kind)) return;
        const Loader loader = loader_of(request.kind);
        const javascript::Resolution found = resolver_.resolve(request.specifier, path, loader);
        Target target;
        if (!found.path.empty()) {
            const auto key = resource_key(files_.real_path(found.path).substr(1));
            if (!key) return;
            target.kind = Target::Kind::url;
            target.text = *key;
            ++out.requests;
        }
        const auto key = key_of_specifier(request.specifier, path);
        if (!key) return;
        Targets& targets = map[*key];
        (loader == Loader::import ? targets.by_import : targets.by_require) = std::move(target);
    }

    // As the manifest has it: what is relative to the file becomes relative to the manifest.
    static std::optional<std::string> key_of_specifier(const std::string& specifier, const std::string& path) {
        const bool relative = specifier.starts_with("./") || specifier.starts_with("../") || specifier.starts_with('/');
        const bool dots = specifier == "." || specifier == "..";
        if (!relative && !dots) return specifier.empty() ? std::nullopt : std::optional(specifier);
        const auto own = file_url_of_path(path);
        const auto base = own ? parse_url(*own) : std::unexpected(own.error());
        // node's policy takes `.` and `..` for bare names.
        if (dots || !base) return specifier;
        const auto url = parse_url(specifier, &*base);
        constexpr std::string_view root = "file:///";
        const std::string href = url ? url->href() : "";
        return href.starts_with(root) ? std::optional("./" + href.substr(root.size())) : std::nullopt;
    }

    const ListedFiles& files_;
    javascript::Resolver resolver_;
};

}  // namespace

ImportGraph narrow_dependencies(Manifest& manifest, const std::vector<std::string>& files, const Root& root,
                                const std::vector<std::string>& conditions) {
    const ListedFiles table(manifest, files, root);
    std::vector<Narrowed> narrowed(files.size());
    // A resolver remembers every package.json that it read, and is one thread's.
    const size_t parts = thread_count() * 4;
    parallel_for(parts, [&](size_t part) {
        Narrowing narrowing(table, conditions);
        for (size_t i = files.size() * part / parts; i < files.size() * (part + 1) / parts; ++i)
            // By its name, or its first line.
            if (manifest.resources[i].dependencies.kind == Dependencies::Kind::any)
                narrowed[i] = narrowing.narrow(files[i]);
    });
    ImportGraph out;
    for (size_t i = 0; i < files.size(); ++i) {
        out.modules += narrowed[i].is_module ? 1 : 0;
        out.open += narrowed[i].dependencies.kind == Dependencies::Kind::any ? 1 : 0;
        out.requests += narrowed[i].requests;
        manifest.resources[i].dependencies = std::move(narrowed[i].dependencies);
        std::ranges::move(narrowed[i].remarks, std::back_inserter(out.remarks));
    }
    std::ranges::stable_sort(out.remarks, {},
                             [](const ImportRemark& remark) { return std::tie(remark.path, remark.line); });
    return out;
}

}  // namespace ward::policy
