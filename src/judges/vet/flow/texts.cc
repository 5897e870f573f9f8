#include "judges/vet/flow/texts.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace ward::vet {
namespace {

bool has_word(std::string_view text, std::string_view word) {
    const auto is_part = [](char c) { return is_alnum(c) || c == '_'; };
    for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const bool before = at == 0 || !is_part(text[at - 1]);
        const bool behind = at + word.size() == text.size() || !is_part(text[at + word.size()]);
        if (before && behind) return true;
    }
    return false;
}

template <size_t Count>
bool has_any(std::string_view text, const std::array<std::string_view, Count>& words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return text.contains(word); });
}

// Members that are reached by a computed name.
constexpr std::array<std::string_view, 13> reached_names = {
    "constructor", "env",        "eval",    "exec",    "execFile", "execSync", "fetch",
    "Function",    "mainModule", "process", "require", "spawn",    "spawnSync"};

constexpr std::array<std::string_view, 12> secret_words = {"TOKEN",      "SECRET", "PASSWORD",   "PASSWD",
                                                           "API_KEY",    "APIKEY", "ACCESS_KEY", "PRIVATE_KEY",
                                                           "CREDENTIAL", "_AUTH",  "PASSPHRASE", "MNEMONIC"};

constexpr std::array<std::string_view, 32> credential_parts = {".npmrc",
                                                               "/proc/self/environ",
                                                               ".ssh/",
                                                               ".ssh\\",
                                                               "id_rsa",
                                                               "id_ed25519",
                                                               "id_ecdsa",
                                                               ".aws/",
                                                               ".aws\\",
                                                               ".git-credentials",
                                                               ".netrc",
                                                               ".pypirc",
                                                               ".docker/config.json",
                                                               ".kube/config",
                                                               "Login Data",
                                                               "wallet.dat",
                                                               "/etc/shadow",
                                                               "/etc/passwd",
                                                               ".gnupg",
                                                               "keychain-db",
                                                               "key4.db",
                                                               "logins.json",
                                                               "application_default_credentials",
                                                               ".config/gcloud",
                                                               ".bash_history",
                                                               ".zsh_history",
                                                               ".yarnrc.yml",
                                                               "Local Storage/leveldb",
                                                               "Local Extension Settings",
                                                               "gh/hosts.yml",
                                                               "exodus.wallet",
                                                               "cookies.sqlite"};

// Programs that run nothing of what they are given, and put nothing in place to be run: tar, cp and chmod do. Whatever
// is not named here may.
constexpr std::array<std::string_view, 12> handling_programs = {
    "cat", "git", "gpg", "gpg2", "ls", "mkdir", "openssl", "rm", "rmdir", "sha256sum", "sha512sum", "shasum"};
// Of a path they print what is in it.
constexpr std::array<std::string_view, 9> printing_programs = {"base64",  "cat", "head", "less", "more",
                                                               "strings", "tac", "tail", "type"};
constexpr std::array<std::string_view, 8> machine_programs = {"hostname", "id",         "ifconfig", "ipconfig",
                                                              "ip",       "systeminfo", "uname",    "whoami"};
constexpr std::array<std::string_view, 10> running_programs = {"bash",   "bun",     "dash", "node", "perl",
                                                               "python", "python3", "ruby", "sh",   "zsh"};
constexpr std::array<std::string_view, 4> package_managers = {"npm", "pnpm", "yarn", "yarnpkg"};
constexpr std::array<std::string_view, 6> fetching_words = {"add", "i", "info", "install", "pack", "view"};

}  // namespace

bool is_secret_key(std::string_view name) {
    std::string upper(name);
    std::ranges::transform(upper, upper.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    // Names of files and switches that only speak of secrets.
    if (upper.ends_with("_PATH") || upper.ends_with("_FILE") || upper.ends_with("_URL") || upper == "SSH_AUTH_SOCK")
        return false;
    return has_any(upper, secret_words);
}

std::string_view service_of(std::string_view key) {
    return key.substr(0, key.find('_'));
}

std::string_view credential_path_in(std::string_view text) {
    if (text.size() > 300) return {};
    if (text == ".ssh" || text == ".aws" || text == ".env") return text;
    for (const std::string_view part : credential_parts)
        if (text.contains(part)) return part;
    return {};
}

bool sends_data(std::string_view command) {
    for (const std::string_view word : {"curl", "wget", "nc", "ncat", "Invoke-WebRequest", "iwr", "nslookup", "dig"})
        if (has_word(command, word)) return true;
    return command.contains("/dev/tcp/");
}

bool downloads_and_runs(std::string_view command) {
    const bool downloads = has_word(command, "curl") || has_word(command, "wget") || has_word(command, "irm") ||
                           has_word(command, "iwr") || command.contains("Invoke-WebRequest") ||
                           command.contains("DownloadString") || command.contains("DownloadFile") ||
                           has_word(command, "certutil");
    if (!downloads || !command.contains("http")) return false;
    for (size_t bar = command.find('|'); bar != std::string_view::npos; bar = command.find('|', bar + 1)) {
        const std::string_view rest = trim(command.substr(bar + 1));
        for (const std::string_view shell : {"sh", "bash", "zsh", "node", "python", "python3", "iex", "sudo", "bun"})
            if (rest.starts_with(shell) && (rest.size() == shell.size() || !is_alnum(rest[shell.size()]))) return true;
    }
    if (has_word(command, "iex") || command.contains("Invoke-Expression")) return true;
    const size_t then = std::min(command.find("&&"), command.find(';'));
    if (then == std::string_view::npos) return false;
    const std::string_view rest = command.substr(then);
    return rest.contains("chmod") || rest.contains(" ./") || has_word(rest, "sh") || has_word(rest, "bash") ||
           rest.contains("regsvr32") || has_word(rest, "start") || rest.contains("/tmp/");
}

bool is_handling(std::string_view command) {
    if (command.find_first_of("|;&`$<>\n") != std::string_view::npos) return false;
    const auto next_word = [&] {
        command = trim(command);
        const std::string_view word = command.substr(0, command.find(' '));
        command.remove_prefix(word.size());
        return word;
    };
    std::string_view program = next_word();
    if (const size_t slash = program.find_last_of("/\\"); slash != std::string_view::npos)
        program.remove_prefix(slash + 1);
    if (program.ends_with(".exe")) program.remove_suffix(4);
    if (std::ranges::find(handling_programs, program) != handling_programs.end()) return true;
    if (std::ranges::find(package_managers, program) == package_managers.end()) return false;
    return std::ranges::find(fetching_words, next_word()) != fetching_words.end();
}

Telling told_by(std::string_view command) {
    command = trim(command);
    const size_t end = std::min(command.find_first_of(" \t|<>;&"), command.size());
    std::string_view program = command.substr(0, end);
    if (const size_t slash = program.find_last_of("/\\"); slash != std::string_view::npos)
        program.remove_prefix(slash + 1);
    const std::string_view rest = trim(command.substr(end));
    const bool alone = rest.empty() || std::string_view("|;&>").contains(rest.front());
    if (program == "printenv" || ((program == "env" || program == "set" || program == "export") && alone))
        return Telling::environment;
    if (std::ranges::find(printing_programs, program) != printing_programs.end()) return Telling::files;
    if (std::ranges::find(machine_programs, program) != machine_programs.end()) return Telling::machine;
    return Telling::nothing;
}

bool runs_input(std::string_view command) {
    command = trim(command);
    const std::string_view program = command.substr(0, command.find(' '));
    const std::string_view rest = trim(command.substr(program.size()));
    const std::string_view name = program.substr(program.find_last_of("/\\") + 1);
    return (rest.empty() || rest == "-" || rest == "-s") &&
           std::ranges::find(running_programs, name) != running_programs.end();
}

bool is_decoding(std::string_view encoding) {
    return encoding == "base64" || encoding == "base64url" || encoding == "hex" || encoding == "binary";
}

bool is_telling(std::string_view text) {
    if (text.size() < 2 || text.size() > 2000) return false;
    if (is_decoding(text) || sends_data(text) || has_word(text, "bun") || text.starts_with("data:")) return true;
    if (std::ranges::find(reached_names, text) != reached_names.end()) return true;
    return text.contains("://") || text == "child_process" || text == "http" || text == "https" || text == "fs" ||
           text == "os" || text == "vm" || text == "net" || text == "dns" || text == "crypto" || text == "zlib";
}

}  // namespace ward::vet
