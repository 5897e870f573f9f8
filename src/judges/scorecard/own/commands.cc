// Package managers that the peer does not see: yarn, pnpm, cargo and apt. What is fetched is pinned where a lock file
// has to be kept to, or the command says the version or commit itself.
#include <algorithm>
#include <array>
#include <map>
#include <span>

#include "base/text.h"
#include "judges/scorecard/pinning/dependencies.h"

namespace ward::scorecard {
namespace {

using Words = std::vector<std::string>;
using Frozen = OwnCommand::Frozen;

std::string_view without_quotes(std::string_view word) {
    const bool quoted = word.size() > 1 && (word.front() == '"' || word.front() == '\'') && word.back() == word.front();
    return quoted ? word.substr(1, word.size() - 2) : word;
}

// A command line by its parts: program [flags] verb [arguments and flags].
struct Call {
    std::string_view verb;
    std::vector<std::string_view> arguments;
    std::map<std::string_view, std::string_view> flags;  // with their values, where they have one

    bool has(std::initializer_list<std::string_view> names) const {
        return std::ranges::any_of(names, [&](std::string_view name) { return flags.contains(name); });
    }
    std::string_view value(std::string_view name) const {
        const auto found = flags.find(name);
        return found == flags.end() ? std::string_view() : found->second;
    }
};

// `valued`: flags whose value is the next word.
Call call_of(const Words& words, std::span<const std::string_view> valued) {
    Call out;
    for (size_t i = 1; i < words.size(); ++i) {
        const std::string_view word = without_quotes(words[i]);
        if (!word.starts_with('-')) {
            if (out.verb.empty()) out.verb = word;
            else out.arguments.push_back(word);
            continue;
        }
        const size_t equals = word.find('=');
        std::string_view value = equals == std::string_view::npos ? std::string_view() : word.substr(equals + 1);
        if (equals == std::string_view::npos && std::ranges::find(valued, word) != valued.end() && i + 1 < words.size())
            value = without_quotes(words[++i]);
        out.flags[word.substr(0, equals)] = value;
    }
    return out;
}

// github:o/r#COMMIT and the like, all of them.
bool are_commits(const std::vector<std::string_view>& packages) {
    return !packages.empty() && std::ranges::all_of(packages, [](std::string_view package) {
        const size_t hash = package.rfind('#');
        return hash != std::string_view::npos && package.contains('/') && is_commit(package.substr(hash + 1));
    });
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

std::optional<Frozen> yarn(const Words& words, bool is_whole) {
    constexpr std::array<std::string_view, 2> valued{"--cwd", "--modules-folder"};
    Call call = call_of(words, valued);
    if (call.verb == "global" && !call.arguments.empty()) {
        call.verb = call.arguments.front();
        call.arguments.erase(call.arguments.begin());
    }
    // `yarn` alone installs; behind what is not seen there may be anything.
    if (call.verb.empty() && (!is_whole || call.has({"--version", "-v", "--help", "-h"}))) return std::nullopt;
    if (call.verb.empty() || call.verb == "install") {
        if (call.has({"--frozen-lockfile", "--immutable", "--immutable-cache", "--offline"})) return Frozen::yes;
        return call.has({"--no-immutable", "--no-lockfile"}) ? Frozen::no : Frozen::in_ci;
    }
    if (is_one_of(call.verb, {"add", "up", "upgrade", "dlx", "create"}))
        return are_commits(call.arguments) ? Frozen::yes : Frozen::no;
    return std::nullopt;
}

std::optional<Frozen> pnpm(const Words& words) {
    constexpr std::array<std::string_view, 6> valued{"-C", "--dir", "--filter", "-F", "--reporter", "--loglevel"};
    const Call call = call_of(words, valued);
    if (is_one_of(call.verb, {"install", "i"})) {
        if (call.has({"--frozen-lockfile", "--offline"}) && call.value("--frozen-lockfile") != "false")
            return Frozen::yes;
        return call.has({"--no-frozen-lockfile", "--no-lockfile", "--frozen-lockfile"}) ? Frozen::no : Frozen::in_ci;
    }
    if (is_one_of(call.verb, {"fetch", "ci"})) return Frozen::yes;
    if (is_one_of(call.verb, {"add", "update", "up", "upgrade", "dlx", "create"}))
        return are_commits(call.arguments) ? Frozen::yes : Frozen::no;
    return std::nullopt;
}

std::optional<Frozen> cargo(const Words& words) {
    constexpr std::array<std::string_view, 22> valued{
        "--version", "--vers",       "--git",      "--rev",   "--tag",      "--branch",
        "--path",    "--root",       "--registry", "--index", "--features", "-F",
        "--target",  "--target-dir", "--profile",  "--bin",   "--example",  "-j",
        "--jobs",    "--config",     "--color",    "-Z"};
    Words rest = words;
    if (rest.size() > 1 && rest[1].starts_with('+')) rest.erase(rest.begin() + 1);  // the toolchain
    const Call call = call_of(rest, valued);
    if (call.verb == "update") return Frozen::no;
    if (call.verb != "install" || call.has({"--list"})) return std::nullopt;
    if (!call.has({"--locked", "--frozen"})) return Frozen::no;
    if (call.has({"--path"})) return Frozen::yes;
    if (call.has({"--git"})) return is_commit(call.value("--rev")) ? Frozen::yes : Frozen::no;
    const bool versions = call.has({"--version", "--vers"}) ||
                          (!call.arguments.empty() && std::ranges::all_of(call.arguments, [](std::string_view crate) {
                              return crate.contains('@');
                          }));
    return versions ? Frozen::yes : Frozen::no;
}

std::optional<Frozen> apt(const Words& words) {
    constexpr std::array<std::string_view, 7> valued{"-o", "--option", "-t", "--target-release", "--default-release",
                                                     "-c", "-a"};
    const Call call = call_of(words, valued);
    // Names that are not seen (`$PACKAGES`) are nobody's to judge.
    if (call.verb != "install" || call.arguments.empty() || call.has({"--help", "-s", "--simulate", "--dry-run"}))
        return std::nullopt;
    const bool versions = std::ranges::all_of(call.arguments, [](std::string_view package) {
        const bool is_file = package.starts_with("./") || package.starts_with('/') || package.ends_with(".deb");
        return is_file || (package.contains('=') && !package.ends_with('='));
    });
    return versions ? Frozen::yes : Frozen::no;
}

}  // namespace

std::optional<OwnCommand> own_command(const Words& words, bool is_whole) {
    if (words.empty()) return std::nullopt;
    const std::string_view program = std::string_view(words[0]).substr(words[0].rfind('/') + 1);
    const auto told = [](std::string_view label, std::string_view remedy, std::optional<Frozen> frozen) {
        return frozen ? std::optional<OwnCommand>({label, *frozen, remedy}) : std::nullopt;
    };
    if (program == "yarn" || program == "yarnpkg")
        return told("yarnCommand", "yarn install --immutable (Yarn 1: --frozen-lockfile)", yarn(words, is_whole));
    if (program == "pnpm") return told("pnpmCommand", "pnpm install --frozen-lockfile", pnpm(words));
    if (program == "cargo") return told("cargoCommand", "cargo install --locked --version VERSION", cargo(words));
    if (program == "apt" || program == "apt-get") return told("aptCommand", "apt-get install NAME=VERSION", apt(words));
    return std::nullopt;
}

}  // namespace ward::scorecard
