#include "judges/audit/git_ranges.h"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "base/path.h"
#include "base/text.h"
#include "facts/advisory/names.h"
#include "facts/advisory/record_parser.h"

namespace ward::audit {

using gitobjects::History;
using gitobjects::ObjectId;

namespace {

// "github.com/libuv/libuv" is HOST/OWNER/NAME; a name that would lead elsewhere is none.
std::vector<std::string> places_of(std::string_view repository) {
    const std::vector<std::string_view> parts = split(repository, '/');
    for (const std::string_view part : parts)
        if (part.empty() || part.starts_with('.') || part.find('\0') != std::string_view::npos) return {};
    std::vector<std::string> places{std::string(repository)};
    if (parts.size() > 2) places.emplace_back(repository.substr(parts[0].size() + 1));
    places.emplace_back(parts.back());
    return places;
}

std::string short_id(std::string_view commit) {
    return std::string(commit.substr(0, 12));
}

}  // namespace

Result<GitClones::Clone*> GitClones::open(const std::string& path) {
    if (const auto found = open_.find(path); found != open_.end()) return found->second.get();
    WARD_TRY(gitobjects::Repository repository, gitobjects::Repository::open(path, trusted_));
    return open_.emplace(path, std::make_unique<Clone>(std::move(repository))).first->second.get();
}

Result<GitClones::Clone*> GitClones::scanned() {
    if (scanned_.empty()) return nullptr;
    return open(scanned_);
}

Result<GitClones::Clone*> GitClones::of(std::string_view repository_url) {
    const std::vector<std::string> places = places_of(advisory::normal_repository(repository_url));
    for (const std::string& folder : folders_)
        for (const std::string& place : places)
            for (const char* ending : {"", ".git"}) {
                const std::string path = fmt::format("{}/{}{}", folder, place, ending);
                if (is_folder(path)) return open(path);
            }
    return nullptr;
}

namespace {

// Where the history of a commit has what an event names: the event's own commit, or one that makes the same change.
class EventPlaces {
  public:
    EventPlaces(const ObjectId& commit, const History::Commits& behind, PickedCommits* picks, RangeWords& words)
        : commit_(commit), behind_(behind), picks_(picks), words_(words) {}

    std::optional<ObjectId> of(const advisory::OsvEvent& event) {
        const auto id = ObjectId::from_hex(event.version);
        if (!id || behind_.contains(*id)) return id;
        if (picks_ == nullptr || event.kind == advisory::EventKind::last_affected) return std::nullopt;
        const auto pick = picks_->pick_of(*id, commit_);
        if (pick) return *pick;
        words_.unread = pick.error().message();
        return std::nullopt;
    }

  private:
    const ObjectId& commit_;
    const History::Commits& behind_;
    PickedCommits* picks_;
    RangeWords& words_;
};

// A commit that undoes an introduction.
struct End {
    const History::Commits* behind;
    ObjectId commit;
    std::string_view event;  // the id that its event names
};

std::string said(const ObjectId& commit, std::string_view event) {
    const std::string here = commit.hex();
    return here == event ? short_id(here) : fmt::format("{}, which is {} picked", short_id(here), short_id(event));
}

// Is the commit below one of the limits, or is there none?
bool is_below_limit(std::span<const advisory::OsvEvent> events, const ObjectId& commit, History& history) {
    bool has_limit = false;
    for (const advisory::OsvEvent& event : events) {
        if (event.kind != advisory::EventKind::limit || event.version == "*") continue;
        has_limit = true;
        // Commits that the limit has behind it, itself left out.
        const auto id = ObjectId::from_hex(event.version);
        const auto limit = id ? history.behind(*id) : Result<const History::Commits*>(nullptr);
        if (limit && *limit != nullptr && *id != commit && (*limit)->contains(commit)) return true;
    }
    return !has_limit;
}

}  // namespace

Result<bool> is_affected(std::span<const advisory::OsvEvent> events, const ObjectId& commit, History& history,
                         PickedCommits* picks, RangeWords& words) {
    using advisory::EventKind;
    WARD_TRY(const History::Commits* behind, history.behind(commit));
    if (!is_below_limit(events, commit, history)) return false;
    EventPlaces places(commit, *behind, picks, words);
    // Commits that undo an introduction, as far as this one has them behind it.
    std::vector<End> ends;
    for (const advisory::OsvEvent& event : events) {
        if (event.kind != EventKind::fixed && event.kind != EventKind::last_affected) continue;
        const auto id = places.of(event);
        if (!id || !behind->contains(*id) || (event.kind == EventKind::last_affected && *id == commit)) continue;
        WARD_TRY(const History::Commits* end, history.behind(*id));
        ends.push_back({end, *id, event.version});
    }
    for (const advisory::OsvEvent& event : events) {
        if (event.kind != EventKind::introduced) continue;
        const bool from_start = event.version == "0";
        const auto id = from_start ? std::nullopt : places.of(event);
        if (!from_start && (!id || !behind->contains(*id))) continue;
        const auto undone =
            std::ranges::find_if(ends, [&](const End& end) { return from_start || end.behind->contains(*id); });
        if (undone != ends.end()) {
            if (undone->commit.hex() != undone->event) words.picked = said(undone->commit, undone->event);
            continue;
        }
        words.range = from_start ? "every commit" : "commits from " + said(*id, event.version) + " on";
        std::string fixes;
        for (const advisory::OsvEvent& other : events)
            if (other.kind == EventKind::fixed) fixes += (fixes.empty() ? "" : ", ") + short_id(other.version);
        if (!fixes.empty()) words.range += " without " + fixes;
        return true;
    }
    return false;
}

namespace {

// The GIT ranges of a record that are about this repository; the first one that affects the commit gives the words.
Result<std::optional<advisory::Hit>> ask_record(advisory::RecordNumber number, std::string_view repository,
                                                const ObjectId& commit, GitClones::Clone& clone,
                                                const advisory::Index& index, RangeWords& words) {
    WARD_TRY(std::string json, index.original(number));
    const size_t size = json.size();
    json.append(advisory::json_padding, ' ');
    advisory::RecordParser parser;
    advisory::Notes notes;
    WARD_TRY(const advisory::OsvRecord* record, parser.parse(std::string_view(json).substr(0, size), notes));
    for (const advisory::OsvAffected& entry : record->affected)
        for (const advisory::OsvRange& range : record->ranges_of(entry)) {
            if (range.type != advisory::RangeType::git || advisory::normal_repository(range.repo) != repository)
                continue;
            WARD_TRY(const bool affected,
                     is_affected(record->events_of(range), commit, clone.history, &clone.picks, words));
            if (!affected) continue;
            advisory::Hit hit{number, false, std::move(words.range), {}, {}};
            for (const advisory::OsvEvent& event : record->events_of(range))
                if (event.kind == advisory::EventKind::fixed) hit.fixed.emplace_back(event.version);
            return hit;
        }
    return std::nullopt;
}

}  // namespace

Result<std::vector<GitHit>> git_hits(const Component& component, const std::string& commit,
                                     const advisory::Index& index, GitClones& clones, std::vector<Note>& notes) {
    std::vector<GitHit> hits;
    const auto id = ObjectId::from_hex(commit);
    if (!id) return hits;
    const auto note = [&](const Error& error) {
        notes.push_back({"git-ranges-unread", component.name + ": " + error.message(), component.path});
    };
    for (const Identity& identity : component.identities) {
        if (identity.ecosystem != "GIT") continue;
        const std::vector<advisory::RecordNumber> records = index.records_of("GIT", identity.name);
        if (records.empty()) continue;
        const auto clone = component.path.empty() ? clones.scanned() : clones.of(identity.name);
        if (!clone) note(clone.error());
        if (!clone || *clone == nullptr) continue;
        // Said once for all records: a clone that has not all of the commit's history has no answer to any.
        if (const auto whole = (*clone)->history.behind(*id); !whole) {
            note(whole.error());
            continue;
        }
        const std::string repository = advisory::normal_repository(identity.name);
        bool says_unread = false;
        for (size_t i = 0; i < records.size() && i < max_git_records; ++i) {
            if (index.record(records[i]).withdrawn) continue;
            RangeWords words;
            WARD_TRY(std::optional<advisory::Hit> hit, ask_record(records[i], repository, *id, **clone, index, words));
            if (hit) hits.push_back({*std::move(hit), identity, commit});
            else if (!words.picked.empty())
                notes.push_back(
                    {"git-fix-picked",
                     fmt::format("{}: {} is fixed by {}", component.name, index.record(records[i]).id, words.picked),
                     component.path});
            if (!words.unread.empty() && !std::exchange(says_unread, true))
                notes.push_back({"git-ranges-unread", component.name + ": " + words.unread, component.path});
        }
        if (records.size() > max_git_records)
            note({ErrorCode::limit, fmt::format("only {} records of {} were asked", max_git_records, repository), ""});
    }
    return hits;
}

}  // namespace ward::audit
