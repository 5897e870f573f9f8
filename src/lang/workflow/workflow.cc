#include "lang/workflow/workflow.h"

#include "lang/workflow/section.h"

namespace ward::workflow {

Result<Workflow> read_workflow(std::string_view text, std::string_view name, Dialect dialect,
                               const YamlLimits& limits) {
    WARD_TRY(const YamlTree tree, read_yaml(text, name, dialect, limits));
    Workflow out;
    if (tree.empty()) {
        out.problems.push_back({{1, 1}, "the workflow is empty"});
        return out;
    }
    Sections in(tree);
    bool has_on = false;
    bool has_jobs = false;
    for (const Field& field : in.fields("a workflow", YamlTree::root, Empty::refused, Case::kept)) {
        if (field.id == "name") {
            out.name = in.text(field.value, Empty::allowed);
        } else if (field.id == "run-name") {
            out.run_name = in.text(field.value, Empty::refused);
        } else if (field.id == "on") {
            has_on = true;
            out.on = read_events(in, field.value);
        } else if (field.id == "permissions") {
            out.permissions = read_permissions(in, field.key.at, field.value);
        } else if (field.id == "env") {
            out.env = read_env(in, field.value);
        } else if (field.id == "defaults") {
            out.defaults = read_defaults(in, field.key.at, field.value);
        } else if (field.id == "concurrency") {
            out.concurrency = read_concurrency(in, field.key.at, field.value);
        } else if (field.id == "jobs") {
            has_jobs = true;
            for (const Field& job : in.fields("jobs", field.value, Empty::refused, Case::ignored))
                out.jobs.push_back(read_job(in, job));
        } else {
            in.unknown_key(field, "a workflow");
        }
    }
    if (!has_on) in.problem({1, 1}, "the workflow has no on");
    if (!has_jobs) in.problem({1, 1}, "the workflow has no jobs");
    out.problems = in.take_problems();
    return out;
}

}  // namespace ward::workflow
