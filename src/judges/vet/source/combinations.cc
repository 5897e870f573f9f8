#include "judges/vet/source/combinations.h"

#include <algorithm>

namespace ward::vet {
namespace {

using enum Mark;

constexpr Mark none = Mark::count_of_them;

struct Any {
    unsigned least = 0;
    std::array<Mark, 10> marks{};
    unsigned count = 0;
};

template <typename... M>
constexpr Any any(unsigned least, M... marks) {
    return {least, {marks...}, sizeof...(marks)};
}

template <typename... M>
constexpr std::array<Mark, 4> all(M... marks) {
    std::array<Mark, 4> made{none, none, none, none};
    size_t i = 0;
    ((made[i++] = marks), ...);
    return made;
}

constexpr Combination row(std::string_view signal, double weight, std::string_view what, std::array<Mark, 4> needed,
                          Any choice = {}, bool install_only = false) {
    return {.signal = signal,
            .what = what,
            .weight = weight,
            .any_count = choice.count,
            .least = choice.least,
            .all = needed,
            .any = choice.marks,
            .install_only = install_only};
}

constexpr Any secrets = any(1, npm_secrets, ssh_secrets, cloud_secrets, git_secrets, browser_secrets, wallet_secrets,
                            keychain_secrets, shell_history, system_secrets, secret_scanner);
constexpr Any two_secrets = any(2, npm_secrets, ssh_secrets, cloud_secrets, git_secrets, browser_secrets,
                                wallet_secrets, keychain_secrets, shell_history, system_secrets, secret_scanner);
constexpr Any drops =
    any(1, collecting_host, chat_webhook, chat_bot, tunnel, paste_site, file_drop, bare_address, onion_address);

constexpr Combination with_drop(Combination made) {
    made.beside_drop = true;
    return made;
}

// Weights are judgements until docs/vet-evaluation.md measures them: how rarely an honest package shows this.
constexpr Combination combinations_rows[] = {
    row("S01", 2.5, "the whole environment becomes text", all(environment_text)),
    row("S01", 1.0, "the names or values of the environment are listed in a file that sends",
        all(environment_listed, network, sends)),
    row("S01", 1.0, "the whole environment is kept in an object in a file that sends",
        all(environment_kept, network, sends)),
    row("S01", 0.3, "the names or values of the environment are listed", all(environment_listed)),

    row("S02", 2.5, "names a browser's stored passwords or cookies", all(browser_secrets)),
    row("S02", 2.5, "names wallets", all(wallet_secrets), any(1, files, processes, network)),
    row("S02", 2.5, "looks for secrets with a secret scanner", all(secret_scanner), any(1, processes, network, files)),
    row("S02", 2.0, "names secrets of several kinds", all(), two_secrets),
    row("S02", 2.0, "names the system's secrets or a process's memory", all(system_secrets)),
    row("S02", 2.0, "names the keychain", all(keychain_secrets)),
    row("S02", 1.5, "names the history of a shell", all(shell_history)),
    row("S02", 0.8, "names SSH keys", all(ssh_secrets), any(1, files, processes)),
    row("S02", 0.6, "names git's or netrc's passwords", all(git_secrets), any(1, files, processes)),
    row("S02", 0.4, "names a cloud's credentials", all(cloud_secrets), any(1, files, processes, network)),
    row("S02", 0.2, "names npm's configuration", all(npm_secrets), any(1, files, processes)),

    row("S03", 4.0, "the environment is an argument of a request", all(sends_environment)),
    row("S03", 4.0, "a command sends secrets or facts about the machine", all(shell_sends_secrets)),
    row("S03", 3.0, "the environment becomes text beside a host that collects data", all(environment_text), drops),
    row("S03", 3.0, "a script sends the environment", all(environment_text, script_sends)),
    with_drop(row("S03", 3.0, "secrets are named beside a host that collects data", all(), secrets)),
    row("S03", 3.0, "facts about the machine are read beside a host that collects data", all(machine_facts), drops),
    row("S03", 2.5, "facts about the machine are read beside names made for DNS", all(machine_facts, computed_dns)),

    row("S04", 4.0, "decoded text is run as code", all(decoded_code)),
    row("S04", 3.0, "a module is compiled from text in a file that decodes", all(module_compile, decoder)),
    row("S04", 2.5, "a module is imported from an encoded address of data", all(data_module)),

    row("S05", 2.5, "texts are turned in an array until they fit, as an obfuscator does", all(string_rotation)),
    row("S05", 2.5, "written with symbols alone", all(symbols_only)),
    row("S05", 2.5, "characters that are not shown carry data", all(invisible, runs_text)),
    row("S05", 2.5, "names as an obfuscator gives them", all(obfuscator)),
    row("S05", 1.5, "controls of direction show other text than is there", all(bidirectional)),
    row("S05", 1.0, "characters that are not shown, in a row", all(invisible)),
    row("S05", 1.0, "packed by a packer", all(packer)),

    row("S06", 2.0, "code stands behind a long run of blanks", all(hidden_by_blanks)),
    row("S06", 1.5, "an address, a command or a path is encoded", all(encoded_target)),
    row("S06", 1.0, "many texts are encoded", all(encoded_text)),
    row("S06", 1.0, "many texts are escaped without need", all(needless_escapes)),

    row("S07", 3.0, "a shell is connected to the network", all(reverse_shell)),
    row("S07", 3.0, "a shell gets its input from the network", all(starts_shell, pipes_to_process, network)),
    row("S07", 2.5, "PowerShell is started hidden or encoded", all(hidden_powershell)),
    row("S07", 2.0, "a tool of the system is used to load or decode", all(system_tool)),
    row("S07", 1.5, "an install script starts a download tool", all(download_tool), Any{}, true),
    row("S07", 0.8, "a download tool is started", all(download_tool)),

    row("S08", 4.0, "a download is piped into a shell", all(pipe_to_shell)),
    row("S08", 4.0, "another runtime is fetched and started", all(runtime_source, processes)),
    row("S08", 3.0, "a file is downloaded and run", all(download_then_run)),
    row("S08", 3.0, "an install script installs a package from an address", all(remote_package), Any{}, true),
    row("S08", 1.0, "a package is installed from an address", all(remote_package)),
    row("S08", 1.0, "an install script fetches a package that the manifest does not name", all(foreign_package), Any{},
        true),
    row("S08", 1.0, "an install script loads a program and starts it",
        all(network, writes_files, processes, marks_executable), Any{}, true),
    row("S08", 0.8, "code is imported from an address", all(remote_module)),

    row("S09", 4.0, "publishes packages with a token that it finds", all(publish_command, writes_files),
        any(1, registry_token, npm_secrets, registry_identity)),
    row("S09", 4.0, "asks the registry whose token it has, and what that person publishes",
        all(registry_identity, registry_search)),
    row("S09", 4.0, "writes a workflow that gives secrets away", all(workflow_path, workflow_secrets),
        any(1, writes_files, network)),
    row("S09", 4.0, "registers a self-hosted runner", all(self_hosted_runner, processes)),
    row("S09", 4.0, "plants a hook of an editor or an assistant",
        all(editor_hook_path, editor_hook_text, writes_files)),
    row("S09", 4.0, "looks for secrets and makes repositories", all(forge_repositories, secret_scanner)),
    row("S09", 0.8, "publishes packages", all(publish_command, processes)),
    row("S09", 0.6, "writes where hooks of editors and assistants are", all(editor_hook_path, writes_files)),
    row("S09", 0.6, "writes workflows", all(workflow_path, writes_files)),
    row("S09", 0.3, "writes git's hooks", all(git_hook_path), any(1, writes_files, processes)),

    row("S10", 4.0, "requests are replaced beside patterns or addresses of wallets", all(request_hook),
        any(1, wallet_pattern, wallet_address)),
    row("S10", 4.0, "a wallet's functions are replaced", all(ethereum_hook)),
    row("S10", 3.0, "the clipboard is used beside patterns and addresses of wallets",
        all(clipboard, wallet_pattern, wallet_address)),

    row("S11", 4.0, "home or root folders are deleted", all(destroys)),
    row("S11", 4.0, "files are written or deleted for some countries", all(country_gate, address_lookup, writes_files)),

    row("S12", 2.5, "names a host that collects requests", all(collecting_host)),
    row("S12", 2.0, "names a chat's webhook", all(chat_webhook)),
    row("S12", 2.0, "names a tunnel to a private machine", all(tunnel)),
    row("S12", 2.0, "names a hidden service", all(onion_address)),
    row("S12", 1.5, "names a bot of a chat", all(chat_bot)),
    row("S12", 1.5, "names a bare public address", all(bare_address)),
    row("S12", 1.5, "names a paste site", all(paste_site)),
    row("S12", 1.5, "names a site for dropping files", all(file_drop)),
    row("S12", 1.5, "asks DNS for names that are made of data", all(computed_dns)),
    row("S12", 0.3, "asks for the machine's public address", all(address_lookup)),

    row("S13", 1.5, "a built-in module's name is put together or decoded", all(hidden_builtin)),
    row("S13", 1.5, "node's internal bindings start processes or open sockets", all(raw_binding)),
    row("S13", 0.5, "modules are loaded by a detour", all(module_by_detour)),
    row("S13", 0.3, "node's internal bindings are used", all(binding)),

    row("S14", 0, "a weak digest", all(weak_digest)),
    row("S14", 0, "a prototype of the language is changed", all(prototype_change)),
};

}  // namespace

bool Combination::holds(const FileMarks& marks, bool by_install) const {
    if (install_only && !by_install) return false;
    for (const Mark mark : all)
        if (mark != none && !marks.has(mark)) return false;
    const auto found = std::count_if(any.begin(), any.begin() + any_count, [&](Mark mark) { return marks.has(mark); });
    if (static_cast<unsigned>(found) < least) return false;
    return !beside_drop || std::any_of(drops.marks.begin(), drops.marks.begin() + drops.count,
                                       [&](Mark mark) { return marks.has(mark); });
}

bool Combination::concerns(Mark mark) const {
    return std::ranges::find(all, mark) != all.end() ||
           std::find(any.begin(), any.begin() + any_count, mark) != any.begin() + any_count ||
           (beside_drop && std::ranges::find(drops.marks, mark) != drops.marks.end());
}

std::span<const Combination> combinations() {
    return combinations_rows;
}

}  // namespace ward::vet
