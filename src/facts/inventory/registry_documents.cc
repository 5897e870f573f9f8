// Lock files that are JSON or YAML: Composer's, NuGet's, Pipenv's, Swift's and Dart's.
// https://getcomposer.org/doc/01-basic-usage.md#commit-your-composer-lock-file-to-version-control,
// https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files#locking-dependencies,
// https://pipenv.pypa.io/en/latest/pipfile.html, https://docs.swift.org/package-manager/,
// https://dart.dev/tools/pub/glossary#lockfile
#include <map>
#include <optional>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/git_url.h"
#include "facts/inventory/registry_lock.h"
#include "formats/document.h"

namespace ward::inventory {
namespace {

constexpr DocumentLimits registry_document_limits{.bytes = max_registry_lock_bytes, .depth = 32, .nodes = 3'000'000};

// What a file lists, and what each needs by name: linked at the end, when all names are known.
class NamedPackages {
  public:
    NamedPackages(std::string_view path, std::string_view purl_type) : path_(path) { lock_.purl_type = purl_type; }

    // The number of the package. Of equal ones in one file the first stands for all.
    std::optional<size_t> add(RegistryPackage package) {
        if (package.name.empty() || (package.version.empty() && package.commit.empty())) {
            lock_.problems.emplace_back(package.line, "a package without a name or a version");
            return std::nullopt;
        }
        const auto [same, is_new] = numbers_.try_emplace({package.name, package.version}, lock_.packages.size());
        if (is_new) {
            by_name_.try_emplace(package.name, same->second);
            lock_.packages.push_back(std::move(package));
        } else if (package.scope == Scope::runtime) {
            lock_.packages[same->second].scope = Scope::runtime;
        }
        return same->second;
    }
    void need(size_t number, std::string_view name) { needs_.emplace_back(number, name); }
    void root(size_t number) { lock_.roots.push_back(number); }

    Result<RegistryLock> take() {
        if (lock_.packages.size() > max_registry_packages)
            return fail(ErrorCode::limit, fmt::format("more than {} packages", max_registry_packages),
                        std::string(path_));
        for (const auto& [number, name] : needs_)
            if (const auto found = by_name_.find(name); found != by_name_.end())
                lock_.packages[number].needs.push_back(found->second);
        return std::move(lock_);
    }

  private:
    std::string_view path_;
    RegistryLock lock_;
    std::map<std::pair<std::string, std::string>, size_t> numbers_;
    std::map<std::string, size_t, std::less<>> by_name_;
    std::vector<std::pair<size_t, std::string>> needs_;
};

// The line that proves a version: the field's own, else that of the entry.
size_t line_of(const Node& entry, std::string_view field) {
    const Node* found = entry.find(field);
    return static_cast<size_t>(found != nullptr ? found->line : entry.line);
}

const Node& field_or_empty(const Node& table, std::string_view name) {
    static const Node empty;
    const Node* found = table.find(name);
    return found != nullptr ? *found : empty;
}

void add_composer(const Node& list, Scope scope, NamedPackages& packages) {
    for (const Node& entry : list.items) {
        RegistryPackage package{.name = to_lower(text_at(entry, "name")),
                                .version = text_at(entry, "version"),
                                .scope = scope,
                                .line = line_of(entry, "version")};
        // A branch is no version: "dev-main", "2.x-dev".
        if (package.version.starts_with("dev-") || package.version.ends_with("-dev")) {
            package.version.clear();
            const Node& source = field_or_empty(entry, "source");
            package.repository = repository_url(text_at(source, "url")).value_or("");
            package.commit = text_at(source, "reference");
        }
        const auto number = packages.add(std::move(package));
        if (!number) continue;
        for (const auto& [name, range] : field_or_empty(entry, "require").fields)
            packages.need(*number, to_lower(name));
    }
}

void add_pipenv(const Node& table, Scope scope, NamedPackages& packages) {
    for (const auto& [name, entry] : table.fields) {
        if (entry.find("path") != nullptr || entry.find("file") != nullptr) continue;  // the project's own
        RegistryPackage package{.name = name, .scope = scope, .line = line_of(entry, "version")};
        std::string_view version = entry.string_at("version").value_or("");
        if (version.starts_with("==")) version.remove_prefix(2);
        package.version = version;
        if (const auto git = entry.string_at("git")) {
            package.repository = repository_url(*git).value_or("");
            package.commit = text_at(entry, "ref");
        }
        packages.add(std::move(package));
    }
}

// "https://github.com/apple/swift-nio.git" is called "github.com/apple/swift-nio".
std::string swift_name(std::string_view location) {
    const std::string url = repository_url(location).value_or("");
    const size_t scheme = url.find("://");
    std::string name = scheme == std::string::npos ? url : url.substr(scheme + 3);
    if (name.ends_with(".git")) name.erase(name.size() - 4);
    return name;
}

}  // namespace

Result<RegistryLock> read_composer_lock(std::string_view text, std::string_view path) {
    WARD_TRY(const Node root, parse_json(text, path, registry_document_limits));
    NamedPackages packages(path, "composer");
    add_composer(field_or_empty(root, "packages"), Scope::runtime, packages);
    add_composer(field_or_empty(root, "packages-dev"), Scope::development, packages);
    return packages.take();
}

// A table for each framework that the project is built for.
Result<RegistryLock> read_nuget_lock(std::string_view text, std::string_view path) {
    WARD_TRY(const Node root, parse_json(text, path, registry_document_limits));
    NamedPackages packages(path, "nuget");
    for (const auto& [framework, table] : field_or_empty(root, "dependencies").fields)
        for (const auto& [name, entry] : table.fields) {
            const std::string type = text_at(entry, "type");
            if (type == "Project") continue;
            const auto number =
                packages.add({.name = name, .version = text_at(entry, "resolved"), .line = line_of(entry, "resolved")});
            if (!number) continue;
            if (type == "Direct") packages.root(*number);
            for (const auto& [needed, range] : field_or_empty(entry, "dependencies").fields)
                packages.need(*number, needed);
        }
    return packages.take();
}

Result<RegistryLock> read_pipfile_lock(std::string_view text, std::string_view path) {
    WARD_TRY(const Node root, parse_json(text, path, registry_document_limits));
    NamedPackages packages(path, "pypi");
    add_pipenv(field_or_empty(root, "default"), Scope::runtime, packages);
    add_pipenv(field_or_empty(root, "develop"), Scope::development, packages);
    WARD_TRY(RegistryLock lock, packages.take());
    for (RegistryPackage& package : lock.packages) package.name = pypi_name(package.name);
    return lock;
}

// Versions 1 (`object.pins`, `repositoryURL`), 2 and 3 (`pins`, `location`).
Result<RegistryLock> read_swift_resolved(std::string_view text, std::string_view path) {
    WARD_TRY(const Node root, parse_json(text, path, registry_document_limits));
    NamedPackages packages(path, "swift");
    const Node* pins = root.find("pins");
    if (pins == nullptr) pins = field_or_empty(root, "object").find("pins");
    if (pins == nullptr || !pins->is_list()) return fail(ErrorCode::parse, "has no list of pins", std::string(path));
    for (const Node& pin : pins->items) {
        const std::string location = text_at(pin, pin.find("location") != nullptr ? "location" : "repositoryURL");
        const Node& state = field_or_empty(pin, "state");
        packages.add({.name = swift_name(location),
                      .version = text_at(state, "version"),
                      .repository = repository_url(location).value_or(""),
                      .commit = text_at(state, "revision"),
                      .line = line_of(state, state.string_at("version") ? "version" : "revision")});
    }
    return packages.take();
}

Result<RegistryLock> read_pub_lock(std::string_view text, std::string_view path) {
    WARD_TRY(const Node root, parse_yaml(text, path, registry_document_limits));
    NamedPackages packages(path, "pub");
    for (const auto& [name, entry] : field_or_empty(root, "packages").fields) {
        const std::string source = text_at(entry, "source");
        if (source == "path" || source == "sdk") continue;  // the project's own, and Dart's
        const std::string dependency = text_at(entry, "dependency");
        RegistryPackage package{.name = name,
                                .version = text_at(entry, "version"),
                                .scope = dependency == "direct dev" ? Scope::development : Scope::runtime,
                                .line = line_of(entry, "version")};
        if (source == "git") {
            const Node& description = field_or_empty(entry, "description");
            package.repository = repository_url(text_at(description, "url")).value_or("");
            package.commit = text_at(description, "resolved-ref");
        }
        const auto number = packages.add(std::move(package));
        if (number && dependency.starts_with("direct")) packages.root(*number);
    }
    return packages.take();
}

}  // namespace ward::inventory
