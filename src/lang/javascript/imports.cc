// The passes, and what is said of the text as a whole.
#include "lang/javascript/imports.h"

#include <fmt/core.h>

#include "lang/javascript/scanner.h"

namespace ward::javascript {
namespace {

// A pass finds names that the next one follows: createRequire under another name, what that creates, and what is made
// of it. Further ones are not worth a pass.
constexpr int max_passes = 4;

Scan scan_once(std::string_view source, const ScanOptions& options) {
    std::vector<Alias> aliases = first_aliases();
    for (int pass = 1;; ++pass) {
        Scanner scanner(source, options, aliases);
        Scan scan = scanner.run();
        if (scanner.aliases() == aliases || pass == max_passes) return scan;
        aliases = scanner.aliases();
    }
}

}  // namespace

std::string_view name_of(RequestKind kind) {
    switch (kind) {
        case RequestKind::import_static: return "import";
        case RequestKind::export_from: return "export";
        case RequestKind::import_dynamic: return "dynamic import";
        case RequestKind::require: return "require";
        case RequestKind::require_resolve: return "require.resolve";
        case RequestKind::import_meta_resolve: return "import.meta.resolve";
        case RequestKind::new_url_import_meta: return "new URL";
        case RequestKind::worker: return "worker";
        case RequestKind::create_require: return "createRequire";
        case RequestKind::get_builtin: return "getBuiltinModule";
        case RequestKind::dlopen: return "dlopen";
    }
    return "request";
}

Syntax syntax_of(std::string_view path) {
    for (const std::string_view one : {".ts", ".mts", ".cts"})
        if (path.ends_with(one)) return Syntax::typescript;
    if (path.ends_with(".tsx")) return Syntax::tsx;
    return path.ends_with(".jsx") ? Syntax::jsx : Syntax::javascript;
}

Scan scan_imports(std::string_view source, const ScanOptions& options) {
    Scan scan = scan_once(source, options);
    // In a module `<!--` is no comment; whether it is one is known only now.
    if (options.kind == SourceKind::unknown && scan.problems.html_comments && scan.has_module_syntax())
        scan = scan_once(source, {.kind = SourceKind::module, .syntax = options.syntax});
    scan.approximate = options.syntax != Syntax::javascript;
    const TokenProblems& problems = scan.problems;
    if (problems.too_large)
        scan.errors.push_back(fmt::format("is larger than {} bytes; the rest was not read", max_source_bytes));
    if (problems.too_deep) scan.errors.push_back(fmt::format("has more than {} brackets open at once", max_nesting));
    if (problems.unbalanced) scan.errors.emplace_back("has brackets that do not match");
    if (problems.errors > 0)
        scan.errors.push_back(
            fmt::format("has text that is not JavaScript, first on line {}", problems.first_error_line));
    return scan;
}

}  // namespace ward::javascript
