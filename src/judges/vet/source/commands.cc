#include "judges/vet/source/commands.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "judges/vet/source/text_rules.h"
#include "lang/javascript/constants.h"
#include "lang/shell/parse.h"
#include "lang/shell/walk.h"

namespace ward::vet {
namespace {

constexpr std::string_view shells[] = {"sh", "bash", "zsh", "dash", "ksh", "ash"};
constexpr std::string_view interpreters[] = {"node", "python", "python3", "python2", "perl",
                                             "ruby", "bun",    "deno",    "php"};
constexpr std::string_view download_tools[] = {"curl", "wget", "aria2c", "fetch", "http", "axel"};
// Words before a command that leave it what it is.
constexpr std::string_view prefixes[] = {"sudo",   "nohup", "exec", "command", "time",      "env",
                                         "setsid", "xargs", "doas", "nice",    "cross-env", "npx"};
constexpr std::string_view package_tools[] = {"npm", "pnpm", "yarn", "bun"};

bool is_one_of(std::string_view word, auto& list) {
    return std::ranges::find(list, word) != std::end(list);
}

// The program's name: without folder and .exe, in small letters.
std::string program_of(std::string_view word) {
    if (const size_t slash = word.find_last_of("/\\"); slash != word.npos) word.remove_prefix(slash + 1);
    std::string name = to_lower(word);
    if (name.ends_with(".exe")) name.resize(name.size() - 4);
    return name;
}

class Reader {
  public:
    Reader(FileMarks& marks, CommandReading& reading, uint32_t line) : marks_(marks), reading_(reading), line_(line) {}

    void read(std::string_view text, unsigned depth) {
        if (depth > max_command_depth || text.size() > max_command_bytes) return;
        std::string source(text);
        std::ranges::replace(source, javascript::hole, '_');
        auto script = shell::parse(source);
        if (!script) {
            // Windows' shells, and templates of commands: tools in the first place of a line at least.
            reading_.is_unreadable = true;
            for (const std::string_view line : split(source, '\n'))
                for (const std::string_view part : split(line, '&')) command(plain_words(part), depth, 1);
            return;
        }
        source_ = source;
        shell::walk(script->stmts(), [&](const shell::Node& node) {
            visit(node, depth);
            return true;
        });
        judge_sequence(script->stmts());
    }

  private:
    static std::vector<std::string> plain_words(std::string_view line) {
        std::vector<std::string> words;
        for (const std::string_view word : split(line, ' ')) {
            std::string bare;
            for (const char c : word)
                if (c != '"' && c != '\'' && c != '\t' && c != '\r') bare += c;
            if (!bare.empty()) words.push_back(bare);
        }
        return words;
    }

    // As the shell would hand it over, with $NAME and $(…) as they are written.
    std::string text_of(const shell::Word& word) const {
        std::string text;
        for (const shell::WordPart* part : word.parts) append(*part, text);
        return text;
    }

    void append(const shell::WordPart& part, std::string& text) const {
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
            text += std::string_view(source_).substr(part.start.offset, part.end - part.start.offset);
        }
    }

    std::vector<std::string> words_of(const shell::CallExpr& call) const {
        std::vector<std::string> words;
        for (const shell::Word* word : call.args) words.push_back(text_of(*word));
        return words;
    }

    void visit(const shell::Node& node, unsigned depth) {
        if (const auto* call = shell::get_if<shell::CallExpr>(&node)) command(words_of(*call), depth, node.start.line);
        if (const auto* pipe = shell::get_if<shell::BinaryCmd>(&node)) {
            if (pipe->op != shell::BinaryOp::pipe && pipe->op != shell::BinaryOp::pipe_all) return;
            const bool runs = pipe->y != nullptr && starts_with_interpreter(*pipe->y);
            if (runs && pipe->x != nullptr && downloads(*pipe->x)) mark(Mark::pipe_to_shell, node);
            if (pipe->x != nullptr && pipe->y != nullptr && gives_environment(*pipe->x) && downloads(*pipe->y))
                mark(Mark::shell_sends_secrets, node);
        }
        if (const auto* redirect = shell::get_if<shell::Redirect>(&node))
            if (text_of(*redirect->word).contains("/dev/tcp/")) mark(Mark::reverse_shell, node);
        if (const auto* function = shell::get_if<shell::FuncDecl>(&node))
            if (function->name->value == ":") mark(Mark::destroys, node);
    }

    void mark(Mark mark, const shell::Node& node) {
        const uint32_t end = std::max(shell::end_of(node), node.start.offset + 1);
        marks_.add(mark, line_ + node.start.line - 1,
                   std::string_view(source_).substr(node.start.offset, end - node.start.offset));
    }

    // The call that a statement is, through pipes the last or the first one.
    static const shell::CallExpr* call_of(const shell::Stmt& stmt) {
        return shell::get_if<shell::CallExpr>(stmt.command);
    }

    static std::vector<std::string> without_prefixes(std::vector<std::string> words) {
        while (!words.empty() && (is_one_of(program_of(words[0]), prefixes) || words[0].contains('=') ||
                                  (words[0].starts_with('-') && words.size() > 1)))
            words.erase(words.begin());
        return words;
    }

    bool starts_with_interpreter(const shell::Stmt& stmt) const {
        const shell::CallExpr* call = call_of(stmt);
        if (call == nullptr || call->args.empty()) {
            // curl … | (cat | sh), | while read …
            return false;
        }
        const auto words = without_prefixes(words_of(*call));
        if (words.empty()) return false;
        const std::string program = program_of(words[0]);
        if (is_one_of(program, shells)) return true;
        if (!is_one_of(program, interpreters)) return false;
        // `| node -e …` and `| python -c …` read data, not code.
        return std::ranges::none_of(words, [](const std::string& word) {
            return word == "-e" || word == "-c" || word == "-p" || word == "-pe" || word == "-ne" || word == "-m" ||
                   word.starts_with("--eval") || word.ends_with(".js") || word.ends_with(".py");
        });
    }

    bool downloads(const shell::Stmt& stmt) const {
        bool found = false;
        shell::walk(stmt, [&](const shell::Node& node) {
            const auto* call = shell::get_if<shell::CallExpr>(&node);
            if (call == nullptr || call->args.empty()) return true;
            const auto words = without_prefixes(words_of(*call));
            if (!words.empty()) found |= is_one_of(program_of(words[0]), download_tools);
            return true;
        });
        return found;
    }

    bool gives_environment(const shell::Stmt& stmt) const {
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

    static bool names_secrets(std::string_view word) {
        for (const std::string_view one : {".npmrc", ".ssh/", ".aws/", ".git-credentials", ".netrc", "/etc/passwd",
                                           "/etc/shadow", ".env", "/proc/self/environ", ".kube/config"})
            if (word.contains(one)) return true;
        return false;
    }

    // A command and its words. `line` is within the text.
    void command(std::vector<std::string> words, unsigned depth, uint32_t line) {
        words = without_prefixes(std::move(words));
        if (words.empty()) return;
        const std::string program = program_of(words[0]);
        const uint32_t at = line_ + line - 1;
        const std::string whole = join(words, " ");
        const auto add = [&](Mark mark) { marks_.add(mark, at, whole); };
        if (is_one_of(program, download_tools) && words.size() > 1) on_download(words, add);
        const bool is_shell = is_one_of(program, shells) || program == "cmd" || program == "powershell";
        if (is_shell && (words.size() == 1 || words[1] == "-i")) add(Mark::starts_shell);
        if (is_one_of(program, shells)) on_shell(words, depth, line, add);
        if (program == "eval" || program == "source" || program == ".")
            for (size_t i = 1; i < words.size(); ++i)
                if (holds_download(words[i])) add(Mark::pipe_to_shell);
        if (program == "node" || program == "nodejs") on_node(words);
        if (program.starts_with("python") && words.size() > 1 && !words[1].starts_with('-'))
            reading_.run_files.push_back(words[1]);
        if (program == "cmd")
            if (const auto place = std::ranges::find_if(words, [](const auto& one) { return to_lower(one) == "/c"; });
                place != words.end())
                command({place + 1, words.end()}, depth + 1 > max_command_depth ? depth : depth + 1, line);
        if (program == "rm" || program == "rimraf" || program == "shred") on_remove(program, words, add);
        if (is_one_of(program, package_tools) && words.size() > 1 && words[1] == "publish" &&
            std::ranges::find(words, "--dry-run") == words.end())
            add(Mark::publish_command);
        if (program == "chmod" && words.size() > 2 &&
            (words[1].contains('x') || words[1].contains('7') || words[1].contains('5')))
            add(Mark::marks_executable);
        if (words[0].starts_with("./") || words[0].starts_with("../")) reading_.run_files.push_back(words[0]);
    }

    void on_download(const std::vector<std::string>& words, const auto& add) {
        add(Mark::download_tool);
        for (const std::string& word : words) {
            const bool of_machine = word.contains("$(whoami)") || word.contains("$(hostname)") ||
                                    word.contains("`whoami`") || word.contains("`hostname`") ||
                                    word.contains("$(env") || word.contains("`env") || word.contains("$(printenv") ||
                                    word.contains("$(id)") || word.contains("$(cat ") || word.contains("`cat ");
            const bool of_secrets = word.starts_with('@') && names_secrets(word);
            if (of_machine || of_secrets) return add(Mark::shell_sends_secrets);
        }
    }

    static bool holds_download(std::string_view word) {
        if (!word.contains("$(") && !word.contains('`') && !word.contains("<(")) return false;
        for (const std::string_view tool : download_tools)
            if (word.contains(std::string("(") + std::string(tool) + " ") ||
                word.contains(std::string("`") + std::string(tool) + " "))
                return true;
        return false;
    }

    void on_shell(const std::vector<std::string>& words, unsigned depth, uint32_t line, const auto& add) {
        for (size_t i = 1; i < words.size(); ++i) {
            if (holds_download(words[i])) return add(Mark::pipe_to_shell);
            const bool takes_text = words[i].starts_with('-') && !words[i].starts_with("--") && words[i].ends_with('c');
            if (!words[i].starts_with('-')) return reading_.run_files.push_back(words[i]);
            if (!takes_text || i + 1 == words.size()) continue;
            if (words[i + 1].starts_with("$(") && holds_download(words[i + 1])) return add(Mark::pipe_to_shell);
            Reader(marks_, reading_, line_ + line - 1).read(words[i + 1], depth + 1);
            return;
        }
    }

    void on_node(const std::vector<std::string>& words) {
        for (size_t i = 1; i < words.size(); ++i) {
            const bool takes_code = words[i] == "-e" || words[i] == "--eval" || words[i] == "-p" || words[i] == "-pe" ||
                                    words[i] == "--print";
            if (takes_code && i + 1 < words.size()) {
                reading_.javascript.push_back(words[i + 1]);
                return;
            }
            if (words[i] == "-r" || words[i] == "--require" || words[i] == "--import") {
                ++i;
                continue;
            }
            if (words[i].starts_with('-')) continue;
            reading_.run_files.push_back(words[i]);
            return;
        }
    }

    void on_remove(const std::string& program, const std::vector<std::string>& words, const auto& add) {
        bool recursive = program != "rm";
        for (const std::string& word : words)
            recursive |= word == "--recursive" || (word.starts_with('-') && !word.starts_with("--") &&
                                                   (word.contains('r') || word.contains('R')));
        if (!recursive) return;
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
        for (size_t i = 1; i < words.size(); ++i)
            if (is_one_of(words[i], roots)) return add(Mark::destroys);
    }

    // curl -o x …; chmod +x x; ./x: in this order, in one script.
    void judge_sequence(shell::List<shell::Stmt> stmts) {
        bool loaded = false;
        bool made_executable = false;
        std::vector<std::string> files;
        shell::walk(stmts, [&](const shell::Node& node) {
            const auto* call = shell::get_if<shell::CallExpr>(&node);
            if (call == nullptr || call->args.empty()) return true;
            const auto words = without_prefixes(words_of(*call));
            if (words.empty()) return true;
            const std::string program = program_of(words[0]);
            if (is_one_of(program, download_tools)) {
                loaded = true;
                for (size_t i = 1; i + 1 < words.size(); ++i)
                    if (words[i] == "-o" || words[i] == "-O" || words[i] == "--output") files.push_back(words[i + 1]);
            } else if (loaded && program == "chmod") {
                made_executable = true;
                if (words.size() > 2) files.push_back(words[2]);
            } else if (loaded && runs_one_of(words, program, files, made_executable)) {
                mark(Mark::download_then_run, node);
            }
            return true;
        });
    }

    static bool runs_one_of(const std::vector<std::string>& words, const std::string& program,
                            const std::vector<std::string>& files, bool made_executable) {
        const auto is_file = [&](const std::string& word) {
            return std::ranges::any_of(files, [&](const std::string& file) {
                return !file.empty() && (word == file || program_of(word) == program_of(file));
            });
        };
        if (is_file(words[0])) return true;
        if (made_executable && words[0].starts_with("./")) return true;
        return (is_one_of(program, shells) || is_one_of(program, interpreters)) && words.size() > 1 &&
               is_file(words[1]);
    }

    FileMarks& marks_;
    CommandReading& reading_;
    uint32_t line_;
    std::string source_;
};

}  // namespace

CommandReading read_commands(std::string_view text, uint32_t line, FileMarks& marks) {
    CommandReading reading;
    Reader(marks, reading, line).read(text, 0);
    return reading;
}

}  // namespace ward::vet
