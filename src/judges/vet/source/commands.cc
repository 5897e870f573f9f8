#include "judges/vet/source/commands.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "base/text.h"
#include "judges/vet/source/command_words.h"
#include "judges/vet/source/shell_words.h"
#include "judges/vet/source/text_rules.h"
#include "lang/javascript/constants.h"
#include "lang/shell/parse.h"
#include "lang/shell/walk.h"

namespace ward::vet {
namespace {

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
        tree().each_downloaded_run(script->stmts(),
                                   [&](const shell::Node& node) { mark(Mark::download_then_run, node); });
    }

  private:
    ShellWords tree() const { return ShellWords(source_); }
    void visit(const shell::Node& node, unsigned depth) {
        if (const auto* call = shell::get_if<shell::CallExpr>(&node)) {
            for (const shell::Assign* one : call->assigns)
                if (one->name != nullptr && one->name->value == "NODE_OPTIONS" && one->value != nullptr)
                    preload(plain_words(tree().text_of(*one->value)));
            command(tree().words_of(*call), depth, node.start.line);
        }
        if (const auto* pipe = shell::get_if<shell::BinaryCmd>(&node)) {
            if (pipe->op != shell::BinaryOp::pipe && pipe->op != shell::BinaryOp::pipe_all) return;
            if (pipe->x != nullptr && pipe->y != nullptr && tree().starts_with_interpreter(*pipe->y))
                on_pipe(*pipe->x, *pipe->y, node, depth);
            if (pipe->x != nullptr && pipe->y != nullptr && tree().gives_environment(*pipe->x) &&
                tree().downloads(*pipe->y))
                mark(Mark::shell_sends_secrets, node);
        }
        if (const auto* stmt = shell::get_if<shell::Stmt>(&node)) on_input(*stmt, depth);
        if (const auto* redirect = shell::get_if<shell::Redirect>(&node))
            if (tree().text_of(*redirect->word).contains("/dev/tcp/")) mark(Mark::reverse_shell, node);
        if (const auto* function = shell::get_if<shell::FuncDecl>(&node))
            if (function->name->value == ":") mark(Mark::destroys, node);
    }

    void mark(Mark mark, const shell::Node& node) {
        const uint32_t end = std::max(shell::end_of(node), node.start.offset + 1);
        marks_.add(mark, line_ + node.start.line - 1,
                   std::string_view(source_).substr(node.start.offset, end - node.start.offset));
    }

    // A command and its words. `line` is within the text.
    void command(std::vector<std::string> words, unsigned depth, uint32_t line) {
        for (const std::string& word : words)
            if (word.starts_with("NODE_OPTIONS=")) preload(plain_words(word.substr(word.find('=') + 1)));
        const bool installs = installs_from_address(words);
        std::ranges::move(fetched_packages(words), std::back_inserter(reading_.packages));
        words = without_prefixes(std::move(words));
        if (words.empty()) return;
        const std::string program = program_of(words[0]);
        const uint32_t at = line_ + line - 1;
        const std::string whole = join(words, " ");
        const auto add = [&](Mark mark) { marks_.add(mark, at, whole); };
        if (installs || installs_from_address(words)) add(Mark::remote_package);
        if (is_download_tool(program) && words.size() > 1) on_download(words, add);
        const bool is_any_shell = is_shell(program) || program == "cmd" || program == "powershell";
        if (is_any_shell && (words.size() == 1 || words[1] == "-i")) add(Mark::starts_shell);
        if (is_shell(program)) on_shell(words, depth, line, add);
        if (program == "eval" || program == "source" || program == ".")
            for (size_t i = 1; i < words.size(); ++i) {
                if (holds_download(words[i])) add(Mark::pipe_to_shell);
                if (holds_decoding(words[i])) add(Mark::decoded_code);
            }
        if (runs_javascript(program)) on_javascript(words);
        if (program.starts_with("python")) on_python(words);
        if ((program == "perl" || program == "ruby" || program == "php") && words.size() > 2 &&
            fetches_and_runs(words[2]))
            add(Mark::download_then_run);
        if (is_package_tool(program)) on_package_tool(words);
        if (program == "cmd")
            if (const auto place = std::ranges::find_if(words, [](const auto& one) { return to_lower(one) == "/c"; });
                place != words.end())
                command({place + 1, words.end()}, depth + 1 > max_command_depth ? depth : depth + 1, line);
        if ((program == "rm" || program == "rimraf" || program == "shred") && removes_everything(program, words))
            add(Mark::destroys);
        if (is_package_tool(program) && words.size() > 1 && words[1] == "publish" &&
            std::ranges::find(words, "--dry-run") == words.end())
            add(Mark::publish_command);
        if (program == "chmod" && words.size() > 2 &&
            (words[1].contains('x') || words[1].contains('7') || words[1].contains('5')))
            add(Mark::marks_executable);
        if (words[0].starts_with("./") || words[0].starts_with("../")) reading_.run_files.push_back(words[0]);
    }

    void on_download(const std::vector<std::string>& words, const auto& add) {
        add(Mark::download_tool);
        if (std::ranges::any_of(words, sends_machine)) add(Mark::shell_sends_secrets);
    }

    void on_shell(const std::vector<std::string>& words, unsigned depth, uint32_t line, const auto& add) {
        for (size_t i = 1; i < words.size(); ++i) {
            if (holds_download(words[i])) return add(Mark::pipe_to_shell);
            if (holds_decoding(words[i])) return add(Mark::decoded_code);
            const bool takes_text = words[i].starts_with('-') && !words[i].starts_with("--") && words[i].ends_with('c');
            if (!words[i].starts_with('-')) return reading_.shell_files.push_back(words[i]);
            if (!takes_text || i + 1 == words.size()) continue;
            if (words[i + 1].starts_with("$(") && holds_download(words[i + 1])) return add(Mark::pipe_to_shell);
            if (holds_decoding(words[i + 1])) return add(Mark::decoded_code);
            Reader(marks_, reading_, line_ + line - 1).read(words[i + 1], depth + 1);
            return;
        }
    }

    // node FILE, node -e CODE, tsx FILE, bun run FILE, node -r FILE.
    void on_javascript(const std::vector<std::string>& words) {
        preload(words);
        for (size_t i = 1; i < words.size(); ++i) {
            const bool takes_code = words[i] == "-e" || words[i] == "--eval" || words[i] == "-p" || words[i] == "-pe" ||
                                    words[i] == "--print";
            if (takes_code && i + 1 < words.size()) {
                reading_.javascript.push_back(words[i + 1]);
                return;
            }
            if (words[i] == "-r" || words[i] == "--require" || words[i] == "--import" || words[i] == "--loader") {
                ++i;
                continue;
            }
            if (words[i].starts_with('-') || (i == 1 && words[i] == "run")) continue;
            reading_.run_files.push_back(words[i]);
            return;
        }
    }

    // What is loaded before the program itself.
    void preload(const std::vector<std::string>& words) {
        constexpr std::string_view options[] = {"-r", "--require", "--import", "--loader", "--experimental-loader"};
        if (const std::string file = option_value(words, options); file.contains('.'))
            reading_.run_files.push_back(file);
    }

    void on_python(const std::vector<std::string>& words) {
        for (size_t i = 1; i < words.size(); ++i) {
            if (words[i] == "-c" && i + 1 < words.size()) return reading_.python.push_back(words[i + 1]);
            if (words[i] == "-m") return;
            if (!words[i].starts_with('-')) return reading_.run_files.push_back(words[i]);
        }
    }

    // npm run NAME, npm install --prefix FOLDER.
    void on_package_tool(const std::vector<std::string>& words) {
        std::vector<std::string> plain;
        for (size_t i = 1; i < words.size(); ++i) {
            if (words[i] == "--prefix" || words[i] == "-C" || words[i] == "--cwd") ++i;
            else if (!words[i].starts_with('-')) plain.push_back(words[i]);
        }
        if (plain.empty() || plain[0] == "install" || plain[0] == "i" || plain[0] == "ci") {
            reading_.installs_packages |= plain.size() < 2;
        } else if ((plain[0] == "run" || plain[0] == "run-script") && plain.size() > 1) {
            reading_.scripts.push_back(plain[1]);
        } else {
            reading_.scripts.push_back(plain[0]);
        }
    }

    // What an interpreter reads: `node < FILE`, `cat FILE | node`, `sh <<END`.
    void on_input(const shell::Stmt& stmt, unsigned depth) {
        const shell::CallExpr* call = ShellWords::call_of(stmt);
        if (call == nullptr || !tree().starts_with_interpreter(stmt)) return;
        const bool of_shell = is_shell(program_of(without_prefixes(tree().words_of(*call))[0]));
        for (const shell::Redirect* one : stmt.redirects) {
            if (one->op == shell::RedirectOp::in) {
                add_run_file(tree().text_of(*one->word), of_shell);
            } else if (one->op == shell::RedirectOp::here_string) {
                const std::string text = tree().text_of(*one->word);
                if (holds_download(text)) mark(Mark::pipe_to_shell, stmt);
                if (holds_decoding(text)) mark(Mark::decoded_code, stmt);
                run_text(text, of_shell, depth, stmt.start.line);
            } else if (one->heredoc != nullptr) {
                run_text(tree().text_of(*one->heredoc), of_shell, depth, stmt.start.line);
            }
        }
    }

    void on_pipe(const shell::Stmt& from, const shell::Stmt& to, const shell::Node& node, unsigned depth) {
        if (tree().downloads(from)) mark(Mark::pipe_to_shell, node);
        const bool of_shell = is_shell(program_of(without_prefixes(tree().words_of(*ShellWords::call_of(to)))[0]));
        shell::walk(from, [&](const shell::Node& one) {
            const auto* call = shell::get_if<shell::CallExpr>(&one);
            if (call == nullptr || call->args.empty()) return true;
            const auto words = tree().words_of(*call);
            const std::string program = program_of(words[0]);
            if (decodes(words)) mark(Mark::decoded_code, node);
            if (program == "cat" || program == "type")
                for (size_t i = 1; i < words.size(); ++i) add_run_file(words[i], of_shell);
            if ((program == "echo" || program == "printf") && words.size() > 1)
                run_text(words.back(), of_shell, depth, node.start.line);
            return true;
        });
    }

    void add_run_file(const std::string& file, bool of_shell) {
        (of_shell ? reading_.shell_files : reading_.run_files).push_back(file);
    }

    void run_text(const std::string& text, bool of_shell, unsigned depth, uint32_t line) {
        if (!of_shell) reading_.javascript.push_back(text);
        else Reader(marks_, reading_, line_ + line - 1).read(text, depth + 1);
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
