// See fix.h.
#include "judges/scorecard/fix/fix.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "judges/scorecard/paths.h"

namespace ward::scorecard {
namespace {

constexpr std::array<std::string_view, 6> names{"actions", "permissions", "injection",
                                                "images",  "dependabot",  "policy"};

const WorkflowFile* workflow_at(const Facts& facts, std::string_view path) {
    for (const WorkflowFile& file : facts.workflows())
        if (file.path == path) return &file;
    return nullptr;
}

bool same_text(const std::optional<workflow::Text>& a, const std::optional<workflow::Text>& b) {
    return a.has_value() == b.has_value() && (!a || a->value == b->value);
}

bool same_entries(const std::vector<workflow::Entry>& a, const std::vector<workflow::Entry>& b) {
    return std::ranges::equal(a, b, [](const workflow::Entry& one, const workflow::Entry& other) {
        return one.id == other.id && one.value.value == other.value.value;
    });
}

// The same action; its version is what changes.
bool same_action(const std::optional<workflow::Text>& a, const std::optional<workflow::Text>& b) {
    const auto name = [](const workflow::Text& uses) { return uses.value.substr(0, uses.value.find('@')); };
    return a.has_value() == b.has_value() && (!a || name(*a) == name(*b));
}

// All but the script and its variables, which are mended as well.
bool same_step(const workflow::Step& a, const workflow::Step& b) {
    if (!same_text(a.name, b.name) || !same_text(a.condition, b.condition) || !same_text(a.id, b.id)) return false;
    if (a.action.has_value() != b.action.has_value() || a.script.has_value() != b.script.has_value()) return false;
    return !a.action ||
           (same_action(a.action->uses, b.action->uses) && same_entries(a.action->inputs, b.action->inputs));
}

bool same_job(const workflow::Job& a, const workflow::Job& b) {
    if (a.id != b.id || a.call.has_value() != b.call.has_value()) return false;
    if (a.call && (!same_action(a.call->uses, b.call->uses) || !same_entries(a.call->inputs, b.call->inputs)))
        return false;
    return std::ranges::equal(a.steps, b.steps, same_step);
}

// An edit is a change of text; what the text then means is asked of the reader.
bool workflow_reads_as_before(const WorkflowFile& file, const std::string& text) {
    const auto read = workflow::read_workflow(text, file.path, workflow::Dialect::actionlint);
    if (!read || !file.parsed) return false;
    return read->problems.size() <= file.parsed->problems.size() &&
           std::ranges::equal(file.parsed->jobs, read->jobs, same_job);
}

bool action_reads_as_before(std::string_view before, const std::string& text, std::string_view path) {
    const auto old = workflow::read_action(before, path, workflow::Dialect::github);
    const auto now = workflow::read_action(text, path, workflow::Dialect::github);
    return old && now && now->problems.size() <= old->problems.size() &&
           std::ranges::equal(old->steps, now->steps, same_step);
}

bool reads_as_before(const Facts& facts, const std::string& path, const std::string& text) {
    if (const WorkflowFile* file = workflow_at(facts, path)) return workflow_reads_as_before(*file, text);
    const std::string_view name = base_name(path);
    if (name != "action.yml" && name != "action.yaml") return true;
    const auto file = std::ranges::find(facts.files(), path, &TreeFile::path);
    const auto before = file == facts.files().end() ? Result<std::string>() : facts.read(*file);
    return before && action_reads_as_before(*before, text, path);
}

}  // namespace

std::string_view name_of(FixKind kind) {
    return names.at(static_cast<size_t>(kind));
}

std::optional<FixKind> fix_kind_named(std::string_view name) {
    const auto* const found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<FixKind>(found - names.begin());
}

std::set<FixKind> all_fix_kinds() {
    std::set<FixKind> out;
    for (size_t i = 0; i < names.size(); ++i) out.insert(static_cast<FixKind>(i));
    return out;
}

TextEdits* Fixes::edits_of(const Facts& facts, std::string_view path, FixKind kind) {
    const std::string key(path);
    if (const auto found = changed.find(key); found != changed.end()) return &found->second;
    const auto file = std::ranges::find(facts.files(), path, &TreeFile::path);
    if (file == facts.files().end() || file->source != path) {
        tell(kind, path, 0, "is a link to another file");
        return nullptr;
    }
    const auto text = facts.read(*file);
    if (!text) {
        tell(kind, path, 0, text.error().what);
        return nullptr;
    }
    return &changed.try_emplace(key, *text).first->second;
}

Fixes plan_fixes(const Facts& facts, const FixSources& sources) {
    Fixes out;
    pin_actions_and_images(facts, sources, out);
    if (sources.kinds.contains(FixKind::permissions)) lessen_permissions(facts, out);
    if (sources.kinds.contains(FixKind::injection)) take_out_injections(facts, out);
    if (sources.kinds.contains(FixKind::dependabot)) add_dependabot(facts, out);
    if (sources.kinds.contains(FixKind::policy)) add_policy(facts, out);
    std::erase_if(out.changed, [&](const auto& row) {
        if (!row.second.is_changed()) return true;
        if (reads_as_before(facts, row.first, row.second.text())) return false;
        out.tell(FixKind::actions, row.first, 0, "its edits would change more than they should; it is left as it is");
        return true;
    });
    return out;
}

std::string diff_of(const Fixes& fixes) {
    std::map<std::string, std::string> parts;
    for (const auto& [path, edits] : fixes.changed) parts[path] = edits.diff(path);
    for (const auto& [path, text] : fixes.added) parts[path] = new_file_diff(path, text);
    std::string out;
    for (const auto& [path, part] : parts) out += part;
    return out;
}

}  // namespace ward::scorecard
