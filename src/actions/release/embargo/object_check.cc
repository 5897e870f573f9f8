#include "actions/release/embargo/object_check.h"

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <utility>

#include "base/parallel.h"

namespace ward::release {
namespace {

using gitobjects::Commit;
using gitobjects::Object;
using gitobjects::ObjectId;
using gitobjects::ObjectKind;
using gitobjects::ObjectStore;

// Objects that are read in a row by one thread: enough that deltas find what they stand on.
constexpr size_t objects_in_a_row = 8'192;
constexpr size_t commits_in_a_row = 2'048;
constexpr std::string_view submodule_mode = "160000 ";

struct Row {
    std::vector<Leak> leaks;
    std::vector<Problem> problems;
    std::vector<ObjectId> clean;
    std::vector<std::pair<ObjectId, LineSum>> sums;
    std::vector<std::pair<ObjectId, Commit>> commits;  // whose objects are clean
};

void move_to_end(auto& to, auto& from) {
    std::ranges::move(from, std::back_inserter(to));
    from = {};
}

class ObjectCheck {
  public:
    ObjectCheck(const ObjectStore& store, const ObjectSources& sources, const TaintMatcher& matcher,
                const CleanCache& cache)
        : store_(store), sources_(sources), matcher_(matcher), cache_(cache) {}

    LeakReport run() {
        auto ids = store_.all();
        if (!ids) return failed(ids.error());
        report_.objects = ids->size();
        std::erase_if(*ids, [&](const ObjectId& id) { return cache_.has(id); });
        report_.known_clean = report_.objects - ids->size();
        if (auto sorted = store_.sort_for_reading(*ids); !sorted) return failed(sorted.error());
        read_all(*ids);
        if (matcher_.has_patches()) compare_changes();
        else
            for (const auto& [id, commit] : commits_) clean_.push_back(id);
        // A cache that cannot be written costs time, not truth.
        if (auto kept = cache_.keep(std::move(clean_)); !kept)
            report_.problems.push_back({kept.error().where, kept.error().what});
        return std::move(report_);
    }

  private:
    LeakReport failed(const Error& error) {
        report_.problems.push_back({error.where, error.what});
        return std::move(report_);
    }

    void take(Row& row) {
        move_to_end(report_.leaks, row.leaks);
        move_to_end(report_.problems, row.problems);
        move_to_end(clean_, row.clean);
    }

    void read_all(const std::vector<ObjectId>& ids) {
        std::vector<Row> rows((ids.size() + objects_in_a_row - 1) / objects_in_a_row);
        parallel_for(rows.size(), [&](size_t number) {
            const size_t end = std::min(ids.size(), (number + 1) * objects_in_a_row);
            for (size_t i = number * objects_in_a_row; i < end; ++i) read_one(ids[i], rows[number]);
        });
        for (Row& row : rows) {
            take(row);
            move_to_end(commits_, row.commits);
            sums_.insert(row.sums.begin(), row.sums.end());
            row.sums = {};
        }
    }

    void read_one(const ObjectId& id, Row& row) const {
        const auto object = store_.read(id);
        if (!object) {
            row.problems.push_back({"object " + id.hex(), object.error().what});
            return;
        }
        std::vector<Leak> leaks = leaks_of_object(id, *object, matcher_);
        const bool is_clean = leaks.empty();
        move_to_end(row.leaks, leaks);
        if (object->kind == ObjectKind::blob && matcher_.has_patches())
            row.sums.emplace_back(id, line_sum(object->bytes));
        if (object->kind != ObjectKind::commit) {
            if (is_clean) row.clean.push_back(id);
            return;
        }
        auto commit = gitobjects::parse_commit(object->bytes, id.size());
        if (!commit) row.problems.push_back({"object " + id.hex(), commit.error().what});
        else if (is_clean) row.commits.emplace_back(id, *std::move(commit));
    }

    void compare_changes() {
        std::vector<Row> rows((commits_.size() + commits_in_a_row - 1) / commits_in_a_row);
        parallel_for(rows.size(), [&](size_t number) {
            Changes changes(sources_, &sums_);
            const size_t end = std::min(commits_.size(), (number + 1) * commits_in_a_row);
            for (size_t i = number * commits_in_a_row; i < end; ++i)
                compare_one(commits_[i].first, commits_[i].second, changes, rows[number]);
        });
        for (Row& row : rows) take(row);
    }

    void compare_one(const ObjectId& id, const Commit& commit, Changes& changes, Row& row) const {
        const auto sums = changes.sums_of(commit);
        if (!sums) {
            row.problems.push_back(
                {"commit " + id.hex(), "cannot be compared with its parent: " + sums.error().message()});
        } else if (const auto taint = matcher_.patch(*sums)) {
            row.leaks.push_back({.rule = taint->rule, .item = taint->item, .kind = "commit", .object = id.hex()});
        } else {
            row.clean.push_back(id);
        }
    }

    const ObjectStore& store_;
    const ObjectSources& sources_;
    const TaintMatcher& matcher_;
    const CleanCache& cache_;
    LeakReport report_;
    std::vector<ObjectId> clean_;
    std::vector<std::pair<ObjectId, Commit>> commits_;
    LineSums sums_;
};

struct TreeTexts {
    std::string names;  // one a line; the bytes as they are where the tree is damaged
    std::vector<ObjectId> submodules;
};

TreeTexts texts_of_tree(std::string_view tree, size_t id_bytes) {
    TreeTexts out;
    while (!tree.empty()) {
        const size_t blank = tree.find(' ');
        const size_t nul = tree.find('\0');
        if (blank == std::string_view::npos || nul == std::string_view::npos || nul < blank ||
            tree.size() - nul - 1 < id_bytes) {
            out.names.append(tree);
            return out;
        }
        out.names.append(tree.substr(blank + 1, nul - blank - 1));
        out.names += '\n';
        if (tree.starts_with(submodule_mode))
            out.submodules.push_back(*ObjectId::from_bytes(tree.substr(nul + 1, id_bytes)));
        tree.remove_prefix(nul + 1 + id_bytes);
    }
    return out;
}

}  // namespace

std::vector<Leak> leaks_of_object(const ObjectId& id, const Object& object, const TaintMatcher& matcher) {
    const Leak where{.kind = std::string(name_of(object.kind)), .object = id.hex()};
    std::vector<Leak> out;
    const auto add = [&](const std::optional<Taint>& taint) {
        if (!taint) return;
        out.push_back(where);
        out.back().rule = taint->rule;
        out.back().item = taint->item;
    };
    std::vector<Leak> found;
    switch (object.kind) {
        case ObjectKind::blob:
            add(matcher.blob(id));
            found = leaks_in(object.bytes, matcher, where);
            break;
        case ObjectKind::tree: {
            const TreeTexts texts = texts_of_tree(object.bytes, id.size());
            for (const ObjectId& submodule : texts.submodules) add(matcher.commit(submodule));
            found = leaks_in(texts.names, matcher, where);
            break;
        }
        case ObjectKind::commit: add(matcher.commit(id)); [[fallthrough]];
        case ObjectKind::tag: found = leaks_in(without_people(object.bytes), matcher, where); break;
    }
    move_to_end(out, found);
    return out;
}

LeakReport check_objects(const ObjectStore& store, const ObjectSources& sources, const TaintMatcher& matcher,
                         const CleanCache& cache) {
    return ObjectCheck(store, sources, matcher, cache).run();
}

}  // namespace ward::release
