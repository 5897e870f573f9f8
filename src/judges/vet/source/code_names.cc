#include "judges/vet/source/code_names.h"

#include <array>

namespace ward::vet {
namespace {

struct ModuleRow {
    std::string_view name;
    Mark mark;
};

constexpr ModuleRow modules[] = {
    {"http", Mark::network},
    {"https", Mark::network},
    {"http2", Mark::network},
    {"net", Mark::network},
    {"tls", Mark::network},
    {"dgram", Mark::network},
    {"dns", Mark::network},
    {"dns/promises", Mark::network},
    {"undici", Mark::network},
    {"axios", Mark::network},
    {"node-fetch", Mark::network},
    {"cross-fetch", Mark::network},
    {"got", Mark::network},
    {"request", Mark::network},
    {"superagent", Mark::network},
    {"needle", Mark::network},
    {"ws", Mark::network},
    {"nodemailer", Mark::network},
    {"follow-redirects", Mark::network},
    {"child_process", Mark::processes},
    {"execa", Mark::processes},
    {"cross-spawn", Mark::processes},
    {"shelljs", Mark::processes},
    {"zx", Mark::processes},
    {"fs", Mark::files},
    {"fs/promises", Mark::files},
    {"fs-extra", Mark::files},
    {"graceful-fs", Mark::files},
    {"vm", Mark::runs_text},
    {"worker_threads", Mark::worker},
    {"cluster", Mark::worker},
    {"bindings", Mark::native_code},
    {"node-gyp-build", Mark::native_code},
    {"ffi-napi", Mark::native_code},
    {"koffi", Mark::native_code},
};

struct NameRow {
    std::string_view name;
    NameRole role = NameRole::none;
};

constexpr std::array names{
    NameRow{"exec", NameRole::runs_command},
    NameRow{"spawn", NameRole::runs_command},
    NameRow{"execFile", NameRole::strict_command},
    NameRow{"execFileSync", NameRole::strict_command},
    NameRow{"execSync", NameRole::strict_command},
    NameRow{"spawnSync", NameRole::strict_command},
    NameRow{"execa", NameRole::strict_command},
    NameRow{"execaSync", NameRole::strict_command},
    NameRow{"execAsync", NameRole::strict_command},
    NameRow{"execPromise", NameRole::strict_command},
    NameRow{"execaCommand", NameRole::strict_command},
    NameRow{"writeFile", NameRole::writes_file},
    NameRow{"writeFileSync", NameRole::writes_file},
    NameRow{"appendFile", NameRole::writes_file},
    NameRow{"appendFileSync", NameRole::writes_file},
    NameRow{"createWriteStream", NameRole::writes_file},
    NameRow{"outputFile", NameRole::writes_file},
    NameRow{"outputFileSync", NameRole::writes_file},
    NameRow{"outputJson", NameRole::writes_file},
    NameRow{"writeJson", NameRole::writes_file},
    NameRow{"copyFile", NameRole::writes_file},
    NameRow{"copyFileSync", NameRole::writes_file},
    NameRow{"writeSync", NameRole::writes_file},
    NameRow{"rename", NameRole::writes_file},
    NameRow{"renameSync", NameRole::writes_file},
    NameRow{"mkdirSync", NameRole::writes_file},
    NameRow{"symlinkSync", NameRole::writes_file},
    NameRow{"rm", NameRole::removes_file},
    NameRow{"rmSync", NameRole::removes_file},
    NameRow{"rmdir", NameRole::removes_file},
    NameRow{"rmdirSync", NameRole::removes_file},
    NameRow{"rimraf", NameRole::removes_file},
    NameRow{"rimrafSync", NameRole::removes_file},
    NameRow{"removeSync", NameRole::removes_file},
    NameRow{"unlinkSync", NameRole::writes_file},
    NameRow{"unlink", NameRole::writes_file},
    NameRow{"fetch", NameRole::sends_global},
    NameRow{"XMLHttpRequest", NameRole::sends_global},
    NameRow{"WebSocket", NameRole::sends_global},
    NameRow{"EventSource", NameRole::sends_global},
    NameRow{"sendBeacon", NameRole::sends_global},
    NameRow{"request", NameRole::sends},
    NameRow{"post", NameRole::sends},
    NameRow{"put", NameRole::sends},
    NameRow{"axios", NameRole::sends},
    NameRow{"eval", NameRole::runs_text},
    NameRow{"Function", NameRole::runs_text},
    NameRow{"runInThisContext", NameRole::vm_call},
    NameRow{"runInNewContext", NameRole::vm_call},
    NameRow{"runInContext", NameRole::vm_call},
    NameRow{"compileFunction", NameRole::vm_call},
    NameRow{"_compile", NameRole::compile},
    NameRow{"atob", NameRole::decoder},
    NameRow{"createDecipher", NameRole::decoder},
    NameRow{"createDecipheriv", NameRole::decoder},
    NameRow{"fromCharCode", NameRole::character_code},
    NameRow{"fromCodePoint", NameRole::character_code},
    NameRow{"hostname", NameRole::machine_fact},
    NameRow{"userInfo", NameRole::machine_fact},
    NameRow{"networkInterfaces", NameRole::machine_fact},
    NameRow{"homedir", NameRole::home},
    NameRow{"process", NameRole::process},
    NameRow{"ethereum", NameRole::ethereum},
    NameRow{"mainModule", NameRole::load_detour},
    NameRow{"_load", NameRole::load_detour},
    NameRow{"binding", NameRole::binding},
    NameRow{"_linkedBinding", NameRole::binding},
    NameRow{"dlopen", NameRole::dlopen},
    NameRow{"lookup", NameRole::dns_call},
    NameRow{"resolve4", NameRole::dns_call},
    NameRow{"resolveTxt", NameRole::dns_call},
    NameRow{"chmod", NameRole::chmod},
    NameRow{"chmodSync", NameRole::chmod},
    NameRow{"clipboard", NameRole::clipboard},
    NameRow{"createHash", NameRole::weak_digest},
    NameRow{"JSON", NameRole::json},
    NameRow{"Object", NameRole::object},
    NameRow{"prototype", NameRole::prototype},
    NameRow{"parseInt", NameRole::parse_int},
    NameRow{"shift", NameRole::shift},
    NameRow{"constructor", NameRole::constructor},
    NameRow{"pipe", NameRole::pipe},
    NameRow{"globalThis", NameRole::global_object},
    NameRow{"global", NameRole::global_object},
    NameRow{"window", NameRole::global_object},
    NameRow{"self", NameRole::global_object},
    NameRow{"module", NameRole::global_object},
    NameRow{"require", NameRole::require},
    NameRow{"import", NameRole::import_},
    NameRow{"Reflect", NameRole::detour},
    NameRow{"createRequire", NameRole::detour},
    NameRow{"getBuiltinModule", NameRole::detour},
    NameRow{"WebAssembly", NameRole::detour},
    NameRow{"Worker", NameRole::worker},
    NameRow{"Buffer", NameRole::buffer},
};

constexpr size_t slots = 512;

constexpr size_t slot_of(std::string_view text) {
    const auto at = [&](size_t i) { return static_cast<size_t>(static_cast<unsigned char>(text[i])); };
    return (at(0) * 31 + at(text.size() - 1) * 7 + at(text.size() / 2) * 101 + text.size() * 37) % slots;
}

constexpr auto table = [] {
    std::array<NameRow, slots> made{};
    for (const NameRow& row : names) {
        size_t slot = slot_of(row.name);
        while (!made[slot].name.empty()) slot = (slot + 1) % slots;
        made[slot] = row;
    }
    return made;
}();

}  // namespace

std::optional<Mark> mark_of_module(std::string_view specifier) {
    if (specifier.starts_with("node:")) specifier.remove_prefix(5);
    for (const ModuleRow& row : modules)
        if (row.name == specifier) return row.mark;
    if (specifier.ends_with(".node")) return Mark::native_code;
    return std::nullopt;
}

NameRole role_of(std::string_view name) {
    if (name.size() < 2 || name.size() > 20) return NameRole::none;
    for (size_t slot = slot_of(name); !table[slot].name.empty(); slot = (slot + 1) % slots)
        if (table[slot].name == name) return table[slot].role;
    return NameRole::none;
}

}  // namespace ward::vet
