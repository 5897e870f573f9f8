// ward release replay: is what was published about past releases what their records generate.
#include "actions/release/replay/replay.h"

#include <algorithm>
#include <filesystem>

#include <fmt/core.h>

#include "actions/release/replay/cve_list.h"
#include "actions/release/replay/published_post.h"
#include "actions/release/vulndb/validate.h"
#include "base/text.h"
#include "faces/cli/release/doors_setup.h"
#include "faces/cli/release/group_setup.h"
#include "faces/cli/release/replay_texts.h"
#include "faces/cli/release/verbs.h"

namespace ward::cli {
namespace {

namespace fs = std::filesystem;
using release::PublishedText;

struct Subject {
    release::Release record;
    release::Project project;
};

// The project's file beside a record, or where a group's repository has it; Node.js's names and policies without one.
Result<release::Project> project_beside(const Invocation& invocation, const fs::path& folder) {
    if (invocation.has("records")) {
        WARD_TRY(const release::Group group, open_group(invocation));
        return group.project();
    }
    for (const fs::path& place : {folder, folder / ".." / ".."}) {
        const std::string path = (place / "ward.release.toml").lexically_normal().string();
        const auto text = read_input(path, release::max_project_bytes);
        if (text) return release::project_from_toml(*text, path);
        if (text.error().code != ErrorCode::not_found) return std::unexpected(text.error());
    }
    invocation.log.info("no ward.release.toml is beside the record: names and policies are those of Node.js");
    return release::Project{};
}

Result<Subject> subject_of_file(const Invocation& invocation, const std::string& argument) {
    fs::path path = argument;
    std::error_code error;
    if (fs::is_directory(path, error)) path /= "release.json";
    WARD_TRY(const std::string json, read_input(path.string(), release::max_record_bytes));
    Subject out;
    WARD_TRY(out.record, release::release_from_json(json, path.string()));
    WARD_TRY(out.project, project_beside(invocation, path.parent_path()));
    return out;
}

// Those that are named, or all of the group.
Result<std::vector<Subject>> subjects_of(const Invocation& invocation) {
    std::vector<Subject> out;
    for (const std::string& argument : invocation.arguments) {
        WARD_TRY(Subject subject, subject_of_file(invocation, argument));
        out.push_back(std::move(subject));
    }
    if (!out.empty()) return out;
    WARD_TRY(const release::Group group, open_group(invocation));
    std::vector<std::string> ids{invocation.value("release")};
    if (!invocation.has("release")) {
        WARD_TRY(ids, group.ids());
    }
    for (const std::string& id : ids) {
        WARD_TRY(release::Release record, group.release(id));
        out.push_back({std::move(record), group.project()});
    }
    return out;
}

// What was published, and where it is.
class Published {
  public:
    static Result<Published> open(const Invocation& invocation, size_t releases) {
        Published out;
        WARD_TRY(out.checkouts_, checkouts_of(invocation));
        WARD_TRY(out.released_, released_index(invocation));
        if (invocation.has("post")) {
            if (releases > 1)
                return fail(ErrorCode::usage, "is of one release; name it, or a checkout of the site", "--post");
            out.post_file_ = invocation.value("post");
        }
        const auto database = out.checkouts_.find("vulnerabilities");
        if (invocation.has("vulndb")) {
            WARD_TRY_VOID(out.read_entries(invocation.value("vulndb")));
        } else if (database != out.checkouts_.end()) {
            WARD_TRY_VOID(out.read_entries(database->second.folder));
        }
        if (invocation.has("cve-list")) {
            WARD_TRY(out.cve_list_, Root::open(invocation.value("cve-list")));
        }
        if (out.post_file_.empty() && !out.checkouts_.contains("site") && !out.entries_ && !out.cve_list_)
            return fail(ErrorCode::usage,
                        "nothing to compare with: --post, --vulndb, --cve-list, or --checkout site=DIR");
        return out;
    }

    Result<release::Replay> replay(const Subject& subject) const {
        release::ReplayInput input{.release = subject.record, .project = subject.project, .released = released_};
        WARD_TRY(input.post, post_of(subject));
        input.expects_post = !post_file_.empty() || checkouts_.contains("site");
        if (entries_) {
            input.entries = &*entries_;
            input.entry_problems = problems_;
        }
        if (cve_list_)
            input.record = [this](const std::string& cve) -> Result<std::optional<PublishedText>> {
                WARD_TRY(auto listed, release::record_in_list(*cve_list_, cve));
                if (!listed) return std::nullopt;
                return PublishedText{.name = std::move(listed->path), .text = std::move(listed->text)};
            };
        return release::replay(input);
    }

    // Files of the database that are no entries.
    const std::vector<release::vulndb::Stray>& strays() const { return entries_ ? entries_->strays : none_; }

  private:
    Result<void> read_entries(const std::string& folder) {
        WARD_TRY(const Root root, Root::open(folder));
        WARD_TRY(entries_, release::vulndb::read_database(root));
        problems_ = release::vulndb::validate(root, *entries_, released_);
        return {};
    }

    Result<std::optional<PublishedText>> post_of(const Subject& subject) const {
        if (!post_file_.empty()) {
            WARD_TRY(std::string text, read_input(post_file_, release::max_post_bytes));
            return PublishedText{.name = post_file_, .text = std::move(text)};
        }
        const auto site = checkouts_.find("site");
        if (site == checkouts_.end()) return std::nullopt;
        const std::string path = release::filled(subject.project.post_path, {{"slug", subject.record.slug}});
        auto text = site->second.root.read(path, release::max_post_bytes);
        if (text) return PublishedText{.name = path, .text = *std::move(text)};
        if (text.error().code == ErrorCode::not_found) return std::nullopt;
        return std::unexpected(std::move(text).error());
    }

    Checkouts checkouts_;
    lifecycle::ReleaseIndex released_;
    std::string post_file_;
    std::optional<release::vulndb::Database> entries_;
    std::vector<release::vulndb::Problem> problems_;
    std::optional<Root> cve_list_;
    std::vector<release::vulndb::Stray> none_;
};

}  // namespace

Result<int> release_replay(const Invocation& invocation) {
    WARD_TRY(std::vector<Subject> subjects, subjects_of(invocation));
    // Who compares embargoed texts with public ones shows them.
    std::erase_if(subjects, [](const Subject& subject) { return subject.record.is_embargoed(now()); });
    if (subjects.empty()) {
        invocation.log.info("no release to replay: what is embargoed is not compared with anything public");
        return nothing_to_do_status;
    }
    WARD_TRY(const Published published, Published::open(invocation, subjects.size()));
    std::vector<release::KnownDifference> known;
    if (invocation.has("known")) {
        const std::string file = invocation.value("known");
        WARD_TRY(const std::string text, read_input(file, release::max_known_bytes));
        WARD_TRY(known, release::known_differences(text, file));
    }
    std::vector<ReplayedRelease> replayed;
    std::vector<const release::KnownDifference*> gone;
    size_t unknown = 0;
    bool is_complete = true;
    for (const Subject& subject : subjects) {
        WARD_TRY(release::Replay one, published.replay(subject));
        for (const std::string& what : one.unread) invocation.log.warn(display(what));
        is_complete = is_complete && one.unread.empty();
        release::KnownMatch match = release::match_known(one.differences, known, {subject.record.slug});
        std::ranges::copy(match.gone, std::back_inserter(gone));
        for (size_t at = 0; at < one.differences.size(); ++at)
            if (!match.is_known[at] || one.differences[at].ruling == release::Ruling::theirs_right) ++unknown;
        replayed.push_back({subject.record.id, subject.record.slug, std::move(one), std::move(match.is_known)});
    }
    for (const release::vulndb::Stray& stray : published.strays())
        invocation.log.warn(display(fmt::format("{}:{}: {}", stray.path, stray.line, stray.reason)));
    is_complete = is_complete && published.strays().empty();
    WARD_TRY_VOID(print(invocation.has("json") ? replay_json(replayed, gone) : replay_text(replayed, gone)));
    constexpr int incomplete_status = 4;
    if (unknown > 0 || !gone.empty()) return verification_status;
    return is_complete ? 0 : incomplete_status;
}

}  // namespace ward::cli
