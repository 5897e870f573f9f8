#include "judges/vet/source/shell_words.h"

#include <algorithm>

#include "judges/vet/source/command_words.h"
#include "lang/shell/walk.h"

namespace ward::vet {
namespace {

bool runs_one_of(const std::vector<std::string>& words, const std::string& program,
                 const std::vector<std::string>& files, bool made_executable) {
    const auto is_file = [&](const std::string& word) {
        return std::ranges::any_of(files, [&](const std::string& file) {
            return !file.empty() && (word == file || program_of(word) == program_of(file));
        });
    };
    if (is_file(words[0])) return true;
    if (made_executable && words[0].starts_with("./")) return true;
    return (is_shell(program) || is_interpreter(program)) && words.size() > 1 && is_file(words[1]);
}

}  // namespace

std::string ShellWords::text_of(const shell::Word& word) const {
    std::string text;
    for (const shell::WordPart* part : word.parts) append(*part, text);
    return text;
}

void ShellWords::append(const shell::WordPart& part, std::string& text) const {
    if (const auto* literal = shell::get_if<shell::Lit>(&part)) {
        for (size_t i = 0; i < literal->value.size(); ++i) {
            if (literal->value[i] == '\\' && i + 1 < literal->value.size()) ++i;
            text += literal->value[i];
        }
    } else if (const auto* quoted = shell::get_if<shell::SglQuoted>(&part)) {
        text += quoted->value;
    } else if (const auto* both = shell::get_if<shell::DblQuoted>(&part)) {
        for (const shell::WordPart* inner : both->parts) append(*inner, text);
    } else {
        text += source_.substr(part.start.offset, part.end - part.start.offset);
    }
}

std::vector<std::string> ShellWords::words_of(const shell::CallExpr& call) const {
    std::vector<std::string> words;
    for (const shell::Word* word : call.args) words.push_back(text_of(*word));
    return words;
}

bool ShellWords::starts_with_interpreter(const shell::Stmt& stmt) const {
    const shell::CallExpr* call = call_of(stmt);
    if (call == nullptr || call->args.empty()) {
        // curl … | (cat | sh), | while read …
        return false;
    }
    const auto words = without_prefixes(words_of(*call));
    if (words.empty()) return false;
    const std::string program = program_of(words[0]);
    if (is_shell(program)) return true;
    if (!is_interpreter(program)) return false;
    // `| node -e …` and `| python -c …` read data, not code.
    return std::ranges::none_of(words, [](const std::string& word) {
        return word == "-e" || word == "-c" || word == "-p" || word == "-pe" || word == "-ne" || word == "-m" ||
               word.starts_with("--eval") || word.ends_with(".js") || word.ends_with(".py");
    });
}

bool ShellWords::downloads(const shell::Stmt& stmt) const {
    bool found = false;
    shell::walk(stmt, [&](const shell::Node& node) {
        const auto* call = shell::get_if<shell::CallExpr>(&node);
        if (call == nullptr || call->args.empty()) return true;
        const auto words = without_prefixes(words_of(*call));
        if (!words.empty()) found |= is_download_tool(program_of(words[0]));
        return true;
    });
    return found;
}

bool ShellWords::gives_environment(const shell::Stmt& stmt) const {
    bool found = false;
    shell::walk(stmt, [&](const shell::Node& node) {
        const auto* call = shell::get_if<shell::CallExpr>(&node);
        if (call == nullptr || call->args.empty()) return true;
        const auto words = words_of(*call);
        const std::string program = program_of(words[0]);
        found |= ((program == "env" || program == "set" || program == "export") && words.size() == 1) ||
                 program == "printenv" || (program == "cat" && words.size() > 1 && names_secrets(words[1]));
        return true;
    });
    return found;
}

void ShellWords::each_downloaded_run(shell::List<shell::Stmt> stmts,
                                     const std::function<void(const shell::Node&)>& found) const {
    bool loaded = false;
    bool made_executable = false;
    std::vector<std::string> files;
    shell::walk(stmts, [&](const shell::Node& node) {
        const auto* call = shell::get_if<shell::CallExpr>(&node);
        if (call == nullptr || call->args.empty()) return true;
        const auto words = without_prefixes(words_of(*call));
        if (words.empty()) return true;
        const std::string program = program_of(words[0]);
        if (is_download_tool(program)) {
            loaded = true;
            for (size_t i = 1; i + 1 < words.size(); ++i)
                if (words[i] == "-o" || words[i] == "-O" || words[i] == "--output") files.push_back(words[i + 1]);
        } else if (loaded && program == "chmod") {
            made_executable = true;
            if (words.size() > 2) files.push_back(words[2]);
        } else if (loaded && runs_one_of(words, program, files, made_executable)) {
            found(node);
        }
        return true;
    });
}

}  // namespace ward::vet
