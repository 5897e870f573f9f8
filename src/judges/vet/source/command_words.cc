#include "judges/vet/source/command_words.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace ward::vet {
namespace {

constexpr std::string_view shells[] = {"sh", "bash", "zsh", "dash", "ksh", "ash"};
constexpr std::string_view interpreters[] = {"node", "python", "python3", "python2", "perl",
                                             "ruby", "bun",    "deno",    "php"};
constexpr std::string_view javascript_runners[] = {"node",    "nodejs", "bun",        "deno", "tsx",
                                                   "ts-node", "jiti",   "babel-node", "esr",  "vite-node"};
constexpr std::string_view download_tools[] = {"curl", "wget", "aria2c", "fetch", "http", "axel"};
// Words before a command that leave it what it is.
constexpr std::string_view prefixes[] = {"sudo",   "nohup", "exec", "command", "time",      "env",
                                         "setsid", "xargs", "doas", "nice",    "cross-env", "npx"};
constexpr std::string_view package_tools[] = {"npm", "pnpm", "yarn", "bun"};
// They run a package, and fetch it where it is not there.
constexpr std::string_view package_runners[] = {"npx", "pnpx", "bunx"};
// Of npm and the like: options whose value is a word of its own.
constexpr std::string_view options_with_value[] = {"--prefix", "-C",         "--cwd", "--registry", "-c",
                                                   "--call",   "--loglevel", "-w",    "--workspace"};
constexpr std::string_view public_registries[] = {"https://registry.npmjs.org", "https://registry.yarnpkg.com"};
constexpr std::string_view installers[] = {"npm", "pnpm", "yarn", "bun", "npx", "pnpx", "bunx", "pip", "pip3"};

bool is_in(std::string_view word, const auto& list) {
    return std::ranges::find(list, word) != std::end(list);
}

// Neither a path, an address nor what a shell fills in.
bool is_package_name(std::string_view text) {
    if (text.empty() || text.size() > 214 || text.starts_with('.') || text.starts_with('_')) return false;
    const bool scoped = text.starts_with('@');
    if (std::ranges::count(text, '/') != (scoped ? 1 : 0)) return false;
    return std::ranges::all_of(text.substr(scoped ? 1 : 0), [](char c) {
        return is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '/' || c == '~';
    });
}

bool is_substitution(std::string_view word) {
    return word.contains("$(") || word.contains('`') || word.contains("<(");
}

}  // namespace

std::string program_of(std::string_view word) {
    if (const size_t slash = word.find_last_of("/\\"); slash != word.npos) word.remove_prefix(slash + 1);
    std::string name = to_lower(word);
    if (name.ends_with(".exe")) name.resize(name.size() - 4);
    return name;
}

bool is_shell(std::string_view program) {
    return is_in(program, shells);
}
bool is_interpreter(std::string_view program) {
    return is_in(program, interpreters);
}
bool runs_javascript(std::string_view program) {
    return is_in(program, javascript_runners);
}
bool is_download_tool(std::string_view program) {
    return is_in(program, download_tools);
}
bool is_package_tool(std::string_view program) {
    return is_in(program, package_tools);
}

std::vector<std::string> without_prefixes(std::vector<std::string> words) {
    while (!words.empty() && (is_in(program_of(words[0]), prefixes) || words[0].contains('=') ||
                              (words[0].starts_with('-') && words.size() > 1)))
        words.erase(words.begin());
    return words;
}

std::vector<std::string> plain_words(std::string_view line) {
    std::vector<std::string> words;
    for (const std::string_view word : split(line, ' ')) {
        std::string bare;
        for (const char c : word)
            if (c != '"' && c != '\'' && c != '\t' && c != '\r') bare += c;
        if (!bare.empty()) words.push_back(bare);
    }
    return words;
}

bool names_secrets(std::string_view word) {
    for (const std::string_view one : {".npmrc", ".ssh/", ".aws/", ".git-credentials", ".netrc", "/etc/passwd",
                                       "/etc/shadow", ".env", "/proc/self/environ", ".kube/config"})
        if (word.contains(one)) return true;
    return false;
}

bool holds_download(std::string_view word) {
    if (!is_substitution(word)) return false;
    for (const std::string_view tool : download_tools)
        if (word.contains(std::string("(") + std::string(tool) + " ") ||
            word.contains(std::string("`") + std::string(tool) + " "))
            return true;
    return false;
}

bool holds_decoding(std::string_view word) {
    if (!is_substitution(word)) return false;
    for (const std::string_view one :
         {"base64 -d", "base64 -D", "base64 --decode", "xxd -r", "openssl enc -d", "openssl base64 -d"})
        if (word.contains(one)) return true;
    return false;
}

bool decodes(const std::vector<std::string>& words) {
    if (words.empty()) return false;
    const std::string program = program_of(words[0]);
    const auto has = [&](std::string_view option) { return std::ranges::find(words, option) != words.end(); };
    if (program == "base64") return has("-d") || has("-D") || has("--decode") || has("-di");
    if (program == "openssl") return has("-d");
    return program == "xxd" && (has("-r") || has("-p"));
}

bool sends_machine(std::string_view word) {
    for (const std::string_view one : {"$(whoami)", "$(hostname)", "`whoami`", "`hostname`", "$(env", "`env",
                                       "$(printenv", "$(id)", "$(cat ", "`cat "})
        if (word.contains(one)) return true;
    return word.starts_with('@') && names_secrets(word);
}

bool installs_from_address(const std::vector<std::string>& words) {
    if (words.size() < 2 || !is_in(program_of(words[0]), installers)) return false;
    constexpr std::string_view registry[] = {"--registry"};
    const std::string from = option_value(words, registry);
    if (from.contains("://") &&
        std::ranges::none_of(public_registries, [&](auto one) { return from.starts_with(one); }))
        return true;
    return std::any_of(words.begin() + 1, words.end(), [](std::string_view word) {
        if (word.starts_with("git+") || word.starts_with("git://")) return true;
        if (!word.starts_with("http://") && !word.starts_with("https://")) return false;
        return word.ends_with(".tgz") || word.ends_with(".tar.gz") || word.ends_with(".whl") ||
               word.ends_with(".zip") || word.ends_with(".git");
    });
}

std::vector<std::string> fetched_packages(std::span<const std::string> words) {
    while (!words.empty() && (is_in(program_of(words[0]), prefixes) || words[0].contains('=')) &&
           !is_in(program_of(words[0]), package_runners))
        words = words.subspan(1);
    if (words.size() < 2) return {};
    const std::string tool = program_of(words[0]);
    words = words.subspan(1);
    bool runs_one = is_in(tool, package_runners);  // else all that are named are installed
    std::vector<std::string> plain;
    std::vector<std::string> named;
    for (size_t i = 0; i < words.size(); ++i) {
        const std::string_view word = words[i];
        if (word == "--no-install" || word == "--no") return {};
        if (word == "-p" || word == "--package") {
            if (++i < words.size()) named.push_back(words[i]);
        } else if (word.starts_with("--package=")) {
            named.emplace_back(word.substr(word.find('=') + 1));
        } else if (is_in(word, options_with_value)) {
            ++i;
        } else if (!word.starts_with('-')) {
            plain.emplace_back(word);
        }
    }
    if (!runs_one) {
        if (!is_package_tool(tool) || plain.empty()) return {};
        const std::string& verb = plain[0];
        runs_one = verb == "dlx" || verb == "x" || (tool == "npm" && verb == "exec");
        if (!runs_one && verb != "install" && verb != "i" && verb != "add") return {};
        plain.erase(plain.begin());
    }
    if (runs_one && (!named.empty() || plain.size() > 1)) plain.resize(named.empty() ? 1 : 0);
    std::ranges::move(plain, std::back_inserter(named));
    for (std::string& one : named)
        if (const size_t at = one.find('@', 1); at != one.npos) one.resize(at);
    std::erase_if(named, [](const std::string& one) { return !is_package_name(one); });
    return named;
}

bool fetches_and_runs(std::string_view code) {
    if (!code.contains("http://") && !code.contains("https://")) return false;
    for (const std::string_view one : {"eval", "exec", "system", "`", "qx", "popen", "shell_exec", "passthru"})
        if (code.contains(one)) return true;
    return false;
}

bool removes_everything(const std::string& program, const std::vector<std::string>& words) {
    bool recursive = program != "rm";
    for (const std::string& word : words)
        recursive |= word == "--recursive" ||
                     (word.starts_with('-') && !word.starts_with("--") && (word.contains('r') || word.contains('R')));
    if (!recursive) return false;
    constexpr std::string_view roots[] = {"/",
                                          "/*",
                                          "~",
                                          "~/",
                                          "~/*",
                                          "$HOME",
                                          "$HOME/",
                                          "$HOME/*",
                                          "${HOME}",
                                          "${HOME}/",
                                          "${HOME}/*",
                                          "--no-preserve-root",
                                          "%USERPROFILE%",
                                          "/home",
                                          "/home/*",
                                          "/root",
                                          "/etc",
                                          "/usr",
                                          "/var"};
    return std::any_of(words.begin() + 1, words.end(), [&](const std::string& word) { return is_in(word, roots); });
}

std::string option_value(std::span<const std::string> words, std::span<const std::string_view> options) {
    for (size_t i = 0; i < words.size(); ++i)
        for (const std::string_view option : options) {
            if (words[i] == option && i + 1 < words.size()) return words[i + 1];
            if (words[i].starts_with(option) && words[i].size() > option.size() && words[i][option.size()] == '=')
                return words[i].substr(option.size() + 1);
        }
    return {};
}

}  // namespace ward::vet
