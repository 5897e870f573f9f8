#include "actions/release/embargo/locate.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "actions/release/embargo/changes.h"
#include "base/text.h"

namespace ward::release {
namespace {

using gitobjects::Object;
using gitobjects::ObjectId;
using gitobjects::ObjectKind;

constexpr std::string_view nowhere = "no ref or reflog";

class Locator {
  public:
    Locator(const gitobjects::Repository& repository, const TaintMatcher& matcher, std::vector<Leak>& leaks)
        : changes_(ObjectSources({&repository.objects()})), matcher_(matcher) {
        for (Leak& leak : leaks)
            if (const auto id = ObjectId::from_hex(leak.object); id && leak.reached_from.empty())
                wanted_[*id].push_back(&leak);
    }

    void run(std::span<const Starting> starts) {
        for (const Starting& start : starts) {
            if (found_ == wanted_.size()) return;
            from_ = matcher_.redact(start.name);
            walk(start.id);
        }
        for (auto& [id, leaks] : wanted_)
            for (Leak* leak : leaks)
                if (leak->reached_from.empty()) leak->reached_from = nowhere;
    }

  private:
    void found(const ObjectId& id, std::string_view path) {
        const auto wanted = wanted_.find(id);
        if (wanted == wanted_.end() || !wanted->second.front()->reached_from.empty()) return;
        ++found_;
        for (Leak* leak : wanted->second) {
            leak->reached_from = from_;
            leak->place = matcher_.redact(path);
        }
    }

    // What cannot be read leads nowhere; the check itself has told of it.
    void walk(const ObjectId& start) {
        std::vector<ObjectId> stack{start};
        while (!stack.empty() && seen_.size() < max_located_commits && found_ < wanted_.size()) {
            const ObjectId id = stack.back();
            stack.pop_back();
            if (!seen_.insert(id).second) continue;
            found(id, "");
            const auto object = changes_.sources().read(id);
            if (!object) continue;
            if (object->kind == ObjectKind::tag) {
                if (const auto tag = gitobjects::parse_tag(object->bytes, id.size())) stack.push_back(tag->target);
            } else if (object->kind == ObjectKind::commit) {
                if (const auto commit = gitobjects::parse_commit(object->bytes, id.size())) {
                    walk_changes(*commit);
                    stack.insert(stack.end(), commit->parents.begin(), commit->parents.end());
                }
            }
        }
    }

    void walk_changes(const gitobjects::Commit& commit) {
        found(commit.tree, "");
        std::optional<ObjectId> before;
        if (!commit.parents.empty())
            if (const auto parent = changes_.sources().commit(commit.parents.front())) before = parent->tree;
        // What cannot be read was told by the check that found these places.
        // NOLINTNEXTLINE(bugprone-unused-return-value)
        (void)changes_.visit_new(before, commit.tree, [&](const Changes::Entry& entry) -> Result<void> {
            found(entry.entry.id, entry.path);
            return {};
        });
    }

    Changes changes_;
    const TaintMatcher& matcher_;
    std::unordered_map<ObjectId, std::vector<Leak*>> wanted_;
    std::unordered_set<ObjectId> seen_;
    size_t found_ = 0;
    std::string from_;
};

}  // namespace

std::vector<Starting> starting_points(const gitobjects::Repository& repository,
                                      std::span<const std::pair<std::string, std::string>> logs) {
    std::vector<Starting> out;
    for (const gitobjects::Ref& ref : repository.refs()) out.push_back({ref.name, ref.id});
    if (repository.head()) out.push_back({"HEAD", repository.head()->id});
    for (const auto& [name, text] : logs)
        for (const std::string_view line : split(text, '\n')) {
            // "old new person time\tmessage"
            const std::vector<std::string_view> parts = split(line.substr(0, line.find('\t')), ' ');
            for (size_t i = parts.size() > 1 ? 2 : 0; i-- > 0;)
                if (const auto id = ObjectId::from_hex(parts[i])) out.push_back({"reflog of " + name, *id});
        }
    return out;
}

void locate(const gitobjects::Repository& repository, std::span<const Starting> starts, const TaintMatcher& matcher,
            std::vector<Leak>& leaks) {
    Locator(repository, matcher, leaks).run(starts);
}

}  // namespace ward::release
