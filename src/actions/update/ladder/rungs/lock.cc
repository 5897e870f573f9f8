// lock: a version that was locked once is what it was. An archive that the forge packed anew is told; other files, or
// another commit at the tag, are a tag that somebody moved.
#include <algorithm>

#include <fmt/core.h>

#include "actions/update/ladder/rung_input.h"
#include "base/text.h"

namespace ward::update {
namespace {

const LockedArtefact* locked_of(const LockedDependency& locked, const Fetched& fetched) {
    for (const auto member : {&LockedArtefact::url, &LockedArtefact::name})
        for (const LockedArtefact& artefact : locked.artefacts)
            if (artefact.*member == (member == &LockedArtefact::url ? fetched.url : fetched.name)) return &artefact;
    return nullptr;
}

// One artefact: what is wrong, or a note, or nothing.
struct Verdict {
    std::string wrong;
    std::string note;
};
Result<Verdict> compare(const LockedArtefact& locked, const Fetched& fetched) {
    Verdict verdict;
    if (!fetched.files && fetched.sha256 == locked.sha256) return verdict;
    if (locked.tree_sha256.empty() && fetched.files) {
        verdict.wrong = fmt::format("{} has no digest of its files in the lock file", display(fetched.name));
        return verdict;
    }
    if (!locked.tree_sha256.empty()) {
        WARD_TRY(const FileTree files, files_of(fetched));
        if (tree_sha256(files) == locked.tree_sha256) {
            if (!fetched.files)
                verdict.note = fmt::format("{} was packed anew: SHA-256 {} is {} now, its files are the same",
                                           display(fetched.name), locked.sha256, fetched.sha256);
            return verdict;
        }
    }
    verdict.wrong = fmt::format("tag moved: the files of {} are not those that were locked (SHA-256 {}, now {})",
                                display(fetched.name), locked.sha256.empty() ? "of none" : locked.sha256,
                                fetched.sha256.empty() ? "of none" : fetched.sha256);
    return verdict;
}

std::string commit_now(const RungInput& input) {
    if (!input.candidate->commit.empty()) return input.candidate->commit;
    for (const Fetched& fetched : input.fetched)
        if (!fetched.commit.empty()) return fetched.commit;
    return {};
}

Result<RungResult> climb_lock(const RungInput& input) {
    const LockedDependency* locked = input.locked;
    const std::string& version = input.candidate->version;
    if (locked == nullptr || locked->version != version)
        return holds(input, fmt::format("{} is new to the lock file", version));
    const std::string commit = commit_now(input);
    if (!locked->commit.empty() && commit != locked->commit)
        return fails(input, commit.empty()
                                ? fmt::format("commit {} was locked, and none is told now", locked->commit)
                                : fmt::format("tag moved: {} was locked, it is {} now", locked->commit, commit));
    std::vector<std::string> notes;
    for (const Fetched& fetched : input.fetched) {
        const LockedArtefact* artefact = locked_of(*locked, fetched);
        if (artefact == nullptr) {
            notes.push_back(fmt::format("{} is new to the lock file", display(fetched.name)));
            continue;
        }
        WARD_TRY(const Verdict verdict, compare(*artefact, fetched));
        if (!verdict.wrong.empty()) return fails(input, verdict.wrong);
        if (!verdict.note.empty()) notes.push_back(verdict.note);
    }
    return holds(input, notes.empty() ? fmt::format("{} is what was locked", version) : join(notes, "; "));
}

}  // namespace

WARD_UPDATE_RUNG(lock) = {
    .name = "lock",
    .summary = "what was locked is what it was",
    .words = {},
    .climb = climb_lock,
};

}  // namespace ward::update
