// See collect.h.
#include "judges/scorecard/pinning/collect.h"

#include <algorithm>
#include <array>

#include <re2/re2.h>

#include "base/parallel.h"
#include "base/text.h"
#include "judges/scorecard/listed_files.h"
#include "judges/scorecard/own/own.h"
#include "judges/scorecard/paths.h"
#include "judges/scorecard/pinning/dockerfiles.h"

namespace ward::scorecard {
namespace {

using workflow::Job;
using workflow::Step;

// ---- actions ----

void add_actions_of(const WorkflowFile& file, Pinning& out) {
    for (const Job& job : file.parsed->jobs) {
        if (job.call && job.call->uses) add_action(*job.call->uses, file.path, out);
        for (const Step& step : job.steps)
            if (const workflow::Text* action = action_of(step); action != nullptr && !action->value.empty())
                add_action(*action, file.path, out);
    }
}

// This one look at workflows tells letters of folders apart.
bool has_actions(const WorkflowFile& file) {
    return file.path.starts_with(".github/workflows/") && file.says_something;
}

Result<void> collect_actions(const Facts& facts, Pinning& out) {
    for (const WorkflowFile& file : facts.workflows()) {
        if (!has_actions(file)) continue;
        if (!file.parsed) return fail(ErrorCode::parse, error_of_workflow(file));
        add_actions_of(file, out);
    }
    return {};
}

// ---- scripts ----

constexpr std::array<std::string_view, 3> known_shells{"sh", "bash", "mksh"};

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
    std::vector<ReadDockerfile> dockerfiles;
    for (const TreeFile& file : facts.files()) {
        WARD_TRY(auto read, read_dockerfile(facts, file));
        if (read) dockerfiles.push_back(std::move(*read));
    }
    for (const ReadDockerfile& file : dockerfiles)
        if (!is_template_name(file.file->path)) WARD_TRY_VOID(collect_images(file, out));
    for (const ReadDockerfile& file : dockerfiles) WARD_TRY_VOID(collect_run_instructions(file, out));
    collect_scripts(facts, out);
    WARD_TRY_VOID(collect_workflow_scripts(facts, out));
    return out;
}

Pinning collect_mendable(const Facts& facts) {
    Pinning out;
    const auto refuse = [&](std::string_view path, std::string reason) {
        out.unreadable.push_back({std::move(reason), Location{.path = std::string(path)}});
    };
    for (const WorkflowFile& file : facts.workflows()) {
        if (!has_actions(file)) continue;
        if (file.parsed) add_actions_of(file, out);
        else refuse(file.path, error_of_workflow(file));
    }
    for (const ActionFile& file : action_files(facts))
        for (const Step& step : file.parsed.steps)
            if (const workflow::Text* action = action_of(step); action != nullptr && !action->value.empty())
                add_action(*action, file.path, out);
    for (const TreeFile& file : facts.files()) {
        if (is_template_name(file.path)) continue;
        const auto read = read_dockerfile(facts, file);
        if (!read) {
            refuse(file.path, read.error().what);
            continue;
        }
        if (!*read) continue;
        if (const auto collected = collect_images(**read, out); !collected) refuse(file.path, collected.error().what);
    }
    return out;
}

}  // namespace ward::scorecard
