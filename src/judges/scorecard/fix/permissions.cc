// The least that a workflow's token may do, written at the top; what single jobs need, at the job.
//
//   - Nothing at the top: `contents: read` (or `{}` where every job says for itself). A job that is known to write
//     (publishing, releasing, uploading SARIF) gets that; whether others need more is for people to see, and is told.
//   - Single writes at the top: they become `read`, and each job without permissions of its own gets what it had, so
//     that nothing changes for it.
//   - `write-all` at the top: as nothing, with the same remark.
#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/scorecard/fix/fix.h"
#include "judges/scorecard/raw.h"

namespace ward::scorecard {
namespace {

constexpr FixKind kind = FixKind::permissions;
// Those that lose points at the top.
constexpr std::array<std::string_view, 7> weighed{"actions",  "checks",          "contents", "deployments",
                                                  "packages", "security-events", "statuses"};

bool is_blank(std::string_view line) {
    const std::string_view text = trim(line);
    return text.empty() || text.starts_with('#');
}
size_t indent_of(std::string_view line) {
    return std::min(line.find_first_not_of(' '), line.size());
}

// Above the key of the jobs, where a reader looks for it. 0: it is not written as a key of its own line.
size_t line_of_jobs(const TextEdits& edits) {
    for (size_t number = 1; number <= edits.lines(); ++number) {
        const std::string_view line = edits.line(number);
        if (!line.starts_with("jobs")) continue;
        if (trim(line.substr(4)).starts_with(':')) return number;
    }
    return 0;
}

// The line of a job's first key, whose indentation all its keys have. 0: the job is written in braces.
size_t first_key(const TextEdits& edits, const workflow::Job& job) {
    const auto own = static_cast<size_t>(job.key.at.line);
    const std::string_view head = trim(edits.line(own));
    if (!head.ends_with(':') && !head.contains(": #") && !head.contains(": &")) return 0;
    for (size_t number = own + 1; number <= edits.lines(); ++number) {
        const std::string_view line = edits.line(number);
        if (is_blank(line)) continue;
        return indent_of(line) > indent_of(edits.line(own)) ? number : 0;
    }
    return 0;
}

using Scopes = std::vector<std::pair<std::string, std::string>>;

bool give(TextEdits& edits, const workflow::Job& job, const Scopes& scopes) {
    const size_t number = first_key(edits, job);
    if (number == 0) return false;
    const std::string indent(indent_of(edits.line(number)), ' ');
    edits.insert_before(number, indent + "permissions:");
    for (const auto& [scope, value] : scopes)
        edits.insert_before(number, fmt::format("{}  {}: {}", indent, scope, value));
    return true;
}

// What a job is known to need; reading the contents goes without saying.
Scopes needs_of(const workflow::Job& job, const std::vector<KnownWrite>& known) {
    Scopes out{{"contents", "read"}};
    for (const KnownWrite& write : known) {
        if (write.job != &job) continue;
        const auto row =
            std::ranges::find(out, write.scope, [](const auto& one) { return std::string_view(one.first); });
        if (row != out.end()) row->second = "write";
        else out.emplace_back(write.scope, "write");
    }
    return out;
}

class File {
  public:
    File(const WorkflowFile& file, TextEdits& edits, Fixes& out) : file_(file), edits_(edits), out_(out) {}

    // All or nothing: a top that takes away what a job cannot be given would break that job.
    void run() {
        const TextEdits before = edits_;
        change();
        if (refused_.empty()) {
            for (auto& [line, reason] : told_) tell(line, std::move(reason));
            return;
        }
        edits_ = before;
        for (auto& [line, reason] : refused_) tell(line, std::move(reason));
    }

  private:
    void tell(uint32_t line, std::string reason) { out_.tell(kind, file_.path, line, std::move(reason)); }
    void refuse(size_t line, std::string reason) {
        refused_.emplace_back(static_cast<uint32_t>(line), std::move(reason));
    }
    void refuse_job(const workflow::Job& job) {
        refuse(static_cast<size_t>(job.key.at.line),
               fmt::format("job {} cannot be given its permissions by lines; the workflow keeps what it has",
                           display(job.id)));
    }

    void change() {
        const auto& top = file_.parsed->permissions;
        if (!top) return declare();
        const bool says_all = top->all && !top->all->value.empty();
        if (says_all && equal_ignoring_case(top->all->value, "write-all")) return replace_all_writes(*top->all);
        if (!says_all) move_writes(*top);
    }

    void give_known() {
        const auto known = known_writes(file_);
        for (const workflow::Job& job : file_.parsed->jobs) {
            if (job.permissions) continue;
            const auto line = static_cast<uint32_t>(job.key.at.line);
            if (std::ranges::find(known, &job, &KnownWrite::job) == known.end())
                told_.emplace_back(
                    line, fmt::format("job {} gets `contents: read`: see whether it needs more", display(job.id)));
            else if (!give(edits_, job, needs_of(job, known))) refuse_job(job);
        }
    }

    void declare() {
        const size_t number = line_of_jobs(edits_);
        if (number == 0) return refuse(1, "has no line for its jobs");
        const bool all_say = std::ranges::all_of(file_.parsed->jobs,
                                                 [](const workflow::Job& job) { return job.permissions.has_value(); });
        if (all_say) {
            edits_.insert_before(number, "permissions: {}");
        } else {
            edits_.insert_before(number, "permissions:");
            edits_.insert_before(number, "  contents: read");
        }
        edits_.insert_before(number, "");
        give_known();
    }

    void replace_all_writes(const workflow::Text& all) {
        const auto number = static_cast<size_t>(all.at.line);
        const std::string line(edits_.line(number));
        const size_t at = line.find(all.value);
        if (at == std::string::npos || !line.starts_with("permissions")) return refuse(1, "cannot be read by lines");
        size_t end = at + all.value.size();
        if (end < line.size() && (line[end] == '"' || line[end] == '\'')) ++end;
        edits_.replace(number, "permissions:" + line.substr(end));
        edits_.insert_before(number + 1, "  contents: read");
        give_known();
    }

    void move_writes(const workflow::Permissions& top) {
        Scopes before;
        bool any = false;
        for (const workflow::Entry& scope : top.scopes) {
            before.emplace_back(scope.name.value, scope.value.value);
            const bool writes = equal_ignoring_case(scope.value.value, "write");
            if (!writes || std::ranges::find(weighed, scope.id) == weighed.end()) continue;
            // From the column of the value on: before it stand its key and perhaps others.
            const auto number = static_cast<size_t>(scope.value.at.line);
            std::string line(edits_.line(number));
            const size_t at = line.find(scope.value.value, static_cast<size_t>(scope.value.at.column) - 1);
            if (at == std::string::npos) return refuse(number, "cannot be read by lines");
            line.replace(at, scope.value.value.size(), "read");
            edits_.replace(number, line);
            any = true;
        }
        if (!any) return;
        for (const workflow::Job& job : file_.parsed->jobs)
            if (!job.permissions && !give(edits_, job, before)) refuse_job(job);
    }

    const WorkflowFile& file_;
    TextEdits& edits_;
    Fixes& out_;
    std::vector<std::pair<uint32_t, std::string>> told_ = {};     // with the change
    std::vector<std::pair<uint32_t, std::string>> refused_ = {};  // instead of it
};

}  // namespace

void lessen_permissions(const Facts& facts, Fixes& out) {
    for (const WorkflowFile& file : facts.workflows()) {
        if (!file.says_something) continue;
        if (!file.parsed) {
            out.tell(kind, file.path, 0, "is no YAML");
            continue;
        }
        TextEdits* edits = out.edits_of(facts, file.path, kind);
        if (edits != nullptr) File(file, *edits, out).run();
    }
}

}  // namespace ward::scorecard
