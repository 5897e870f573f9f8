#include "actions/release/run/group.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>

#include "actions/release/record/record_table.h"
#include "base/fd.h"
#include "base/text.h"
#include "formats/document.h"
#include "formats/json_writer.h"

namespace ward::release {
namespace {

constexpr std::string_view project_file = "ward.release.toml";
constexpr std::string_view ignore_file = "releases/.gitignore";  // locks are of one machine
constexpr std::string_view heads = "refs/heads/";
constexpr int owner_alone = 0600;
constexpr WalkLimits release_limits{.depth = 3, .path_bytes = 512, .entries = 100'000};

std::string parent_of(std::string_view path) {
    const size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string() : std::string(path.substr(0, slash));
}

}  // namespace

std::string to_json(const Running& running) {
    JsonWriter json;
    json.begin_object().member("host", running.host).member("plan", running.plan).member("schema", record_schema);
    json.member("since", running.since).member("step", running.step).member("steward", running.steward).end_object();
    return json.take();
}

Result<Running> running_from_json(std::string_view json, std::string_view name) {
    WARD_TRY(const Node root, parse_json(json, name));
    RecordTable table(root, name, "a run");
    Running running;
    running.host = table.needed("host");
    running.plan = table.needed("plan");
    running.since = table.needed("since");
    running.step = table.needed("step");
    running.steward = table.needed("steward");
    table.find("schema");
    WARD_TRY_VOID(table.finish());
    return running;
}

std::string Group::path_of(std::string_view id, std::string_view file) {
    return fmt::format("releases/{}/{}", id, file);
}

Result<Group> Group::open(const std::string& folder, Remote remote) {
    WARD_TRY(update::GitWork git, update::GitWork::open(folder));
    WARD_TRY(Root root, Root::open(git.work_tree()));
    Group group(std::move(git), std::move(root), std::move(remote));
    WARD_TRY(const auto project, group.read(project_file));
    if (!project)
        return fail(ErrorCode::not_found, "there is no ward.release.toml: it is no repository of releases", folder);
    WARD_TRY(group.project_, project_from_toml(*project, project_file));
    return group;
}

Result<std::optional<std::string>> Group::read(std::string_view path) const {
    WARD_TRY(auto content, raw(path));
    if (!content || !is_to_be_sealed(path) || !is_sealed(*content)) return content;
    WARD_TRY(std::string text, unseal(*content, sealer_, path));
    return std::optional(std::move(text));
}

Result<std::string> Group::sealed(const GroupChange& change, const std::optional<std::string>& old) const {
    if (!is_sealing() || !is_to_be_sealed(change.path)) return *change.content;
    if (old && is_sealed(*old)) {
        const auto there = unseal(*old, sealer_, change.path);
        if (there && *there == *change.content) return *old;
    }
    return seal(*change.content, project_.encrypt_to, sealer_, change.path);
}

Result<std::optional<std::string>> Group::raw(std::string_view path) const {
    auto content = root_.read(path, max_group_file);
    if (content) return std::optional<std::string>(*std::move(content));
    if (content.error().code == ErrorCode::not_found) return std::nullopt;
    return std::unexpected(std::move(content).error());
}

Result<std::vector<std::string>> Group::folders() const {
    std::vector<std::string> out;
    auto folder = Root::open(root_.path() + "/releases");
    if (!folder) {
        if (folder.error().code == ErrorCode::not_found) return out;
        return std::unexpected(std::move(folder).error());
    }
    const Listing listing = folder->walk(release_limits, [](std::string_view path) { return !path.contains('/'); });
    for (const Entry& entry : listing.entries)
        if (entry.kind == EntryKind::file &&
            (entry.path.ends_with("/release.json") || entry.path.ends_with("/pending.json")))
            out.push_back(parent_of(entry.path));
    std::ranges::sort(out);
    const auto doubled = std::ranges::unique(out);
    out.erase(doubled.begin(), doubled.end());
    return out;
}

Result<std::vector<std::string>> Group::ids() const {
    WARD_TRY(std::vector<std::string> out, folders());
    std::erase_if(out, [&](const std::string& id) {
        const auto record = root_.read(path_of(id, "release.json"), max_group_file);
        return !record && record.error().code == ErrorCode::not_found;
    });
    return out;
}

Result<std::string> Group::current() const {
    WARD_TRY(const std::vector<std::string> all, ids());
    std::vector<std::string> open;
    for (const std::string& id : all) {
        WARD_TRY(const Release release, this->release(id));
        if (release.state != State::closed) open.push_back(id);
    }
    if (open.empty()) return fail(ErrorCode::not_found, "no release is open (ward release start)");
    if (open.size() > 1)
        return fail(ErrorCode::usage,
                    fmt::format("{} releases are open; name one: --release {}", open.size(), fmt::join(open, " or ")));
    return open.front();
}

Result<Release> Group::release(std::string_view id) const {
    const std::string path = path_of(id, "release.json");
    WARD_TRY(const auto json, read(path));
    if (!json) return fail(ErrorCode::not_found, fmt::format("there is no release '{}'", display(id)));
    return release_from_json(*json, path);
}

Result<std::vector<Release>> Group::all() const {
    WARD_TRY(const std::vector<std::string> ids, this->ids());
    std::vector<Release> out;
    out.reserve(ids.size());
    for (const std::string& id : ids) {
        WARD_TRY(Release release, this->release(id));
        out.push_back(std::move(release));
    }
    return out;
}

Result<Siblings> Group::others(std::string_view id) const {
    WARD_TRY(const std::vector<Release> all, this->all());
    Siblings out;
    for (const Release& release : all)
        if (release.id != id) add_sibling(out, release);
    return out;
}

Result<std::optional<Running>> Group::running(std::string_view id) const {
    const std::string path = path_of(id, "running.json");
    WARD_TRY(const auto json, read(path));
    if (!json) return std::nullopt;
    WARD_TRY(Running running, running_from_json(*json, path));
    return running;
}

Result<std::string> Group::branch() const {
    WARD_TRY(const auto ref, git_.head_ref());
    if (!ref || !ref->starts_with(heads))
        return fail(ErrorCode::conflict, "the group's repository is on no branch", root_.path());
    return ref->substr(heads.size());
}

Result<void> Group::bring_up_to_date() const {
    WARD_TRY(const std::string branch, this->branch());
    if (remote_.name.empty()) return {};
    WARD_TRY(const auto tip, git_.remote_tip(remote_.name, branch, remote_.credentials));
    WARD_TRY(const std::string here, git_.head());
    if (!tip || *tip == here) return {};
    WARD_TRY(const auto known, git_.commit_of(*tip));
    bool is_ahead = false;
    if (known) {
        WARD_TRY(is_ahead, git_.is_ancestor(*tip, here));
    }
    if (is_ahead) return git_.push(remote_.name, here, branch, *tip, remote_.credentials);
    return fail(ErrorCode::conflict, "the group's repository is not what its remote has: git pull", root_.path());
}

Result<void> Group::write(std::span<const GroupChange> changes) const {
    for (const GroupChange& change : changes) {
        const std::string path = root_.path() + "/" + change.path;
        if (!change.content) {
            if (::unlink(path.c_str()) != 0 && errno != ENOENT) return fail_errno("remove", path);
            continue;
        }
        if (const std::string folder = parent_of(path); ::access(folder.c_str(), F_OK) != 0) {
            WARD_TRY_VOID(make_folders(folder));
            // Of a release's folder; those above it may be anybody's.
            if (change.path.contains('/') && ::chmod(folder.c_str(), 0700) != 0) return fail_errno("protect", folder);
        }
        WARD_TRY_VOID(replace_file(path, *change.content, owner_alone));
    }
    return {};
}

Result<void> Group::push(const std::string& branch, const std::string& commit, const std::string& before) const {
    WARD_TRY(const auto tip, git_.remote_tip(remote_.name, branch, remote_.credentials));
    if (tip && *tip != before)
        return fail(ErrorCode::conflict, "somebody else changed the group's repository meanwhile: git pull");
    const auto pushed = git_.push(remote_.name, commit, branch, tip.value_or(""), remote_.credentials);
    if (pushed) return {};
    // The answer may be lost, and not the push.
    const auto there = git_.remote_tip(remote_.name, branch, remote_.credentials);
    if (there && *there == commit) return {};
    return pushed;
}

Result<void> Group::commit(std::span<const GroupChange> given, std::string_view message, Instant when) {
    std::vector<GroupChange> changes(given.begin(), given.end());
    WARD_TRY(const auto ignored, read(ignore_file));
    if (!ignored) changes.push_back({std::string(ignore_file), "*.lock\n"});
    std::vector<GroupChange> before;
    std::vector<update::TreeChange> tree;
    for (GroupChange& change : changes) {
        if (!update::is_tree_path(change.path))
            return fail(ErrorCode::usage, "is no path of a repository", display(change.path));
        WARD_TRY(auto old, raw(change.path));
        if (change.content) {
            WARD_TRY(change.content, sealed(change, old));
        }
        before.push_back({change.path, std::move(old)});
        tree.push_back({change.path, change.content ? std::optional(update::TreeFile(*change.content)) : std::nullopt});
    }
    WARD_TRY(const std::string branch, this->branch());
    const std::string ref = std::string(heads) + branch;
    WARD_TRY(const std::string parent, git_.head());
    WARD_TRY(const std::string commit, git_.write_commit(parent, tree, std::string(message), when));
    // What stands here may be there and not committed yet (a journal is written as things happen); git knows.
    WARD_TRY(const std::string tree_before, git_.tree_of(parent));
    WARD_TRY(const std::string tree_now, git_.tree_of(commit));
    if (tree_before == tree_now) return write(changes);
    WARD_TRY_VOID(write(changes));
    WARD_TRY_VOID(git_.move_ref(ref, commit, parent, "ward release"));
    WARD_TRY_VOID(git_.follow_in_index(commit, tree));
    if (remote_.name.empty()) return {};
    const auto pushed = push(branch, commit, parent);
    // A commit that could not be sent stays: the next run sends it first. One that is refused was never made.
    if (pushed || pushed.error().code != ErrorCode::conflict) return pushed;
    WARD_TRY_VOID(git_.move_ref(ref, parent, commit, "ward release: refused by the remote"));
    WARD_TRY_VOID(write(before));
    WARD_TRY_VOID(git_.follow_in_index(parent, tree));
    return pushed;
}

}  // namespace ward::release
