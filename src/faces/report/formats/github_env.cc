// What a job of GitHub Actions appends to $GITHUB_ENV after an update: NEW_VERSION and COMMIT_MSG, as nodejs/node's
// workflow has them (its updater scripts print NEW_VERSION as their last line). Nothing is written where nothing was
// taken: a step that reads an empty file opens no pull request.
#include <fmt/core.h>

#include "base/text.h"
#include "faces/report/report.h"
#include "formats/digest.h"

namespace ward::report {
namespace {

bool was_taken(const DependencyUpdate& update) {
    return update.state == "SWAPPED" || update.state == "COMMITTED" || update.state == "PROPOSED";
}

// A value of several lines. The delimiter follows from the value, so that no value can contain its own: a version or a
// file name of a stranger must not end it and set a variable of the job.
std::string assignment(std::string_view name, std::string_view value) {
    if (!value.contains('\n') && !value.contains('\r')) return fmt::format("{}={}\n", name, value);
    const std::string delimiter = "ward_" + sha256_hex(value);
    return fmt::format("{}<<{}\n{}\n{}\n", name, delimiter, value, delimiter);
}

std::string write_github_env(const Report& report, const Style& /*style*/) {
    std::vector<std::string> ids;
    std::vector<std::string> messages;
    std::string version;
    for (const DependencyUpdate& update : report.updates) {
        if (!was_taken(update)) continue;
        ids.push_back(display(update.id));
        version = display(update.chosen);
        messages.push_back(fmt::format("update {} to {}", display(update.id), version));
        for (const std::string& id : update.closes) messages.push_back("Fixes: " + display(id));
    }
    if (ids.empty()) return "";
    std::string out = assignment("UPDATED", join(ids, " "));
    if (!messages.empty()) out += assignment("COMMIT_MSG", "deps: " + join(messages, "\n"));
    // The last line, where a script looks for it; one version stands for one dependency.
    return out + assignment("NEW_VERSION", ids.size() == 1 ? version : join(ids, "+"));
}

}  // namespace

WARD_REPORT(github_env) = {
    .name = "github-env",
    .media_type = "text/plain",
    .extension = ".env",
    .summary = "NEW_VERSION and COMMIT_MSG of an update, for $GITHUB_ENV of a workflow",
    .write = write_github_env,
};

}  // namespace ward::report
