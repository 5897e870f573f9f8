// A GitHub Actions workflow as values: every string that a check may speak of has its line and column.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
//
// What a file means follows rhysd/actionlint 1.7.9, because OpenSSF Scorecard asks that reader:
//   - A file that is not YAML (or names an unknown anchor) has no workflow: read_workflow fails, and a judge cannot
//     speak of the project's workflows at all.
//   - Everything else is a workflow, an empty file too. What is wrong in it is a problem, and reading goes on: an
//     unknown key is passed over, of two equal keys the first counts, a string of another kind (a list, say) is the
//     empty string at that place, a section of another kind is an empty section. Numbers, booleans and null are the
//     strings they are written as.
//   - Keys that people choose (job ids, inputs, variables, permission scopes, matrix rows) are compared in lower case
//     (ASCII letters); the words of the syntax are not: `Runs-on` is an unknown key.
//   - A job with `uses` is a call only where no key of an ordinary job stands beside it.
// Whether an alias `*name` is followed is for the caller to say (Dialect); `<<` is a key like any other, as on GitHub.
//
// Left out: the inputs, outputs and secrets of on.workflow_call and on.workflow_dispatch, timeouts, max-parallel,
// snapshot, and whether any of it makes sense to GitHub.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "lang/workflow/yaml_tree.h"

namespace ward::workflow {

struct Text {
    std::string value = {};
    bool quoted = false;
    Position at = {};

    bool operator==(const Text&) const = default;
};

// An entry of a section whose keys people choose.
struct Entry {
    std::string id = {};  // the name in lower case
    Text name = {};
    Text value = {};
};
const Entry* find_entry(const std::vector<Entry>& entries, std::string_view id);

// A boolean, or an expression that gives one. A word that is neither is false.
struct Flag {
    bool value = false;
    std::optional<Text> expression = {};
    Position at = {};
};

enum class EventKind { webhook, schedule, workflow_dispatch, repository_dispatch, workflow_call, image_version };

struct Event {
    EventKind kind = EventKind::webhook;
    Text name = {};
    std::vector<Text> types = {}, branches = {}, branches_ignore = {}, tags = {}, tags_ignore = {}, paths = {},
                      paths_ignore = {};
    std::vector<Text> workflows = {};
    std::vector<Text> crons = {};  // of schedule
};

struct Permissions {
    Position at = {};              // of the key
    std::optional<Text> all = {};  // `permissions: read-all`; empty for a section without a value
    std::vector<Entry> scopes = {};
};

struct Env {
    std::optional<Text> expression = {};
    std::vector<Entry> variables = {};
};

struct DefaultsRun {
    Position at = {};
    std::optional<Text> shell = {}, working_directory = {};
};
struct Defaults {
    Position at = {};
    std::optional<DefaultsRun> run = {};
};

struct Concurrency {
    Position at = {};
    std::optional<Text> group = {};
    std::optional<Flag> cancel_in_progress = {};
};

struct Environment {
    Position at = {};
    std::optional<Text> name = {}, url = {};
};

// A value of a matrix: any YAML.
struct MatrixValue {
    YamlKind kind = YamlKind::scalar;  // never alias
    Position at = {};
    std::string text = {};
    std::vector<MatrixValue> items = {};
    std::vector<std::pair<std::string, MatrixValue>> fields = {};  // keys in lower case

    MatrixValue();
};

struct MatrixRow {
    std::string id = {};
    std::optional<Text> name = {};  // none for a row that is an expression (or nothing of use)
    std::optional<Text> expression = {};
    std::vector<MatrixValue> values = {};
};
struct MatrixAssignment {
    std::string id = {};
    Text name = {};
    MatrixValue value = {};
};
struct MatrixCombination {
    std::optional<Text> expression = {};
    std::vector<MatrixAssignment> assignments = {};
};
struct MatrixCombinations {
    std::optional<Text> expression = {};
    std::vector<MatrixCombination> list = {};
};
struct Matrix {
    Position at = {};
    std::optional<Text> expression = {};
    std::vector<MatrixRow> rows = {};
    std::optional<MatrixCombinations> include = {}, exclude = {};
};
struct Strategy {
    Position at = {};
    std::optional<Matrix> matrix = {};
    std::optional<Flag> fail_fast = {};
};

struct Credentials {
    Position at = {};
    std::optional<Text> expression = {}, username = {}, password = {};
};
struct Container {
    Position at = {};
    std::optional<Text> image = {};
    std::optional<Credentials> credentials = {};
    std::optional<Env> env = {};
    std::vector<Text> ports = {}, volumes = {};
    std::optional<Text> options = {};
};
struct Service {
    std::string id = {};
    Text name = {};
    Container container = {};
};
struct Services {
    Position at = {};
    std::optional<Text> expression = {};
    std::vector<Service> list = {};
};

struct Runner {
    std::vector<Text> labels = {};
    std::optional<Text> labels_expression = {};  // `runs-on: ${{ … }}`, also of its labels
    std::optional<Text> group = {};
};

// A step's `uses`.
struct UsesAction {
    std::optional<Text> uses = {};
    std::vector<Entry> inputs = {};
    std::optional<Text> entrypoint = {}, args = {};  // of a docker:// action, and not among the inputs then
};
// A step's `run`.
struct RunScript {
    std::optional<Text> run = {};
    Position run_at = {};  // of the key
    std::optional<Text> shell = {}, working_directory = {};
};
struct Step {
    Position at = {};
    std::optional<Text> id = {}, condition = {}, name = {};
    std::optional<Env> env = {};
    std::optional<Flag> continue_on_error = {};
    std::optional<UsesAction> action = {};  // at most one of the two: the later key counts
    std::optional<RunScript> script = {};
};

// A job that is another workflow.
struct WorkflowCall {
    std::optional<Text> uses = {};
    std::vector<Entry> inputs = {}, secrets = {};
    bool inherits_secrets = false;
};

struct Job {
    std::string id = {};  // in lower case
    Text key = {};        // as written; its place is the job's
    std::optional<Text> name = {}, condition = {};
    std::vector<Text> needs = {};
    std::optional<Runner> runs_on = {};
    std::optional<Permissions> permissions = {};
    std::optional<Environment> environment = {};
    std::optional<Concurrency> concurrency = {};
    std::vector<Entry> outputs = {};
    std::optional<Env> env = {};
    std::optional<Defaults> defaults = {};
    std::vector<Step> steps = {};
    std::optional<Strategy> strategy = {};
    std::optional<Flag> continue_on_error = {};
    std::optional<Container> container = {};
    std::optional<Services> services = {};
    std::optional<WorkflowCall> call = {};
};

struct Problem {
    Position at = {};
    std::string what = {};
};
constexpr size_t max_problems = 100;  // of one file; more are not kept

struct Workflow {
    std::optional<Text> name = {}, run_name = {};
    std::vector<Event> on = {};
    std::optional<Permissions> permissions = {};
    std::optional<Env> env = {};
    std::optional<Defaults> defaults = {};
    std::optional<Concurrency> concurrency = {};
    std::vector<Job> jobs = {};  // in the file's order
    std::vector<Problem> problems = {};
};

// `name` is the file's name for errors.
Result<Workflow> read_workflow(std::string_view text, std::string_view name, Dialect dialect,
                               const YamlLimits& limits = {});

// action.yml: what an action of the repository runs.
// https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
struct ActionInput {
    std::string id = {};
    Text name = {};
    std::optional<Text> default_value = {};
};
struct Action {
    std::optional<Text> name = {}, description = {};
    std::vector<ActionInput> inputs = {};
    std::optional<Text> using_ = {};                     // composite, docker, node24 …
    std::optional<Text> main = {}, pre = {}, post = {};  // of JavaScript
    std::optional<Text> image = {}, entrypoint = {};     // of docker
    std::optional<Text> pre_entrypoint = {}, post_entrypoint = {};
    std::vector<Text> args = {};
    std::optional<Env> env = {};
    std::vector<Step> steps = {};  // of composite
    std::vector<Problem> problems = {};
};
Result<Action> read_action(std::string_view text, std::string_view name, Dialect dialect,
                           const YamlLimits& limits = {});

}  // namespace ward::workflow
