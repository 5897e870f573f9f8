// `import`: specifiers are URLs.
#include "lang/javascript/resolve_task.h"
#include "lang/javascript/url_path.h"

namespace ward::javascript {
namespace {

std::unexpected<ResolveError> refused(ResolveError error) {
    return std::unexpected(error);
}

bool is_path(std::string_view specifier) {
    return specifier.starts_with('/') || specifier == "." || specifier == ".." || specifier.starts_with("./") ||
           specifier.starts_with("../");
}

bool needs_scope(std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    const size_t dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 || name.ends_with(".js") || name.ends_with(".ts");
}

}  // namespace

Resolution Resolver::Task::by_import(std::string_view specifier) {
    if (is_path(specifier)) {
        auto joined = join_url_path(encode_path(from_), specifier);
        if (!joined) return finish(refused(ResolveError::invalid_specifier));
        return finish(import_file({.kind = Place::Kind::file, .text = std::move(*joined)}));
    }
    if (!specifier.starts_with('#')) {
        if (const auto scheme = scheme_of(specifier)) {
            if (*scheme == "data") {
                Resolution resolution;
                resolution.is_data = true;
                return resolution;
            }
            if (*scheme == "node") {
                if (!is_builtin_name(specifier)) return finish(refused(ResolveError::unknown_builtin));
                return finish(std::string(specifier));
            }
            if (*scheme != "file") return finish(refused(ResolveError::unsupported_scheme));
            auto joined = join_url_path("/", specifier.substr(specifier.find(':') + 1));
            if (!joined) return finish(refused(ResolveError::invalid_specifier));
            return finish(import_file({.kind = Place::Kind::file, .text = std::move(*joined)}));
        }
    }
    const Outcome<Place> place =
        specifier.starts_with('#') ? imported(specifier, from_) : package_place(specifier, from_);
    if (!place) return finish(refused(place.error()));
    return finish(import_file(*place));
}

Resolver::Task::Outcome<std::string> Resolver::Task::import_file(const Place& place) {
    if (place.kind == Place::Kind::builtin) return "node:" + place.text;
    const auto path = decode_path(place.text);
    if (!path) return refused(ResolveError::invalid_specifier);
    if (path->ends_with('/')) return refused(ResolveError::directory_import);
    if (files_.is_file(*path)) {
        std::string real = files_.real_path(*path);
        // What kind of module it is belongs to the answer, so the package.json that says so is read now.
        if (needs_scope(real))
            if (const auto scope = scope_of(real, Loader::import); !scope) return refused(scope.error());
        return real;
    }
    return refused(files_.is_folder(*path) ? ResolveError::directory_import : ResolveError::not_found);
}

}  // namespace ward::javascript
