// action.yml. `runs` is read whatever `using` says, so that a step of an action with a misspelt `using` is seen too.
#include "lang/workflow/section.h"

namespace ward::workflow {
namespace {

std::vector<ActionInput> read_inputs(Sections& in, uint32_t id) {
    std::vector<ActionInput> out;
    for (Field& field : in.fields("inputs", id, Empty::allowed, Case::ignored)) {
        ActionInput input{.id = std::move(field.id), .name = std::move(field.key)};
        for (const Field& word : in.fields("an input", field.value, Empty::allowed, Case::kept))
            if (word.id == "default") input.default_value = in.text(word.value, Empty::allowed);
        out.push_back(std::move(input));
    }
    return out;
}

void read_runs(Sections& in, uint32_t id, Action& out) {
    for (const Field& field : in.fields("runs", id, Empty::refused, Case::kept)) {
        if (field.id == "using") out.using_ = in.text(field.value, Empty::refused);
        else if (field.id == "main") out.main = in.text(field.value, Empty::refused);
        else if (field.id == "pre") out.pre = in.text(field.value, Empty::refused);
        else if (field.id == "post") out.post = in.text(field.value, Empty::refused);
        else if (field.id == "image") out.image = in.text(field.value, Empty::refused);
        else if (field.id == "entrypoint") out.entrypoint = in.text(field.value, Empty::refused);
        else if (field.id == "pre-entrypoint") out.pre_entrypoint = in.text(field.value, Empty::refused);
        else if (field.id == "post-entrypoint") out.post_entrypoint = in.text(field.value, Empty::refused);
        else if (field.id == "args") out.args = in.texts("args", field.value, Empty::allowed);
        else if (field.id == "env") out.env = read_env(in, field.value);
        else if (field.id == "steps") out.steps = read_steps(in, field.value);
        else if (field.id != "pre-if" && field.id != "post-if") in.unknown_key(field, "runs");
    }
}

}  // namespace

Result<Action> read_action(std::string_view text, std::string_view name, Dialect dialect, const YamlLimits& limits) {
    WARD_TRY(const YamlTree tree, read_yaml(text, name, dialect, limits));
    Action out;
    if (tree.empty()) {
        out.problems.push_back({{1, 1}, "the action is empty"});
        return out;
    }
    Sections in(tree);
    bool has_runs = false;
    for (const Field& field : in.fields("an action", YamlTree::root, Empty::refused, Case::kept)) {
        if (field.id == "name") {
            out.name = in.text(field.value, Empty::refused);
        } else if (field.id == "description") {
            out.description = in.text(field.value, Empty::allowed);
        } else if (field.id == "inputs") {
            out.inputs = read_inputs(in, field.value);
        } else if (field.id == "runs") {
            has_runs = true;
            read_runs(in, field.value, out);
        } else if (field.id != "author" && field.id != "outputs" && field.id != "branding") {
            in.unknown_key(field, "an action");
        }
    }
    if (!has_runs) in.problem({1, 1}, "the action has no runs");
    out.problems = in.take_problems();
    return out;
}

}  // namespace ward::workflow
