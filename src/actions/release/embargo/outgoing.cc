#include "actions/release/embargo/outgoing.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/core.h>

#include "actions/release/embargo/object_check.h"

namespace ward::release {
namespace {

using gitobjects::Commit;
using gitobjects::Object;
using gitobjects::ObjectId;
using gitobjects::ObjectKind;
using gitobjects::TreeMode;

class Outgoing {
  public:
    Outgoing(const gitobjects::Repository& repository, const TaintMatcher& matcher, const std::string& cache_folder)
        : changes_(ObjectSources({&repository.objects()})),
          matcher_(matcher),
          cache_(CleanCache::load(cache_folder, "pushed", matcher.digest(), repository.objects().id_bytes())) {}

    void exclude(std::span<const ObjectId> has) {
        std::vector<ObjectId> stack(has.begin(), has.end());
        while (!stack.empty()) {
            const ObjectId id = stack.back();
            stack.pop_back();
            if (!excluded_.insert(id).second) continue;
            const auto object = changes_.sources().read(id);
            if (!object) continue;
            if (object->kind == ObjectKind::tag) {
                if (const auto tag = gitobjects::parse_tag(object->bytes, id.size())) stack.push_back(tag->target);
            } else if (object->kind == ObjectKind::commit) {
                if (const auto commit = gitobjects::parse_commit(object->bytes, id.size()))
                    stack.insert(stack.end(), commit->parents.begin(), commit->parents.end());
            }
        }
    }

    OutgoingReport run(std::span<const ObjectId> tips) {
        for (const ObjectId& tip : tips) add_tip(tip, 0);
        while (!stack_.empty()) {
            const ObjectId id = stack_.back();
            stack_.pop_back();
            if (excluded_.contains(id) || !seen_.insert(id).second) continue;
            if (report_.commits == max_outgoing_commits) {
                problem("commit " + id.hex(), fmt::format("more than {} commits go out", max_outgoing_commits));
                break;
            }
            ++report_.commits;
            check_commit(id);
        }
        report_.found.objects = seen_.size();
        if (auto kept = cache_.keep(std::move(clean_)); !kept) problem(kept.error().where, kept.error().what);
        return std::move(report_);
    }

  private:
    void problem(std::string path, std::string reason) {
        report_.found.problems.push_back({std::move(path), std::move(reason)});
    }

    void add(std::vector<Leak> leaks, const std::string& place) {
        for (Leak& leak : leaks) {
            leak.place = place;
            report_.found.leaks.push_back(std::move(leak));
        }
    }

    // Of a ref: a commit as a rule, a tag, or whatever else a ref may name.
    void add_tip(const ObjectId& id, size_t depth) {
        if (excluded_.contains(id)) return;
        const auto object = changes_.sources().read(id);
        if (!object) return problem("object " + id.hex(), object.error().what);
        switch (object->kind) {
            case ObjectKind::commit: stack_.push_back(id); return;
            case ObjectKind::tag: {
                if (!seen_.insert(id).second) return;
                add(leaks_of_object(id, *object, matcher_), "");
                const auto tag = gitobjects::parse_tag(object->bytes, id.size());
                if (!tag) problem("object " + id.hex(), tag.error().what);
                else if (depth == max_tags_of_tags) problem("object " + id.hex(), "is a tag of too many tags");
                else add_tip(tag->target, depth + 1);
                return;
            }
            case ObjectKind::blob: add(leaks_of_object(id, *object, matcher_), ""); return;
            case ObjectKind::tree:
                if (auto walked = visit(std::nullopt, id); !walked)
                    problem("object " + id.hex(), walked.error().message());
                return;
        }
    }

    void check_commit(const ObjectId& id) {
        const auto object = changes_.sources().read(id);
        const auto commit = object ? gitobjects::parse_commit(object->bytes, id.size())
                                   : Result<Commit>(std::unexpected(object.error()));
        if (!commit) return problem("commit " + id.hex(), commit.error().message());
        if (object->kind != ObjectKind::commit) return problem("object " + id.hex(), "is no commit");
        stack_.insert(stack_.end(), commit->parents.begin(), commit->parents.end());
        if (cache_.has(id)) {
            ++report_.found.known_clean;
            return;
        }
        const size_t leaks = report_.found.leaks.size();
        const size_t problems = report_.found.problems.size();
        const size_t submodules = report_.submodules.size();
        std::vector<Leak> own = leaks_of_object(id, *object, matcher_);
        // That a private commit changes what it changes says nothing more.
        const bool is_known = !own.empty() && own.front().rule == TaintRule::private_commit;
        add(std::move(own), "");
        if (auto compared = compare(id, *commit, !is_known); !compared)
            problem("commit " + id.hex(), compared.error().message());
        // Submodules are asked about each time: what they have may have changed.
        if (report_.found.leaks.size() == leaks && report_.found.problems.size() == problems &&
            report_.submodules.size() == submodules)
            clean_.push_back(id);
    }

    Result<void> compare(const ObjectId& id, const Commit& commit, bool with_sums) {
        std::optional<ObjectId> before;
        if (!commit.parents.empty()) {
            WARD_TRY(const Commit parent, changes_.sources().commit(commit.parents.front()));
            before = parent.tree;
        }
        WARD_TRY_VOID(visit(before, commit.tree));
        if (!with_sums || !matcher_.has_patches()) return {};
        WARD_TRY(const ChangeSums sums, changes_.sums(before, commit.tree));
        if (const auto taint = matcher_.patch(sums))
            report_.found.leaks.push_back(
                {.rule = taint->rule, .item = taint->item, .kind = "commit", .object = id.hex()});
        return {};
    }

    Result<void> visit(const std::optional<ObjectId>& before, const ObjectId& after) {
        return changes_.visit_new(before, after, [&](const Changes::Entry& entry) -> Result<void> {
            const ObjectId& id = entry.entry.id;
            const std::string place = matcher_.redact(entry.path);
            const Leak name{.kind = "name", .object = id.hex()};
            add(leaks_in(entry.path, matcher_, name), place);
            if (entry.entry.mode == TreeMode::gitlink) {
                report_.submodules.insert({std::string(entry.path), id});
                if (const auto taint = matcher_.commit(id))
                    add({{.rule = taint->rule, .item = taint->item, .kind = "submodule", .object = id.hex()}}, place);
                return {};
            }
            // Folders are walked into; their names are those of their entries.
            if (entry.entry.mode == TreeMode::folder || !seen_.insert(id).second) return {};
            WARD_TRY(const Object object, changes_.sources().read(id));
            add(leaks_of_object(id, object, matcher_), place);
            return {};
        });
    }

    Changes changes_;
    const TaintMatcher& matcher_;
    CleanCache cache_;
    std::unordered_set<ObjectId> excluded_;
    std::unordered_set<ObjectId> seen_;
    std::vector<ObjectId> stack_;
    std::vector<ObjectId> clean_;
    OutgoingReport report_;
};

}  // namespace

OutgoingReport check_outgoing(const gitobjects::Repository& repository, std::span<const ObjectId> tips,
                              std::span<const ObjectId> has, const TaintMatcher& matcher,
                              const std::string& cache_folder) {
    Outgoing outgoing(repository, matcher, cache_folder);
    outgoing.exclude(has);
    return outgoing.run(tips);
}

}  // namespace ward::release
