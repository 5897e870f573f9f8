// See registry_start_script.h.
#include "judges/policy/registry_start_script.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"

namespace ward::policy {
namespace {

constexpr std::string_view script_head =
    "#!/bin/sh\nbasedir=$(dirname \"$(echo \"$0\" | sed -e 's,\\\\,/,g')\")\n\ncase `uname` in\n";
// Until pnpm 9, and since.
constexpr std::array<std::string_view, 2> script_cases{"    *CYGWIN*) basedir=`cygpath -w \"$basedir\"`;;\nesac\n\n",
                                                       "    *CYGWIN*|*MINGW*|*MSYS*)\n        if command -v cygpath > "
                                                       "/dev/null 2>&1; then\n            basedir=`cygpath -w "
                                                       "\"$basedir\"`\n        fi\n    ;;\nesac\n\n"};

bool take(std::string_view& rest, std::string_view start) {
    if (!rest.starts_with(start)) return false;
    rest.remove_prefix(start.size());
    return true;
}

// Up to `end`, which is taken too. Only what the shell takes as it stands inside quotes.
std::optional<std::string> take_plain(std::string_view& rest, std::string_view end) {
    const size_t at = rest.find(end);
    if (at == std::string_view::npos) return std::nullopt;
    std::string out(rest.substr(0, at));
    if (out.find_first_of("$`\"\\\n!") != std::string::npos) return std::nullopt;
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

std::optional<std::vector<std::string>> take_node_path(std::string_view& rest) {
    std::vector<std::string> out;
    if (!take(rest, "if [ -z \"$NODE_PATH\" ]; then\n  export NODE_PATH=\"")) return out;
    const auto first = take_plain(rest, "\"\nelse\n  export NODE_PATH=\"");
    if (!first || !take(rest, *first) || !take(rest, ":$NODE_PATH\"\nfi\n")) return std::nullopt;
    for (const std::string_view part : split(*first, ':')) out.emplace_back(part);
    return out;
}

}  // namespace

std::optional<StartScript> read_start_script(std::string_view text) {
    if (!take(text, script_head)) return std::nullopt;
    if (!take(text, script_cases[0]) && !take(text, script_cases[1])) return std::nullopt;
    StartScript out;
    auto node_path = take_node_path(text);
    if (!node_path) return std::nullopt;
    out.node_path = *std::move(node_path);
    if (take(text, "\"$basedir/")) {
        auto target = take_plain(text, "\"   \"$@\"\nexit $?\n");
        if (!target || !text.empty()) return std::nullopt;
        out.target = *std::move(target);
        return out;
    }
    if (!take(text, "if [ -x \"$basedir/")) return std::nullopt;
    auto program = take_plain(text, "\" ]; then\n  exec \"$basedir/");
    if (!program || program->empty() || !is_plain_word(*program) || !take(text, *program) || !take(text, "\" "))
        return std::nullopt;
    const size_t quote = text.find('"');
    if (quote == std::string_view::npos) return std::nullopt;
    const std::string_view arguments = text.substr(0, quote);
    text.remove_prefix(quote);
    if (!arguments.ends_with(' ') || !is_plain_words(arguments)) return std::nullopt;
    if (!take(text, "\"$basedir/")) return std::nullopt;
    auto target = take_plain(text, "\" \"$@\"\nelse\n  exec ");
    if (!target) return std::nullopt;
    const std::string same = fmt::format("{} {}\"$basedir/{}\" \"$@\"\nfi\n", *program, arguments, *target);
    if (text != same) return std::nullopt;
    out.target = *std::move(target);
    out.program = *std::move(program);
    out.arguments = arguments.substr(0, arguments.size() - 1);
    return out;
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
