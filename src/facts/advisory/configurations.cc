// Decided here: what a configuration says of one product. Only matches with `vulnerable: true` name a product that is
// affected; whatever else an AND asks for (a platform, a second product) becomes the entry's condition, which the judge
// weighs against what is installed. A match below a `negate` says where a flaw is not, and names nothing.
#include "facts/advisory/configurations.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/advisory/limits.h"
#include "formats/cpe_condition.h"

namespace ward::advisory {
namespace {

using VersionBound = CpeCriterion::VersionBound;
using Comparison = CpeCriterion::Comparison;

struct CpeMatch {
    bool vulnerable = false;
    std::string_view criteria;
    std::optional<Cpe> cpe;
    std::vector<VersionBound> bounds;
};

struct Node {
    bool all = false;  // AND
    bool negate = false;
    std::vector<CpeMatch> matches;
};

struct Configuration {
    bool all = false;
    bool negate = false;
    std::vector<Node> nodes;
};

bool is_and(const dom::Element& element) {
    return equal_ignoring_case(dom::text_at(element, "operator"), "AND");
}

bool is_graphic(char c) {
    return c > ' ' && c < 0x7f;
}

CpeMatch read_match(const dom::Element& item) {
    CpeMatch match;
    match.vulnerable = dom::true_at(item, "vulnerable");
    match.criteria = dom::text_at(item, "criteria");
    match.cpe = Cpe::parse(match.criteria);
    constexpr std::array<std::pair<std::string_view, Comparison>, 4> ends{
        {{"versionStartIncluding", Comparison::at_least},
         {"versionStartExcluding", Comparison::above},
         {"versionEndIncluding", Comparison::at_most},
         {"versionEndExcluding", Comparison::below}}};
    for (const auto& [key, comparison] : ends) {
        const std::string_view version = dom::text_at(item, key);
        if (version.empty()) continue;
        match.bounds.push_back({comparison, std::string(version)});
        // Neither a version nor a word of a condition.
        if (version.size() > limits::version_bytes || !std::ranges::all_of(version, is_graphic)) match.cpe.reset();
    }
    return match;
}

Configuration read_configuration(const dom::Element& item) {
    Configuration configuration{is_and(item), dom::true_at(item, "negate"), {}};
    dom::each_at(item, "nodes", [&](const dom::Element& part) {
        Node node{is_and(part), dom::true_at(part, "negate"), {}};
        dom::each_at(part, "cpeMatch", [&](const dom::Element& match) { node.matches.push_back(read_match(match)); });
        configuration.nodes.push_back(std::move(node));
    });
    return configuration;
}

class Reader {
  public:
    Reader(OsvRecord& record, Arena& arena, Notes& notes) : record_(record), arena_(arena), notes_(notes) {}

    Result<void> read(const dom::Element& owner, std::string_view key) {
        Result<void> good;
        dom::each_at(owner, key, [&](const dom::Element& item) {
            if (good) good = add(read_configuration(item));
        });
        if (good) file_entries();
        return good;
    }

  private:
    static uint32_t position(size_t size) { return static_cast<uint32_t>(size); }
    static std::unexpected<Error> too_many(std::string_view what, size_t limit) {
        return fail(ErrorCode::limit, fmt::format("has more than {} {}", limit, what));
    }

    // ---- Conditions ----

    // The whole node as a condition; false where it has nothing that can be asked.
    static bool write_node(CpeConditionWriter& writer, const Node& node, const CpeMatch* without) {
        // A part that cannot be read may hold or not: the whole is then not asked for, which errs on the loud side.
        if (std::ranges::any_of(node.matches, [](const CpeMatch& match) { return !match.cpe; })) return false;
        size_t count = 0;
        for (const CpeMatch& match : node.matches) {
            if (&match == without) continue;
            writer.criterion(trim(match.criteria), match.bounds);
            ++count;
        }
        if (count == 0) return false;
        if (node.all) writer.all(count);
        else writer.any(count);
        if (node.negate) writer.negate();
        return true;
    }

    // What must hold beside `match` of `node` for the configuration to hold. Empty: nothing.
    Result<std::string_view> condition_of(const Configuration& configuration, const Node& node, const CpeMatch* match) {
        CpeConditionWriter writer;
        size_t count = 0;
        if (node.all && write_node(writer, node, match)) ++count;
        if (configuration.all)
            for (const Node& other : configuration.nodes)
                if (&other != &node && write_node(writer, other, nullptr)) ++count;
        if (count == 0) return std::string_view();
        writer.all(count);
        condition_bytes_ += writer.text().size();
        if (writer.text().size() > ward::limits::condition_bytes || condition_bytes_ > limits::record_conditions)
            return fail(ErrorCode::limit,
                        fmt::format("has conditions of more than {} bytes", limits::record_conditions));
        return arena_.keep(writer.text());
    }

    // ---- Entries ----

    Result<void> add(const Configuration& configuration) {
        for (const Node& node : configuration.nodes) {
            matches_ += node.matches.size();
            if (matches_ > limits::affected) return too_many("CPE matches", limits::affected);
            const bool names = std::ranges::any_of(node.matches, &CpeMatch::vulnerable);
            if (!names) continue;
            if (configuration.negate || node.negate) {
                notes_.add(Defect::negated_products);
                continue;
            }
            std::string_view shared;
            if (!node.all) {
                WARD_TRY(shared, condition_of(configuration, node, nullptr));
            }
            for (const CpeMatch& match : node.matches) {
                if (!match.vulnerable) continue;
                std::string_view condition = shared;
                if (node.all) {
                    WARD_TRY(condition, condition_of(configuration, node, &match));
                }
                file(match, condition);
            }
        }
        return {};
    }

    void file(const CpeMatch& match, std::string_view condition) {
        if (!match.cpe) {
            notes_.add(Defect::no_package);
            return;
        }
        const std::vector<OsvEvent> events = events_of(match);
        if (events.empty()) return;
        const std::string& target = match.cpe->target_sw;
        const bool targeted = target != "*" && target != "-";
        entries_[{targeted ? "CPE:" + target : "CPE", match.cpe->package(), std::string(condition)}].push_back(events);
    }

    std::vector<OsvEvent> events_of(const CpeMatch& match) {
        const std::string exact = match.cpe->version_text();
        if (match.cpe->version == "-") {
            notes_.add(Defect::unversioned_product);  // "no version at all", which no component is
            return {};
        }
        if (exact.find_first_of("*?") != std::string::npos) {
            notes_.add(Defect::bad_event);
            return {};
        }
        if (!exact.empty()) {
            const std::string_view version = arena_.keep(exact);
            return {{EventKind::introduced, version}, {EventKind::last_affected, version}};
        }
        std::vector<OsvEvent> events{{EventKind::introduced, "0"}};
        for (const VersionBound& bound : match.bounds) {
            const std::string_view version = arena_.keep(bound.version);
            switch (bound.comparison) {
                case Comparison::at_least: events[0] = {EventKind::introduced, version}; break;
                case Comparison::above: events[0] = {EventKind::introduced_after, version}; break;
                case Comparison::at_most: events.push_back({EventKind::last_affected, version}); break;
                case Comparison::below: events.push_back({EventKind::fixed, version}); break;
            }
        }
        return events;
    }

    // One entry for each product and condition, with all its ranges.
    void file_entries() {
        for (const auto& [key, ranges] : entries_) {
            const auto& [ecosystem, name, condition] = key;
            OsvAffected affected;
            affected.ecosystem = arena_.keep(ecosystem);
            affected.name = arena_.keep(name);
            affected.condition = arena_.keep(condition);
            affected.ranges.first = position(record_.ranges.size());
            for (const std::vector<OsvEvent>& events : ranges) {
                const uint32_t first = position(record_.events.size());
                record_.events.insert(record_.events.end(), events.begin(), events.end());
                record_.ranges.push_back({RangeType::ecosystem, {}, {first, position(record_.events.size())}});
            }
            affected.ranges.last = position(record_.ranges.size());
            record_.affected.push_back(affected);
        }
    }

    OsvRecord& record_;
    Arena& arena_;
    Notes& notes_;
    std::map<std::tuple<std::string, std::string, std::string>, std::vector<std::vector<OsvEvent>>> entries_;
    size_t matches_ = 0;
    size_t condition_bytes_ = 0;
};

}  // namespace

Result<void> add_configurations(const dom::Element& owner, std::string_view key, OsvRecord& record, Arena& arena,
                                Notes& notes) {
    return Reader(record, arena, notes).read(owner, key);
}

}  // namespace ward::advisory
