// Reads files from standard input (frames.h) and prints what src/lang/workflow makes of each as one line of JSON;
// go/workflows/main.go prints the same of actionlint's answer. workflows.py compares. A text is [value, quoted, line,
// column], a place is [line, column], no workflow is null.
#include <string>

#include "formats/json_writer.h"
#include "lang/workflow/workflow.h"
#include "peers/frames.h"

// Where the types are, so that a function for all of them finds each.
namespace ward::workflow {

static JsonWriter out(JsonLayout::compact);

static void put(Position at) {
    out.begin_array().value(at.line).value(at.column).end_array();
}
static void put(const Text& text) {
    out.begin_array().value(text.value).value(text.quoted).value(text.at.line).value(text.at.column).end_array();
}
static void put(const Flag& flag) {
    out.begin_object().member("value", flag.value).key("at");
    put(flag.at);
    if (flag.expression) {
        out.key("expression");
        put(*flag.expression);
    }
    out.end_object();
}
static void put(const Entry& entry) {
    out.begin_array();
    put(entry.name);
    put(entry.value);
    out.end_array();
}

template <typename Value>
static void put(const std::vector<Value>& values) {
    out.begin_array();
    for (const Value& value : values) put(value);
    out.end_array();
}
static void put(const std::vector<Entry>& entries) {
    out.begin_object();
    for (const Entry& entry : entries) {
        out.key(entry.id);
        put(entry);
    }
    out.end_object();
}
template <typename Value>
static void put(const std::optional<Value>& value) {
    if (value) put(*value);
    else out.null();
}
template <typename Value>
static void member(const char* name, const Value& value) {
    out.key(name);
    put(value);
}

static void put(const Env& env) {
    out.begin_object();
    member("expression", env.expression);
    member("variables", env.variables);
    out.end_object();
}
static void put(const Permissions& permissions) {
    out.begin_object();
    member("at", permissions.at);
    member("all", permissions.all);
    member("scopes", permissions.scopes);
    out.end_object();
}
static void put(const DefaultsRun& run) {
    out.begin_object();
    member("at", run.at);
    member("shell", run.shell);
    member("directory", run.working_directory);
    out.end_object();
}
static void put(const Defaults& defaults) {
    out.begin_object();
    member("at", defaults.at);
    member("run", defaults.run);
    out.end_object();
}
static void put(const Concurrency& concurrency) {
    out.begin_object();
    member("at", concurrency.at);
    member("group", concurrency.group);
    member("cancel", concurrency.cancel_in_progress);
    out.end_object();
}
static void put(const Environment& environment) {
    out.begin_object();
    member("at", environment.at);
    member("name", environment.name);
    member("url", environment.url);
    out.end_object();
}
static void put(const Event& event) {
    out.begin_object().member("kind", static_cast<int>(event.kind)).member("name", event.name.value);
    member("at", event.name.at);
    member("types", event.types);
    member("branches", event.branches);
    member("branches-ignore", event.branches_ignore);
    member("tags", event.tags);
    member("tags-ignore", event.tags_ignore);
    member("paths", event.paths);
    member("paths-ignore", event.paths_ignore);
    member("workflows", event.workflows);
    member("crons", event.crons);
    out.end_object();
}
static void put(const MatrixValue& value) {
    if (value.kind == YamlKind::scalar) {
        out.begin_array().value(value.text).value(value.at.line).value(value.at.column).end_array();
        return;
    }
    out.begin_object();
    member("at", value.at);
    out.key(value.kind == YamlKind::sequence ? "items" : "fields");
    if (value.kind == YamlKind::sequence) {
        put(value.items);
    } else {
        out.begin_object();
        for (const auto& [key, field] : value.fields) {
            out.key(key);
            put(field);
        }
        out.end_object();
    }
    out.end_object();
}
static void put(const MatrixCombination& combination) {
    out.begin_object();
    member("expression", combination.expression);
    out.key("assignments").begin_object();
    for (const MatrixAssignment& assignment : combination.assignments) {
        out.key(assignment.id).begin_array();
        put(assignment.name);
        put(assignment.value);
        out.end_array();
    }
    out.end_object().end_object();
}
static void put(const MatrixCombinations& combinations) {
    out.begin_object();
    member("expression", combinations.expression);
    member("list", combinations.list);
    out.end_object();
}
static void put(const Matrix& matrix) {
    out.begin_object();
    member("at", matrix.at);
    member("expression", matrix.expression);
    member("include", matrix.include);
    member("exclude", matrix.exclude);
    out.key("rows").begin_object();
    for (const MatrixRow& row : matrix.rows) {
        out.key(row.id).begin_object();
        member("name", row.name);
        member("expression", row.expression);
        member("values", row.values);
        out.end_object();
    }
    out.end_object().end_object();
}
static void put(const Strategy& strategy) {
    out.begin_object();
    member("at", strategy.at);
    member("matrix", strategy.matrix);
    member("fail-fast", strategy.fail_fast);
    out.end_object();
}
static void put(const Credentials& credentials) {
    out.begin_object();
    member("at", credentials.at);
    member("expression", credentials.expression);
    member("username", credentials.username);
    member("password", credentials.password);
    out.end_object();
}
// Neither ports nor volumes: actionlint writes the one over the other.
static void put(const Container& container) {
    out.begin_object();
    member("at", container.at);
    member("image", container.image);
    member("credentials", container.credentials);
    member("env", container.env);
    member("options", container.options);
    out.end_object();
}
static void put(const Services& services) {
    out.begin_object();
    member("at", services.at);
    member("expression", services.expression);
    out.key("list").begin_object();
    for (const Service& service : services.list) {
        out.key(service.id).begin_array();
        put(service.name);
        put(service.container);
        out.end_array();
    }
    out.end_object().end_object();
}
static void put(const Runner& runner) {
    out.begin_object();
    member("labels", runner.labels);
    member("expression", runner.labels_expression);
    member("group", runner.group);
    out.end_object();
}
static void put(const UsesAction& action) {
    out.begin_object();
    member("uses", action.uses);
    member("inputs", action.inputs);
    member("entrypoint", action.entrypoint);
    member("args", action.args);
    out.end_object();
}
static void put(const RunScript& script) {
    out.begin_object();
    member("run", script.run);
    member("run-at", script.run_at);
    member("shell", script.shell);
    member("directory", script.working_directory);
    out.end_object();
}
static void put(const Step& step) {
    out.begin_object();
    member("at", step.at);
    member("id", step.id);
    member("if", step.condition);
    member("name", step.name);
    member("env", step.env);
    member("continue", step.continue_on_error);
    member("action", step.action);
    member("script", step.script);
    out.end_object();
}
static void put(const WorkflowCall& call) {
    out.begin_object();
    member("uses", call.uses);
    member("inputs", call.inputs);
    member("secrets", call.secrets);
    out.member("inherit", call.inherits_secrets).end_object();
}
static void put(const Job& job) {
    out.begin_object();
    member("key", job.key);
    member("name", job.name);
    member("if", job.condition);
    member("needs", job.needs);
    member("runs-on", job.runs_on);
    member("permissions", job.permissions);
    member("environment", job.environment);
    member("concurrency", job.concurrency);
    member("outputs", job.outputs);
    member("env", job.env);
    member("defaults", job.defaults);
    member("steps", job.steps);
    member("strategy", job.strategy);
    member("continue", job.continue_on_error);
    member("container", job.container);
    member("services", job.services);
    member("call", job.call);
    out.end_object();
}
static void put(const Workflow& workflow) {
    out.begin_object();
    member("name", workflow.name);
    member("run-name", workflow.run_name);
    member("on", workflow.on);
    member("permissions", workflow.permissions);
    member("env", workflow.env);
    member("defaults", workflow.defaults);
    member("concurrency", workflow.concurrency);
    out.key("jobs").begin_object();
    for (const Job& job : workflow.jobs) {
        out.key(job.id);
        put(job);
    }
    out.end_object().end_object();
}

}  // namespace ward::workflow

int main() {
    using namespace ward::workflow;
    for (std::string text; read_frame(text);) {
        out = ward::JsonWriter(ward::JsonLayout::compact);
        const auto workflow = read_workflow(text, "w.yml", Dialect::actionlint);
        if (workflow) put(*workflow);
        else out.null();
        std::puts(out.text().c_str());
    }
}
