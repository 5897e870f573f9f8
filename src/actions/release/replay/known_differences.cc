#include "actions/release/replay/known_differences.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/document.h"

namespace ward::release {
namespace {

constexpr DocumentLimits limits{.bytes = max_known_bytes, .depth = 4, .nodes = 400'000, .aliases = 0};
constexpr std::array<std::string_view, 8> keys{"release", "in", "field", "of", "ours", "published", "ruling", "reason"};

class Reader {
  public:
    explicit Reader(std::string_view name) : name_(name) {}

    Result<std::vector<KnownDifference>> read(const Node& root) {
        for (const auto& [key, value] : root.fields)
            if (key != "schema" && key != "differences")
                return bad(value, fmt::format("has an unknown key '{}'", display(key)));
        const Node* schema = root.find("schema");
        if (schema == nullptr || schema->kind != Node::Kind::integer || schema->integer != known_schema)
            return bad(root, fmt::format("has not 'schema' {}", known_schema));
        const Node* list = root.find("differences");
        if (list == nullptr || !list->is_list()) return bad(root, "has no list 'differences'");
        if (list->items.size() > max_known_differences)
            return fail(ErrorCode::limit, fmt::format("has more than {} differences", max_known_differences), name_);
        std::vector<KnownDifference> out;
        out.reserve(list->items.size());
        for (const Node& row : list->items) {
            WARD_TRY(KnownDifference one, difference(row));
            out.push_back(std::move(one));
        }
        std::set<decltype(std::declval<Difference>().key())> seen;
        for (size_t at = 0; at < out.size(); ++at)
            if (!seen.insert(out[at].difference.key()).second) return bad(list->items[at], "stands there twice");
        return out;
    }

  private:
    std::unexpected<Error> bad(const Node& node, std::string what) const {
        return fail(ErrorCode::parse, std::move(what), fmt::format("{}:{}", name_, node.line));
    }

    Result<KnownDifference> difference(const Node& row) const {
        if (!row.is_table()) return bad(row, "is no difference");
        for (const auto& [key, value] : row.fields) {
            if (std::ranges::find(keys, key) == keys.end())
                return bad(value, fmt::format("has an unknown key '{}'", display(key)));
            if (!value.is_string()) return bad(value, fmt::format("'{}' is no text", display(key)));
        }
        KnownDifference out{.difference = {.release = text_at(row, "release"),
                                           .field = text_at(row, "field"),
                                           .of = text_at(row, "of"),
                                           .ours = text_at(row, "ours"),
                                           .published = text_at(row, "published"),
                                           .reason = text_at(row, "reason")},
                            .line = row.line};
        if (out.difference.release.empty()) return bad(row, "has no 'release'");
        if (out.difference.field.empty()) return bad(row, "has no 'field'");
        if (trim(out.difference.reason).empty()) return bad(row, "has no 'reason'");
        if (const auto in = row.string_at("in")) {
            const auto artefact = artefact_named(*in);
            if (!artefact) return bad(row, fmt::format("'in' is none of post, vuln-core, cve: '{}'", display(*in)));
            out.difference.artefact = *artefact;
        }
        if (const auto word = row.string_at("ruling")) {
            const auto ruling = ruling_named(*word);
            if (!ruling || *ruling == Ruling::open)
                return bad(row,
                           fmt::format("'ruling' is none of ours-right, theirs-right, policy: '{}'", display(*word)));
            out.difference.ruling = *ruling;
            out.rules = true;
        }
        return out;
    }

    const std::string name_;
};

}  // namespace

Result<std::vector<KnownDifference>> known_differences(std::string_view json, std::string_view name) {
    WARD_TRY(const Node root, parse_json(json, name, limits));
    return Reader(name).read(root);
}

KnownMatch match_known(std::vector<Difference>& differences, const std::vector<KnownDifference>& known,
                       const std::vector<std::string>& releases) {
    std::map<decltype(std::declval<Difference>().key()), const KnownDifference*> by_key;
    for (const KnownDifference& one : known) by_key.emplace(one.difference.key(), &one);
    KnownMatch out;
    std::set<const KnownDifference*> found;
    for (Difference& difference : differences) {
        const auto at = by_key.find(difference.key());
        out.is_known.push_back(at != by_key.end());
        if (at == by_key.end()) continue;
        found.insert(at->second);
        if (at->second->rules) difference.ruling = at->second->difference.ruling;
        difference.reason = at->second->difference.reason;
    }
    for (const KnownDifference& one : known)
        if (!found.contains(&one) && std::ranges::find(releases, one.difference.release) != releases.end())
            out.gone.push_back(&one);
    return out;
}

}  // namespace ward::release
