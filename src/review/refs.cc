// Many branches, one report: each branch was read and judged by itself, as if it were checked out, and what they have
// in common is put together here.
//
// A component is the same on two branches if place, package, version and origin are; its evidence is that of the first
// branch. A finding is the same if its key is, and the key says nothing of versions: undici 5.28.4 on one line and
// 6.21.0 on another are one matter of two versions. Where one branch alone has two versions of a package in one place,
// the versions are told apart on all branches, as they are in a report of one branch.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/text.h"
#include "review/review.h"

namespace ward::review {
namespace {

std::string_view package_of(std::string_view purl) {
    return purl.substr(0, purl.find_first_of("@?#"));
}

template <typename Item>
void add_new(std::vector<Item>& items, const std::vector<Item>& more) {
    for (const Item& item : more)
        if (std::ranges::find(items, item) == items.end()) items.push_back(item);
}

// Components of all branches, each once.
class Components {
  public:
    void add(std::vector<Component> components, const std::string& ref) {
        const size_t branch = numbers_.size();
        std::unordered_map<std::string, size_t>& numbers = numbers_.emplace_back();
        numbers.reserve(components.size());
        // Branches are mostly alike: what comes after the first is little.
        if (branch == 0) {
            all_.reserve(components.size() + components.size() / 2);
            by_key_.reserve(2 * components.size());
        }
        for (Component& component : components) {
            const size_t number = number_of(component, branch);
            if (&component == &components.front()) subjects_.insert(number);
            numbers.emplace(component.id, number);
            if (number == all_.size()) {
                component.refs = {ref};
                all_.push_back({std::move(component), branch, branch});
                continue;
            }
            Kept& kept = all_[number];
            kept.last_branch = branch;
            kept.component.refs.push_back(ref);
            add_new(kept.component.contradictions, component.contradictions);
            if (kept.component.scope == Scope::unknown) kept.component.scope = component.scope;
        }
    }

    // Sorted and numbered; subjects that differ from branch to branch stand below one without version.
    std::vector<Component> take(const std::vector<std::string>& refs) {
        if (subjects_.size() > 1) {
            Component root;
            const Component& first = all_[*subjects_.begin()].component;
            root.name = first.name;
            root.purl = package_of(first.purl);
            root.ecosystem = first.ecosystem;
            root.scope = Scope::runtime;
            root.refs = refs;
            root_ = all_.size();
            all_.push_back({std::move(root), 0, 0});
        } else if (!subjects_.empty()) {
            root_ = *subjects_.begin();
        }
        std::vector<size_t> order(all_.size());
        for (size_t i = 0; i < order.size(); ++i) order[i] = i;
        const Evidence none;
        std::ranges::sort(order, {}, [&](size_t i) {
            const Component& one = all_[i].component;
            const Evidence& proof = one.evidence.empty() ? none : one.evidence.front();
            return std::tuple(i != root_, std::string_view(one.path), std::string_view(one.purl),
                              std::string_view(proof.path), proof.line, std::string_view(one.name),
                              std::string_view(one.version), one.source, i);
        });
        ids_.resize(all_.size());
        for (size_t i = 0; i < order.size(); ++i) ids_[order[i]] = "c" + std::to_string(i + 1);
        std::vector<Component> sorted;
        for (const size_t i : order) {
            Component component = std::move(all_[i].component);
            component.id = ids_[i];
            const auto parent = numbers_.empty() ? std::string() : id_of(all_[i].branch, component.parent);
            component.parent = i == root_ ? "" : parent.empty() || parent == component.id ? ids_[root_] : parent;
            sorted.push_back(std::move(component));
        }
        return sorted;
    }

    // The id in the merged report of a branch's own id; after take().
    std::string id_of(size_t branch, const std::string& id) const {
        const auto found = numbers_[branch].find(id);
        return found == numbers_[branch].end() ? std::string() : ids_[found->second];
    }

  private:
    struct Kept {
        Component component;
        size_t branch;       // the first one that has it
        size_t last_branch;  // the one that was seen last
    };

    // The same key twice in one branch: two uses of one action. They are told apart by how many there were before.
    size_t number_of(const Component& component, size_t branch) {
        std::string key = key_of(component);
        const size_t length = key.size();
        for (size_t before = 0;; ++before) {
            key.resize(length);
            key += std::to_string(before);
            const auto [place, fresh] = by_key_.try_emplace(key, all_.size());
            if (fresh || all_[place->second].last_branch != branch) return place->second;
        }
    }

    static std::string key_of(const Component& component) {
        std::string key;
        for (const std::string_view part :
             {std::string_view(component.path), std::string_view(component.purl), std::string_view(component.name),
              std::string_view(component.version), std::string_view(component.commit), name_of(component.source)})
            (key += part) += '\0';
        return key;
    }

    std::vector<Kept> all_;
    std::unordered_map<std::string, size_t> by_key_;
    std::vector<std::unordered_map<std::string, size_t>> numbers_;  // of each branch, by id
    std::set<size_t> subjects_;
    std::vector<std::string> ids_;
    size_t root_ = static_cast<size_t>(-1);
};

// What a finding is called on every branch. Another tool's results have keys of their own, which tell apart several of
// one rule in one file; our own may have been told apart by version, which differs from branch to branch.
std::string common_key(const Finding& finding) {
    const bool is_ours = finding.judge == "inventory" || std::ranges::any_of(all_judges(), [&](const Judge* judge) {
                             return judge->name == finding.judge;
                         });
    return is_ours ? ward::key_of(finding) : finding.key;
}

struct Instance {
    size_t branch;
    const std::string* ref;
    Finding* finding;
};

// Places of a later branch are the same ones if they are in the same files: lines and versions move.
void add_places(Finding& merged, const Finding& more) {
    std::set<std::string> files;
    for (const Evidence& place : merged.evidence) files.insert(place.path);
    for (size_t i = 0; i < more.evidence.size(); ++i) {
        if (files.contains(more.evidence[i].path)) continue;
        if (merged.evidence.size() >= max_places) {
            ++merged.more_places;
            continue;
        }
        merged.evidence.push_back(more.evidence[i]);
        if (i < more.paths.size()) merged.paths.push_back(more.paths[i]);
    }
    for (const Match& match : more.matches) {
        const bool known = std::ranges::any_of(merged.matches, [&](const Match& one) {
            return one.record == match.record && one.version == match.version && one.path == match.path;
        });
        if (!known && merged.matches.size() < max_places) merged.matches.push_back(match);
    }
}

// Open where it is open anywhere; else as it was closed.
void set_status(Finding& merged) {
    const auto with = [&](Status status) { return std::ranges::find(merged.refs, status, &OnRef::status); };
    auto one = with(Status::open);
    if (one == merged.refs.end()) one = with(Status::assessed);
    if (one == merged.refs.end()) one = merged.refs.begin();
    merged.status = one->status;
    merged.assessment = one->assessment;
}

Finding merge(std::span<const Instance> instances, const Components& components) {
    Finding merged = *instances.front().finding;
    merged.key = common_key(merged);
    merged.component = components.id_of(instances.front().branch, merged.component);
    for (const Instance& one : instances) {
        const Finding& finding = *one.finding;
        merged.refs.push_back({*one.ref, finding.purl, components.id_of(one.branch, finding.component), finding.status,
                               finding.assessment});
        if (&one == &instances.front()) continue;
        add_new(merged.aliases, finding.aliases);
        add_new(merged.records, finding.records);
        add_new(merged.fixed, finding.fixed);
        add_new(merged.references, finding.references);
        add_places(merged, finding);
        if (finding.scope) merged.scope = more_needed(merged.scope.value_or(*finding.scope), *finding.scope);
        if (weight(finding.severity) > weight(merged.severity)) {
            merged.severity = finding.severity;
            merged.score = finding.score;
            merged.vector = finding.vector;
        }
    }
    std::ranges::sort(merged.aliases);
    std::ranges::sort(merged.records);
    set_status(merged);
    return merged;
}

std::vector<Finding> merge_findings(std::vector<Report>& reports, const Components& components) {
    std::map<std::string, std::vector<Instance>> by_key;
    for (size_t i = 0; i < reports.size(); ++i)
        for (Finding& finding : reports[i].findings)
            by_key[common_key(finding)].push_back({i, &reports[i].subject.refs.front().name, &finding});
    std::vector<Finding> merged;
    for (const auto& [key, instances] : by_key) {
        std::map<size_t, int> times;
        const bool is_one =
            std::ranges::all_of(instances, [&](const Instance& one) { return ++times[one.branch] == 1; });
        if (is_one) {
            merged.push_back(merge(instances, components));
            continue;
        }
        std::map<std::string_view, std::vector<Instance>> by_purl;
        for (const Instance& one : instances) by_purl[one.finding->purl].push_back(one);
        for (const auto& [purl, same] : by_purl) merged.push_back(merge(same, components));
    }
    distinguish_keys(merged);
    sort_findings(merged);
    return merged;
}

std::vector<Skipped> merge_skipped(const std::vector<Report>& reports) {
    std::vector<Skipped> merged;
    std::map<std::tuple<SkipKind, std::string, std::string, bool>, std::vector<std::string>> refs;
    for (const Report& report : reports)
        for (const Skipped& part : report.skipped) {
            auto& names = refs[{part.kind, part.path, part.reason, part.expected}];
            const std::string& ref = report.subject.refs.front().name;
            if (names.empty() || names.back() != ref) names.push_back(ref);
        }
    merged.reserve(refs.size());
    for (auto& [key, names] : refs)
        merged.push_back({std::get<1>(key), std::get<0>(key), std::get<2>(key), std::get<3>(key), std::move(names)});
    return merged;
}

// A remark of some branches names them. An entry is unused only if no branch uses it.
std::vector<Note> merge_notes(const std::vector<Report>& reports) {
    std::vector<std::pair<Note, std::vector<std::string>>> merged;
    for (const Report& report : reports)
        for (const Note& note : report.notes) {
            auto found = std::ranges::find(merged, note, &std::pair<Note, std::vector<std::string>>::first);
            if (found == merged.end()) found = merged.insert(merged.end(), {note, {}});
            const std::string& ref = report.subject.refs.front().name;
            if (found->second.empty() || found->second.back() != ref) found->second.push_back(ref);
        }
    std::vector<Note> notes;
    for (auto& [note, refs] : merged) {
        if (refs.size() != reports.size()) {
            if (note.kind.ends_with("-unused")) continue;
            note.text += " (on " + join(refs, ", ") + ")";
        }
        notes.push_back(std::move(note));
    }
    return notes;
}

std::vector<NotCompared> merge_not_compared(const std::vector<Report>& reports) {
    std::vector<NotCompared> merged;
    for (const Report& report : reports)
        for (const NotCompared& one : report.advisories.not_compared) {
            const auto found = std::ranges::find(merged, one.ecosystem, &NotCompared::ecosystem);
            if (found == merged.end()) merged.push_back(one);
            else found->components = std::max(found->components, one.components);
        }
    std::ranges::sort(merged, [](const NotCompared& a, const NotCompared& b) {
        return std::tie(b.components, a.ecosystem) < std::tie(a.components, b.ecosystem);
    });
    return merged;
}

}  // namespace

Report merge_refs(std::vector<Report> reports) {
    Report merged;
    if (reports.empty()) return merged;
    merged.started = reports.front().started;
    merged.advisories = reports.front().advisories;
    merged.advisories.not_compared = merge_not_compared(reports);
    merged.subject = reports.front().subject;
    merged.subject.refs.clear();
    Components components;
    std::vector<std::string> names;
    for (Report& report : reports) {
        const SubjectRef& ref = report.subject.refs.front();
        names.push_back(ref.name);
        merged.subject.refs.push_back(ref);
        components.add(std::move(report.components), ref.name);
        if (ref.version != merged.subject.version) merged.subject.version.clear();
    }
    if (reports.size() > 1) {
        merged.subject.kind = "refs";
        merged.subject.ref.reset();
        merged.subject.commit.reset();
    }
    merged.components = components.take(names);
    merged.findings = merge_findings(reports, components);
    merged.skipped = merge_skipped(reports);
    merged.notes = merge_notes(reports);
    for (const Report& report : reports) add_new(merged.verdicts, report.verdicts);
    return merged;
}

}  // namespace ward::review
