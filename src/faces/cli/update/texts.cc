// See texts.h.
#include "faces/cli/update/texts.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/cli/scan.h"

namespace ward::cli {
namespace {

constexpr size_t shown_files = 40;
constexpr std::array<std::string_view, 9> order{"PROPOSED", "COMMITTED", "SWAPPED", "CHECKED", "AVAILABLE",
                                                "HELD",     "FAILED",    "CURRENT", "PROBED"};

std::string versions_of(const DependencyUpdate& update) {
    std::string out = update.current.empty() ? "?" : update.current;
    if (!update.chosen.empty() && update.chosen != update.current) out += " -> " + update.chosen;
    return out;
}

std::string remark_of(const DependencyUpdate& update) {
    std::vector<std::string> parts;
    if (!update.reason.empty()) parts.push_back(update.reason);
    if (!update.closes.empty()) parts.push_back("closes " + join(update.closes, " "));
    if (!update.opens.empty()) parts.push_back("brings " + join(update.opens, " "));
    if (!update.pull.empty()) parts.push_back("pull request " + update.pull);
    else if (!update.branch.empty()) parts.push_back("on " + update.branch);
    return join(parts, "; ");
}

std::string steps_text(std::string_view title, const std::vector<UpdateStep>& steps) {
    std::string out;
    for (const UpdateStep& step : steps)
        out += fmt::format("      {} {}: {}{}{}\n", title, step.name, step.result, step.detail.empty() ? "" : ": ",
                           display(step.detail));
    return out;
}

std::string details_of(const DependencyUpdate& update) {
    std::string out;
    for (const std::string& source : update.sources) out += fmt::format("      from {}\n", display(source));
    out +=
        steps_text("rung", update.evidence) + steps_text("patch", update.patches) + steps_text("check", update.checks);
    for (const std::string& note : update.notes) out += fmt::format("      note: {}\n", display(note));
    return out;
}

// What may be an attack before what is only not there.
std::vector<const UpdateFile*> worst_first(const std::vector<UpdateFile>& files) {
    constexpr std::array<std::string_view, 5> ranks{"differs", "unexplained", "prebuilt", "outside", "missing"};
    std::vector<const UpdateFile*> out;
    out.reserve(files.size());
    for (const UpdateFile& file : files) out.push_back(&file);
    std::ranges::stable_sort(out, {}, [&](const UpdateFile* file) { return std::ranges::find(ranks, file->verdict); });
    return out;
}

}  // namespace

std::string text_of_updates(const std::vector<DependencyUpdate>& updates, const Invocation& invocation) {
    size_t name_width = 0;
    size_t version_width = 0;
    for (const DependencyUpdate& update : updates) {
        name_width = std::max(name_width, display(update.id).size());
        version_width = std::max(version_width, versions_of(update).size());
    }
    std::string out;
    for (const DependencyUpdate& update : updates) {
        const std::string line =
            fmt::format("{:<{}}  {:<{}}  {:<9}  {}", display(update.id), name_width, display(versions_of(update)),
                        version_width, to_lower(update.state), display(remark_of(update)));
        out += fmt::format("{}\n", line.substr(0, line.find_last_not_of(' ') + 1));
        if (invocation.has("explain")) out += details_of(update);
    }
    std::vector<std::string> counts;
    for (const std::string_view state : order)
        if (const auto count = std::ranges::count(updates, state, &DependencyUpdate::state); count > 0)
            counts.push_back(fmt::format("{} {}", count, to_lower(state)));
    return out + fmt::format("{} dependenc{}: {}\n", updates.size(), updates.size() == 1 ? "y" : "ies",
                             counts.empty() ? "none" : join(counts, ", "));
}

std::string text_of_verifications(const std::vector<DependencyUpdate>& updates, const Invocation& invocation) {
    std::string out;
    size_t verified = 0;
    for (const DependencyUpdate& update : updates) {
        std::vector<std::string> counts;
        counts.reserve(update.counts.size());
        for (const auto& [verdict, count] : update.counts) counts.push_back(fmt::format("{} {}", count, verdict));
        if (update.id.empty()) {
            out += fmt::format("beside every dependency: {} files changed\n", update.files.size());
        } else {
            out += fmt::format("{} {}: {}: {}\n", display(update.id), display(update.current),
                               update.state == "VERIFIED" ? "verified"
                               : update.state == "FAILED" ? "not known"
                                                          : "differs",
                               update.reason.empty() ? join(counts, ", ") : display(update.reason));
            verified += update.state == "VERIFIED" ? 1 : 0;
        }
        const std::vector<const UpdateFile*> files = worst_first(update.files);
        const size_t shown = invocation.has("all") ? files.size() : std::min(files.size(), shown_files);
        for (size_t i = 0; i < shown; ++i) {
            const UpdateFile& file = *files[i];
            out += fmt::format("  {:<11}  {}{}{}{}{}\n", file.verdict, display(file.path),
                               file.by.empty() ? "" : fmt::format("  ({})", display(join(file.by, ", "))),
                               file.detail.empty() ? "" : "  ", display(file.detail),
                               file.changed ? "" : "  (not changed here)");
        }
        if (shown < files.size()) out += fmt::format("  … {} more; --all shows them\n", files.size() - shown);
        for (const UpdateStep& patch : update.patches)
            if (patch.result != "applied" || invocation.has("explain"))
                out += fmt::format("  patch {}: {}\n", display(patch.name), patch.result);
        if (invocation.has("explain")) out += details_of(update);
        else
            for (const std::string& note : update.notes) out += fmt::format("  note: {}\n", display(note));
    }
    const size_t known = static_cast<size_t>(
        std::ranges::count_if(updates, [](const DependencyUpdate& update) { return !update.id.empty(); }));
    return out + fmt::format("{} of {} dependenc{} verified\n", verified, known, known == 1 ? "y" : "ies");
}

Result<void> write_updates(const Report& report, const std::string& text, const Invocation& invocation) {
    if (!invocation.has("format") && !invocation.has("json"))
        return write_output(invocation.value("output", "-"), text);
    WARD_TRY([[maybe_unused]] const int status, deliver(report, invocation));
    return {};
}

}  // namespace ward::cli
