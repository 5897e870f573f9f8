#include "faces/cli/sarif_logs.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/cli/outputs.h"
#include "faces/cli/subjects.h"

namespace ward::cli {
namespace {

using gitobjects::Revision;

// --path-scope, in its order: a path's first one counts.
Result<std::vector<review::ScopeRule>> scope_rules_of(const Invocation& invocation) {
    constexpr size_t max_rules = 100;
    std::vector<review::ScopeRule> rules;
    for (const std::string& word : invocation.values("path-scope")) {
        const size_t equals = word.find('=');
        const auto scope = scope_named(std::string_view(word).substr(0, equals));
        if (!scope || *scope == Scope::unknown || equals == std::string::npos || equals + 1 == word.size())
            return fail(
                ErrorCode::usage,
                "'" + display(word) + "' is not SCOPE=GLOB with runtime, development, optional, test or tooling",
                "--path-scope");
        if (rules.size() == max_rules)
            return fail(ErrorCode::usage, fmt::format("more than {} rules", max_rules), "--path-scope");
        rules.push_back({*scope, word.substr(equals + 1)});
    }
    return rules;
}

// BRANCH=FILE, where BRANCH is one that is looked at: a file's own name may have '=' in it.
struct Named {
    std::optional<size_t> branch;
    std::string file;
};

Named named(const std::string& value, const Branches* branches) {
    if (branches != nullptr)
        for (size_t i = 0; i < branches->revisions.size(); ++i)
            if (value.starts_with(branches->revisions[i].name + '='))
                return {i, value.substr(branches->revisions[i].name.size() + 1)};
    return {std::nullopt, value};
}

bool is_name_of(std::string_view name, const Revision& revision) {
    constexpr std::string_view heads = "refs/heads/";
    if (name.empty()) return false;
    if (name == revision.name || name == revision.ref) return true;
    return revision.ref.starts_with(heads) && name == std::string_view(revision.ref).substr(heads.size());
}

// By what the run says that it looked at: its commit, else the branch.
std::vector<size_t> branches_of(const sarif::Run& run, const Branches& branches) {
    std::vector<size_t> found;
    for (const bool by_commit : {true, false}) {
        for (size_t i = 0; i < branches.revisions.size(); ++i) {
            const Revision& revision = branches.revisions[i];
            const bool same = std::ranges::any_of(run.sources, [&](const sarif::SourceVersion& source) {
                return by_commit ? equal_ignoring_case(source.revision, revision.commit.hex())
                                 : is_name_of(source.branch, revision);
            });
            if (same) found.push_back(i);
        }
        if (!found.empty()) break;
    }
    if (found.empty() && run.sources.empty() && branches.revisions.size() == 1) found.push_back(0);
    return found;
}

std::string what_it_says(const sarif::Run& run) {
    for (const sarif::SourceVersion& source : run.sources)
        if (!source.revision.empty() || !source.branch.empty())
            return fmt::format("its results are of {}, which is no branch that is looked at",
                               display(source.branch.empty() ? source.revision : source.branch));
    return "does not say which branch its results are of";
}

// Where it looked at another commit of the branch, lines may have moved, and results be missing.
std::string other_commit(const sarif::Run& run, const Revision& revision) {
    std::string other;
    for (const sarif::SourceVersion& source : run.sources) {
        if (equal_ignoring_case(source.revision, revision.commit.hex())) return {};
        if (is_name_of(source.branch, revision)) other = source.revision;
    }
    if (other.empty()) return {};
    return fmt::format("{}: looked at commit {} of {}, which is at {} now", run.tool.empty() ? "a tool" : run.tool,
                       other.substr(0, 12), revision.name, revision.commit.hex().substr(0, 12));
}

Result<void> add_to_branches(const sarif::Log& log, const Named& from, const Branches& branches, SarifLogs& out) {
    std::vector<SarifFile> files(branches.revisions.size());
    for (const sarif::Run& run : log.runs) {
        const std::vector<size_t> places = from.branch ? std::vector{*from.branch} : branches_of(run, branches);
        if (places.empty())
            return fail(ErrorCode::usage, what_it_says(run) + " (--sarif BRANCH=FILE tells)", from.file);
        for (const size_t place : places) {
            files[place].log.runs.push_back(run);
            if (std::string remark = other_commit(run, branches.revisions[place]); !remark.empty())
                files[place].remarks.push_back(std::move(remark));
        }
    }
    for (size_t i = 0; i < files.size(); ++i) {
        files[i].name = from.file;
        // What was too much to read may be of any of them.
        files[i].log.left_out = log.left_out;
        if (!files[i].log.runs.empty()) out.files[i].push_back(std::move(files[i]));
    }
    return {};
}

}  // namespace

Result<SarifLogs> gather_sarif(const Invocation& invocation, const Branches* branches) {
    SarifLogs logs;
    WARD_TRY(logs.scopes, scope_rules_of(invocation));
    logs.files.resize(branches == nullptr ? 1 : branches->revisions.size());
    const std::vector<std::string> values = invocation.values("sarif");
    const std::vector<std::string> paths = paths_of(invocation);
    if (values.empty()) return logs;
    // Their paths are below one root.
    if (paths.size() != 1)
        return fail(ErrorCode::usage, "its results are below one folder, and there are several", "--sarif");
    std::error_code error;
    const std::string root = std::filesystem::canonical(paths[0], error).string();
    for (const std::string& value : values) {
        const Named from = named(value, branches);
        auto text = read_input(from.file, sarif::max_bytes);
        auto log = text ? sarif::parse(*text, from.file, root) : Result<sarif::Log>(std::unexpected(text.error()));
        if (!log) return fail(ErrorCode::usage, log.error().what, log.error().where);
        if (branches == nullptr) {
            logs.files[0].push_back({from.file, *std::move(log)});
            continue;
        }
        WARD_TRY_VOID(add_to_branches(*log, from, *branches, logs));
    }
    return logs;
}

}  // namespace ward::cli
