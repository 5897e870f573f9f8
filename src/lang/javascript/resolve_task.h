// One resolution: what both loaders share. resolve_require.cc, resolve_import.cc and resolve_targets.cc are the steps.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/javascript/resolve.h"

namespace ward::javascript {

class Resolver::Task {
  public:
    Task(Resolver& resolver, std::string_view from, Loader loader)
        : resolver_(resolver), files_(resolver.files_), from_(from), loader_(loader) {}

    Resolution by_require(std::string_view specifier);
    Resolution by_import(std::string_view specifier);
    // The package.json that governs a file: the nearest one, not beyond a folder node_modules.
    std::expected<const Package*, ResolveError> scope_of(std::string_view path, Loader loader);
    std::vector<std::string>& packages() { return read_; }

  private:
    template <typename T>
    using Outcome = std::expected<T, ResolveError>;

    // Where a package's map leads: a file's encoded URL path, a module of node, or nothing (`undefined` and `null`).
    struct Place {
        enum class Kind : uint8_t { undefined, null, file, builtin };
        Kind kind = Kind::undefined;
        std::string text = {};
    };
    struct Match {  // of a key with `*`
        std::string key;
        std::string subpath;
        const Target* target = nullptr;
    };
    struct Context {  // of a target within its package
        const Package& package;
        std::string key;
        std::string subpath;
        bool is_pattern = false;
        bool is_import = false;
    };

    Resolution finish(Outcome<std::string> file);
    const Entry& read(const std::string& path);
    bool has_condition(std::string_view name) const;
    bool is_builtin_name(std::string_view specifier) const;

    // Maps.
    Outcome<Place> exported(const Package& package, std::string_view subpath);
    Outcome<Place> imported(std::string_view name, std::string_view from);
    Outcome<Place> target(const Target& target, const Context& context);
    Outcome<Place> target_text(std::string_view text, const Context& context);
    Outcome<Place> target_list(const Target& list, const Context& context);
    Outcome<Place> target_table(const Target& table, const Context& context);
    static std::optional<Match> best_match(const Target& map, std::string_view name);
    Outcome<Place> package_place(std::string_view specifier, std::string_view from);
    Outcome<Place> legacy_main(std::string_view folder, const Package* package);

    // require.
    Outcome<std::string> require_path(std::string_view specifier);
    Outcome<std::string> find(std::string_view request, const std::vector<std::string>& folders);
    Outcome<std::string> from_map(const Outcome<Place>& place);
    Outcome<std::optional<std::string>> by_package_exports(std::string_view folder, std::string_view request);
    Outcome<std::optional<std::string>> by_folder(const std::string& path);
    std::optional<std::string> try_file(const std::string& path) const;
    std::optional<std::string> try_extensions(const std::string& path) const;

    // import.
    Outcome<std::string> import_file(const Place& place);

    Resolver& resolver_;
    const FileTable& files_;
    std::string_view from_;
    Loader loader_;
    std::vector<std::string> read_;
};

}  // namespace ward::javascript
