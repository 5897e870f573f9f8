// ward update provenance: what of each dependency people can read, and what somebody had to build.
#include "actions/update/provenance.h"

#include <map>

#include <fmt/core.h>

#include "actions/update/update_report.h"
#include "base/text.h"
#include "faces/cli/update/setup.h"
#include "faces/cli/update/texts.h"
#include "faces/cli/update/verbs.h"
#include "formats/json_writer.h"

namespace ward::cli {
namespace {

using update::MadeFile;
using update::Provenance;

constexpr size_t shown_files = 12;  // of each kind

std::string text_of_provenance(const Provenance& one, const std::string& version, bool all) {
    std::map<std::string_view, std::vector<const MadeFile*>> kinds;
    for (const MadeFile& file : one.made) kinds[update::name_of(file.make)].push_back(&file);
    std::string out = fmt::format("{} {}: {} files people can read", display(one.recipe->id),
                                  display(version.empty() ? "?" : version), one.readable);
    for (const auto& [kind, files] : kinds) out += fmt::format(", {} {}", files.size(), kind);
    out += '\n';
    for (const auto& [kind, files] : kinds) {
        const size_t shown = all ? files.size() : std::min(files.size(), shown_files);
        for (size_t i = 0; i < shown; ++i) {
            const MadeFile& file = *files[i];
            out += fmt::format("  {:<10}  {}  {}{}{}\n", kind, display(file.path), display(file.sign),
                               file.tool.empty() ? "" : fmt::format("; by {}", display(file.tool)),
                               kind == "data"        ? ""
                               : file.source.empty() ? "; its source is not in the tree"
                                                     : fmt::format("; its source: {}", display(file.source)));
        }
        if (shown < files.size()) out += fmt::format("  … {} more {}; --all shows them\n", files.size() - shown, kind);
    }
    for (const std::string& step : one.rebuilds) out += fmt::format("  made by     {}\n", display(step));
    for (const std::string& source : one.mutable_sources) out += fmt::format("  may change  {}\n", display(source));
    return out;
}

DependencyUpdate row_of(const Provenance& one, const std::string& version) {
    DependencyUpdate out;
    out.id = one.recipe->id;
    out.path = one.recipe->path;
    out.purl = one.recipe->purl;
    out.current = version;
    out.state = "DECLARED";
    std::map<std::string, int64_t> counts{{"source", static_cast<int64_t>(one.readable)}};
    for (const MadeFile& file : one.made) {
        ++counts[std::string(update::name_of(file.make))];
        std::vector<std::string> by;
        if (!file.tool.empty()) by.push_back(file.tool);
        out.files.push_back(
            {fmt::format("{}/{}", one.recipe->path, file.path), std::string(update::name_of(file.make)), std::move(by),
             file.source.empty() ? file.sign : fmt::format("{}; source: {}", file.sign, file.source), true});
    }
    out.counts.assign(counts.begin(), counts.end());
    for (const std::string& step : one.rebuilds) out.notes.push_back("made by " + step);
    for (const std::string& source : one.mutable_sources) out.notes.push_back("may change: " + source);
    return out;
}

}  // namespace

Result<int> update_provenance(const Invocation& invocation) {
    WARD_TRY(const auto setup, UpdateSetup::open(invocation));
    WARD_TRY(const auto recipes, setup->chosen(invocation.arguments, UpdateSetup::For::looking));
    Report report = setup->report(invocation);
    std::string text;
    for (const update::Recipe* recipe : recipes) {
        const auto tree = update::tree_of_folder(setup->project(), recipe->path);
        if (!tree) {
            report.skipped.push_back({recipe->path, SkipKind::unread, tree.error().message(), false});
            text += fmt::format("{}: not read: {}\n", display(recipe->id), display(tree.error().message()));
            continue;
        }
        const auto version =
            update::current_version(recipe->current, update::reader_of(*tree, update::reader_of(setup->project())));
        const std::string known = version && *version ? **version : "";
        const Provenance one = update::provenance_of(*recipe, *tree, setup->lock().contains(recipe->id));
        report.updates.push_back(row_of(one, known));
        text += text_of_provenance(one, known, invocation.has("all"));
    }
    report.summary = summarise(report);
    report.summary.complete = report.skipped.empty() && !recipes.empty();
    WARD_TRY_VOID(write_updates(report, text, invocation));
    return report.summary.complete ? 0 : 4;
}

Result<int> update_explain(const Invocation& invocation) {
    if (invocation.arguments.size() != 1) return fail(ErrorCode::usage, "takes one dependency");
    WARD_TRY(const auto setup, UpdateSetup::open(invocation));
    const update::Recipe* recipe = setup->recipes().find(invocation.arguments.front());
    WARD_TRY([[maybe_unused]] const auto known, setup->chosen(invocation.arguments, UpdateSetup::For::looking));
    std::string text = fmt::format("{}: {}\n", recipe->id, recipe->path);
    const auto line = [&](std::string_view word, const std::string& value) {
        if (!value.empty()) text += fmt::format("  {:<12}{}\n", word, display(value));
    };
    const update::Source& source = recipe->source;
    line("source", fmt::format("{} {}", source.kind,
                               !source.repository.empty() ? source.repository
                               : !source.package.empty()  ? source.package
                                                          : source.url));
    line("order", recipe->selection.order);
    line("series", recipe->selection.series);
    line("range", recipe->selection.allow);
    line("pin", recipe->selection.pin);
    if (recipe->cooldown.count() > 0) line("cooldown", fmt::format("{} hours", recipe->cooldown.count() / 3'600));
    for (const update::Artefact& artefact : recipe->artefacts)
        line("artefact", fmt::format("{} {}", artefact.kind, artefact.url.empty() ? artefact.name : artefact.url));
    line("take", join(recipe->take, " "));
    line("drop", join(recipe->drop, " "));
    line("keep", join(recipe->keep, " "));
    if (recipe->patches) line("patches", recipe->patches->folder);
    for (const update::Generate& rule : recipe->generate) line("generate", fmt::format("{} {}", rule.rule, rule.to));
    for (const update::Hook& hook : recipe->hooks) line("hook", fmt::format("{}: {}", hook.name, join(hook.run, " ")));
    for (const update::Demand& demand : recipe->verify)
        line("rung",
             fmt::format("{}{}", demand.rung, demand.need == update::Demand::Need::required ? "" : " (if present)"));
    for (const update::TreeCheck* check : update::all_tree_checks())
        line("check", fmt::format("{}: {}", check->id, check->summary));
    line("license", recipe->license_file);
    line("purl", recipe->purl);
    line("off", recipe->enabled ? "" : recipe->disabled_reason);
    line("notes", recipe->notes);
    WARD_TRY_VOID(write_output(invocation.value("output", "-"), text));
    return 0;
}

}  // namespace ward::cli
