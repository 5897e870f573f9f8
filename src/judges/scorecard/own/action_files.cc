// See own.h.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "judges/scorecard/listed_files.h"
#include "judges/scorecard/own/own.h"
#include "lang/shell/command_words.h"
#include "lang/shell/parse.h"
#include "lang/shell/walk.h"

namespace ward::scorecard {
namespace {

std::string_view last_name(std::string_view word) {
    return word.substr(word.rfind('/') + 1);
}

// Those that run the program which they are given.
constexpr std::array<std::string_view, 5> runners{"npx", "pnpx", "bunx", "uvx", "sudo"};

// What `words` runs, where the first word only leads to it.
std::string_view program_of(const std::vector<std::string>& words) {
    const std::string_view first = last_name(words[0]);
    const bool is_python = first.starts_with("python");
    const bool is_pipx = first == "pipx" && words.size() > 2 && words[1] == "run";
    if (!is_python && !is_pipx && std::ranges::find(runners, first) == runners.end()) return first;
    for (size_t i = is_pipx ? 2 : 1; i < words.size(); ++i) {
        if (is_python && words[i] == "-m") return i + 1 < words.size() ? std::string_view(words[i + 1]) : first;
        if (!words[i].starts_with('-'))
            return is_python ? first : last_name(words[i]).substr(0, last_name(words[i]).find('@'));
    }
    return first;
}

}  // namespace

std::vector<ActionFile> action_files(const Facts& facts) {
    std::vector<ActionFile> out;
    for (const TreeFile& file : facts.files()) {
        const std::string_view base = base_name(file.path);
        if (base != "action.yml" && base != "action.yaml") continue;
        if (is_test_data(file.path) || file.path.starts_with("node_modules/") || file.path.contains("/node_modules/"))
            continue;
        const auto text = facts.read(file);
        if (!text) continue;  // among the unread files
        auto parsed = workflow::read_action(*text, file.path, workflow::Dialect::github);
        if (parsed) out.push_back({file.path, std::move(*parsed)});
    }
    return out;
}

std::vector<std::string> programs_of(std::string_view script) {
    std::vector<std::string> out;
    const auto parsed = shell::parse(script, {.language = shell::Language::bash, .name = "script"});
    if (!parsed) return out;
    shell::walk(parsed->stmts(), [&](const shell::Node& node) {
        if (const auto* call = shell::get_if<shell::CallExpr>(&node))
            if (const auto words = shell::command_words(*call); !words.empty()) out.emplace_back(program_of(words));
        return true;
    });
    return out;
}

void add_own(CheckResult& result, ProbeFinding finding, Detail::Level level) {
    finding.origin = Origin::ward;
    result.details.push_back(detail_of(finding, level));
    result.details.back().remediation = finding.remediation;
    result.findings.push_back(std::move(finding));
}

}  // namespace ward::scorecard
