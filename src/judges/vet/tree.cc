#include "judges/vet/tree.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "base/parallel.h"

namespace ward::vet {
namespace {

// The places of one version.
struct Group {
    std::string purl;
    std::vector<const Component*> places;
};

std::vector<Group> groups_of(std::span<const Component> components) {
    std::map<std::string_view, std::vector<const Component*>> by_purl;
    for (const Component& component : components) {
        const bool is_subject = component.path.empty() && component.parent.empty();
        if (component.ecosystem == "npm" && !is_subject) by_purl[component.purl].push_back(&component);
    }
    std::vector<Group> groups;
    groups.reserve(by_purl.size());
    for (auto& [purl, places] : by_purl) groups.push_back({std::string(purl), std::move(places)});
    return groups;
}

using ById = std::map<std::string_view, const Component*>;

// From the subject down, by parents.
std::vector<std::string> chain_of(const Component& component, const ById& by_id) {
    std::vector<std::string> out;
    const Component* at = &component;
    while (at != nullptr && out.size() <= by_id.size()) {
        out.push_back(label_of(*at));
        const auto parent = by_id.find(at->parent);
        at = parent == by_id.end() ? nullptr : parent->second;
    }
    std::ranges::reverse(out);
    return out;
}

// What came out for one group.
struct Outlook {
    Judged judged;
    std::vector<Skipped> skipped;
    bool read = false;
};

std::string below(std::string_view folder, const std::string& path) {
    return folder.empty() ? path : std::string(folder) + '/' + path;
}

// Evidence of a package's files stands where the package does.
void move_into(std::vector<Sighting>& sightings, std::string_view folder) {
    for (Sighting& sighting : sightings)
        for (Evidence& one : sighting.evidence)
            if (!one.path.empty()) one.path = below(folder, one.path);
}

void append(std::vector<Sighting>& all, std::vector<Sighting> more) {
    std::ranges::move(more, std::back_inserter(all));
}

class Judging {
  public:
    Judging(const Group& group, const ById& by_id, const TreeWants& wants) : group_(group), wants_(wants) {
        const Component& first = *group.places.front();
        candidate_.purl = group.purl;
        candidate_.component = first.id;
        candidate_.place = first.evidence.empty() ? Evidence{first.path, 0, label_of(first)} : first.evidence.front();
        for (const Component* place : group.places)
            if (candidate_.paths.size() < max_places) candidate_.paths.push_back(chain_of(*place, by_id));
    }

    Outlook run() {
        const Component& first = *group_.places.front();
        if (wants_.name_sightings) append(candidate_.sightings, wants_.name_sightings(first.name));
        if (wants_.records) append(candidate_.sightings, wants_.records(first, candidate_.records));
        if (wants_.package) read_files();
        outlook_.judged = judge(std::move(candidate_), wants_.labels, wants_.today);
        return std::move(outlook_);
    }

  private:
    // Every place is read: two folders of one name and version need not be equal.
    void read_files() {
        for (const Component* place : group_.places) {
            auto package = wants_.package(*place);
            if (!package) {
                outlook_.skipped.push_back({place->path, SkipKind::unread, package.error().message()});
                continue;
            }
            if (!*package) continue;
            outlook_.read = true;
            for (const npm::NamedText& part : (*package)->unread)
                outlook_.skipped.push_back({below(place->path, part.name), SkipKind::unread, part.text});
            std::vector<Sighting> seen;
            if (wants_.package_sightings) append(seen, wants_.package_sightings(**package));
            SourceReading reading = read_sources(**package, wants_.limits);
            append(seen, std::move(reading.sightings));
            move_into(seen, place->path);
            append(candidate_.sightings, std::move(seen));
            for (Skipped& part : reading.skipped) {
                part.path = below(place->path, part.path);
                outlook_.skipped.push_back(std::move(part));
            }
        }
    }

    const Group& group_;
    const TreeWants& wants_;
    Candidate candidate_;
    Outlook outlook_;
};

}  // namespace

TreeOpinion judge_tree(std::span<const Component> components, const TreeWants& wants) {
    ById by_id;
    for (const Component& component : components) by_id[component.id] = &component;
    const std::vector<Group> groups = groups_of(components);
    std::vector<Outlook> outlooks(groups.size());
    parallel_for(groups.size(), [&](size_t i) { outlooks[i] = Judging(groups[i], by_id, wants).run(); });
    TreeOpinion opinion;
    for (Outlook& outlook : outlooks) {
        opinion.judged.push_back(std::move(outlook.judged));
        std::ranges::move(outlook.skipped, std::back_inserter(opinion.skipped));
        opinion.read += outlook.read ? 1 : 0;
    }
    return opinion;
}

}  // namespace ward::vet
