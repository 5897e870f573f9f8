// See collect.h.
#include "judges/scorecard/pinning/collect.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/core.h>
#include <re2/re2.h>

#include "base/parallel.h"
#include "base/text.h"
#include "judges/scorecard/go_semantics.h"
#include "judges/scorecard/paths.h"
#include "lang/dockerfile/dockerfile.h"

namespace ward::scorecard {
namespace {

using workflow::Job;
using workflow::Step;

std::unexpected<Error> internal(std::string_view what) {
    return fail(ErrorCode::parse, fmt::format("internal error: {}", what));
}

// ---- actions ----

Result<void> collect_actions(const Facts& facts, Pinning& out) {
    for (const WorkflowFile& file : facts.workflows()) {
        // This one look at workflows tells letters of folders apart.
        if (!file.path.starts_with(".github/workflows/") || !file.says_something) continue;
        if (!file.parsed) return fail(ErrorCode::parse, error_of_workflow(file));
        for (const Job& job : file.parsed->jobs) {
            if (job.call && job.call->uses) add_action(*job.call->uses, file.path, out);
            for (const Step& step : job.steps)
                if (const workflow::Text* action = action_of(step); action != nullptr && !action->value.empty())
                    add_action(*action, file.path, out);
        }
    }
    return {};
}

// ---- Dockerfiles ----

bool is_vendored(std::string_view path) {
    const std::string clean = go_clean(path);
    return std::ranges::any_of(split(clean, '/'), [](std::string_view folder) {
        return go_equal_fold(folder, "vendor") || go_equal_fold(folder, "third_party");
    });
}

// By its #! line where it has one, else by its ending.
bool is_script_of(const TreeFile& file, std::span<const std::string_view> shells) {
    if (file.interpreter) {
        const auto words = split(*file.interpreter, ' ');
        return std::ranges::any_of(shells, [&](std::string_view shell) {
            if (is_program(shell, words[0])) return true;
            return words.size() > 1 && is_program("env", words[0]) && is_program(shell, words[1]);
        });
    }
    return std::ranges::any_of(shells,
                               [&](std::string_view shell) { return file.path.ends_with("." + std::string(shell)); });
}

constexpr std::array<std::string_view, 3> known_shells{"sh", "bash", "mksh"};
constexpr std::array<std::string_view, 7> all_shells{"exec", "su", "sh", "bash", "mksh", "dash", "ksh"};

bool is_dockerfile(const TreeFile& file) {
    for (const char* ending : {".go", ".c", ".cpp", ".rs", ".js", ".py", ".pyc", ".java"})
        if (file.path.ends_with(ending)) return false;
    return !is_script_of(file, all_shells);
}

struct ReadDockerfile {
    const TreeFile* file = nullptr;
    dockerfile::Dockerfile parsed;
};

Result<std::vector<ReadDockerfile>> read_dockerfiles(const Facts& facts) {
    std::vector<ReadDockerfile> out;
    const PathPattern dockerfiles("*Dockerfile*");
    for (const TreeFile& file : facts.files()) {
        if (!dockerfiles.matches(file.path) || is_test_data(file.path)) continue;
        if (is_vendored(file.path) || !is_dockerfile(file)) continue;
        WARD_TRY(const std::string text, facts.read(file));
        if (!says_something(text)) continue;
        auto parsed = dockerfile::parse_dockerfile(text, file.path);
        if (!parsed) return internal("invalid Dockerfile: " + parsed.error().message());
        out.push_back({&file, std::move(*parsed)});
    }
    return out;
}

Location place_of(const ReadDockerfile& file, const dockerfile::Instruction& instruction) {
    return {.path = std::string(file.file->path),
            .kind = Location::Kind::source,
            .line = static_cast<uint32_t>(instruction.start_line),
            .line_end = static_cast<uint32_t>(instruction.end_line),
            .snippet = instruction.original};
}

// Images: pinned by digest, or the name of a stage that is. The peer sees instructions in capitals alone.
Result<void> collect_images(const ReadDockerfile& file, Pinning& out) {
    static const RE2 digest(R"(@sha256:([a-f\d]{64}|\$\{.*\}))");
    std::map<std::string, std::string> arguments;
    std::map<std::string, bool> stages;
    for (const dockerfile::Instruction& instruction : file.parsed.instructions) {
        if (instruction.name == "ARG")
            for (const std::string& word : instruction.words)
                if (const size_t equals = word.find('='); equals != std::string::npos)
                    arguments[word.substr(0, equals)] = word.substr(equals + 1);
        if (instruction.name != "FROM") continue;
        std::vector<std::string> words = instruction.words;
        for (std::string& word : words)
            for (const auto& [name, value] : arguments) word = replace_all(word, fmt::format("${{{}}}", name), value);
        const bool named = words.size() == 3 && go_equal_fold(words[1], "as");
        if (!words.empty() && go_equal_fold(words[0], "scratch")) {
            if (named) stages[words[2]] = true;
            continue;
        }
        if (!named && words.size() != 1) return internal("invalid Dockerfile");
        const std::string& image = words[0];
        const bool pinned = stages[image] || RE2::PartialMatch(image, digest);
        if (named) stages[words[2]] = pinned;
        Dependency dependency{.type = DependencyType::container_image, .pinned = pinned};
        dependency.location = place_of(file, instruction);
        const size_t colon = image.find(':');
        dependency.name = image.substr(0, colon);
        if (colon != std::string::npos) dependency.pinned_at = image.substr(colon + 1);
        else if (named) dependency.pinned_at = words[2];
        out.dependencies.push_back(std::move(dependency));
    }
    return {};
}

Result<void> collect_run_instructions(const ReadDockerfile& file, Pinning& out) {
    FetchedFiles fetched;
    const std::string path(file.file->path);
    const auto look = [&](std::string_view script, uint32_t line, uint32_t line_end) -> Result<void> {
        if (auto error = find_in_script(script, {path, line, line_end}, fetched, out)) return internal(*error);
        return {};
    };
    for (const dockerfile::Instruction& instruction : file.parsed.instructions) {
        if (instruction.name != "RUN") continue;
        const auto start = static_cast<uint32_t>(instruction.start_line);
        if (instruction.heredocs.empty()) {
            if (instruction.words.empty()) return internal("invalid Dockerfile");
            WARD_TRY_VOID(
                look(join(instruction.words, " "), start - 1, static_cast<uint32_t>(instruction.end_line) - 1));
            continue;
        }
        uint32_t offset = 1;
        for (const dockerfile::Heredoc& heredoc : instruction.heredocs) {
            const auto lines = offset + static_cast<uint32_t>(std::ranges::count(heredoc.content, '\n'));
            WARD_TRY_VOID(look(heredoc.content, start + offset - 1, start + lines - 2));
            offset += lines;
        }
    }
    return {};
}

// ---- scripts ----

// What one file gives.
struct Part {
    Pinning found;
    bool is_last = false;  // nothing behind it counts
};

void add(Pinning& out, Pinning&& more) {
    std::ranges::move(more.dependencies, std::back_inserter(out.dependencies));
    std::ranges::move(more.unreadable, std::back_inserter(out.unreadable));
    std::ranges::move(more.own, std::back_inserter(out.own));
}

void collect_scripts(const Facts& facts, Pinning& out) {
    std::vector<const TreeFile*> scripts;
    for (const TreeFile& file : facts.files())
        if (is_script_of(file, known_shells) && !is_test_data(file.path)) scripts.push_back(&file);
    std::vector<Part> parts(scripts.size());
    parallel_for(scripts.size(), [&](size_t i) {
        const TreeFile& file = *scripts[i];
        const auto text = facts.read(file);
        if (!text) {
            parts[i].found.unreadable.push_back(
                {text.error().what, Location{.path = std::string(file.path), .kind = Location::Kind::source}});
            return;
        }
        FetchedFiles fetched;
        parts[i].is_last = find_in_script(*text, {std::string(file.path), 0, 0}, fetched, parts[i].found).has_value();
    });
    for (Part& part : parts) {
        add(out, std::move(part.found));
        // The peer looks at no further script after one that it cannot make sense of.
        if (part.is_last) return;
    }
}

// The systems that a job runs on; nothing where the peer cannot tell.
std::optional<std::vector<std::string>> systems_of(const Job& job) {
    std::vector<std::string> labels;
    if (job.runs_on) {
        if (job.runs_on->labels_expression) labels = {job.runs_on->labels_expression->value};
        else
            for (const workflow::Text& label : job.runs_on->labels) labels.push_back(label.value);
    }
    if (labels.size() != 1 || !labels[0].contains("matrix.os")) return labels;
    std::vector<std::string> out;
    const auto add = [&](const workflow::MatrixValue& value) {
        std::string text = value.text;
        while (!text.empty() && (text.front() == '\'' || text.front() == '"')) text.erase(0, 1);
        while (!text.empty() && (text.back() == '\'' || text.back() == '"')) text.pop_back();
        out.push_back(std::move(text));
    };
    if (job.strategy && job.strategy->matrix) {
        for (const workflow::MatrixRow& row : job.strategy->matrix->rows)
            if (row.id == "os") std::ranges::for_each(row.values, add);
        if (job.strategy->matrix->include)
            for (const workflow::MatrixCombination& combination : job.strategy->matrix->include->list)
                for (const workflow::MatrixAssignment& one : combination.assignments)
                    if (one.name.value == "os") add(one.value);
    }
    if (out.empty()) return std::nullopt;
    return out;
}

bool is_for_windows(const Step& step) {
    static const RE2 condition(R"((?i)runner\.os\s*==\s*['"]windows['"]|\$\{\{\s*startsWith\(runner\.os,\s*['"]windows)"
                               R"(['"]\)|matrix\.os\s*==\s*['"]windows-)");
    return step.condition && RE2::PartialMatch(step.condition->value, condition);
}

// Nothing where nobody can tell.
std::optional<std::string> shell_of(const Step& step, const Job& job) {
    if (step.script->shell && !step.script->shell->value.empty()) return step.script->shell->value;
    if (job.defaults && job.defaults->run && job.defaults->run->shell && !job.defaults->run->shell->value.empty())
        return job.defaults->run->shell->value;
    if (is_for_windows(step)) return "pwsh";
    const auto systems = systems_of(job);
    if (!systems) return std::nullopt;
    const bool windows = std::ranges::all_of(
        *systems, [](const std::string& system) { return to_lower(system).starts_with("windows"); });
    return windows ? "pwsh" : "bash";
}

void collect_job_scripts(std::string_view path, const Job& job, Pinning& out) {
    static const RE2 variable("\\{\\{[^{}]*\\}\\}");
    FetchedFiles fetched;
    for (const Step& step : job.steps) {
        const workflow::Text* script = script_of(step);
        if (script == nullptr) continue;
        const auto shell = shell_of(step, job);
        if (!shell) {
            out.unreadable.push_back(
                {"error parsing job operating system", Location{.path = std::string(path),
                                                                .kind = Location::Kind::source,
                                                                .line = static_cast<uint32_t>(step.at.line),
                                                                .snippet = job.name ? job.name->value : ""}});
            continue;
        }
        if (std::ranges::none_of(known_shells, [&](std::string_view name) { return is_program(name, *shell); }))
            continue;
        std::string text = script->value;
        RE2::GlobalReplace(&text, variable, "GITHUB_REDACTED_VAR");
        const auto line = static_cast<uint32_t>(script->at.line);
        if (auto error = find_in_script(text, {std::string(path), line, line}, fetched, out))
            out.dependencies.push_back({.remark = std::move(*error)});
    }
}

Result<void> collect_workflow_scripts(const Facts& facts, Pinning& out) {
    const auto files = facts.workflows();
    for (const WorkflowFile& file : files)
        if (file.says_something && !file.parsed) return fail(ErrorCode::parse, error_of_workflow(file));
    std::vector<Pinning> parts(files.size());
    parallel_for(files.size(), [&](size_t i) {
        if (!files[i].says_something) return;
        for (const Job& job : files[i].parsed->jobs) collect_job_scripts(files[i].path, job, parts[i]);
    });
    for (Pinning& part : parts) add(out, std::move(part));
    return {};
}

}  // namespace

void add_action(const workflow::Text& uses, std::string_view path, Pinning& out) {
    static const RE2 local(R"(^\..+[^/])");
    static const RE2 commit(R"(@[a-fA-F\d]{40,})");
    static const RE2 image(R"(docker://.*@sha256:[a-fA-F\d]{64})");
    const std::string& text = uses.value;
    if (text.starts_with("./")) return;
    const size_t at = text.find('@');
    const auto line = static_cast<uint32_t>(uses.at.line);
    Dependency dependency{
        .type = DependencyType::github_action,
        .pinned = RE2::PartialMatch(text, local) || RE2::PartialMatch(text, commit) || RE2::PartialMatch(text, image)};
    dependency.location = {
        .path = std::string(path), .kind = Location::Kind::source, .line = line, .line_end = line, .snippet = text};
    dependency.name = text.substr(0, at);
    dependency.is_of_same_repository = text.starts_with("$/");
    if (at != std::string::npos) dependency.pinned_at = text.substr(at + 1);
    out.dependencies.push_back(std::move(dependency));
}

Result<Pinning> collect_pinning(const Facts& facts) {
    Pinning out;
    WARD_TRY_VOID(collect_actions(facts, out));
    WARD_TRY(const std::vector<ReadDockerfile> dockerfiles, read_dockerfiles(facts));
    for (const ReadDockerfile& file : dockerfiles)
        if (!is_template_name(file.file->path)) WARD_TRY_VOID(collect_images(file, out));
    for (const ReadDockerfile& file : dockerfiles) WARD_TRY_VOID(collect_run_instructions(file, out));
    collect_scripts(facts, out);
    WARD_TRY_VOID(collect_workflow_scripts(facts, out));
    return out;
}

}  // namespace ward::scorecard
