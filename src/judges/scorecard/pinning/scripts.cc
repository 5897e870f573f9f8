// Shell scripts: what is fetched and run at once, what is fetched and run later, and package managers' commands.
#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/scorecard/go_semantics.h"
#include "judges/scorecard/pinning/dependencies.h"
#include "lang/shell/command_words.h"
#include "lang/shell/parse.h"
#include "lang/shell/print.h"
#include "lang/shell/walk.h"

namespace ward::scorecard {
namespace {

using Words = std::vector<std::string>;
using shell::Node;

constexpr unsigned max_shells = 20;  // sh -c "sh -c ..."

constexpr std::array<std::string_view, 17> interpreters{"dotnet", "nuget", "perl", "ruby",   "php",    "node",
                                                        "nodejs", "java",  "exec", "su",     "sh",     "bash",
                                                        "mksh",   "dash",  "ksh",  "python", "python3"};
constexpr std::string_view old_python = "python2.7";

bool is_interpreter(std::string_view word) {
    return is_program(old_python, word) ||
           std::ranges::any_of(interpreters, [&](std::string_view name) { return is_program(name, word); });
}

bool is_shell(std::string_view name) {
    constexpr std::array<std::string_view, 11> others{"python", "python3", "python2.7", "perl",   "ruby", "php",
                                                      "node",   "nodejs",  "java",      "dotnet", "nuget"};
    // The peer goes by a list that lacks the last two.
    const auto last = others.end() - 2;
    return std::none_of(others.begin(), last, [&](std::string_view other) { return is_program(other, name); });
}

std::optional<Words> words_of(const Node* command) {
    const auto* call = shell::get_if<shell::CallExpr>(command);
    if (call == nullptr) return std::nullopt;
    return shell::command_words(*call);
}

bool fetches(const Words& words) {
    if (words.empty()) return false;
    for (const char* name : {"curl", "wget", "gsutil"})
        if (is_program(name, words[0])) return true;
    return is_program("aws", words[0]) && words.size() > 2 && go_equal_fold(words[1], "s3api") &&
           go_equal_fold(words[2], "get-object");
}

// https://raw.githubusercontent.com/OWNER/REPOSITORY/COMMIT/PATH
bool is_pinned_url(const GoUrl& url) {
    if (url.scheme != "https" || url.host != "raw.githubusercontent.com") return false;
    const auto segments = split(url.path, '/');
    return segments.size() > 4 && is_commit(segments[3]);
}

// Only where every URL among the words is one.
bool all_urls_pinned(const Words& words) {
    size_t urls = 0;
    size_t pinned = 0;
    for (std::string_view word : words) {
        const bool quoted = word.size() > 1 && ((word.front() == '\'' && word.back() == '\'') ||
                                                (word.front() == '"' && word.back() == '"'));
        if (quoted) word = word.substr(1, word.size() - 2);
        const auto url = go_parse_request_uri(word);
        if (!url) continue;
        ++urls;
        if (is_pinned_url(*url)) ++pinned;
    }
    return pinned > 0 && pinned == urls;
}

std::string folder_of(std::string_view path) {
    const size_t slash = path.rfind('/');
    return go_clean(slash == std::string_view::npos ? "" : path.substr(0, slash + 1));
}

struct Output {
    std::optional<std::string> file;
    std::optional<std::string> error;
};

Output output_of(std::string_view url, const std::string& target) {
    if (folder_of(target) != go_clean(target)) return {.file = target, .error = {}};
    const auto parsed = go_parse_url(url);
    if (!parsed) return {.file = {}, .error = "url.Parse: " + std::string(url)};
    return {.file = go_clean(folder_of(target) + '/' + go_base(parsed->path)), .error = {}};
}

// Where a fetching command puts what it gets.
Output output_of(const Words& words) {
    if (words.empty()) return {};
    if (is_program("wget", words[0])) {
        for (size_t i = 1; i + 1 < words.size(); ++i)
            if (go_equal_fold(words[i], "-O")) return {.file = words[i + 1], .error = {}};
        for (size_t i = 1; i < words.size(); ++i) {
            if (!words[i].starts_with("http")) continue;
            const auto parsed = go_parse_url(words[i]);
            if (!parsed) return {.file = {}, .error = "url.Parse: " + words[i]};
            return {.file = go_base(parsed->path), .error = {}};
        }
        return {};
    }
    if (is_program("gsutil", words[0])) {
        for (size_t i = 1; i + 1 < words.size(); ++i)
            if (words[i].starts_with("gs://")) return output_of(words[i], words[i + 1]);
        return {};
    }
    if (is_program("aws", words[0]) && fetches(words)) return output_of(words[words.size() - 2], words.back());
    return {};
}

std::optional<std::string> redirected_to(const shell::Stmt& stmt) {
    for (const shell::Redirect* redirect : stmt.redirects) {
        if (redirect->op != shell::RedirectOp::out || redirect->word == nullptr) continue;
        if (redirect->word->parts.size() != 1) continue;
        if (const auto* text = shell::get_if<shell::Lit>(redirect->word->parts[0])) return std::string(text->value);
    }
    return std::nullopt;
}

class ScriptReader {
  public:
    ScriptReader(ScriptPlace place, FetchedFiles& fetched, Pinning& out, unsigned depth)
        : place_(std::move(place)), fetched_(fetched), out_(out), depth_(depth) {}

    std::optional<std::string> run(std::string_view script) {
        script_ = script;
        const auto parsed = shell::parse(script, {.language = shell::Language::bash, .name = place_.path});
        if (!parsed) {
            out_.unreadable.push_back(
                {"error parsing shell code: " + parsed.error().what, Location{.path = place_.path,
                                                                              .kind = Location::Kind::source,
                                                                              .line = place_.line,
                                                                              .line_end = place_.line_end,
                                                                              .snippet = std::string(script),
                                                                              .has_line_zero = true,
                                                                              .has_end_zero = true}});
            return std::nullopt;
        }
        shell::walk(parsed->stmts(), [&](const Node& node) { return visit(node); });
        return std::move(error_);
    }

  private:
    bool visit(const Node& node) {
        if (const auto* stmt = shell::get_if<shell::Stmt>(&node)) return record_fetched(*stmt);
        if (const auto* binary = shell::get_if<shell::BinaryCmd>(&node)) look_at_pipe(*binary);
        if (const auto* call = shell::get_if<shell::CallExpr>(&node)) look_at_call(*call);
        return true;
    }

    // The lines of a node of the script, in the file.
    std::pair<uint32_t, uint32_t> lines_of(const Node& node) const {
        const uint32_t line = node.start.line;
        const uint32_t last = place_.line_end >= place_.line ? place_.line_end : place_.line;
        return {place_.line + line, last + line};
    }

    Location place_of(const Node& node) const {
        const auto [line, line_end] = lines_of(node);
        return {.path = place_.path,
                .kind = Location::Kind::source,
                .line = line,
                .line_end = line_end,
                .snippet = shell::print_command(node, script_).value_or("")};
    }

    void add(const Node& node, DependencyType type, bool pinned, std::string remediation = {}) {
        Dependency dependency{.type = type, .pinned = pinned, .remediation = std::move(remediation)};
        dependency.location = place_of(node);
        out_.dependencies.push_back(std::move(dependency));
    }

    // curl URL | bash
    void look_at_pipe(const shell::BinaryCmd& binary) {
        if (binary.op != shell::BinaryOp::pipe) return;
        const auto left = words_of(binary.x->command);
        const auto right = words_of(binary.y->command);
        if (!left || !right || !fetches(*left) || right->empty() || !is_interpreter(right->front())) return;
        if (!all_urls_pinned(*left)) add(binary, DependencyType::download_then_run, false);
    }

    void look_at_call(const shell::CallExpr& call) {
        const Words words = shell::command_words(call);
        if (auto error = run_inner_script(call, words)) {
            error_ = std::move(error);
            return;
        }
        for (const std::string& file : fetched_)
            if (runs(words, file)) add(call, DependencyType::download_then_run, false);
        if (reads_from_fetch(call, words)) add(call, DependencyType::download_then_run, false);
        if (const auto command = package_command(words)) {
            const bool needs_hint = command->type == DependencyType::nuget_command && !command->pinned;
            add(call, command->type, command->pinned, needs_hint ? std::string(nuget_hint) : std::string());
        }
        if (const auto command = own_command(words, words.size() == call.args.size()))
            out_.own.push_back({*command, place_of(call)});
    }

    // sh -c "SCRIPT"
    std::optional<std::string> run_inner_script(const shell::CallExpr& call, const Words& words) {
        if (depth_ >= max_shells) return std::nullopt;
        const auto runs_text = [&](std::string_view name) {
            bool seen = false;
            for (const std::string& word : words) {
                if (is_program(name, word)) seen = true;
                else if (seen && word.starts_with('-') && word.contains('c')) return true;
            }
            return false;
        };
        // The peer's order of names decides which one it is; that it is a shell is all that matters here.
        std::string_view first;
        for (const std::string_view name : interpreters)
            if (first.empty() && runs_text(name)) first = name;
        if (first.empty() && runs_text(old_python)) first = old_python;
        if (first.empty() || !is_shell(first)) return std::nullopt;
        const auto script = quoted_argument(call);
        if (!script) return std::nullopt;
        const auto [line, line_end] = lines_of(call);
        ScriptReader inner({place_.path, line, line_end}, fetched_, out_, depth_ + 1);
        return inner.run(*script);
    }

    static std::optional<std::string> quoted_argument(const shell::CallExpr& call) {
        for (const shell::Word* word : call.args) {
            if (word->parts.size() != 1) continue;
            if (const auto* single = shell::get_if<shell::SglQuoted>(word->parts[0])) return std::string(single->value);
            const auto* quoted = shell::get_if<shell::DblQuoted>(word->parts[0]);
            if (quoted == nullptr || quoted->parts.size() != 1) continue;
            if (const auto* text = shell::get_if<shell::Lit>(quoted->parts[0])) return std::string(text->value);
        }
        return std::nullopt;
    }

    static bool runs(const Words& words, const std::string& file) {
        if (words.empty()) return false;
        const auto is_file = [&](const std::string& word) { return go_equal_fold(go_clean(word), go_clean(file)); };
        if (is_file(words[0])) return true;
        return is_interpreter(words[0]) && std::any_of(words.begin() + 1, words.end(), is_file);
    }

    // bash <(curl URL)
    static bool reads_from_fetch(const shell::CallExpr& call, const Words& words) {
        if (words.empty() || !is_interpreter(words[0]) || call.args.size() < 2) return false;
        if (call.args[1]->parts.size() != 1) return false;
        const auto* from = shell::get_if<shell::ProcSubst>(call.args[1]->parts[0]);
        if (from == nullptr || from->op != '<' || from->stmts.empty()) return false;
        const auto inner = words_of(from->stmts[0]->command);
        return inner && fetches(*inner);
    }

    bool record_fetched(const shell::Stmt& stmt) {
        const auto words = words_of(stmt.command);
        if (!words || !fetches(*words) || all_urls_pinned(*words)) return true;
        Output output{.file = redirected_to(stmt), .error = {}};
        if (!output.file) output = output_of(*words);
        if (output.error) {
            error_ = std::move(output.error);
            return false;
        }
        if (output.file) fetched_.insert(*output.file);
        return true;
    }

    static constexpr std::string_view nuget_hint =
        "pin your dependencies by either enabling central package management "
        "(https://learn.microsoft.com/nuget/consume-packages/Central-Package-Management) or using a lockfile "
        "(https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files#locking-dependencies)";

    ScriptPlace place_;
    std::string_view script_;
    FetchedFiles& fetched_;
    Pinning& out_;
    unsigned depth_;
    std::optional<std::string> error_;
};

}  // namespace

std::optional<std::string> find_in_script(std::string_view script, const ScriptPlace& place, FetchedFiles& fetched,
                                          Pinning& out) {
    return ScriptReader(place, fetched, out, 0).run(script);
}

}  // namespace ward::scorecard
