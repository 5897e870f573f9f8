#include "actions/release/embargo/leak_check.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "actions/release/embargo/bundle.h"
#include "actions/release/embargo/bundle_check.h"
#include "actions/release/embargo/folder_check.h"
#include "actions/release/embargo/git_asker.h"
#include "actions/release/embargo/repository_check.h"
#include "base/fd.h"
#include "base/path.h"
#include "base/survey.h"
#include "base/temporary_folder.h"
#include "base/text.h"
#include "io/gitobjects/repository.h"

namespace ward::release {
namespace {

using gitobjects::Repository;

using Logs = std::vector<std::pair<std::string, std::string>>;

Logs reflogs_of(const Root& root, const Survey& survey, const std::string& repository) {
    const std::string start = repository.empty() ? "logs/" : repository + "/logs/";
    Logs logs;
    for (const SurveyEntry& entry : survey.entries)
        if (entry.kind == EntryKind::file && entry.path.starts_with(start))
            if (auto text = root.read(entry.path, max_reflog_bytes))
                logs.emplace_back(entry.path.substr(start.size()), *std::move(text));
    return logs;
}

LeakReport failed(std::string path, const Error& error) {
    LeakReport report;
    report.problems.push_back({std::move(path), error.message()});
    return report;
}

// The repository of a work tree whose .git is a file; nothing where it is below the folder, and read as such.
LeakReport check_elsewhere(const std::string& folder, const std::string& work_tree, const TaintMatcher& matcher,
                           const LeakCheckOptions& options) {
    const std::string place = work_tree.empty() ? folder : folder + '/' + work_tree;
    if (Repository::open(place, std::vector{folder})) return {};
    const auto repository = Repository::open(place, options.named);
    if (!repository) return failed(work_tree.empty() ? ".git" : work_tree + "/.git", repository.error());
    return check_repository(*repository, {}, nullptr, matcher, options.cache_folder);
}

}  // namespace

Result<LeakReport> check_folder(const std::string& folder, const TaintMatcher& matcher,
                                const LeakCheckOptions& options) {
    WARD_TRY(const Root root, Root::open(folder));
    const Survey everything = survey(root, {}, [](std::string_view) { return true; });
    const std::vector<std::string> repositories = repositories_in(everything);
    LeakReport report = check_files(root, everything, repositories, matcher, options);
    std::vector<std::string> named = options.named;
    named.push_back(folder);
    for (const std::string& path : repositories) {
        const auto repository = Repository::open(path.empty() ? folder : fmt::format("{}/{}", folder, path), named);
        report.add(repository ? check_repository(*repository, reflogs_of(root, everything, path), nullptr, matcher,
                                                 options.cache_folder)
                              : failed(path, repository.error()));
    }
    for (const SurveyEntry& entry : everything.entries)
        if (entry.kind == EntryKind::file && (entry.path == ".git" || entry.path.ends_with("/.git")))
            report.add(check_elsewhere(folder, entry.path == ".git" ? "" : folder_of(entry.path), matcher, options));
    redact_problems(report, matcher);
    return report;
}

Result<LeakReport> check_file(const std::string& file, const TaintMatcher& matcher, const LeakCheckOptions& options) {
    WARD_TRY(const std::string bytes, read_file(file, max_bundle_bytes));
    LeakReport report = check_bytes(bytes, matcher.redact(file), matcher, options);
    report.files = 1;
    redact_problems(report, matcher);
    return report;
}

LeakReport check_text(std::string_view text, const TaintMatcher& matcher, const std::string& name) {
    LeakReport report;
    report.leaks = leaks_in(text, matcher, {.kind = "text", .place = matcher.redact(name)});
    report.files = 1;
    return report;
}

Result<LeakReport> check_remote(const std::string& url, const TaintMatcher& matcher, const LeakCheckOptions& options) {
    if (url.empty() || url.starts_with('-')) return fail(ErrorCode::usage, "is no URL of a repository", display(url));
    WARD_TRY(const TemporaryFolder folder, TemporaryFolder::make("ward-leak-check"));
    WARD_TRY(GitAsker git, GitAsker::in(folder.path(), environment_elsewhere(options.environment)));
    git.add_variable(allowed_transports);
    WARD_TRY_VOID(git.answer({"init", "--quiet", "--bare", "--template=", "--initial-branch=none", folder.path()}));
    WARD_TRY_VOID(git.answer({"--git-dir=" + folder.path(), "fetch", "--quiet", "--no-write-fetch-head",
                              "--no-recurse-submodules", "--end-of-options", url, "+refs/*:refs/*"}));
    return check_folder(folder.path(), matcher, options);
}

}  // namespace ward::release
