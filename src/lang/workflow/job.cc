// A job: an ordinary one with a runner and steps, or a call of another workflow.
#include "lang/workflow/section.h"

namespace ward::workflow {
namespace {

Runner read_runner(Sections& in, uint32_t id) {
    if (auto expression = in.possible_expression(id)) return {.labels_expression = std::move(expression)};
    if (in.node(id).kind == YamlKind::scalar || in.node(id).kind == YamlKind::sequence)
        return {.labels = in.text_or_texts("runs-on", id)};
    Runner out;
    for (const Field& field : in.fields("runs-on", id, Empty::refused, Case::kept)) {
        if (field.id == "group") {
            out.group = in.text(field.value, Empty::refused);
        } else if (field.id != "labels") {
            in.unknown_key(field, "runs-on");
        } else {
            out.labels_expression = in.possible_expression(field.value);
            if (!out.labels_expression) out.labels = in.text_or_texts("labels", field.value);
        }
    }
    return out;
}

Environment read_environment(Sections& in, Position at, uint32_t id) {
    if (in.is_scalar(id)) return {.at = at, .name = in.text(id, Empty::refused)};
    Environment out{.at = at};
    for (const Field& field : in.fields("environment", id, Empty::refused, Case::kept)) {
        if (field.id == "name") out.name = in.text(field.value, Empty::refused);
        else if (field.id == "url") out.url = in.text(field.value, Empty::refused);
        else in.unknown_key(field, "environment");
    }
    return out;
}

Strategy read_strategy(Sections& in, Position at, uint32_t id) {
    Strategy out{.at = at};
    for (const Field& field : in.fields("strategy", id, Empty::refused, Case::kept)) {
        if (field.id == "matrix") out.matrix = read_matrix(in, field.key.at, field.value);
        else if (field.id == "fail-fast") out.fail_fast = in.flag(field.value);
        else if (field.id != "max-parallel") in.unknown_key(field, "strategy");
    }
    return out;
}

void read_secrets(Sections& in, uint32_t id, WorkflowCall& call) {
    if (!in.is_scalar(id)) {
        call.secrets = in.entries("secrets", id, Empty::refused, Empty::allowed);
    } else if (in.node(id).text == "inherit") {
        call.inherits_secrets = true;
    } else {
        in.problem(in.node(id).at, "secrets is neither a mapping nor inherit");
    }
}

// The keys of a call. True where the field was one of them.
bool read_call_field(Sections& in, const Field& field, WorkflowCall& call) {
    if (field.id == "uses") call.uses = in.text(field.value, Empty::refused);
    else if (field.id == "with") call.inputs = in.entries("with", field.value, Empty::refused, Empty::allowed);
    else if (field.id == "secrets") read_secrets(in, field.value, call);
    else return false;
    return true;
}

// Keys that both kinds of jobs may have (`services` and `snapshot` too, by actionlint).
bool read_shared_field(Sections& in, const Field& field, Job& job) {
    if (field.id == "name") job.name = in.text(field.value, Empty::allowed);
    else if (field.id == "needs") job.needs = in.text_or_texts("needs", field.value);
    else if (field.id == "if") job.condition = in.text(field.value, Empty::refused);
    else if (field.id == "permissions") job.permissions = read_permissions(in, field.key.at, field.value);
    else if (field.id == "concurrency") job.concurrency = read_concurrency(in, field.key.at, field.value);
    else if (field.id == "strategy") job.strategy = read_strategy(in, field.key.at, field.value);
    else if (field.id == "services") job.services = read_services(in, field.value);
    else return field.id == "snapshot";
    return true;
}

bool read_ordinary_field(Sections& in, const Field& field, Job& job) {
    if (field.id == "runs-on") job.runs_on = read_runner(in, field.value);
    else if (field.id == "environment") job.environment = read_environment(in, field.key.at, field.value);
    else if (field.id == "outputs") job.outputs = in.entries("outputs", field.value, Empty::refused, Empty::allowed);
    else if (field.id == "env") job.env = read_env(in, field.value);
    else if (field.id == "defaults") job.defaults = read_defaults(in, field.key.at, field.value);
    else if (field.id == "steps") job.steps = read_steps(in, field.value);
    else if (field.id == "continue-on-error") job.continue_on_error = in.flag(field.value);
    else if (field.id == "container") job.container = read_container(in, field.key.at, field.value);
    else return field.id == "timeout-minutes";
    return true;
}

}  // namespace

Job read_job(Sections& in, const Field& job_field) {
    Job out{.id = job_field.id, .key = job_field.key};
    WorkflowCall call;
    std::optional<Text> ordinary_key;
    std::optional<Text> call_key;
    for (const Field& field : in.fields("a job", job_field.value, Empty::refused, Case::kept)) {
        if (read_shared_field(in, field, out)) continue;
        if (read_ordinary_field(in, field, out)) ordinary_key = field.key;
        else if (read_call_field(in, field, call)) call_key = field.key;
        else in.unknown_key(field, "a job");
    }
    if (call.uses && !ordinary_key) {
        out.call = std::move(call);
    } else if (call.uses) {
        in.problem(ordinary_key->at, "a job that uses a workflow cannot have " + ordinary_key->value);
    } else {
        if (out.steps.empty()) in.problem(out.key.at, "a job has no steps");
        if (!out.runs_on) in.problem(out.key.at, "a job has no runs-on");
        if (call_key) in.problem(call_key->at, "only a job that uses a workflow can have " + call_key->value);
    }
    return out;
}

}  // namespace ward::workflow
