// Sections that stand both at the top and in jobs or steps: env, permissions, defaults, concurrency.
#include "lang/workflow/section.h"

namespace ward::workflow {

Env read_env(Sections& in, uint32_t id) {
    if (in.is_scalar(id)) return {.expression = in.needed_expression(id)};
    return {.variables = in.entries("env", id, Empty::refused, Empty::allowed)};
}

Permissions read_permissions(Sections& in, Position at, uint32_t id) {
    if (in.is_scalar(id)) return {.at = at, .all = in.text(id, Empty::refused)};
    return {.at = at, .scopes = in.entries("permissions", id, Empty::allowed, Empty::refused)};
}

Defaults read_defaults(Sections& in, Position at, uint32_t id) {
    Defaults out{.at = at};
    for (const Field& field : in.fields("defaults", id, Empty::refused, Case::kept)) {
        if (field.id != "run") {
            in.unknown_key(field, "defaults");
            continue;
        }
        DefaultsRun run{.at = field.key.at};
        for (const Field& word : in.fields("defaults.run", field.value, Empty::refused, Case::kept)) {
            if (word.id == "shell") run.shell = in.text(word.value, Empty::refused);
            else if (word.id == "working-directory") run.working_directory = in.text(word.value, Empty::refused);
            else in.unknown_key(word, "defaults.run");
        }
        out.run = std::move(run);
    }
    return out;
}

Concurrency read_concurrency(Sections& in, Position at, uint32_t id) {
    if (in.is_scalar(id)) return {.at = at, .group = in.text(id, Empty::refused)};
    Concurrency out{.at = at};
    for (const Field& field : in.fields("concurrency", id, Empty::refused, Case::kept)) {
        if (field.id == "group") out.group = in.text(field.value, Empty::refused);
        else if (field.id == "cancel-in-progress") out.cancel_in_progress = in.flag(field.value);
        else in.unknown_key(field, "concurrency");
    }
    if (!out.group) in.problem(at, "concurrency has no group");
    return out;
}

}  // namespace ward::workflow
