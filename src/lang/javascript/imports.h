// What a JavaScript file asks Node.js to load: imports, exports from elsewhere, require in all its forms, workers,
// add-ons; and by which other ways it can turn data into code. Read from the tokens with the scopes that matter,
// without a syntax tree: one pass (two or three where `require` has other names), in time linear to the text.
//
// What cannot be seen this way: requests through `require` where it is handed on as a value (`require_as_value` tells),
// through variables that hold a specifier (`computed`), and names built at run time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lang/javascript/tokens.h"

namespace ward::javascript {

// Limits: requests of one file, and other names of `require`, `createRequire` and `getBuiltinModule` that are followed.
inline constexpr size_t max_requests = 200'000;
inline constexpr size_t max_aliases = 24;
// Tokens that an argument is looked at for being constant.
inline constexpr size_t max_look_ahead = 96;

enum class RequestKind : uint8_t {
    import_static,        // import … from 'x'
    export_from,          // export … from 'x'
    import_dynamic,       // import('x')
    require,              // require('x'), module.require('x')
    require_resolve,      // require.resolve('x')
    import_meta_resolve,  // import.meta.resolve('x')
    new_url_import_meta,  // new URL('x', import.meta.url)
    worker,               // new Worker('x'), new Worker(new URL('x', import.meta.url))
    create_require,       // createRequire(…): the specifier is its argument; empty where that is this file
    get_builtin,          // process.getBuiltinModule('x')
    dlopen,               // process.dlopen(module, 'x')
};
std::string_view name_of(RequestKind kind);

struct Request {
    // Its escapes resolved. Where it is `computed`, the constant text that it starts with, often none.
    std::string specifier;
    RequestKind kind = RequestKind::require;
    uint32_t line = 0;         // 1-based
    uint32_t offset = 0;       // of the word that asks: `import`, `require`, `Worker`
    std::string type = {};     // of import attributes: "json"
    bool computed = false;     // the argument is no constant
    bool shadowed = false;     // `require` is a parameter or variable here: a bundle's own, most likely
    bool optional = false;     // inside of try … catch of the same function
    bool in_function = false;  // not run when the file is loaded
    bool other_base = false;   // of a `require` that was created for another file than this one

    bool operator==(const Request&) const = default;
};

struct Scan {
    std::vector<Request> requests;  // in the order of the text

    bool uses_eval = false;             // eval, and workers made of text
    bool uses_new_function = false;     // Function(…)
    bool uses_vm = false;               // the module vm
    bool uses_wasm = false;             // WebAssembly, or a .wasm file
    bool uses_process_binding = false;  // process.binding and its kin
    bool require_as_value = false;      // `require` is handed on: what is requested through it is not seen

    // What makes Node.js take a file without marks for an ECMAScript module.
    bool import_or_export = false;
    bool import_meta = false;
    bool top_level_await = false;
    bool redeclares_wrapper = false;  // let, const or class named require, module, exports, __filename, __dirname
    bool has_module_syntax() const { return import_or_export || import_meta || top_level_await || redeclares_wrapper; }

    // TypeScript and JSX are read well enough to find requests; types are not told from values everywhere.
    bool approximate = false;
    std::vector<std::string> errors;  // sentences: limits that were passed, text that is not JavaScript
    TokenProblems problems;
};

struct ScanOptions {
    SourceKind kind = SourceKind::unknown;  // unknown: what the text shows
    Syntax syntax = Syntax::javascript;
};

Scan scan_imports(std::string_view source, const ScanOptions& options);
inline Scan scan_imports(std::string_view source, SourceKind kind) {
    return scan_imports(source, ScanOptions{.kind = kind});
}

// By the file's extension.
Syntax syntax_of(std::string_view path);

}  // namespace ward::javascript
