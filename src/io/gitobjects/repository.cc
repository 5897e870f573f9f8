#include "io/gitobjects/repository.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "io/gitobjects/gitobjects.h"
#include "io/gitobjects/ref_text.h"

namespace ward::gitobjects {
namespace {

constexpr std::string_view heads = "refs/heads/";
constexpr std::string_view tags = "refs/tags/";
constexpr std::string_view remotes = "refs/remotes/";

// The repository's own folder: .git, where a .git file leads, or the folder itself.
Result<Folder> git_folder_of(const Places& places) {
    Folder top(places.first(), "");
    const auto text = top.read(".git", max_ref_file_bytes);
    if (text) {
        constexpr std::string_view mark = "gitdir:";
        if (!text->starts_with(mark)) return fail(ErrorCode::parse, "is neither a folder nor \"gitdir: PATH\"", ".git");
        return places.follow(top, trim(std::string_view(*text).substr(mark.size())), ".git");
    }
    if (text.error().code == ErrorCode::unsupported) {
        if (top.has_folder(".git")) return top.below(".git");
        return std::unexpected(text.error());
    }
    if (text.error().code != ErrorCode::not_found) return std::unexpected(text.error());
    if (top.has_file("HEAD") && top.has_folder("objects")) return top;
    return fail(ErrorCode::not_found, "is no git repository: it has no .git and is no bare one",
                "'" + places.first()->path() + "'");
}

// A linked worktree has its HEAD of its own, and all else in the repository it belongs to.
Result<Folder> common_folder_of(const Folder& git, const Places& places) {
    const auto text = git.read("commondir", max_ref_file_bytes);
    if (text) return places.follow(git, trim(*text), git.at("commondir"));
    if (text.error().code == ErrorCode::not_found) return git;
    return std::unexpected(text.error());
}

}  // namespace

// An id, through symbolic refs; nothing where a ref along the way is not there.
Result<std::optional<Ref>> Repository::follow(const Folder& git, const Folder& common, std::string file) const {
    Ref ref;
    const Folder* folder = &git;
    for (size_t links = 0; links <= max_symbolic_refs; ++links) {
        const auto text = folder->read(file, max_ref_file_bytes);
        if (!text) {
            if (ref.name.empty() && text.error().code != ErrorCode::not_found) return std::unexpected(text.error());
            return ref_named(ref.name);
        }
        WARD_TRY(RefTarget target, parse_ref_file(*text, folder->at(file)));
        if (target.ref.empty()) {
            ref.id = ObjectId::from_hex(target.commit).value_or(ObjectId());
            return ref;
        }
        ref.name = std::move(target.ref);
        file = ref.name;
        folder = &common;
    }
    return fail(ErrorCode::limit, fmt::format("leads through more than {} refs", max_symbolic_refs), git.at(file));
}

Result<void> Repository::load_refs(const Folder& git, const Folder& common) {
    if (common.has_folder("reftable"))
        return fail(ErrorCode::unsupported, "refs are kept in a reftable, which is not read", common.at("reftable"));
    const auto text = common.read("packed-refs", max_packed_refs_bytes);
    if (!text && text.error().code != ErrorCode::not_found) return std::unexpected(text.error());
    std::string_view rest = text ? std::string_view(*text) : std::string_view();
    for (int number = 0;;) {
        WARD_TRY(const std::optional<PackedRef> line, next_packed_ref(rest, number, common.at("packed-refs")));
        if (!line) break;
        if (refs_.size() == max_refs)
            return fail(ErrorCode::limit, fmt::format("has more than {} refs", max_refs), common.at("packed-refs"));
        if (is_ref_name(line->name))
            refs_.push_back({std::string(line->name), ObjectId::from_hex(line->id).value_or(ObjectId())});
    }
    if (!std::ranges::is_sorted(refs_, {}, &Ref::name)) std::ranges::stable_sort(refs_, {}, &Ref::name);
    // A ref's own file wins over its line in packed-refs.
    std::vector<Ref> loose;
    for (const std::string& path : common.files_below("refs", true)) {
        if (!is_ref_name(path)) continue;
        const auto ref = follow(common, common, path);
        // A ref that cannot be read is missed where it is asked for, with its name.
        if (ref && *ref && !(*ref)->id.empty()) loose.push_back({path, (*ref)->id});
    }
    if (!loose.empty()) {
        loose.insert(loose.end(), std::make_move_iterator(refs_.begin()), std::make_move_iterator(refs_.end()));
        std::ranges::stable_sort(loose, {}, &Ref::name);
        refs_ = std::move(loose);
    }
    const auto doubles = std::ranges::unique(refs_, {}, &Ref::name);
    refs_.erase(doubles.begin(), doubles.end());
    WARD_TRY(head_, follow(git, common, "HEAD"));
    return {};
}

Result<Repository> Repository::open(const std::string& path, std::span<const std::string> named) {
    std::vector<std::string> folders{path};
    folders.insert(folders.end(), named.begin(), named.end());
    WARD_TRY(const Places places, Places::open(folders));
    WARD_TRY(const Folder git, git_folder_of(places));
    WARD_TRY(const Folder common, common_folder_of(git, places));
    if (!git.has_file("HEAD"))
        return fail(ErrorCode::not_found, "is no git repository: it has no HEAD", "'" + git.path() + "'");
    Repository repository;
    WARD_TRY_VOID(repository.load_refs(git, common));
    // Whether ids are of SHA-1 or SHA-256 stands in the configuration, and in every id.
    size_t id_bytes = sha1_bytes;
    if (repository.head_) id_bytes = repository.head_->id.size();
    else if (!repository.refs_.empty()) id_bytes = repository.refs_.front().id.size();
    WARD_TRY(repository.store_, ObjectStore::open(common.below("objects"), places, id_bytes));
    return repository;
}

std::optional<Ref> Repository::ref_named(std::string_view name) const {
    const auto found =
        std::ranges::lower_bound(refs_, name, {}, [](const Ref& ref) { return std::string_view(ref.name); });
    if (found == refs_.end() || found->name != name) return std::nullopt;
    return *found;
}

// "v22.x" of a remote, where there is no branch of one's own.
Result<Ref> Repository::find_in_remotes(std::string_view name) const {
    if (auto ref = ref_named(std::string(remotes) + "origin/" + std::string(name))) return *std::move(ref);
    std::vector<Ref> found;
    for (const Ref& ref : refs_) {
        if (!ref.name.starts_with(remotes)) continue;
        const std::string_view rest = std::string_view(ref.name).substr(remotes.size());
        const size_t slash = rest.find('/');
        if (slash != std::string_view::npos && rest.substr(slash + 1) == name) found.push_back(ref);
    }
    if (found.empty()) return fail(ErrorCode::not_found, "");
    if (found.size() == 1) return found[0];
    return fail(ErrorCode::usage, fmt::format("is a branch of several remotes; say {} or {}", display(found[0].name),
                                              display(found[1].name)));
}

Result<Ref> Repository::find(std::string_view name) const {
    if (name == "HEAD" || name == "@") {
        if (head_) return *head_;
        return fail(ErrorCode::usage, "is a branch that has no commit yet");
    }
    if (auto ref = ref_named(name)) return *std::move(ref);
    auto branch = ref_named(std::string(heads) + std::string(name));
    auto tag = ref_named(std::string(tags) + std::string(name));
    if (branch && tag && branch->id != tag->id)
        return fail(ErrorCode::usage, fmt::format("is a branch and a tag; say {} or {}", branch->name, tag->name));
    if (branch) return *std::move(branch);
    if (tag) return *std::move(tag);
    if (auto remote = ref_named(std::string(remotes) + std::string(name))) return *std::move(remote);
    if (const auto id = ObjectId::from_hex(name)) return Ref{"", *id};
    auto remote = find_in_remotes(name);
    if (remote || remote.error().code != ErrorCode::not_found) return remote;
    std::vector<std::string_view> choices;
    for (const Ref& ref : refs_)
        for (const std::string_view start : {heads, tags, std::string_view("refs/remotes/origin/")})
            if (ref.name.starts_with(start)) choices.push_back(std::string_view(ref.name).substr(start.size()));
    const auto near = closest(name, choices);
    return fail(ErrorCode::usage, near ? fmt::format("is no branch, tag or commit id; did you mean {}?", display(*near))
                                       : "is no branch, tag or commit id");
}

Result<Revision> Repository::peel(std::string_view name, const Ref& ref) const {
    Revision revision{std::string(name), ref.name, ref.id, {}};
    for (size_t depth = 0; depth <= max_tag_depth; ++depth) {
        WARD_TRY(const Object object, store_->read(revision.commit, max_commit_bytes));
        if (object.kind == ObjectKind::commit) {
            WARD_TRY(const Commit commit, parse_commit(object.bytes, store_->id_bytes()));
            revision.tree = commit.tree;
            return revision;
        }
        if (object.kind != ObjectKind::tag)
            return fail(ErrorCode::usage, fmt::format("is a {}, not a commit", name_of(object.kind)));
        WARD_TRY(const Tag tag, parse_tag(object.bytes, store_->id_bytes()));
        revision.commit = tag.target;
    }
    return fail(ErrorCode::limit, fmt::format("is a tag of more than {} tags", max_tag_depth));
}

Result<Revision> Repository::resolve(std::string_view name) const {
    const auto about = [&](Error error) {
        error.what = fmt::format("'{}' {}", display(name), error.where.empty() ? error.what : error.message());
        error.where.clear();
        return std::unexpected(std::move(error));
    };
    const auto ref = find(name);
    if (!ref) return about(ref.error());
    auto revision = peel(name, *ref);
    if (!revision) return about(revision.error());
    return revision;
}

Result<Commit> Repository::commit(const ObjectId& id) const {
    WARD_TRY(const Object object, store_->read(id, max_commit_bytes));
    if (object.kind != ObjectKind::commit) return fail(ErrorCode::parse, "is no commit", "object " + id.hex());
    return parse_commit(object.bytes, store_->id_bytes());
}

Result<std::vector<TreeEntry>> Repository::tree(const ObjectId& id, size_t max_bytes) const {
    WARD_TRY(const Object object, store_->read(id, max_bytes));
    if (object.kind != ObjectKind::tree) return fail(ErrorCode::parse, "is no tree", "object " + id.hex());
    auto entries = parse_tree(object.bytes, store_->id_bytes());
    if (!entries) return fail(entries.error().code, entries.error().what, "object " + id.hex());
    return entries;
}

}  // namespace ward::gitobjects
