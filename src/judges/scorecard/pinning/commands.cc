// Package managers: which of their commands fetch something, and which words make that a fixed thing.
#include <algorithm>
#include <array>

#include <re2/re2.h>

#include "base/text.h"
#include "judges/scorecard/go_semantics.h"
#include "judges/scorecard/pinning/dependencies.h"

namespace ward::scorecard {
namespace {

using Words = std::vector<std::string>;

bool has_word(const Words& words, size_t from, std::string_view wanted) {
    return std::any_of(words.begin() + static_cast<std::ptrdiff_t>(std::min(from, words.size())), words.end(),
                       [&](const std::string& word) { return go_equal_fold(word, wanted); });
}

bool is_command(const Words& words, std::initializer_list<std::string_view> programs, std::string_view verb) {
    return words.size() > 1 && go_equal_fold(words[1], verb) &&
           std::ranges::any_of(programs, [&](std::string_view program) { return is_program(program, words[0]); });
}

// ---- npm ----

bool is_npm(const Words& words) {
    if (!is_program("npm", words[0])) return false;
    return std::ranges::any_of(std::array{"install", "i", "install-test", "update", "ci"},
                               [&](std::string_view verb) { return has_word(words, 1, verb); });
}

bool npm_is_pinned(const Words& words) {
    for (size_t i = 1; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (go_equal_fold(word, "ci")) return true;
        const bool is_git = std::ranges::any_of(std::array{"github:", "git://", "git+http://", "git+https://"},
                                                [&](const char* scheme) { return word.starts_with(scheme); });
        if (!is_git) continue;
        const auto parts = split(word, '#');
        if (parts.size() != 2) return false;
        if (is_commit(parts[1])) return true;
    }
    return false;
}

// ---- go ----

bool is_go(const Words& words) {
    return words.size() > 2 && is_program("go", words[0]) && (words[1] == "get" || words[1] == "install");
}

bool go_is_pinned(const Words& words) {
    static const RE2 hash("[A-Fa-f0-9]{40,}");
    static const RE2 version(R"(v\d+\.\d+\.\d+(-[0-9A-Za-z-.]+)?(\+[0-9A-Za-z-.]+)?)");
    static const RE2 remote(R"([0-9A-Za-z_]+\.[0-9A-Za-z_]+/[0-9A-Za-z_]+)");
    constexpr std::array<std::string_view, 7> flags{"-d", "-f", "-t", "-u", "-v", "-fix", "-insecure"};
    bool insecure = false;
    for (size_t i = 1; i + 1 < words.size(); ++i) {
        while (i + 1 < words.size() && std::ranges::find(flags, words[i + 1]) != flags.end()) {
            insecure = insecure || words[i + 1] == "-insecure";
            ++i;
        }
        if (i + 1 >= words.size()) return true;
        const std::string& package = words[i + 1];
        if (!RE2::PartialMatch(package, remote)) return true;  // a folder
        const auto parts = split(package, '@');
        if (parts.size() != 2) continue;
        if (parts[1] == "none" || RE2::FullMatch(parts[1], hash)) return true;
        if (!insecure && RE2::FullMatch(parts[1], version)) return true;
    }
    return false;
}

// ---- pip ----

bool is_pip(const Words& words) {
    return is_command(words, {"pip", "pip3"}, "install");
}

bool is_python(std::string_view word) {
    return std::ranges::any_of(std::array{"python", "python3", "python2.7"},
                               [&](const char* name) { return is_program(name, word); });
}

// The words of pip where python runs it as a module.
Words pip_of_python(const Words& words) {
    if (!is_python(words[0])) return {};
    for (size_t i = 1; i + 1 < words.size(); ++i)
        if (go_equal_fold(words[i], "-m") && go_equal_fold(words[i + 1], "pip"))
            return {words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end()};
    return {};
}

bool is_pinned_source(std::string_view source) {
    static const RE2 remote("(git|svn|hg|bzr).+");
    static const RE2 commit(R"(git(\+(https?|ssh|git))?\:\/\/.*(.git)?@[a-fA-F0-9]{40}(#egg=.*)?)");
    return !RE2::FullMatch(source, remote) || RE2::FullMatch(source, commit);
}

bool pip_is_pinned(const Words& words) {
    static const RE2 flag(R"((\-\-?\w+)+)");
    bool no_dependencies = false;
    bool editable = false;
    bool editable_pinned = true;
    bool hashes = false;
    bool others = false;
    bool wheel = false;
    for (size_t i = 2; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (go_equal_fold(word, "--no-deps")) {
            no_dependencies = true;
        } else if (word == "-e" || word == "--editable") {
            editable = true;
        } else if (go_equal_fold(word, "--require-hashes")) {
            hashes = true;
            break;
        } else if (RE2::FullMatch(word, flag)) {
            continue;
        } else if (word.ends_with(".whl")) {
            wheel = true;
        } else if (editable) {
            editable_pinned = editable_pinned && is_pinned_source(word);
        } else {
            others = true;
        }
    }
    if (editable) return no_dependencies && editable_pinned;
    if (hashes) return true;
    return !others && wheel;
}

// ---- Windows: Chocolatey, NuGet ----

bool choco_is_pinned(const Words& words) {
    for (size_t i = 2; i < words.size(); ++i) {
        const std::string_view name = std::string_view(words[i]).substr(0, words[i].find('='));
        for (const char* wanted : {"--requirechecksum", "--requirechecksums", "--require-checksums"})
            if (go_equal_fold(name, wanted)) return true;
    }
    return false;
}

bool is_dotnet_add(const Words& words) {
    return words.size() > 3 && is_command(words, {"dotnet", "dotnet.exe"}, "add") &&
           (go_equal_fold(words[2], "package") || go_equal_fold(words[3], "package"));
}

bool is_msbuild_restore(const Words& words) {
    return words.size() > 1 && (is_program("msbuild", words[0]) || is_program("msbuild.exe", words[0])) &&
           has_word(words, 1, "/t:restore");
}

std::optional<bool> nuget_is_pinned(const Words& words) {
    if (is_dotnet_add(words)) return has_word(words, 3, "-v") || has_word(words, 3, "--version");
    if (is_command(words, {"nuget", "nuget.exe"}, "install"))
        return words.size() == 2 || words[2].ends_with("packages.config") || has_word(words, 2, "-Version");
    if (is_command(words, {"dotnet", "dotnet.exe"}, "restore")) return has_word(words, 2, "--locked-mode");
    if (is_command(words, {"nuget", "nuget.exe"}, "restore")) return has_word(words, 2, "-LockedMode");
    if (is_msbuild_restore(words)) return has_word(words, 2, "/p:RestoreLockedMode=true");
    return std::nullopt;
}

}  // namespace

bool is_commit(std::string_view text) {
    return text.size() == 40 &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f'); });
}

bool is_program(std::string_view program, std::string_view word) {
    return go_equal_fold(go_base(word), program);
}

std::optional<PackageCommand> package_command(const Words& words) {
    if (words.empty()) return std::nullopt;
    if (is_go(words)) return PackageCommand{DependencyType::go_command, go_is_pinned(words)};
    if (is_pip(words)) return PackageCommand{DependencyType::pip_command, pip_is_pinned(words)};
    if (const Words pip = pip_of_python(words); !pip.empty() && is_pip(pip))
        return PackageCommand{DependencyType::pip_command, pip_is_pinned(pip)};
    if (is_npm(words)) return PackageCommand{DependencyType::npm_command, npm_is_pinned(words)};
    if (is_command(words, {"choco", "choco.exe"}, "install"))
        return PackageCommand{DependencyType::choco_command, choco_is_pinned(words)};
    if (const auto pinned = nuget_is_pinned(words)) return PackageCommand{DependencyType::nuget_command, *pinned};
    return std::nullopt;
}

}  // namespace ward::scorecard
