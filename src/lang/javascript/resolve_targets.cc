// `exports` and `imports` of package.json.
#include <algorithm>

#include "base/text.h"
#include "lang/javascript/resolve_task.h"
#include "lang/javascript/url_path.h"

namespace ward::javascript {
namespace {

std::unexpected<ResolveError> refused(ResolveError error) {
    return std::unexpected(error);
}

// Segments that would lead out of a package, also where they are written with escapes. Empty ones are allowed.
bool has_forbidden_segment(std::string_view path) {
    for (size_t start = 0; start <= path.size();) {
        const size_t end = std::min(path.find_first_of("/\\", start), path.size());
        const std::string_view segment = path.substr(start, end - start);
        const auto decoded = decode_path(segment);
        const std::string plain = to_lower(decoded ? *decoded : std::string(segment));
        if (plain == "." || plain == ".." || plain == "node_modules") return true;
        start = end + 1;
    }
    return false;
}

std::string replace_star(std::string_view text, std::string_view subpath) {
    return replace_all(text, "*", subpath);
}

// A key that a list would have.
bool is_index(std::string_view key) {
    if (key.empty() || (key.size() > 1 && key[0] == '0') || key.size() > 10) return false;
    const auto number = to_number<uint64_t>(key);
    return number && *number < 0xffff'ffff && key.find_first_not_of("0123456789") == key.npos;
}

// Which of two keys with `*` is the more specific one.
bool is_better(std::string_view key, std::string_view best) {
    const auto base = [](std::string_view text) {
        const size_t star = text.find('*');
        return star == std::string_view::npos ? text.size() : star + 1;
    };
    if (base(key) != base(best)) return base(key) > base(best);
    if (best.find('*') == std::string_view::npos) return true;
    return key.size() > best.size();
}

}  // namespace

std::optional<Resolver::Task::Match> Resolver::Task::best_match(const Target& map, std::string_view name) {
    Match best;
    for (const auto& [key, value] : map.fields) {
        const size_t star = key.find('*');
        if (star == std::string::npos || key.rfind('*') != star ||
            !name.starts_with(std::string_view(key).substr(0, star)))
            continue;
        const std::string_view trailer = std::string_view(key).substr(star + 1);
        if (name.size() < key.size() || !name.ends_with(trailer) || !is_better(key, best.key)) continue;
        best.key = key;
        best.subpath = name.substr(star, name.size() - trailer.size() - star);
        best.target = &value;
    }
    if (best.target == nullptr) return std::nullopt;
    return best;
}

Resolver::Task::Outcome<Resolver::Task::Place> Resolver::Task::exported(const Package& package,
                                                                        std::string_view subpath) {
    const Target& exports = *package.exports;
    bool is_main = exports.kind != Target::Kind::table;
    for (size_t i = 0; i < exports.fields.size(); ++i) {
        const bool is_condition = !exports.fields[i].first.starts_with('.');
        if (i == 0) is_main = is_condition;
        if (is_main != is_condition) return refused(ResolveError::invalid_package);
    }
    Outcome<Place> place = Place{};
    const Target* exact = nullptr;
    if (subpath.find('*') == std::string_view::npos && !subpath.ends_with('/')) {
        if (is_main) exact = subpath == "." ? &exports : nullptr;
        else exact = exports.find(subpath);
    }
    if (exact != nullptr) {
        place = target(*exact, {.package = package, .key = std::string(subpath), .subpath = {}});
    } else if (const auto match = is_main ? std::nullopt : best_match(exports, subpath)) {
        place = target(*match->target,
                       {.package = package, .key = match->key, .subpath = match->subpath, .is_pattern = true});
    }
    if (place && place->kind != Place::Kind::file && place->kind != Place::Kind::builtin)
        return refused(ResolveError::not_exported);
    return place;
}

Resolver::Task::Outcome<Resolver::Task::Place> Resolver::Task::imported(std::string_view name, std::string_view from) {
    if (name == "#" || name.ends_with('/')) return refused(ResolveError::invalid_specifier);
    const auto scope = scope_of(from, Loader::import);
    if (!scope) return refused(scope.error());
    const Package* package = *scope;
    if (package == nullptr || !package->imports) return refused(ResolveError::import_not_defined);
    Outcome<Place> place = Place{};
    const Target* exact = name.find('*') == std::string_view::npos ? package->imports->find(name) : nullptr;
    if (exact != nullptr) {
        place = target(*exact, {.package = *package, .key = std::string(name), .subpath = {}, .is_import = true});
    } else if (const auto match = best_match(*package->imports, name)) {
        place = target(
            *match->target,
            {.package = *package, .key = match->key, .subpath = match->subpath, .is_pattern = true, .is_import = true});
    }
    if (place && place->kind != Place::Kind::file && place->kind != Place::Kind::builtin)
        return refused(ResolveError::import_not_defined);
    return place;
}

Resolver::Task::Outcome<Resolver::Task::Place> Resolver::Task::target(const Target& target, const Context& context) {
    switch (target.kind) {
        case Target::Kind::text: return target_text(target.text, context);
        case Target::Kind::list: return target_list(target, context);
        case Target::Kind::table: return target_table(target, context);
        case Target::Kind::null: return Place{.kind = Place::Kind::null};
        case Target::Kind::other: break;
    }
    return refused(ResolveError::invalid_target);
}

Resolver::Task::Outcome<Resolver::Task::Place> Resolver::Task::target_text(std::string_view text,
                                                                           const Context& context) {
    if (!text.starts_with("./")) {
        if (!context.is_import || text.starts_with('/') || text.starts_with("../") || scheme_of(text))
            return refused(ResolveError::invalid_target);
        const std::string specifier = context.is_pattern ? replace_star(text, context.subpath) : std::string(text);
        return package_place(specifier, context.package.path);
    }
    if (has_forbidden_segment(text.substr(2))) return refused(ResolveError::invalid_target);
    const std::string base = encode_path(context.package.path);
    auto joined = join_url_path(base, text);
    if (!joined || !joined->starts_with(base.substr(0, base.rfind('/') + 1)))
        return refused(ResolveError::invalid_target);
    if (!context.is_pattern || context.subpath.empty())
        return Place{.kind = Place::Kind::file, .text = std::move(*joined)};
    if (has_forbidden_segment(context.subpath)) return refused(ResolveError::invalid_specifier);
    joined = join_url_path("/", replace_star(*joined, context.subpath));
    if (!joined) return refused(ResolveError::invalid_target);
    return Place{.kind = Place::Kind::file, .text = std::move(*joined)};
}

// The first that is valid, whether or not there is a file.
Resolver::Task::Outcome<Resolver::Task::Place> Resolver::Task::target_list(const Target& list, const Context& context) {
    if (list.items.empty()) return Place{.kind = Place::Kind::null};
    Outcome<Place> last = Place{};
    for (const Target& item : list.items) {
        const Outcome<Place> place = target(item, context);
        if (!place) {
            if (place.error() != ResolveError::invalid_target) return place;
            last = place;
        } else if (place->kind == Place::Kind::null) {
            last = place;
        } else if (place->kind != Place::Kind::undefined) {
            return place;
        }
    }
    return last;
}

Resolver::Task::Outcome<Resolver::Task::Place> Resolver::Task::target_table(const Target& table,
                                                                            const Context& context) {
    for (const auto& [key, value] : table.fields)
        if (is_index(key)) return refused(ResolveError::invalid_package);
    for (const auto& [key, value] : table.fields) {
        if (!has_condition(key)) continue;
        const Outcome<Place> place = target(value, context);
        if (!place || place->kind != Place::Kind::undefined) return place;
    }
    return Place{};
}

// A bare specifier, as `import` has it: of this package itself, or in the node_modules of the folders above.
Resolver::Task::Outcome<Resolver::Task::Place> Resolver::Task::package_place(std::string_view specifier,
                                                                             std::string_view from) {
    if (!specifier.starts_with("node:") && is_builtin_name(specifier))
        return Place{.kind = Place::Kind::builtin, .text = std::string(specifier)};
    size_t slash = specifier.find('/');
    const bool is_scoped = specifier.starts_with('@');
    if (is_scoped && slash == std::string_view::npos) return refused(ResolveError::invalid_specifier);
    if (is_scoped) slash = specifier.find('/', slash + 1);
    const std::string name(specifier.substr(0, slash));
    if (name.starts_with('.') || name.find_first_of("%\\") != name.npos)
        return refused(ResolveError::invalid_specifier);
    const std::string subpath = slash == specifier.npos ? "." : "." + std::string(specifier.substr(slash));

    const auto scope = scope_of(from, Loader::import);
    if (!scope) return refused(scope.error());
    if (*scope != nullptr && (*scope)->exports && (*scope)->name == name) return exported(**scope, subpath);

    for (std::string_view folder = from; folder != "/";) {
        folder = folder_of(folder);
        const auto at =
            join_url_path(encode_path(resolve_path(folder, "x")), "./node_modules/" + name + "/package.json");
        const auto file = at ? decode_path(*at) : std::nullopt;
        if (!file) return refused(ResolveError::invalid_specifier);
        if (!files_.is_folder(folder_of(*file))) continue;
        const Entry& entry = read(*file);
        if (entry.broken) return refused(ResolveError::invalid_package);
        if (entry.exists && entry.package.exports) return exported(entry.package, subpath);
        if (subpath == ".") return legacy_main(folder_of(*file), entry.exists ? &entry.package : nullptr);
        auto joined = join_url_path(*at, subpath);
        if (!joined) return refused(ResolveError::invalid_specifier);
        return Place{.kind = Place::Kind::file, .text = std::move(*joined)};
    }
    return refused(ResolveError::not_found);
}

Resolver::Task::Outcome<Resolver::Task::Place> Resolver::Task::legacy_main(std::string_view folder,
                                                                           const Package* package) {
    const auto place = [](const std::string& path) {
        return Place{.kind = Place::Kind::file, .text = encode_path(path)};
    };
    if (package != nullptr && package->main) {
        for (const char* ending : {"", ".js", ".json", ".node", "/index.js", "/index.json", "/index.node"}) {
            const std::string main = (package->main->empty() ? "./" : *package->main) + ending;
            if (files_.is_file(resolve_path(folder, "./" + main))) return place(resolve_path(folder, main));
        }
    }
    for (const char* index : {"index.js", "index.json", "index.node"})
        if (const std::string path = resolve_path(folder, index); files_.is_file(path)) return place(path);
    return refused(ResolveError::not_found);
}

}  // namespace ward::javascript
