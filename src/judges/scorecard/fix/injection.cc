// A stranger's text in a script goes through the environment: GitHub puts an expression into the script before the
// shell reads it, but a variable's value is never read as script.
// https://docs.github.com/en/actions/reference/security/secure-use#good-practices-for-mitigating-script-injection-attacks
//
// Only for shells of the Bourne family, and only where the place in the script is understood: within single quotes, in
// a script with a here-document, or in YAML quotes nothing is changed, and that is told.
#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/scorecard/fix/fix.h"
#include "judges/scorecard/untrusted.h"
#include "lang/workflow/expressions.h"

namespace ward::scorecard {
namespace {

constexpr FixKind kind = FixKind::injection;

// "github.event.pull_request.title" is PULL_REQUEST_TITLE. GITHUB_… is the runner's own.
std::string variable_of(std::string_view expression) {
    std::string_view name = trim(expression);
    for (const std::string_view start : {"github.event.", "github."})
        if (name.starts_with(start)) name.remove_prefix(start.size());
    std::string out;
    for (const char c : name) {
        const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        if (is_alnum(c)) out += upper;
        else if (!out.empty() && out.back() != '_') out += '_';
    }
    while (out.ends_with('_')) out.pop_back();
    if (out.empty() || is_digit(out[0]) || out.starts_with("GITHUB_") || out.starts_with("RUNNER_"))
        out.insert(0, "UNTRUSTED_");
    return out;
}

enum class Quote : uint8_t { none, single_quotes, double_quotes, unclear };

// What the text up to here leaves open, as the shell reads it; a `#` begins a comment behind white space. Within double
// quotes a command may have quotes of its own: one that has, or goes on, is not followed.
Quote quote_after(std::string_view script) {
    Quote open = Quote::none;
    for (size_t i = 0; i < script.size(); ++i) {
        const char c = script[i];
        if (open == Quote::single_quotes) {
            if (c == '\'') open = Quote::none;
        } else if (c == '\\') {
            ++i;
        } else if (open == Quote::double_quotes) {
            if (c == '"') open = Quote::none;
            const std::string_view closing = c == '`' ? "`" : script.substr(i).starts_with("$(") ? ")" : "";
            if (closing.empty()) continue;
            const size_t start = i + (c == '`' ? 1 : 2);
            const size_t end = script.find(closing, start);
            if (end == std::string_view::npos ||
                script.substr(start, end - start).find_first_of("\"'(`") != std::string_view::npos)
                return Quote::unclear;
            i = end;
        } else if (c == '\'') {
            open = Quote::single_quotes;
        } else if (c == '"') {
            open = Quote::double_quotes;
        } else if (c == '#' && (i == 0 || is_space(script[i - 1]))) {
            i = std::min(script.find('\n', i), script.size());
        }
    }
    return open;
}

// The script with variables, and the variables.
struct Rewritten {
    std::vector<std::pair<std::string, std::string>> replaced = {};   // "${{ x }}" and what stands there now, in order
    std::vector<std::pair<std::string, std::string>> variables = {};  // name and "${{ x }}"
    std::string problem = {};

    // One name for each value; two values whose names would be the same are told apart by a number.
    std::string name_for(const std::string& value, const std::string& wanted) {
        std::string name = wanted;
        for (int number = 2;; ++number) {
            const auto taken = std::ranges::find(variables, name, [](const auto& one) { return one.first; });
            if (taken != variables.end() && taken->second != value) {
                name = fmt::format("{}_{}", wanted, number);
                continue;
            }
            if (taken == variables.end()) variables.emplace_back(name, value);
            return name;
        }
    }
};

Rewritten rewrite(const std::string& script) {
    Rewritten out;
    if (script.contains("<<")) {
        out.problem = "the script has a here-document";
        return out;
    }
    const auto expressions = workflow::find_expressions(script, workflow::ExpressionEnd::outside_literals);
    for (const workflow::Expression& expression : expressions.found) {
        if (!is_untrusted(expression.inside)) continue;
        const std::string whole = script.substr(expression.begin, expression.end - expression.begin);
        const Quote quote = quote_after(std::string_view(script).substr(0, expression.begin));
        if (quote == Quote::single_quotes) {
            out.problem = "stands in single quotes, where no variable is read";
            continue;
        }
        if (quote == Quote::unclear) {
            out.problem = "stands behind a command within quotes";
            continue;
        }
        const std::string value = fmt::format("${{{{ {} }}}}", trim(expression.inside));
        const std::string name = out.name_for(value, variable_of(expression.inside));
        const std::string use = fmt::format("${{{}}}", name);
        out.replaced.emplace_back(whole, quote == Quote::double_quotes ? use : '"' + use + '"');
    }
    return out;
}

bool is_bourne_shell(const workflow::Step& step, const workflow::Job& job, const workflow::Workflow& workflow) {
    const auto of = [](const std::optional<workflow::Defaults>& defaults) {
        return defaults && defaults->run && defaults->run->shell ? defaults->run->shell->value : std::string();
    };
    std::string shell = step.script->shell ? step.script->shell->value : std::string();
    if (shell.empty()) shell = of(job.defaults);
    if (shell.empty()) shell = of(workflow.defaults);
    if (!shell.empty())
        return shell == "bash" || shell == "sh" || shell.starts_with("bash ") || shell.starts_with("sh ");
    // Without a word of it the system decides; one that only runs will tell may be Windows.
    if (!job.runs_on || job.runs_on->labels_expression) return false;
    return std::ranges::none_of(job.runs_on->labels, [](const workflow::Text& label) {
        return to_lower(label.value).contains("windows") || label.value.contains("${{");
    });
}

class Place {
  public:
    Place(TextEdits& edits, const workflow::Step& step) : edits_(edits), step_(step) {}

    // All, or nothing and false.
    bool write(const Rewritten& rewritten) {
        if (!replace(rewritten)) return false;
        return declare(rewritten);
    }

  private:
    // In order from the script's first line on. Within YAML quotes the text is written otherwise and would not be
    // found.
    bool replace(const Rewritten& rewritten) {
        auto number = static_cast<size_t>(step_.script->run_at.line);
        size_t from = 0;
        std::vector<std::pair<size_t, std::string>> lines;
        for (const auto& [old, now] : rewritten.replaced) {
            for (;; ++number, from = 0) {
                if (number > edits_.lines()) return false;
                std::string line = !lines.empty() && lines.back().first == number ? lines.back().second
                                                                                  : std::string(edits_.line(number));
                const size_t at = line.find(old, from);
                if (at == std::string::npos) continue;
                line.replace(at, old.size(), now);
                from = at + now.size();
                if (lines.empty() || lines.back().first != number) lines.emplace_back(number, line);
                else lines.back().second = line;
                break;
            }
        }
        for (auto& [at, line] : lines) edits_.replace(at, std::move(line));
        return true;
    }

    bool declare(const Rewritten& rewritten) {
        if (step_.env && !step_.env->variables.empty()) {
            const workflow::Text& first = step_.env->variables.front().name;
            const auto number = static_cast<size_t>(first.at.line);
            const auto indent = static_cast<size_t>(first.at.column) - 1;
            if (edits_.line(number).find_first_not_of(' ') != indent) return false;  // in braces
            for (const auto& [name, value] : rewritten.variables)
                edits_.insert_before(number, fmt::format("{:{}}{}: {}", "", indent, name, value));
            return true;
        }
        if (step_.env) return false;  // an expression
        const auto number = static_cast<size_t>(step_.script->run_at.line);
        const auto column = static_cast<size_t>(step_.script->run_at.column) - 1;
        const std::string line(edits_.line(number));
        // `- run:` keeps its dash in front of the new key.
        const std::string start = line.substr(0, column);
        edits_.insert_before(number, start + "env:");
        for (const auto& [name, value] : rewritten.variables)
            edits_.insert_before(number, fmt::format("{:{}}{}: {}", "", column + 2, name, value));
        edits_.replace(number, std::string(column, ' ') + line.substr(column));
        return true;
    }

    TextEdits& edits_;
    const workflow::Step& step_;
};

// A name that the step has already may mean something else there.
bool has_clash(const workflow::Step& step, const Rewritten& rewritten) {
    return step.env && std::ranges::any_of(rewritten.variables, [&](const auto& variable) {
               return find_entry(step.env->variables, to_lower(variable.first)) != nullptr;
           });
}

}  // namespace

void take_out_injections(const Facts& facts, Fixes& out) {
    for (const WorkflowFile& file : facts.workflows()) {
        if (!file.says_something || !file.parsed) continue;
        for (const workflow::Job& job : file.parsed->jobs)
            for (const workflow::Step& step : job.steps) {
                const workflow::Text* script = script_of(step);
                if (script == nullptr) continue;
                Rewritten rewritten = rewrite(script->value);
                if (rewritten.replaced.empty() && rewritten.problem.empty()) continue;
                const bool asks = std::ranges::any_of(
                    workflow::find_expressions(script->value, workflow::ExpressionEnd::outside_literals).found,
                    [](const workflow::Expression& one) { return is_untrusted(one.inside); });
                if (!asks) continue;
                const auto line = static_cast<uint32_t>(script->at.line);
                const auto tell = [&](std::string reason) { out.tell(kind, file.path, line, std::move(reason)); };
                if (!rewritten.problem.empty()) tell("a script that takes a stranger's text: " + rewritten.problem);
                if (rewritten.replaced.empty()) continue;
                if (script->quoted) {
                    tell("a script in YAML quotes takes a stranger's text");
                    continue;
                }
                if (!is_bourne_shell(step, job, *file.parsed) || has_clash(step, rewritten)) {
                    tell(
                        "a script takes a stranger's text, for a shell (or with a variable) that only people can "
                        "judge");
                    continue;
                }
                TextEdits* edits = out.edits_of(facts, file.path, kind);
                if (edits == nullptr) continue;
                TextEdits tried = *edits;
                if (Place(tried, step).write(rewritten)) *edits = std::move(tried);
                else tell("a script takes a stranger's text, and cannot be rewritten by lines");
            }
    }
}

}  // namespace ward::scorecard
