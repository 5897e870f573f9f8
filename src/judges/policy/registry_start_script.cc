// See registry_start_script.h.
#include "judges/policy/registry_start_script.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/digest.h"

namespace ward::policy {
namespace {

constexpr std::string_view script_head =
    "#!/bin/sh\nbasedir=$(dirname \"$(echo \"$0\" | sed -e 's,\\\\,/,g')\")\n\ncase `uname` in\n";
// Until pnpm 9, and from there to 11.5.
constexpr std::array<std::string_view, 2> script_cases{"    *CYGWIN*) basedir=`cygpath -w \"$basedir\"`;;\nesac\n\n",
                                                       "    *CYGWIN*|*MINGW*|*MSYS*)\n        if command -v cygpath > "
                                                       "/dev/null 2>&1; then\n            basedir=`cygpath -w "
                                                       "\"$basedir\"`\n        fi\n    ;;\nesac\n\n"};

// As each version installed the same package, with the first versions of 11 and 12 that were seen to write it.
constexpr std::array<StartHead, 8> known_heads{{
    {"fd9b53d6b52c384d25311b42431e5d10ce822c0f37bfdc3d436562493e2eec4b", "basedir"},      // 11.10.0
    {"97b4d68b1d6d04f0dd481c1219136a8a3c55e43614a13bcb7c0a477b1ecd3127", "basedir"},      // 11.23.0, 12.0.0
    {"0e3b254da4f31b1523529cdeb1bca095c05d40585227cde769b8e12430de7388", "basedir"},      // 12.5.0
    {"0968a436a9144c398bfc3a4d60dbea75138bcad4b1aeb02324ce5812c3b59597", "basedir_abs"},  // 12.6.0
    {"34857a3d9b1c898501d7010d277811cdabc92f4929b5eb54b8724356b7ab2128", "basedir_abs"},  // 12.7.0
    {"87b3b5f3b2ccdad88ff7bbfc7fdd860fe6bcf9aeadb23fc96303d6f51a48ed0d", "basedir_abs"},  // 12.8.0
    {"1cb071c0aead05ab86046bde7f5aa20d22ab6764c708c7c74ff50a77f38eed5a", "basedir_abs"},  // 11.28.3, 12.9.0
    {"244b27a90f07c66741ab85e2799fbd14b2eb7399b1d9af18cff4b45c884a3f12", "basedir_abs"},  // 12.20.0
}};
constexpr size_t longest_head = 8192;

bool take(std::string_view& rest, std::string_view start) {
    if (!rest.starts_with(start)) return false;
    rest.remove_prefix(start.size());
    return true;
}

// What the shell takes as it stands, in either kind of quotes.
bool is_plain_text(std::string_view text) {
    return text.find_first_of("$`\"'\\\n\r!") == std::string_view::npos;
}

// Up to `end`, which is taken too.
std::optional<std::string> take_plain(std::string_view& rest, std::string_view end) {
    const size_t at = rest.find(end);
    if (at == std::string_view::npos || !is_plain_text(rest.substr(0, at))) return std::nullopt;
    std::string out(rest.substr(0, at));
    rest.remove_prefix(at + end.size());
    return out;
}

bool is_plain_word(std::string_view text) {
    return std::ranges::all_of(
        text, [](char c) { return is_alpha(c) || is_digit(c) || std::string_view("._+-/=:@,").contains(c); });
}

// Words with blanks between them, which the shell splits and does nothing else with.
bool is_plain_words(std::string_view text) {
    const std::vector<std::string_view> words = split(text, ' ');
    return std::ranges::all_of(words, is_plain_word);
}

// Folders with colons between them, in one of the three forms that pnpm gives them behind `NODE_PATH=`:
// "/p/a:$basedir_abs/../b", '/p/a:/p/b', "$basedir_abs"/'../a':"$basedir_abs"/'../b'.
std::optional<std::vector<std::string>> node_path_of(std::string_view value, std::string_view folder) {
    std::vector<std::string> out;
    const std::string quoted_here = fmt::format("\"${}\"/'", folder);
    if (value.starts_with(quoted_here)) {
        do {
            auto part = take(value, quoted_here) ? take_plain(value, "'") : std::nullopt;
            if (!part) return std::nullopt;
            out.push_back(*std::move(part));
        } while (take(value, ":"));
        return value.empty() ? std::optional(std::move(out)) : std::nullopt;
    }
    const char quote = value.size() < 2 ? ' ' : value.front();
    if ((quote != '"' && quote != '\'') || value.back() != quote) return std::nullopt;
    const std::string here = fmt::format("${}/", folder);
    for (std::string_view part : split(value.substr(1, value.size() - 2), ':')) {
        const bool is_relative = quote == '"' && take(part, here);
        if ((!is_relative && !part.starts_with('/')) || !is_plain_text(part)) return std::nullopt;
        out.emplace_back(part);
    }
    return out;
}

// No folders where the lines are not there; nothing where they are not as pnpm writes them.
std::optional<std::vector<std::string>> take_node_path(std::string_view& rest, std::string_view folder) {
    if (!take(rest, "if [ -z \"$NODE_PATH\" ]; then\n  export NODE_PATH=")) return std::vector<std::string>();
    const std::string_view value = rest.substr(0, std::min(rest.find('\n'), rest.size()));
    auto folders = node_path_of(value, folder);
    if (!folders) return std::nullopt;
    // The same once more, and behind it what was there before.
    const bool is_one_text = value.ends_with('"');
    const std::string longer = is_one_text ? fmt::format("{}:$NODE_PATH\"", value.substr(0, value.size() - 1))
                                           : fmt::format("{}:\"$NODE_PATH\"", value);
    if (!take(rest, fmt::format("{}\nelse\n  export NODE_PATH={}\nfi\n", value, longer))) return std::nullopt;
    return folders;
}

enum class Quotes : uint8_t { around, behind };  // "$basedir/a" or "$basedir"/'a'

std::string in_folder(std::string_view folder, std::string_view target, Quotes quotes) {
    return quotes == Quotes::around ? fmt::format("\"${}/{}\"", folder, target)
                                    : fmt::format("\"${}\"/'{}'", folder, target);
}

std::optional<std::pair<std::string, Quotes>> take_in_folder(std::string_view& rest, std::string_view folder) {
    const bool is_around = take(rest, fmt::format("\"${}/", folder));
    if (!is_around && !take(rest, fmt::format("\"${}\"/'", folder))) return std::nullopt;
    auto target = take_plain(rest, is_around ? "\"" : "'");
    if (!target) return std::nullopt;
    return std::pair(*std::move(target), is_around ? Quotes::around : Quotes::behind);
}

// From `exec PROGRAM ARGUMENTS TARGET "$@"`, behind `exec`.
struct Started {
    StartScript script;
    Quotes quotes = Quotes::around;
};
std::optional<Started> started_by(std::string_view line, std::string_view folder) {
    const std::string_view command = line.substr(0, std::min(line.find('"'), line.size()));
    const std::string_view program = command.substr(0, std::min(command.find(' '), command.size()));
    // A blank behind the program, and one behind its arguments, though there are none.
    if (program.empty() || !is_plain_word(program) || command.size() < program.size() + 2 || !command.ends_with(' '))
        return std::nullopt;
    const std::string_view arguments = command.substr(program.size() + 1, command.size() - program.size() - 2);
    if (!is_plain_words(arguments)) return std::nullopt;
    line.remove_prefix(command.size());
    auto target = take_in_folder(line, folder);
    if (!target) return std::nullopt;
    Started out;
    out.script.target = std::move(target->first);
    out.script.program = program;
    out.script.arguments = arguments;
    out.quotes = target->second;
    return out;
}

// Until pnpm 11.5: the program beside the script, else the one in PATH.
std::string two_ways(const Started& started) {
    const auto& [target, program, arguments, node_path] = started.script;
    const std::string what = fmt::format("{} {} \"$@\"", arguments, in_folder("basedir", target, started.quotes));
    return fmt::format("if [ -x \"$basedir/{0}\" ]; then\n  exec \"$basedir/{0}\" {1}\nelse\n  exec {0} {1}\nfi\n",
                       program, what);
}

// Since: the same, each also with the ending that programs have on Windows.
std::string many_ways(const Started& started, std::string_view folder, bool has_msys) {
    const auto& [target, program, arguments, node_path] = started.script;
    const std::string here = fmt::format("{} {} \"$@\"", arguments, in_folder(folder, target, started.quotes));
    const std::string windows =
        fmt::format("{} {} \"$@\"", arguments, in_folder("basedir_win", target, started.quotes));
    const std::string msys =
        has_msys ? fmt::format("elif [ -n \"$msys\" ] && command -v {0} >/dev/null 2>&1; then\n  exec {0} {1}\n",
                               program, windows)
                 : "";
    return fmt::format(
        "if [ -n \"$exe\" ] && [ -x \"$basedir/{0}.exe\" ]; then\n  exec \"$basedir/{0}.exe\" {2}\n"
        "elif [ -x \"$basedir/{0}\" ]; then\n  exec \"$basedir/{0}\" {1}\n"
        "{3}"
        "elif command -v {0} >/dev/null 2>&1; then\n  exec {0} {1}\n"
        "elif [ -n \"$exe\" ] && command -v {0}.exe >/dev/null 2>&1; then\n  exec {0}.exe {2}\n"
        "else\n  exec {0} {1}\nfi\n",
        program, here, windows, msys);
}

// Behind it all since pnpm 11: a remark, which is one line.
bool is_end(std::string_view rest) {
    if (rest.empty()) return true;
    return take(rest, "# cmd-shim-target=") && rest.find('\n') == rest.size() - 1 && !rest.contains('\r');
}

// `head` is of which script this is the rest; null: of one until pnpm 11.5.
std::optional<StartScript> read_rest(std::string_view rest, const StartHead* head) {
    const std::string_view folder = head == nullptr ? "basedir" : head->folder;
    auto node_path = take_node_path(rest, folder);
    if (!node_path) return std::nullopt;
    // Itself, without a program.
    std::string_view itself = rest;
    if (head == nullptr ? itself.starts_with('"') : take(itself, "exec ")) {
        auto target = take_in_folder(itself, folder);
        const bool is_whole =
            target && (take(itself, "   \"$@\"\nexit $?\n") || take(itself, "  \"$@\"\nexit $?\n")) && is_end(itself);
        if (!is_whole) return std::nullopt;
        return StartScript{std::move(target->first), {}, {}, *std::move(node_path)};
    }
    constexpr std::string_view last_way = "\nelse\n  exec ";
    const size_t last = rest.find(last_way);
    auto started =
        last == std::string_view::npos ? std::nullopt : started_by(rest.substr(last + last_way.size()), folder);
    if (!started) return std::nullopt;
    const bool is_whole = head == nullptr ? take(rest, two_ways(*started))
                                          : take(rest, many_ways(*started, folder, true)) ||
                                                take(rest, many_ways(*started, folder, false));
    if (!is_whole || !is_end(rest)) return std::nullopt;
    started->script.node_path = *std::move(node_path);
    return std::move(started->script);
}

}  // namespace

const std::span<const StartHead> pnpm_heads = known_heads;

std::optional<StartScript> read_start_script(std::string_view text, std::span<const StartHead> heads) {
    if (std::string_view rest = text;
        take(rest, script_head) && (take(rest, script_cases[0]) || take(rest, script_cases[1])))
        return read_rest(rest, nullptr);
    // Wherever a known head may end.
    for (const std::string_view first : {"if [ -z \"$NODE_PATH\" ]", "if [ -n \"$exe\" ] && ", "exec \"$"}) {
        const size_t end = text.find(fmt::format("\n\n{}", first));
        if (end > longest_head) continue;  // or nowhere
        const std::string digest = sha256_hex(text.substr(0, end + 2));
        const auto head = std::ranges::find(heads, digest, &StartHead::sha256);
        if (head != heads.end()) return read_rest(text.substr(end + 2), &*head);
    }
    return std::nullopt;
}

Interpreter interpreter_of(std::string_view path, std::string_view text) {
    std::string_view line = trim(text);
    line = line.substr(0, line.find('\n'));
    while (line.ends_with('\r')) line.remove_suffix(1);
    if (take(line, "#!")) {
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        if (take(line, "/usr/bin/env")) {
            line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
            if (take(line, "-S")) line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        }
        const size_t end = std::min(line.find_first_of(" \t"), line.size());
        if (end > 0) return {std::string(line.substr(0, end)), std::string(line.substr(end))};
    }
    constexpr std::array<std::pair<std::string_view, std::string_view>, 7> endings{{{".js", "node"},
                                                                                    {".cjs", "node"},
                                                                                    {".mjs", "node"},
                                                                                    {".sh", "sh"},
                                                                                    {".cmd", "cmd"},
                                                                                    {".bat", "cmd"},
                                                                                    {".ps1", "pwsh"}}};
    for (const auto& [ending, program] : endings)
        if (path.ends_with(ending)) return {std::string(program), program == "cmd" ? "/C" : ""};
    return {};
}

}  // namespace ward::policy
