// A step: it runs a script or uses an action. The later of the two keys decides which, and the keys that belong to the
// other are unknown ones.
#include "lang/workflow/section.h"

namespace ward::workflow {
namespace {

enum class StepKind { unknown, action, docker, script };

bool is_common(std::string_view key) {
    return key == "id" || key == "if" || key == "name" || key == "env" || key == "continue-on-error" ||
           key == "timeout-minutes";
}

UsesAction read_action_step(Sections& in, const std::vector<Field>& fields, StepKind kind) {
    UsesAction out;
    for (const Field& field : fields) {
        if (field.id == "uses") out.uses = in.text(field.value, Empty::refused);
        else if (field.id != "with") {
            if (!is_common(field.id)) in.unknown_key(field, "a step with uses");
        } else {
            for (Field& input : in.fields("with", field.value, Empty::refused, Case::ignored)) {
                if (kind == StepKind::docker && input.id == "entrypoint")
                    out.entrypoint = in.text(input.value, Empty::refused);
                else if (kind == StepKind::docker && input.id == "args")
                    out.args = in.text(input.value, Empty::allowed);
                else
                    out.inputs.push_back(
                        {std::move(input.id), std::move(input.key), in.text(input.value, Empty::allowed)});
            }
        }
    }
    return out;
}

RunScript read_script(Sections& in, const std::vector<Field>& fields) {
    RunScript out;
    for (const Field& field : fields) {
        if (field.id == "run") {
            out.run = in.text(field.value, Empty::refused);
            out.run_at = field.key.at;
        } else if (field.id == "shell") {
            out.shell = in.text(field.value, Empty::refused);
        } else if (field.id == "working-directory") {
            out.working_directory = in.text(field.value, Empty::refused);
        } else if (!is_common(field.id)) {
            in.unknown_key(field, "a step with run");
        }
    }
    return out;
}

}  // namespace

Step read_step(Sections& in, uint32_t id) {
    Step out{.at = in.node(id).at};
    StepKind kind = StepKind::unknown;
    const std::vector<Field> fields = in.fields("a step", id, Empty::refused, Case::kept);
    for (const Field& field : fields) {
        if (field.id == "id") out.id = in.text(field.value, Empty::refused);
        else if (field.id == "if") out.condition = in.text(field.value, Empty::refused);
        else if (field.id == "name") out.name = in.text(field.value, Empty::allowed);
        else if (field.id == "env") out.env = read_env(in, field.value);
        else if (field.id == "continue-on-error") out.continue_on_error = in.flag(field.value);
        else if (field.id == "run") kind = StepKind::script;
        else if (field.id == "uses")
            kind = in.node(field.value).text.starts_with("docker://") ? StepKind::docker : StepKind::action;
    }
    switch (kind) {
        case StepKind::unknown: in.problem(out.at, "a step has neither run nor uses"); break;
        case StepKind::script: out.script = read_script(in, fields); break;
        case StepKind::action:
        case StepKind::docker: out.action = read_action_step(in, fields, kind); break;
    }
    return out;
}

std::vector<Step> read_steps(Sections& in, uint32_t id) {
    std::vector<Step> out;
    for (const uint32_t item : in.items("steps", id)) out.push_back(read_step(in, item));
    return out;
}

}  // namespace ward::workflow
