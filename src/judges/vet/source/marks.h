// What a reader of one file notices: small facts, each by itself innocent more often than not. The table in
// combinations.cc says which of them, together in one file, are a signal.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ward::vet {

enum class Mark : uint8_t {
    // What the file uses.
    network,       // a module or a global of the network
    sends,         // requests that can carry data
    processes,     // child_process and its wrappers
    files,         // fs and its wrappers
    writes_files,  // their functions that write
    runs_text,     // eval, Function, vm, _compile
    native_code,   // .node, dlopen
    environment,   // process.env in any form
    worker,        // worker_threads, cluster
    // Secrets.
    environment_text,    // the whole environment becomes text
    environment_listed,  // its names or values are listed
    environment_kept,    // it is a member of an object, under another name than `env`
    npm_secrets,
    ssh_secrets,
    cloud_secrets,
    git_secrets,
    browser_secrets,
    wallet_secrets,
    keychain_secrets,
    shell_history,
    system_secrets,
    secret_scanner,
    machine_facts,  // host name, user, network interfaces
    // Ways out.
    collecting_host,  // webhook sites, out-of-band testing
    chat_webhook,
    chat_bot,
    tunnel,
    paste_site,
    file_drop,
    bare_address,
    onion_address,
    address_lookup,  // asks what the machine's public address is, or where it stands
    computed_dns,
    sends_environment,  // process.env as a whole among the arguments of a network call
    shell_sends_secrets,
    script_sends,  // Python's requests that carry data
    // Code that is made or hidden.
    decoder,
    decoded_code,
    module_compile,
    obfuscator,
    string_rotation,
    symbols_only,  // JSFuck, jjencode, aaencode
    packer,
    bidirectional,
    invisible,
    needless_escapes,
    hidden_by_blanks,
    encoded_text,      // base64 or hex of a readable text
    encoded_target,    // … that is a URL, a command or a path of secrets
    hidden_builtin,    // require of a name that is put together or decoded
    module_by_detour,  // mainModule.require, Module._load, module.constructor
    binding,           // process.binding
    raw_binding,       // … of what starts processes or opens sockets
    data_module,       // import 'data:text/javascript;base64,…'
    remote_module,     // import 'https://…'
    indirect,          // code or modules are reached by a name or a value that only tier 2 can follow
    // Commands.
    download_tool,
    hidden_powershell,
    reverse_shell,
    system_tool,       // certutil, mshta, bitsadmin and the like
    starts_shell,      // a shell and nothing else
    pipes_to_process,  // what comes in goes to a program's input
    pipe_to_shell,
    remote_package,   // npm install https://…/x.tgz
    foreign_package,  // npx NAME, npm install NAME: of what the manifest does not name
    download_then_run,
    runtime_source,  // where bun, deno or node are fetched from
    marks_executable,
    // Spreading.
    publish_command,
    registry_token,
    registry_identity,  // /-/whoami
    registry_search,    // packages of a maintainer
    writes_manifest,    // package.json is written
    workflow_path,
    workflow_secrets,
    self_hosted_runner,
    editor_hook_path,
    editor_hook_text,
    git_hook_path,
    forge_repositories,  // creates repositories by a forge's API
    // Wallets.
    request_hook,
    ethereum_hook,
    ethereum_use,
    wallet_pattern,
    wallet_address,
    clipboard,
    // Destruction.
    destroys,
    country_gate,
    // Quality.
    weak_digest,
    prototype_change,
    count_of_them,
};
inline constexpr size_t mark_count = static_cast<size_t>(Mark::count_of_them);

struct Marked {
    Mark mark = Mark::network;
    uint32_t line = 0;
    std::string text;  // what was seen, bounded
};

// Limits: places kept of one mark, bytes shown of a place.
inline constexpr size_t max_places = 8;
inline constexpr size_t max_shown_bytes = 160;

// `text` cut to max_shown_bytes around `offset`, valid UTF-8.
std::string shown(std::string_view text, size_t offset = 0);

class FileMarks {
  public:
    void add(Mark mark, uint32_t line, std::string_view text, size_t offset = 0);
    bool has(Mark mark) const { return seen_[static_cast<size_t>(mark)]; }
    uint32_t count(Mark mark) const { return counts_[static_cast<size_t>(mark)]; }
    const std::vector<Marked>& places() const { return places_; }
    const Marked* first(Mark mark) const;

  private:
    std::bitset<mark_count> seen_;
    std::array<uint32_t, mark_count> counts_{};
    std::vector<Marked> places_;
};

}  // namespace ward::vet
