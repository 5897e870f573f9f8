// Decided here: what a configuration says of one product. Only matches with `vulnerable: true` name a product that is
// affected; whatever else an AND asks for (a platform, a second product) becomes the entry's condition, which the judge
// weighs against what is installed. A match below a `negate` says where a flaw is not, and names nothing. Without
// configurations (most records since 2024) nothing is affected by this record: the CVE's own record has to tell.
#include "facts/advisory/nvd_record.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "facts/advisory/arena.h"
#include "facts/advisory/json_dom.h"
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

class Translation {
  public:
    Translation(OsvRecord& record, Arena& arena, Notes& notes) : record_(record), arena_(arena), notes_(notes) {}

    Result<void> read(const dom::Element& root) {
        const auto cve = dom::object_at(root, "cve");
        if (!cve) return fail(ErrorCode::parse, "has no cve");
        const std::string_view id = dom::text_at(*cve, "id");
        record_.id = arena_.keep(std::string(nvd_prefix) + std::string(id));
        if (!is_record_id(id) || !is_record_id(record_.id))
            return fail(ErrorCode::parse, "has no id, or one with odd characters");
        record_.aliases.push_back(id);
        record_.withdrawn = equal_ignoring_case(dom::text_at(*cve, "vulnStatus"), "Rejected");
        record_.modified = with_zone(dom::text_at(*cve, "lastModified"));
        read_severities(*cve);
        Result<void> good;
        dom::each_at(*cve, "configurations", [&](const dom::Element& item) {
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

    // NVD writes its times in UTC and does not say so.
    std::string_view with_zone(std::string_view time) {
        const bool plain = !time.empty() && is_digit(time.back()) && time.find('+') == std::string_view::npos;
        return plain ? arena_.keep(std::string(time) + "Z") : time;
    }

    void read_severities(const dom::Element& cve) {
        const auto metrics = dom::object_at(cve, "metrics");
        if (!metrics) return;
        constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kinds{{{"cvssMetricV40", "CVSS_V4"},
                                                                                      {"cvssMetricV31", "CVSS_V3"},
                                                                                      {"cvssMetricV30", "CVSS_V3"},
                                                                                      {"cvssMetricV2", "CVSS_V2"}}};
        for (const auto& [key, type] : kinds)
            dom::each_at(*metrics, key, [&, type = type](const dom::Element& item) {
                const auto data = dom::object_at(item, "cvssData");
                const std::string_view vector = data ? dom::text_at(*data, "vectorString") : std::string_view();
                if (!vector.empty() && record_.all_severities.size() < limits::severities)
                    record_.all_severities.push_back({type, vector});
            });
        record_.severities = {0, position(record_.all_severities.size())};
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

struct NvdParser::State {
    simdjson::dom::parser parser;
    OsvRecord record;
    Arena arena;
};

NvdParser::NvdParser() : state_(std::make_unique<State>()) {}
NvdParser::~NvdParser() = default;
NvdParser::NvdParser(NvdParser&&) noexcept = default;
NvdParser& NvdParser::operator=(NvdParser&&) noexcept = default;

Result<const OsvRecord*> NvdParser::parse(std::string_view json, Notes& notes) {
    state_->record = OsvRecord();
    state_->arena.clear();
    WARD_TRY(const dom::Element root, dom::document(state_->parser, json));
    Notes own;
    if (auto read = Translation(state_->record, state_->arena, own).read(root); !read)
        return fail(read.error().code, read.error().what, "line 1");
    notes.add(own);
    return &state_->record;
}

Result<OsvTexts> NvdParser::texts(std::string_view json) {
    WARD_TRY(const dom::Element root, dom::document(state_->parser, json));
    OsvTexts texts;
    const auto cve = dom::object_at(root, "cve");
    if (!cve) return texts;
    dom::each_at(*cve, "descriptions", [&](const dom::Element& description) {
        const std::string_view text = trim(dom::text_at(description, "value"));
        if (texts.title.empty() && dom::text_at(description, "lang").starts_with("en"))
            texts.title = text.substr(0, text.find('\n'));
    });
    dom::each_at(*cve, "references", [&](const dom::Element& reference) {
        if (const std::string_view url = dom::text_at(reference, "url");
            !url.empty() && texts.references.size() < limits::references)
            texts.references.emplace_back(url);
    });
    return texts;
}

}  // namespace ward::advisory
