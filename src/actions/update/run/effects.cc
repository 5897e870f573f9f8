// See effects.h.
#include "actions/update/run/effects.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <fmt/core.h>

#include "actions/update/run/effect_words.h"
#include "actions/update/run/staging.h"
#include "base/path.h"
#include "base/text.h"
#include "formats/digest.h"

namespace ward::update {
namespace {

using engine::Doubt;
using engine::Effect;
using engine::Sight;
using engine::Standing;

std::string digest_of(const TreeFile& file) {
    return fmt::format("{} {}", name_of(file.kind()), sha256_hex(file.bytes()));
}

// Only what is not there already: an index that follows twice is the same index.
std::vector<TreeChange> index_changes(const Effect& effect) {
    std::vector<TreeChange> out;
    for (const std::string& line : lines_of(word_of(effect.content, "index")))
        out.push_back(
            {.path = line.substr(1), .file = line.starts_with('-') ? std::nullopt : std::optional(TreeFile())});
    return out;
}

}  // namespace

std::string with_our_part(std::string_view body, std::string_view ours) {
    const std::string part = fmt::format("{}\n{}\n{}", pull_begin, trim(ours), pull_end);
    const size_t from = body.find(pull_begin);
    const size_t to = from == std::string_view::npos ? from : body.find(pull_end, from);
    if (to == std::string_view::npos)
        return trim(body).empty() ? part + "\n" : fmt::format("{}\n\n{}\n", trim(body), part);
    return fmt::format("{}{}{}", body.substr(0, from), part, body.substr(to + pull_end.size()));
}

Result<std::string> digest_of_folder(const Root& project, std::string_view path) {
    const auto tree = tree_of_folder(project, path);
    if (!tree && tree.error().code == ErrorCode::not_found) return std::string(absent_word);
    if (!tree) return std::unexpected(tree.error());
    return tree_sha256(*tree);
}

Result<std::string> digest_of_file(const Root& project, std::string_view path) {
    const auto fd = project.open_regular(path);
    if (!fd && fd.error().code == ErrorCode::not_found) return std::string(absent_word);
    if (!fd) return std::unexpected(fd.error());
    struct stat state{};
    if (::fstat(fd->get(), &state) != 0) return fail_errno("cannot read", path);
    WARD_TRY(std::string bytes, read_all(fd->get(), TreeLimits{}.file_bytes, path));
    return digest_of(
        TreeFile(std::move(bytes), (state.st_mode & S_IXUSR) != 0 ? FileKind::executable : FileKind::file));
}

Result<Sight> UpdateDriver::look(const Effect& effect, Doubt /*doubt*/) {
    if (effect.kind == effect_exchange || effect.kind == effect_replace) return look_at_place(effect);
    if (effect.kind == effect_commit) return look_at_ref(effect);
    if (effect.kind == effect_push) return look_at_remote(effect);
    if (effect.kind == effect_open_pull) return look_for_pull(effect);
    if (effect.kind == effect_label_pull) return look_at_labels(effect);
    if (effect.kind == effect_change_pull) return look_at_pull(effect);
    return fail(ErrorCode::unsupported, "no effect of kind '" + display(effect.kind) + "'");
}

Result<std::string> UpdateDriver::perform(const Effect& effect) {
    if (effect.kind == effect_exchange || effect.kind == effect_replace) return put_in_place(effect);
    if (effect.kind == effect_commit) return move_ref(effect);
    if (effect.kind == effect_push) return push(effect);
    if (effect.kind == effect_open_pull) return open_pull(effect);
    if (effect.kind == effect_label_pull) return label_pull(effect);
    if (effect.kind == effect_change_pull) return change_pull(effect);
    return fail(ErrorCode::unsupported, "no effect of kind '" + display(effect.kind) + "'");
}

Result<Sight> UpdateDriver::look_at_place(const Effect& effect) const {
    const bool is_tree = effect.kind == effect_exchange;
    WARD_TRY(const std::string there, is_tree ? digest_of_folder(*doors_.project, effect.target)
                                              : digest_of_file(*doors_.project, effect.target));
    const std::string word = is_tree ? "tree" : "sha256";
    return compared(there, word_of(effect.content, word), word_of(effect.requires_state, word), effect.target);
}

Result<std::string> UpdateDriver::put_in_place(const Effect& effect) const {
    const std::string staged = word_of(effect.content, "staged");
    const std::string place = fmt::format("{}/{}", doors_.project->path(), effect.target);
    // What is removed goes to where it would have been staged, so that it can come back.
    const bool is_removal = word_of(effect.content, "sha256") == absent_word;
    WARD_TRY_VOID(is_removal ? exchange(place, staged) : exchange(staged, place));
    return effect.target;
}

Result<Sight> UpdateDriver::look_at_ref(const Effect& effect) const {
    if (doors_.git == nullptr) return fail(ErrorCode::unsupported, "needs git", effect.target);
    WARD_TRY(const auto there, doors_.git->commit_of(effect.target));
    const std::string wanted = word_of(effect.content, "commit");
    // Somebody may have committed on top of it since.
    if (there && *there != wanted) {
        const auto behind = doors_.git->is_ancestor(wanted, *there);
        if (behind && *behind) return Sight{.standing = Standing::present, .detail = wanted};
    }
    return compared(there.value_or(std::string(absent_word)), wanted, word_of(effect.requires_state, "commit"),
                    effect.target);
}

Result<std::string> UpdateDriver::move_ref(const Effect& effect) const {
    const std::string before = word_of(effect.requires_state, "commit");
    std::string commit = word_of(effect.content, "commit");
    // The index first: after a crash in between, the files still differ from HEAD and nothing is hidden.
    if (const auto changes = index_changes(effect); !changes.empty())
        WARD_TRY_VOID(doors_.git->follow_in_index(commit, changes));
    WARD_TRY_VOID(doors_.git->move_ref(effect.target, commit, before == absent_word ? "" : before, "ward update"));
    return commit;
}

Result<void> take_back(const Root& project, const Effect& effect) {
    const bool is_tree = effect.kind == effect_exchange;
    if (!is_tree && effect.kind != effect_replace) return {};
    const std::string word = is_tree ? "tree" : "sha256";
    const auto digest = [&](const Root& root, std::string_view path) {
        return is_tree ? digest_of_folder(root, path) : digest_of_file(root, path);
    };
    WARD_TRY(const std::string there, digest(project, effect.target));
    const std::string before = word_of(effect.requires_state, word);
    if (there == before) return {};
    if (there != word_of(effect.content, word))
        return fail(ErrorCode::conflict, "has changed since; it is left as it is", effect.target);
    const std::string staged = word_of(effect.content, "staged");
    const std::string place = fmt::format("{}/{}", project.path(), effect.target);
    if (before == absent_word) return exchange(place, staged);  // it goes back to where it was staged
    WARD_TRY(const Root old_folder, Root::open(folder_of(staged)));
    WARD_TRY(const std::string old_digest, digest(old_folder, base_name(staged)));
    if (old_digest != before)
        return fail(ErrorCode::not_found, "what was there before is no longer kept", effect.target);
    return exchange(staged, place);
}

}  // namespace ward::update
