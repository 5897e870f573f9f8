// See monitor_files.h.
#include "faces/cli/scorecard/monitor_files.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/core.h>

#include "actions/update/patch/patch_stack.h"
#include "base/fd.h"
#include "base/path.h"
#include "base/text.h"
#include "faces/cli/outputs.h"

namespace ward::cli {
namespace {

namespace monitor = scorecard::monitor;

constexpr size_t max_report_bytes = 64u << 20;

struct WatchForm {
    std::string_view name;
    std::string (*write)(const monitor::Watch& watch);
};
constexpr std::array<WatchForm, 4> forms{{{"json", monitor::watch_json},
                                          {"csv", monitor::watch_csv},
                                          {"markdown", monitor::watch_markdown},
                                          {"html", monitor::watch_html}}};

// Below this folder, as a patch names it; nothing for what lies elsewhere.
std::optional<std::string> place_in_patch(const std::string& path) {
    std::error_code error;
    const std::filesystem::path here = std::filesystem::current_path(error);
    const std::string relative =
        std::filesystem::path(here / path).lexically_normal().lexically_relative(here).string();
    const bool is_below = !error && update::is_tree_path(relative) && relative != ".";
    return is_below ? std::optional(relative) : std::nullopt;
}

Result<std::optional<std::string>> contents_of(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) return std::nullopt;
    WARD_TRY(std::string text, read_file(path, monitor::max_history_bytes));
    return text;
}

struct ReportTags {
    std::string start;
    std::string end;
    bool asked = false;  // the report stands between them, or nowhere
};

Result<ReportTags> tags_of(const Invocation& invocation) {
    ReportTags tags{.start = invocation.value("report-start-tag", std::string(monitor::default_start_tag)),
                    .end = invocation.value("report-end-tag", std::string(monitor::default_end_tag)),
                    .asked = invocation.has("report-tags") || invocation.has("report-start-tag") ||
                             invocation.has("report-end-tag")};
    if (trim(tags.start).empty() || trim(tags.end).empty() || tags.start.contains(tags.end) ||
        tags.end.contains(tags.start))
        return fail(ErrorCode::usage, "are two texts, and neither is in the other",
                    "--report-start-tag, --report-end-tag");
    return tags;
}

// Between its tags where they are, or where that is asked for; else the whole file.
Result<std::string> report_text(const Invocation& invocation, const std::string& path,
                                std::span<const monitor::ScoreRow> scores, monitor::DropInStyle style) {
    WARD_TRY(const ReportTags tags, tags_of(invocation));
    std::string before;
    if (std::error_code ignored; std::filesystem::is_regular_file(path, ignored)) {
        WARD_TRY(before, read_file(path, max_report_bytes));
    }
    const bool has_tags = before.contains(tags.start) || before.contains(tags.end);
    if (!tags.asked && !has_tags) return monitor::drop_in_report(scores, style);
    // scorecard-monitor writes its part alone then, and the rest of the file is gone.
    if (!has_tags && !trim(before).empty())
        return fail(ErrorCode::usage,
                    fmt::format("has neither {} nor {}: write both where the report belongs", display(tags.start),
                                display(tags.end)),
                    path);
    style.heading = monitor::Heading::no;
    auto text = monitor::replace_segment(before, monitor::drop_in_report(scores, style), tags.start, tags.end);
    if (!text) return fail(ErrorCode::usage, text.error().what, path);
    return text;
}

}  // namespace

Result<std::vector<WatchOutput>> watch_outputs(const Invocation& invocation) {
    std::vector<std::string_view> names;
    names.reserve(forms.size());
    for (const WatchForm& form : forms) names.push_back(form.name);
    WARD_TRY(const std::vector<NamedOutput> named, named_outputs(invocation, "markdown", names, " of the monitor"));
    std::vector<WatchOutput> out;
    out.reserve(named.size());
    for (const NamedOutput& one : named)
        out.push_back({std::ranges::find(forms, one.form, &WatchForm::name)->write, one.path});
    return out;
}

std::vector<std::string> report_places(const Invocation& invocation, std::span<const WatchOutput> outputs) {
    std::vector<std::string> places;
    places.reserve(outputs.size() + 5);
    for (const WatchOutput& output : outputs) places.push_back(output.path);
    for (const char* option : {"report", "issue", "scores", "issue-body", "patch"})
        if (invocation.has(option)) places.push_back(invocation.value(option));
    return places;
}

Result<MonitorFiles> MonitorFiles::open(const Invocation& invocation, std::vector<std::string> places) {
    WARD_TRY_VOID(tags_of(invocation));
    MonitorFiles out;
    if (!invocation.has("patch")) return out;
    for (const char* option : {"database", "history", "save-scope"})
        if (invocation.has(option)) places.push_back(invocation.value(option));
    for (const std::string& path : places) {
        if (path == "-" || path == invocation.value("patch")) continue;
        const auto place = place_in_patch(path);
        if (!place) {
            invocation.log.info(display(path) + ": is not below this folder, and not in the patch");
            continue;
        }
        WARD_TRY(out.before_[*place], contents_of(path));
    }
    return out;
}

Result<void> MonitorFiles::make_folder_of(const std::string& path) const {
    const size_t slash = path.rfind('/');
    if (path == "-" || slash == std::string::npos || slash == 0) return {};
    return make_folders(path.substr(0, slash));
}

Result<void> MonitorFiles::write(const std::string& path, std::string_view bytes) const {
    WARD_TRY_VOID(make_folder_of(path));
    return write_output(path, bytes);
}

Result<void> MonitorFiles::write_patch(const Invocation& invocation) const {
    if (!invocation.has("patch")) return {};
    update::FileTree before;
    update::FileTree after;
    for (const auto& [path, text] : before_) {
        if (text) before.emplace(path, update::TreeFile(*text));
        WARD_TRY(std::optional<std::string> now, contents_of(path));
        if (now) after.emplace(path, update::TreeFile(std::move(*now)));
    }
    return write(invocation.value("patch"), update::diff_trees(before, after));
}

Result<void> write_drop_in(const Invocation& invocation, const MonitorFiles& files,
                           std::span<const monitor::ScoreRow> scores) {
    monitor::DropInStyle style;
    if (const auto tool = monitor::report_tool_named(invocation.value("report-tool"))) style.tool = *tool;
    if (invocation.has("render-badge")) style.badges = monitor::Badges::yes;
    if (invocation.has("report")) {
        const std::string path = invocation.value("report");
        WARD_TRY(const std::string text, report_text(invocation, path, scores, style));
        WARD_TRY_VOID(files.write(path, text));
    }
    if (invocation.has("issue"))
        if (const auto issue = monitor::drop_in_issue(scores, style))
            WARD_TRY_VOID(files.write(invocation.value("issue"), *issue));
    if (invocation.has("scores"))
        WARD_TRY_VOID(files.write(invocation.value("scores"), monitor::scores_json(scores) + '\n'));
    return {};
}

}  // namespace ward::cli
