// Version 1 is a tree of `dependencies` whose `version` field may be a version, an alias, a URL, a path, or (npm 5) a
// range. Versions 2 and 3 are a map `packages` from places to entries; the tree that version 2 also carries is a copy
// for old clients, which npm 7 and later no longer read, and neither do we.
#include "facts/inventory/npm_lock.h"

#include <optional>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/json_scan.h"
#include "facts/inventory/npm_manifest.h"

namespace ward::inventory::npm {
namespace {

// Longest text of a stranger inside a message.
std::string shown(std::string_view text) {
    constexpr size_t most = 80;
    return text.size() <= most ? std::string(text) : std::string(text.substr(0, most)) + "...";
}

// "development" is what production never installs; a package wanted by an optional one too is optional.
Scope scope_of_flags(const Json::Value& entry) {
    if (entry.truthy_at("dev")) return Scope::development;
    if (entry.truthy_at("optional") || entry.truthy_at("devOptional")) return Scope::optional;
    return Scope::runtime;
}

void add_keys(const std::optional<Json::Value>& object, std::vector<std::string>& names, Declarations& declared) {
    if (!object) return;
    for (const auto& member : object->members()) {
        if (!is_package_name(member.key)) continue;
        names.emplace_back(member.key);
        declare(declared, member.key, member.value);
    }
}

// What the place itself says of the name: what follows the last node_modules, else the last folder with its scope.
std::string_view name_in_place(std::string_view place) {
    if (const auto found = place_of(place)) return found->name;
    const size_t slash = place.rfind('/');
    if (slash == std::string_view::npos) return place;
    const size_t before = slash == 0 ? std::string_view::npos : place.rfind('/', slash - 1);
    const size_t start = before == std::string_view::npos ? 0 : before + 1;
    return place[start] == '@' ? place.substr(start) : place.substr(slash + 1);
}

// The text of an entry's first evidence: its key and what proves the version.
std::string shown_entry(std::string_view key, std::string_view version) {
    return fmt::format("\"{}\": {{ \"version\": \"{}\"", shown(key), shown(version));
}

class LockReader {
  public:
    LockReader(std::string_view path, std::string_view folder, const LockLimits& limits)
        : path_(path), folder_(folder), limits_(limits) {}

    Result<Lock> read(const Json& json) {
        const Json::Value root = json.root();
        const auto version = root.find("lockfileVersion");
        const auto packages = root.find("packages");
        const auto dependencies = root.find("dependencies");
        // npm 5 wrote no number at first.
        lock_.version = version ? to_number<int64_t>(version->text()).value_or(0) : (packages ? 3 : 1);
        if (lock_.version < 1 || lock_.version > 3)
            problem(version ? version->line() : 1,
                    "this lockfileVersion is not known; read as far as it looks familiar");

        if (packages) {
            WARD_TRY_VOID(read_packages(*packages));
        } else if (dependencies) {
            WARD_TRY_VOID(read_dependencies(*dependencies, folder_));
        }
        // Two readers of a repeated key may each believe another value.
        for (const Json::RepeatedKey& repeated : json.repeated_keys())
            problem(repeated.line, fmt::format("key \"{}\" is repeated", shown(repeated.key)));
        return std::move(lock_);
    }

  private:
    void problem(int64_t line, std::string reason) { lock_.problems.push_back({line, std::move(reason)}); }

    Result<void> read_packages(const Json::Value& packages) {
        if (!packages.is_object()) problem(packages.line(), "\"packages\" is not an object");
        for (const auto& [key, line, entry] : packages.members()) {
            if (!entry.is_object()) {
                problem(line, fmt::format("entry \"{}\" is not an object", shown(key)));
            } else if (key.empty()) {
                for (const std::string_view kind :
                     {"dependencies", "devDependencies", "optionalDependencies", "peerDependencies"})
                    add_keys(entry.find(kind), lock_.root_needs, lock_.root_declared);
            } else if (auto package = read_entry(key, line, entry)) {
                WARD_TRY_VOID(add(*std::move(package), line));
            }
        }
        return {};
    }

    std::optional<LockedPackage> read_entry(std::string_view key, int64_t line, const Json::Value& entry) {
        LockedPackage package;
        const auto place = place_inside(key, line);
        if (!place) return std::nullopt;
        package.place = *place;
        package.evidence = {std::string(path_), line, fmt::format("\"{}\"", shown(key))};
        const std::string_view resolved = entry.string_at("resolved").value_or("");
        if (entry.truthy_at("link")) {
            package.target = place_inside(resolved.starts_with("file:") ? resolved.substr(5) : resolved, line);
            return package.target ? std::optional(std::move(package)) : std::nullopt;
        }

        const bool is_installed = place_of(package.place).has_value();
        package.name = entry.string_at("name").value_or(name_in_place(package.place));
        if (!is_package_name(package.name)) {
            // A workspace's folder may have any name; a package may not.
            if (is_installed || entry.find("name"))
                problem(line, fmt::format("\"{}\" is not a package name", shown(package.name)));
            return std::nullopt;
        }
        package.origin = origin_of_resolved(resolved);
        package.version = package.origin.version;
        if (const auto version = entry.find("version")) {
            const auto exact = version->string() ? exact_version(version->text()) : std::nullopt;
            if (!exact) {
                problem(version->line(), fmt::format("\"{}\" is not a version", shown(version->text())));
                return std::nullopt;
            }
            package.version = *exact;
            package.evidence.text = shown_entry(key, version->text());
        }
        package.scope = scope_of_flags(entry);
        package.bundled = entry.truthy_at("inBundle");
        package.has_install_script = entry.truthy_at("hasInstallScript");
        read_tarball(entry, package);
        for (const std::string_view kind : {"dependencies", "optionalDependencies", "peerDependencies"})
            add_keys(entry.find(kind), package.needs, package.declared);
        // Development dependencies are installed for the project's own packages only.
        if (!is_installed) add_keys(entry.find("devDependencies"), package.needs, package.declared);
        return package;
    }

    static void read_tarball(const Json::Value& entry, LockedPackage& package) {
        package.resolved = entry.string_at("resolved").value_or("");
        package.integrity = entry.string_at("integrity").value_or("");
        package.may_be_absent = entry.truthy_at("optional") || entry.truthy_at("devOptional");
    }

    // `holder` is a place from the root of the tree. Recursion is bounded by max_nesting.
    Result<void> read_dependencies(const Json::Value& dependencies, std::string_view holder) {
        if (!dependencies.is_object()) problem(dependencies.line(), "\"dependencies\" is not an object");
        for (const auto& [name, line, entry] : dependencies.members()) {
            if (!is_package_name(name)) {
                problem(line, fmt::format("\"{}\" is not a package name", shown(name)));
                continue;
            }
            if (!entry.is_object()) {
                problem(line, fmt::format("entry \"{}\" is not an object", shown(name)));
                continue;
            }
            std::string place = fmt::format("{}{}node_modules/{}", holder, holder.empty() ? "" : "/", name);
            if (nesting_of(place) > max_nesting) {
                problem(line, fmt::format("node_modules nested deeper than {}", max_nesting));
                continue;
            }
            if (auto package = read_old_entry(place, name, line, entry)) {
                // What is nested below a link stands below its target.
                if (package->target) place = *package->target;
                WARD_TRY_VOID(add(*std::move(package), line));
            }
            if (const auto nested = entry.find("dependencies")) {
                WARD_TRY_VOID(read_dependencies(*nested, place));
            }
        }
        return {};
    }

    std::optional<LockedPackage> read_old_entry(std::string_view place, std::string_view name, int64_t line,
                                                const Json::Value& entry) {
        LockedPackage package;
        package.place = place;
        const auto version = entry.string_at("version");
        if (!version) {
            problem(line, fmt::format("\"{}\" has no version", shown(name)));
            return std::nullopt;
        }
        package.evidence = {std::string(path_), line, shown_entry(name, *version)};
        package.origin = origin_of_spec(*version);
        if (package.origin.kind == Origin::Kind::unknown) {
            problem(line, fmt::format("\"{}\" of \"{}\" is a range, not a version", shown(*version), shown(name)));
            return std::nullopt;
        }
        if (package.origin.kind == Origin::Kind::folder) {
            package.target = place_inside(package.origin.url, line);
            return package.target ? std::optional(std::move(package)) : std::nullopt;
        }
        package.version = package.origin.version;
        package.name = package.origin.name.empty() ? std::string(name) : package.origin.name;
        if (!is_package_name(package.name)) {
            problem(line, fmt::format("\"{}\" is not a package name", shown(package.name)));
            return std::nullopt;
        }
        package.scope = scope_of_flags(entry);
        package.bundled = entry.truthy_at("bundled");
        read_tarball(entry, package);
        add_keys(entry.find("requires"), package.needs, package.declared);
        return package;
    }

    // What the lock calls `relative`, from the root of the tree.
    std::optional<std::string> place_inside(std::string_view relative, int64_t line) {
        auto place = join_path(folder_, relative);
        if (!place) problem(line, fmt::format("\"{}\" is not a path inside the tree", shown(relative)));
        if (place && nesting_of(*place) > max_nesting) {
            problem(line, fmt::format("node_modules nested deeper than {}", max_nesting));
            return std::nullopt;
        }
        return place;
    }

    Result<void> add(LockedPackage package, int64_t line) {
        const auto over = [&](std::string_view what, size_t limit) {
            return fail(ErrorCode::limit, fmt::format("more than {} {}", limit, what),
                        fmt::format("{}:{}", path_, line));
        };
        needs_ += package.needs.size();
        if (lock_.packages.size() >= limits_.packages) return over("packages", limits_.packages);
        if (needs_ > limits_.needs) return over("dependencies", limits_.needs);
        lock_.packages.push_back(std::move(package));
        return {};
    }

    std::string_view path_;
    std::string_view folder_;
    LockLimits limits_;
    size_t needs_ = 0;
    Lock lock_;
};

}  // namespace

Result<Lock> read_lock(std::string_view text, std::string_view path, std::string_view folder,
                       const LockLimits& limits) {
    const auto json = Json::scan(text, path, {.bytes = limits.bytes});
    if (!json && text.find("\n<<<<<<< ") != std::string_view::npos)
        return fail(ErrorCode::parse, "holds an unresolved merge conflict", std::string(path));
    if (!json) return std::unexpected(json.error());
    return LockReader(path, folder, limits).read(*json);
}

}  // namespace ward::inventory::npm
