// See plan_update.h.
#include "actions/update/run/plan_update.h"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "actions/update/run/propose.h"
#include "actions/update/run/staging.h"
#include "actions/update/run/uncommitted.h"
#include "base/fd.h"
#include "base/text.h"
#include "formats/digest.h"
#include "formats/glob.h"

namespace ward::update {
namespace {

// A file of the project that the update changes or removes; path from the project's folder.
using Changes = std::map<std::string, std::optional<TreeFile>, std::less<>>;

std::string in_folder(const std::string& folder, std::string_view path) {
    return folder.empty() ? std::string(path) : fmt::format("{}/{}", folder, path);
}

void add_difference(Changes& changes, const std::string& folder, const FileTree& before, const FileTree& after) {
    for (const auto& [path, file] : after) {
        const auto was = before.find(path);
        if (was == before.end() || !(was->second == file)) changes[in_folder(folder, path)] = file;
    }
    for (const auto& [path, file] : before)
        if (!after.contains(path)) changes[in_folder(folder, path)] = std::nullopt;
}

// What becomes of the patches themselves: one that upstream has is removed, one that had to be merged is written anew,
// because it would not apply to the tree that it made.
Changes patch_changes(const Work& work) {
    Changes out;
    for (const PatchOutcome& patch : work.derived->stack.patches) {
        if (patch.kind == PatchOutcome::Kind::upstreamed) out[patch.name] = std::nullopt;
        const bool is_moved =
            patch.kind == PatchOutcome::Kind::merged || patch.kind == PatchOutcome::Kind::partly_upstreamed;
        if (is_moved && !patch.refreshed.empty()) out[patch.name] = TreeFile(patch.refreshed);
    }
    return out;
}

class Planner {
  public:
    Planner(const Work& work, const PlanRequest& request) : work_(work), recipe_(*work.recipe), request_(request) {}

    Result<PlannedUpdate> run() {
        out_.plan.action = "update";
        out_.plan.scope = request_.project->path();
        if (request_.lock != nullptr) out_.lock = *request_.lock;
        if (request_.where == PlanRequest::Where::branch) WARD_TRY_VOID(find_earlier());
        out_.lock[recipe_.id] = locked_of(work_, locked_before(), request_.ward_version, request_.now);
        WARD_TRY_VOID(make_folders(request_.run_folder));
        if (request_.where != PlanRequest::Where::branch) {
            WARD_TRY_VOID(stage_tree());
            WARD_TRY_VOID(stage_files());
        }
        if (request_.where != PlanRequest::Where::tree) WARD_TRY_VOID(commit());
        return std::move(out_);
    }

  private:
    // The branch as it is here, and what an earlier run made of this task.
    Result<void> find_earlier() {
        WARD_TRY(out_.branch, fill(recipe_.branch, words_of(work_)));
        WARD_TRY(there_, request_.git->commit_of("refs/heads/" + out_.branch));
        // A branch that somebody else worked on is not ward's to move.
        if (there_) WARD_TRY_VOID(check_own(*there_));
        earlier_ = request_.earlier ? request_.earlier : there_;
        if (!earlier_) return {};
        WARD_TRY(const CommitFacts facts, request_.git->facts_of(*earlier_));
        earlier_at_ = facts.committed;
        WARD_TRY(const auto text, request_.git->file_at(*earlier_, request_.git->prefix() + std::string(lock_name)));
        if (!text) return {};
        const auto lock = parse_lock(*text, lock_name);
        if (lock && lock->contains(recipe_.id)) earlier_lock_ = lock->at(recipe_.id);
        return {};
    }

    const LockedDependency* locked_before() const {
        const auto at = out_.lock.find(recipe_.id);
        const bool is_this = at != out_.lock.end() && at->second.version == work_.new_version();
        if (!is_this && earlier_lock_) return &*earlier_lock_;
        return at == out_.lock.end() ? nullptr : &at->second;
    }

    Result<void> stage_tree() {
        // What a person has uncommitted comes along: here, before anything is written.
        FileTree files = work_.derived->files;
        if (work_.carried) {
            auto both = carry_over(work_.before, *work_.carried, work_.derived->files);
            if (!both)
                return fail(both.error().code, both.error().what,
                            fmt::format("{}/{}", recipe_.path, both.error().where));
            files = std::move(*both);
        }
        const FileTree& replaced = work_.carried ? *work_.carried : work_.before;
        const std::string digest = tree_sha256(files);
        WARD_TRY(const std::string there, digest_of_folder(*request_.project, recipe_.path));
        if (digest == there) return {};
        // What was read at the beginning is what is replaced: else an edit made meanwhile would be lost.
        if (there != (replaced.empty() ? std::string(absent_word) : tree_sha256(replaced)))
            return fail(ErrorCode::conflict, "has changed since this run read it", recipe_.path);
        const std::string staged = request_.run_folder + "/tree";
        WARD_TRY_VOID(write_tree(staged, files));
        out_.plan.effects.push_back(
            {.kind = std::string(effect_exchange),
             .target = recipe_.path,
             .summary = fmt::format("{}: {} files of {}", recipe_.path, files.size(), work_.new_version()),
             .content = {{"staged", staged}, {"tree", digest}},
             .requires_state = {{"tree", there}},
             .undo = "ward update undo"});
        return {};
    }

    // Files elsewhere than in the dependency's folder, as they will be.
    Result<Changes> other_files() const {
        Changes out = patch_changes(work_);
        if (recipe_.patches && !out.empty()) WARD_TRY_VOID(drop_from_series(out));
        for (const auto& [path, file] : work_.derived->outside) out[path] = file;
        out[std::string(lock_name)] = TreeFile(to_text(out_.lock));
        return out;
    }

    // A series that names a patch which is gone would stop the next update.
    Result<void> drop_from_series(Changes& changes) const {
        const std::string path = recipe_.patches->folder + "/series";
        WARD_TRY(const auto series, reader_of (*request_.project)(path));
        if (!series) return {};
        std::string kept;
        for (const std::string_view line : split(*series, '\n')) {
            const auto patch = changes.find(fmt::format("{}/{}", recipe_.patches->folder, trim(line)));
            if (patch == changes.end() || patch->second) kept += fmt::format("{}\n", line);
        }
        if (!series->empty() && !kept.empty()) kept.pop_back();
        changes[path] = TreeFile(kept);
        return {};
    }

    Result<void> stage_files() {
        WARD_TRY(const Changes files, other_files());
        size_t number = 0;
        for (const auto& [path, file] : files) {
            WARD_TRY(const std::string there, digest_of_file(*request_.project, path));
            const std::string folder = fmt::format("{}/file-{}", request_.run_folder, number++);
            const std::string staged = folder + "/file";
            std::string digest(absent_word);
            if (file) {
                WARD_TRY_VOID(write_tree(folder, {{"file", *file}}));
                WARD_TRY(const Root staged_folder, Root::open(folder));
                WARD_TRY(digest, digest_of_file(staged_folder, "file"));
            }
            if (digest == there) continue;
            out_.plan.effects.push_back({.kind = std::string(effect_replace),
                                         .target = path,
                                         .summary = path,
                                         .content = {{"staged", staged}, {"sha256", digest}},
                                         .requires_state = {{"sha256", there}},
                                         .undo = "ward update undo"});
        }
        return {};
    }

    // All that the commits change, in the end.
    Result<Changes> all_changes() const {
        Changes out;
        add_difference(out, recipe_.path, work_.before, work_.derived->files);
        WARD_TRY(const Changes others, other_files());
        for (const auto& [path, file] : others) {
            WARD_TRY(const auto there, reader_of (*request_.project)(path));
            const bool is_same = file ? there && *there == file->bytes() : !there;
            if (!is_same) out[path] = file;
        }
        return out;
    }

    // The commits are made on HEAD: what they replace has to be what HEAD has.
    Result<void> check_clean(const Changes& changes, const std::string& head) const {
        const std::vector<std::string> named = request_.git->folders();
        WARD_TRY(const auto repository, gitobjects::Repository::open(request_.git->work_tree(), named));
        WARD_TRY(const gitobjects::Revision revision, repository.resolve(head));
        WARD_TRY(const FileTree of_head, folder_of_head(repository, revision.tree));
        if (of_head != work_.before)
            return fail(ErrorCode::conflict, "has changes that are not committed; commit or stash them first",
                        recipe_.path);
        for (const auto& [path, file] : changes) {
            if (path.starts_with(recipe_.path + "/")) continue;
            WARD_TRY(const auto there, reader_of (*request_.project)(path));
            WARD_TRY(const auto committed, file_of_head(repository, revision.tree, path));
            if (there != committed)
                return fail(ErrorCode::conflict, "has changes that are not committed; commit or stash them first",
                            path);
        }
        return {};
    }

    Result<FileTree> folder_of_head(const gitobjects::Repository& repository, const gitobjects::ObjectId& tree) const {
        auto out = tree_of_commit(repository, tree, request_.git->prefix() + recipe_.path);
        if (!out && out.error().code == ErrorCode::not_found) return FileTree();
        return out;
    }

    Result<std::optional<std::string>> file_of_head(const gitobjects::Repository& repository,
                                                    const gitobjects::ObjectId& tree, const std::string& path) const {
        gitobjects::ObjectId at = tree;
        const std::string whole = request_.git->prefix() + path;
        const auto parts = split(whole, '/');
        for (size_t i = 0; i < parts.size(); ++i) {
            WARD_TRY(const auto entries, repository.tree(at));
            const auto entry = std::ranges::find(entries, parts[i], &gitobjects::TreeEntry::name);
            if (entry == entries.end()) return std::nullopt;
            at = entry->id;
            if (i + 1 == parts.size()) {
                WARD_TRY(auto object, repository.objects().read(at));
                return std::move(object.bytes);
            }
            if (entry->mode != gitobjects::TreeMode::folder) return std::nullopt;
        }
        return std::nullopt;
    }

    Result<void> commit() {
        WARD_TRY(const std::string head, request_.git->head());
        WARD_TRY(const Changes changes, all_changes());
        WARD_TRY_VOID(check_clean(changes, head));
        // With the time of the earlier one first: what is the same to the byte is the same commit.
        if (earlier_) WARD_TRY_VOID(write_commits(head, changes, earlier_at_));
        if (!earlier_ || out_.commits.empty() || out_.commits.back() != *earlier_)
            WARD_TRY_VOID(write_commits(head, changes, request_.now));
        if (out_.commits.empty()) return {};
        return add_commit_effect(head, out_.commits.back(), changes);
    }

    Result<void> write_commits(const std::string& head, Changes left, Instant when) {
        out_.commits.clear();
        out_.message.clear();
        std::string parent = head;
        const std::vector<Commit> one{{.message = recipe_.commit_message, .include = {}, .after = {}}};
        const std::vector<Commit>& commits = recipe_.commits.empty() ? one : recipe_.commits;
        for (size_t i = 0; i < commits.size(); ++i) {
            WARD_TRY(const Changes part, part_of(commits[i], i + 1 == commits.size(), left));
            if (part.empty()) continue;
            WARD_TRY(const std::string line, fill(commits[i].message, words_of(work_)));
            WARD_TRY(const std::string message, message_of(work_, line));
            if (out_.message.empty()) out_.message = message;
            std::vector<TreeChange> rows;
            for (const auto& [path, file] : part) rows.push_back({.path = request_.git->prefix() + path, .file = file});
            WARD_TRY(parent, request_.git->write_commit(parent, rows, message, when));
            out_.commits.push_back(parent);
        }
        return {};
    }

    // What a commit takes of what is left: the files that it includes, as they were after its hook.
    Result<Changes> part_of(const Commit& commit, bool is_last, Changes& left) const {
        Changes out;
        if (is_last) {
            out.swap(left);
            return out;
        }
        std::vector<Glob> globs;
        for (const std::string& pattern : commit.include) {
            WARD_TRY(Glob glob, Glob::compile(pattern));
            globs.push_back(std::move(glob));
        }
        const FileTree& snapshot = work_.snapshot_after(commit.after);
        Changes difference;
        add_difference(difference, recipe_.path, work_.before, snapshot);
        for (auto& [path, file] : difference) {
            const std::string_view inside = std::string_view(path).substr(recipe_.path.size() + 1);
            if (!globs.empty() && !matches_any(globs, inside)) continue;
            const auto now = work_.derived->files.find(inside);
            const bool is_final =
                file ? now != work_.derived->files.end() && now->second == *file : now == work_.derived->files.end();
            if (is_final) left.erase(path);
            out.emplace(path, std::move(file));
        }
        return out;
    }

    Result<void> add_commit_effect(const std::string& head, const std::string& commit, const Changes& changes) {
        const bool on_head = request_.where == PlanRequest::Where::head;
        std::string ref;
        std::string before = head;
        std::string index;
        if (on_head) {
            WARD_TRY(const auto head_ref, request_.git->head_ref());
            ref = head_ref.value_or("HEAD");
            for (const auto& [path, file] : changes)
                index += fmt::format("{}{}{}\n", file ? '+' : '-', request_.git->prefix(), path);
        } else {
            ref = "refs/heads/" + out_.branch;
            if (there_ && *there_ != commit) WARD_TRY_VOID(check_not_checked_out(ref));
            before = there_.value_or(std::string(absent_word));
        }
        std::map<std::string, std::string> content{{"commit", commit}};
        if (!index.empty()) content["index"] = index;
        out_.plan.effects.push_back(
            {.kind = std::string(effect_commit),
             .target = ref,
             .summary = fmt::format("{}: {}", ref, out_.message.substr(0, out_.message.find('\n'))),
             .content = std::move(content),
             .requires_state = {{"commit", before}},
             .undo = "git revert"});
        return {};
    }

    Result<void> check_own(const std::string& commit) const {
        WARD_TRY(const CommitFacts facts, request_.git->facts_of(commit));
        if (is_own(facts, recipe_.id)) return {};
        return fail(ErrorCode::conflict, "has commits that are not ward's; it is left as it is",
                    "refs/heads/" + out_.branch);
    }

    // Its files would stay behind, and look like changes that somebody made.
    Result<void> check_not_checked_out(const std::string& ref) const {
        WARD_TRY(const auto folder, request_.git->checked_out_at(ref));
        if (!folder) return {};
        return fail(ErrorCode::conflict, "is checked out in " + display(*folder), ref);
    }

    const Work& work_;
    const Recipe& recipe_;
    const PlanRequest& request_;
    PlannedUpdate out_;
    std::optional<std::string> there_;  // Where::branch: its commit here
    std::optional<std::string> earlier_;
    Instant earlier_at_ = 0;
    std::optional<LockedDependency> earlier_lock_;
};

}  // namespace

Result<PlannedUpdate> plan_update(const Work& work, const PlanRequest& request) {
    if (!work.derived) return fail(ErrorCode::internal, "there is no tree to plan for", work.recipe->id);
    return Planner(work, request).run();
}

LockedDependency locked_of(const Work& work, const LockedDependency* before, std::string_view ward_version,
                           Instant now) {
    const Candidate& candidate = *work.choice.chosen;
    LockedDependency out{.id = work.recipe->id, .version = work.new_version(), .tag = candidate.tag};
    out.commit = candidate.commit;
    // A dependency that is derived anew in its version keeps what it had replaced.
    if (work.current && *work.current != out.version) out.previous = *work.current;
    else if (before != nullptr && before->version == out.version) out.previous = before->previous;
    if (candidate.published) out.published_at = format_instant(*candidate.published);
    const bool is_same = before != nullptr && before->version == out.version;
    out.first_seen_at = is_same && !before->first_seen_at.empty() ? before->first_seen_at : format_instant(now);
    for (size_t i = 0; i < work.fetched.size(); ++i) {
        const Fetched& one = work.fetched[i];
        if (out.commit.empty()) out.commit = one.commit;
        LockedArtefact artefact{.url = one.url, .name = one.name, .sha256 = one.sha256};
        if (!one.files) {
            artefact.sha512 = hex(sha2(ShaAlgorithm::sha512, one.bytes).view());
            artefact.size = one.bytes.size();
        }
        if (i < work.fetched_trees.size()) artefact.tree_sha256 = work.fetched_trees[i];
        out.artefacts.push_back(std::move(artefact));
    }
    out.tree_sha256 = tree_sha256(work.derived->files);
    out.pristine_sha256 = tree_sha256(work.derived->pristine);
    const auto patches = patch_changes(work);
    for (const LockedPatch& patch : work.patches) {
        const auto changed = patches.find(patch.name);
        if (changed == patches.end()) out.patches.push_back(patch);
        else if (changed->second)
            out.patches.push_back({.name = patch.name, .sha256 = sha256_hex(changed->second->bytes())});
    }
    for (const HookOutcome& hook : work.hooks)
        out.hooks.push_back({.name = hook.name,
                             .command = hook.command,
                             .inputs_sha256 = hook.inputs_sha256,
                             .outputs_sha256 = hook.outputs_sha256});
    if (const std::string& file = work.recipe->license_file; !file.empty())
        if (const auto at = work.derived->files.find(file); at != work.derived->files.end())
            out.license_sha256 = sha256_hex(at->second.bytes());
    for (const RungResult& result : work.ladder.results)
        for (const auto& [name, text] : result.evidence) out.evidence[fmt::format("{}.{}", result.rung, name)] = text;
    out.ward = ward_version;
    return out;
}

}  // namespace ward::update
