// See project_updaters.h.
#include "judges/scorecard/project_updaters.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "formats/document.h"

namespace ward::scorecard {
namespace {

// Actions that open a pull request with what the steps before them have changed.
constexpr std::array<std::string_view, 4> request_actions{"peter-evans/create-pull-request",
                                                          "gr2m/create-or-update-pull-request-action",
                                                          "repo-sync/pull-request", "technote-space/create-pr-action"};
// Actions that are an updater by themselves.
constexpr std::array<std::string_view, 2> updating_actions{"renovatebot/github-action", "dependabot/dependabot-core"};
constexpr std::array<std::string_view, 3> request_commands{"gh pr create", "hub pull-request", "glab mr create"};
// What such a workflow speaks of. One that opens requests with new translations does not update dependencies.
constexpr std::array<std::string_view, 5> update_words{"dep_updaters", "dependenc", "deps", "update-", "upgrade"};

bool mentions_updates(std::string_view text) {
    const std::string lower = to_lower(text);
    return std::ranges::any_of(update_words, [&](std::string_view word) { return lower.contains(word); });
}

// "owner/name" of "owner/name/path@ref".
bool is_action(std::string_view uses, std::string_view action) {
    if (!uses.starts_with(action)) return false;
    const std::string_view rest = uses.substr(action.size());
    return rest.empty() || rest.starts_with('@') || rest.starts_with('/');
}

// What in a step opens a pull request.
std::optional<std::string> means_of(const Node& step, bool mentions_updates) {
    const std::string uses = text_at(step, "uses");
    for (const std::string_view action : updating_actions) {
        if (is_action(uses, action)) return std::string(action);
    }
    if (!mentions_updates) return std::nullopt;
    for (const std::string_view action : request_actions) {
        if (is_action(uses, action)) return std::string(action);
    }
    const std::string run = text_at(step, "run");
    for (const std::string_view command : request_commands) {
        if (run.contains(command)) return std::string(command);
    }
    return std::nullopt;
}

std::optional<std::string> means_of_workflow(const Node& workflow, std::string_view text) {
    const Node* jobs = workflow.find("jobs");
    if (jobs == nullptr) return std::nullopt;
    const bool mentions = mentions_updates(text);
    for (const auto& [id, job] : jobs->fields) {
        for (const Node& step : items_at(job, "steps")) {
            if (auto means = means_of(step, mentions)) return means;
        }
    }
    return std::nullopt;
}

const Node* schedule_of(const Node& workflow) {
    const Node* on = workflow.find("on");
    return on == nullptr ? nullptr : on->find("schedule");
}

bool is_workflow(std::string_view path) {
    constexpr std::string_view folder = ".github/workflows/";
    if (!path.starts_with(folder) || path.substr(folder.size()).contains('/')) return false;
    return path.ends_with(".yml") || path.ends_with(".yaml");
}

}  // namespace

std::vector<ProjectUpdater> project_updaters(const inventory::Tree& tree) {
    std::vector<ProjectUpdater> out;
    for (const Entry* entry : tree.children(".github/workflows")) {
        if (entry->kind != EntryKind::file || !is_workflow(entry->path)) continue;
        const auto text = tree.read(entry->path);
        if (!text) continue;
        const auto workflow = parse_yaml(*text, entry->path);
        if (!workflow) continue;
        const Node* schedule = schedule_of(*workflow);
        if (schedule == nullptr) continue;
        if (auto means = means_of_workflow(*workflow, *text)) {
            out.push_back({.path = entry->path, .line = static_cast<uint32_t>(schedule->line), .means = *means});
        }
    }
    return out;
}

}  // namespace ward::scorecard
