#include "faces/cli/release/step_texts.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "formats/document.h"
#include "formats/json_writer.h"

namespace ward::cli {
namespace {

// Whether two values are the same, lines and columns apart.
bool is_same(const Node& a, const Node& b) {
    if (a.kind != b.kind || a.text != b.text || a.truth != b.truth) return false;
    return std::ranges::equal(a.items, b.items, is_same) &&
           std::ranges::equal(a.fields, b.fields, [](const auto& left, const auto& right) {
               return left.first == right.first && is_same(left.second, right.second);
           });
}

std::string changed_keys(const Node& before, const Node& after, std::string_view but = {}) {
    std::vector<std::string_view> keys;
    for (const auto& [key, value] : after.fields) {
        const Node* old = before.find(key);
        if (key != but && (old == nullptr || !is_same(*old, value))) keys.push_back(key);
    }
    for (const auto& [key, value] : before.fields)
        if (key != but && after.find(key) == nullptr) keys.push_back(key);
    return fmt::format("{}", fmt::join(keys, ", "));
}

// Lists whose members have a name of their own.
struct Named {
    std::string_view list;
    std::string_view key;
    std::string_view word;
};
constexpr Named named_lists[] = {
    {"lines", "name", "line"}, {"reports", "id", "report"}, {"dependencies", "name", "dependency"}};

std::string name_in(const Node& item, const Named& named) {
    std::string name = text_at(item, named.key);
    if (named.list == "dependencies") name += " on " + text_at(item, "line");
    return name;
}

void compare_lists(const Node& before, const Node& after, const Named& named, std::vector<std::string>& out) {
    std::map<std::string, const Node*> old;
    for (const Node& item : items_at(before, named.list)) old.emplace(name_in(item, named), &item);
    for (const Node& item : items_at(after, named.list)) {
        const std::string name = name_in(item, named);
        const auto found = old.find(name);
        if (found == old.end()) {
            out.push_back(fmt::format("{} {}: added", named.word, display(name)));
            continue;
        }
        if (const std::string keys = changed_keys(*found->second, item); !keys.empty())
            out.push_back(fmt::format("{} {}: {}", named.word, display(name), keys));
        old.erase(found);
    }
    for (const auto& [name, item] : old) out.push_back(fmt::format("{} {}: removed", named.word, display(name)));
}

}  // namespace

std::vector<std::string> record_changes(const release::Release& before, const release::Release& after) {
    const auto old = parse_json(release::to_json(before), "before");
    const auto now = parse_json(release::to_json(after), "after");
    std::vector<std::string> out;
    if (!old || !now) return {"not readable"};
    if (before.state != after.state && !before.id.empty())
        out.push_back(fmt::format("state {} -> {}", release::name_of(before.state), release::name_of(after.state)));
    Node rest_before = *old;
    Node rest_after = *now;
    for (Node* rest : {&rest_before, &rest_after})
        std::erase_if(rest->fields, [](const auto& field) {
            return field.first == "state" ||
                   std::ranges::any_of(named_lists, [&](const Named& one) { return one.list == field.first; });
        });
    if (const std::string keys = changed_keys(rest_before, rest_after); !keys.empty()) out.push_back(keys);
    for (const Named& named : named_lists) compare_lists(*old, *now, named, out);
    return out;
}

std::string plan_text(const release::Step& step, const release::StepPlan& planned, const release::Release& before,
                      const release::Permit& permit) {
    std::string text = fmt::format("release {}: {}\n", planned.after.id, step.name);
    for (const engine::Effect& effect : planned.plan.effects)
        text += fmt::format("  {}{}\n", display(effect.summary), effect.undo.empty() ? "  (no way back)" : "");
    if (!step.no_return.empty()) text += fmt::format("  {}  (no way back)\n", step.no_return);
    for (const release::GroupFile& file : planned.files) text += fmt::format("  file {}\n", display(file.name));
    for (const std::string& change : record_changes(before, planned.after))
        text += fmt::format("  record: {}\n", change);
    if (!planned.plan.effects.empty() || !step.no_return.empty() || permit.by_signatures)
        text += fmt::format("plan {}\n", permit.hash);
    return text;
}

std::string plan_json(const release::Step& step, const release::StepPlan& planned, const release::Permit& permit) {
    JsonWriter json;
    json.begin_object().member("schema", "ward-release-plan/1").member("release", planned.after.id);
    json.member("step", step.name).member("hash", permit.hash);
    json.key("effects").begin_array();
    for (const engine::Effect& effect : planned.plan.effects) engine::write_effect(json, effect);
    json.end_array();
    const auto list = [&](std::string_view name, const std::vector<std::string>& texts) {
        json.key(name).begin_array();
        for (const std::string& one : texts) json.value(one);
        json.end_array();
    };
    list("no_return", permit.no_return);
    json.key("files").begin_array();
    for (const release::GroupFile& file : planned.files)
        json.begin_object().member("name", file.name).member("content", file.content).end_object();
    json.end_array().member("after", release::to_json(planned.after));
    list("waiting", planned.waiting);
    list("refused", planned.refused);
    list("breaches", planned.breaches);
    list("mismatches", planned.mismatches);
    list("notes", planned.notes);
    json.key("approvals").begin_object().member("holds", permit.holds).member("needed", permit.needed);
    json.member("have", permit.have).end_object().end_object();
    return json.take();
}

std::string outcome_text(const release::Carried& carried) {
    std::string text;
    for (const engine::Outcome& outcome : carried.execution.outcomes)
        text += fmt::format("  {:<8}{}{}\n", engine::name_of(outcome.kind), display(outcome.summary),
                            outcome.detail.empty() ? "" : fmt::format(" ({})", display(outcome.detail)));
    return text;
}

}  // namespace ward::cli
