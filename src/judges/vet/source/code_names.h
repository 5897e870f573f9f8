// Modules and names that say what code can do, as tables (code_names.cc).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "judges/vet/source/marks.h"

namespace ward::vet {

// What a module is for. Nothing: it says nothing.
std::optional<Mark> mark_of_module(std::string_view specifier);

// How a name is looked at where it stands in code.
enum class NameRole : uint8_t {
    none,
    runs_command,    // exec('…'), spawn('…')
    strict_command,  // execSync and the like, which nothing else is called
    writes_file,
    removes_file,
    sends,           // fetch, request, post
    sends_global,    // fetch, XMLHttpRequest: without any module
    runs_text,       // eval, Function
    vm_call,         // runInThisContext …
    compile,         // _compile
    decoder,         // atob, createDecipheriv
    character_code,  // fromCharCode
    machine_fact,    // hostname, userInfo
    home,            // homedir
    process,
    ethereum,
    load_detour,  // mainModule, _load, _resolveFilename
    binding,
    dlopen,
    dns_call,
    chmod,
    clipboard,
    weak_digest,  // createHash
    json,
    object,
    prototype,
    parse_int,
    shift,
    constructor,
    global_object,  // globalThis, module: what they hold can be reached by computed names
    require,
    import_,
    detour,  // Reflect, createRequire, WebAssembly
    worker,
    pipe,
    buffer,
};
NameRole role_of(std::string_view name);

}  // namespace ward::vet
