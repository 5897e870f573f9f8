// second-source: the same from another place. With `url`, the artefact by another server; else, with `git` (a remote),
// the files of the tag beside those of the artefact. Whoever took over one of the two cannot have changed the other. A
// release's tarball with files that its tag has not is how the xz backdoor came: those are failures, unless word
// `except` (globs) names them.
#include <fmt/core.h>

#include "actions/update/ladder/rung_input.h"
#include "actions/update/upstream/artefact.h"
#include "actions/update/upstream/git_remote.h"
#include "base/text.h"

namespace ward::update {
namespace {

constexpr std::string_view second_source_words[] = {"url", "git", "file", "except"};

Result<RungResult> judge(const RungInput& input, const Fetched& fetched, const FileTree& second,
                         const std::string& where) {
    WARD_TRY(const FileTree first, files_of(fetched));
    const Differences found = differences_of(first, second, globs_of(input, "except"));
    if (!found.changed.empty())
        return fails(input, fmt::format("{} differs from {}: {}", display(fetched.name), where, listed(found.changed)));
    if (!found.only_first.empty())
        return fails(input,
                     fmt::format("{} has what {} has not: {}", display(fetched.name), where, listed(found.only_first)));
    RungResult result = holds(input, fmt::format("the files of {} are those of {}", display(fetched.name), where));
    if (!found.only_second.empty()) result.detail += "; it lacks " + listed(found.only_second);
    result.evidence.emplace_back("second-source.url", where);
    return result;
}

Result<RungResult> other_server(const RungInput& input, const Fetched& fetched, const std::string& written) {
    WARD_TRY(const std::string url, url_of(written, {}));
    if (url == fetched.url) return fail(ErrorCode::usage, "second-source: that is the first one", display(url));
    auto second = download(*input.world, {.url = url, .name = fetched.name});
    if (!second && second.error().code == ErrorCode::not_found) return absent(input, display(url) + " has none");
    if (!second) return std::unexpected(second.error());
    if (!fetched.files && second->sha256 == fetched.sha256) {
        RungResult result = holds(input, fmt::format("{} has the same bytes", display(url)));
        result.evidence.emplace_back("second-source.url", url);
        return result;
    }
    if (fetched.files || fetched.artefact == nullptr || !fetched.artefact->unpack || fetched.artefact->kind == "raw")
        return fails(
            input, fmt::format("{} has other bytes: SHA-256 {}, not {}", display(url), second->sha256, fetched.sha256));
    second->artefact = fetched.artefact;
    WARD_TRY(const FileTree files, files_of(*second));
    return judge(input, fetched, files, display(url));
}

Result<RungResult> climb_second_source(const RungInput& input) {
    WARD_TRY(const std::string url, word_of(input, "url"));
    WARD_TRY(const std::string git, word_of(input, "git"));
    const std::string where = fmt::format("{}:{}", input.recipe->id, input.demand->line);
    if (url.empty() == git.empty())
        return fail(ErrorCode::usage, "second-source needs `url` or `git`, one of them", where);
    WARD_TRY(const std::vector<const Fetched*> subjects, subjects_of(input));
    if (subjects.size() > 1)
        return fail(ErrorCode::usage, "second-source: there are several artefacts; name the `file`", where);
    if (!url.empty()) return other_server(input, *subjects[0], url);
    if (input.candidate->tag.empty()) return absent(input, "the version has no tag");
    WARD_TRY(const FetchedCommit commit,
             fetch_reference(*input.world, git, "refs/tags/" + input.candidate->tag, Depth::tip));
    WARD_TRY(const FileTree files, tree_of_commit(commit.repository, commit.tree, ""));
    return judge(input, *subjects[0], files, fmt::format("commit {} of {}", commit.commit.hex(), display(git)));
}

}  // namespace

WARD_UPDATE_RUNG(second_source) = {
    .name = "second-source",
    .summary = "the same from another place",
    .words = second_source_words,
    .climb = climb_second_source,
};

}  // namespace ward::update
