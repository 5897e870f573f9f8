// What is done with the files of a new version: which are taken, what is changed and made, which commands run.
#include <algorithm>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <re2/re2.h>

#include "actions/update/derive/derive.h"
#include "actions/update/recipe/pattern.h"
#include "actions/update/recipe/recipe_parts.h"
#include "base/text.h"

namespace ward::update {
namespace {

// What keeps a row of `docs`.
constexpr std::string_view docs_generator = "table-row";

void read_rename(Fields& dep, Recipe& recipe) {
    const Node* list = dep.find("rename");
    if (list == nullptr) return;
    if (!list->is_list()) return dep.fault(*list, "'rename' is a list of pairs, [['\\.cpp$', '.cc']]");
    for (const Node& pair : list->items) {
        if (!pair.is_list() || pair.items.size() != 2) return dep.fault(pair, "'rename' is a list of pairs");
        const Node& from = pair.items[0];
        const Node& to = pair.items[1];
        if (!dep.is_text(from, "rename") || !dep.is_pattern(from, 0)) return;
        if (!to.is_string()) return dep.fault(to, "'rename' is a list of pairs of strings");
        std::string reason;
        if (!(*compile_pattern(from.text))->CheckRewriteString(to.text, &reason))
            return dep.fault(to,
                             fmt::format("'{}' cannot stand for the pattern: {}", display(to.text), display(reason)));
        recipe.rename.push_back({from.text, to.text});
    }
}

void read_mode(Fields& dep, Recipe& recipe) {
    dep.tables("mode", [&](const Node& node) {
        Fields fields(node, dep.file(), "mode of " + dep.name());
        const auto files = fields.globs("files");
        const bool is_executable = fields.truth("executable", true);
        if (files.empty()) fields.fault(node, "'mode' has no 'files'");
        for (const std::string& glob : files) recipe.mode.push_back({glob, is_executable});
        dep.absorb(fields.finish());
    });
}

void read_edit(Fields& dep, Recipe& recipe) {
    dep.tables("edit", [&](const Node& node) {
        Fields fields(node, dep.file(), "edit of " + dep.name());
        Edit edit;
        edit.files = fields.needed_text("file");
        if (!edit.files.empty()) fields.is_glob(*node.find("file"));
        fields.need("regex");
        edit.pattern = fields.pattern("regex", 0);
        const Node* with = fields.need("with");
        // Empty: what was found goes.
        if (with != nullptr && !with->text.empty()) fields.is_text(*with, "with", Lines::several);
        if (with != nullptr) edit.with = with->text;
        edit.count = fields.number("count", 1, static_cast<int>(max_recipe_list));
        if (edit.count == 0) fields.fault(node, "'count' is 1 or more: an edit that matches nothing does nothing");
        recipe.edit.push_back(std::move(edit));
        dep.absorb(fields.finish());
    });
}

void read_create(Fields& dep, Recipe& recipe) {
    dep.tables("create", [&](const Node& node) {
        Fields fields(node, dep.file(), "create of " + dep.name());
        Create create;
        fields.need("path");
        create.path = fields.path("path", Owner::dependency);
        const Node* text = fields.need("text");
        if (text != nullptr && !text->text.empty()) fields.is_text(*text, "text", Lines::several);
        if (text != nullptr) create.text = text->text;
        recipe.create.push_back(std::move(create));
        dep.absorb(fields.finish());
    });
}

Generate read_rule(Fields& dep, const Node& node, const KnownWords& known) {
    Fields fields(node, dep.file(), "generate of " + dep.name());
    Generate rule;
    rule.line = node.line;
    rule.rule = fields.needed_text("rule");
    fields.need("to");
    rule.to = fields.path("to", Owner::either);
    const auto found = std::ranges::find(known.generators, rule.rule, &KnownWords::Generator::name);
    if (found == known.generators.end()) {
        dep.fault(node,
                  fmt::format("no rule '{}'{}", display(rule.rule), suggestion(rule.rule, names_of(known.generators))));
        return rule;
    }
    for (const std::string_view word : found->words)
        if (std::string text = fields.text(word, {}, Lines::several); !text.empty())
            rule.words.emplace(word, std::move(text));
    for (const std::string_view list : found->lists)
        if (auto texts = fields.texts(list); !texts.empty()) rule.lists.emplace(list, std::move(texts));
    dep.absorb(fields.finish());
    return rule;
}

Hook read_hook(Fields& dep, const std::string& name, const Node& node) {
    Fields fields(node, dep.file(), fmt::format("hook '{}' of {}", display(name), dep.name()));
    if (!is_recipe_word(name)) fields.fault(node, fmt::format("'{}' is no name of a hook", display(name)));
    Hook hook;
    hook.name = name;
    hook.line = node.line;
    if (const Node* run = fields.need("run"); run != nullptr && !run->is_list())
        fields.fault(*run, "'run' is a list, the program and its arguments: no shell reads it");
    hook.run = fields.texts("run");
    // As they are filled in when it runs: a slip is told when the file is read.
    for (const std::string& word : hook.run)
        if (const auto filled = fill(word, {{"project", ""}, {"folder", ""}, {"id", ""}, {"new", ""}, {"old", ""}});
            !filled)
            fields.fault(*node.find("run"), fmt::format("'{}': {}", display(word), filled.error().what));
    hook.tools = fields.texts("tools");
    hook.reads = fields.paths("reads");
    hook.writes = fields.globs("writes");
    hook.in = fields.path("in", Owner::dependency);
    hook.limit = fields.duration("limit", hook.limit);
    if (hook.run.empty()) fields.fault(node, fmt::format("{} runs nothing", fields.name()));
    if (hook.writes.empty()) fields.fault(node, fmt::format("{} says nothing of what it 'writes'", fields.name()));
    dep.absorb(fields.finish());
    return hook;
}

// How much a rung is wanted: true, "required" or "if-present".
Demand::Need need_of(Fields& fields, const Node& value, std::string_view key) {
    if (value.is_string() && value.text == "if-present") return Demand::Need::if_present;
    const bool is_required = value.kind == Node::Kind::boolean ? value.truth : value.text == "required";
    if (!is_required) fields.fault(value, fmt::format("'{}' is true, \"required\" or \"if-present\"", key));
    return Demand::Need::required;
}

// `npm_integrity = true`: the key is the rung's name; or `rung = "commit"`, where a word of the rung is called as it
// is.
const KnownWords::Rung* read_rung(Fields& fields, const KnownWords& known, Demand& demand) {
    const KnownWords::Rung* rung = nullptr;
    const Node* name = fields.find("rung");
    const Node* need = name == nullptr ? nullptr : fields.find("need");
    if (need != nullptr) demand.need = need_of(fields, *need, "need");
    for (const KnownWords::Rung& one : known.rungs) {
        if (name != nullptr) {
            if (name->text == one.name) rung = &one;
            continue;
        }
        const std::string key = replace_all(one.name, "-", "_");
        const auto found = std::ranges::find(fields.node().fields, key, &std::pair<std::string, Node>::first);
        if (found == fields.node().fields.end()) continue;
        fields.find(found->first);
        if (rung != nullptr)
            fields.fault(found->second, fmt::format("'{}' and '{}' are two rungs: a table each", rung->name, key));
        rung = &one;
        demand.need = need_of(fields, found->second, key);
    }
    if (rung != nullptr) return rung;
    fields.fault(name == nullptr ? fields.node() : *name,
                 fmt::format("{} names none of {}", fields.name(), fmt::join(names_of(known.rungs), ", ")));
    return nullptr;
}

}  // namespace

void read_selection_of_files(Fields& dep, Recipe& recipe) {
    recipe.take = dep.globs("take");
    recipe.drop = dep.globs("drop");
    recipe.keep = dep.globs("keep");
    recipe.prebuilt = dep.globs("prebuilt");
    recipe.flatten = dep.truth("flatten", false);
    recipe.new_version = dep.text("new_version");
    read_rename(dep, recipe);
    read_mode(dep, recipe);
    read_edit(dep, recipe);
    read_create(dep, recipe);
}

void read_generate(Fields& dep, const KnownWords& known, Recipe& recipe) {
    dep.tables("generate", [&](const Node& node) { recipe.generate.push_back(read_rule(dep, node, known)); });
}

void read_docs(Fields& dep, Recipe& recipe) {
    dep.tables("docs", [&](const Node& node) {
        Fields fields(node, dep.file(), "docs of " + dep.name());
        Generate rule;
        rule.rule = docs_generator;
        rule.line = node.line;
        fields.need("file");
        rule.to = fields.path("file", Owner::either);
        rule.words["row"] = fields.text("row", recipe.id);
        rule.words["column"] = fields.needed_text("column");
        rule.words["value"] = fields.text("value", "{new}");
        recipe.generate.push_back(std::move(rule));
        dep.absorb(fields.finish());
    });
}

void read_patches(Fields& dep, Recipe& recipe) {
    const Node* node = dep.find("patches");
    if (node == nullptr) return;
    Fields fields(*node, dep.file(), "patches of " + dep.name());
    PatchStack stack;
    fields.need("dir");
    stack.folder = fields.path("dir", Owner::dependency);
    stack.on_conflict = static_cast<PatchStack::Conflict>(fields.word("on_conflict", {"stop"}));
    stack.on_upstreamed = static_cast<PatchStack::Upstreamed>(fields.word("on_upstreamed", {"drop-and-note", "stop"}));
    stack.strip = fields.number("strip", 1, 16);
    recipe.patches = std::move(stack);
    dep.absorb(fields.finish());
}

void read_hooks(Fields& dep, Recipe& recipe) {
    dep.word("hook_sandbox", {"strict"});
    const Node* hooks = dep.find("hooks");
    if (hooks == nullptr) return;
    if (!hooks->is_table()) return dep.fault(*hooks, "'hooks' is a table of them, by name");
    // They run in the order in which they are written; the table itself is sorted by name.
    std::vector<const std::pair<std::string, Node>*> order;
    order.reserve(hooks->fields.size());
    for (const auto& field : hooks->fields) order.push_back(&field);
    std::ranges::stable_sort(order, {},
                             [](const auto* field) { return std::tuple(field->second.line, field->second.column); });
    for (const auto* field : order) recipe.hooks.push_back(read_hook(dep, field->first, field->second));
}

void read_verify(Fields& dep, const KnownWords& known, Recipe& recipe) {
    dep.tables("verify", [&](const Node& node) {
        Fields fields(node, dep.file(), "verify of " + dep.name());
        Demand demand;
        demand.line = node.line;
        const KnownWords::Rung* rung = read_rung(fields, known, demand);
        // The fault is told as it is: without its rung no word of the table is known.
        if (rung == nullptr) return dep.absorb(fields.verdict());
        demand.rung = rung->name;
        for (const std::string_view word : rung->words)
            if (node.find("rung") != nullptr || replace_all(rung->name, "-", "_") != word)
                if (std::string text = fields.text(word); !text.empty()) demand.words.emplace(word, std::move(text));
        recipe.verify.push_back(std::move(demand));
        dep.absorb(fields.finish());
    });
}

void read_exceptions(Fields& dep, const KnownWords& known, Recipe& recipe) {
    recipe.without_checks = dep.texts("without_checks");
    for (const std::string& one : recipe.without_checks) {
        const std::string_view id = std::string_view(one).substr(0, one.find(':'));
        const Node& node = *dep.node().find("without_checks");
        if (std::ranges::find(known.checks, id) == known.checks.end())
            dep.fault(node, fmt::format("no check '{}'{}", display(id), suggestion(id, known.checks)));
        if (id.size() == one.size() || trim(std::string_view(one).substr(id.size() + 1)).empty())
            dep.fault(node,
                      fmt::format("'{}' is left out without a reason: write \"{}: REASON\"", display(id), display(id)));
    }
    recipe.acknowledge = dep.texts("acknowledge");
    for (const std::string& one : recipe.acknowledge) {
        const std::string_view word = std::string_view(one).substr(0, one.find('@'));
        if (std::ranges::find(known.acknowledgements, word) == known.acknowledgements.end())
            dep.fault(*dep.node().find("acknowledge"), fmt::format("nothing is acknowledged by '{}'{}", display(word),
                                                                   suggestion(word, known.acknowledgements)));
    }
}

}  // namespace ward::update
