// Records of the Node.js Security WG (https://github.com/nodejs/security-wg, vuln/core and vuln/npm). They have no id
// that is theirs alone, so a record is held within an object that names it:
//
//     {"nodejs-core": "150", "cve": "CVE-2024-27983", "record": {...}}        (containers.h makes these)
//
// Its id is then NODEJS-CORE-150, and of a record of several CVEs NODEJS-CORE-150-CVE-2024-27983: CVEs that share a
// record are no aliases of each other.
//
// Decided here: the versions that are affected are those that `vulnerable` takes and `patched` does not, as
// is-my-node-vulnerable reads them, but with prereleases in. Left out: which platforms a record is about, which the
// judge reads in the record itself, as it does for records of every other form (judges/audit/platforms.h).
#include <algorithm>
#include <vector>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/advisory/arena.h"
#include "facts/advisory/foreign_record.h"
#include "facts/advisory/json_dom.h"
#include "facts/advisory/range_difference.h"

namespace ward::advisory {
namespace {

uint32_t position_nodejs_record(size_t size) {
    return static_cast<uint32_t>(size);
}

// What a record calls its fields, in the two collections.
struct Fields {
    std::string_view wrapper;
    std::string_view prefix;
    std::string_view cves;
    std::string_view vulnerable;
    std::string_view patched;
    std::string_view vector;
};
constexpr Fields core{"nodejs-core", "NODEJS-CORE-", "cve", "vulnerable", "patched", "cvss"};
constexpr Fields npm{"nodejs-npm", "NODEJS-NPM-", "cves", "vulnerable_versions", "patched_versions", "cvss_vector"};

class Translation {
  public:
    Translation(OsvRecord& record, Arena& arena) : record_(record), arena_(arena) {}

    Result<void> read(const dom::Element& root) {
        const bool is_core = !dom::text_at(root, core.wrapper).empty();
        const Fields& fields = is_core ? core : npm;
        const auto body = dom::object_at(root, "record");
        if (!body) return fail(ErrorCode::parse, "has no record");
        size_t cves = 0;
        dom::each_at(*body, fields.cves, [&](const dom::Element&) { ++cves; });
        const std::string_view cve = dom::text_at(root, "cve");
        record_.id = arena_.keep(fmt::format("{}{}{}{}", fields.prefix, dom::text_at(root, fields.wrapper),
                                             cves > 1 ? "-" : "", cves > 1 ? cve : ""));
        if (!is_record_id(record_.id)) return fail(ErrorCode::parse, "has an id with odd characters");
        if (is_record_id(cve)) record_.aliases.push_back(cve);
        for (const std::string_view key : {"updated_at", "publish_date"})
            if (record_.modified.empty()) record_.modified = instant(dom::text_at(*body, key));
        record_.severity_word = dom::text_at(*body, "severity");
        if (const std::string_view vector = dom::text_at(*body, fields.vector); !vector.empty())
            record_.all_severities.push_back({vector.starts_with("CVSS:4") ? "CVSS_V4" : "CVSS_V3", vector});
        record_.severities = {0, position_nodejs_record(record_.all_severities.size())};
        const std::string_view vulnerable = dom::text_at(*body, fields.vulnerable);
        if (vulnerable.empty()) return fail(ErrorCode::parse, fmt::format("has no `{}`", fields.vulnerable));
        WARD_TRY_VOID(read_ranges(vulnerable, dom::text_at(*body, fields.patched)));
        if (is_core) {
            add("Node.js", "node");
            return {};
        }
        const std::string_view name = dom::text_at(*body, "module_name");
        if (name.empty() || name.size() > limits::name_bytes) return fail(ErrorCode::parse, "has no `module_name`");
        add("npm", name);
        return {};
    }

  private:
    // A date alone is its first instant.
    std::string_view instant(std::string_view date) {
        constexpr size_t date_bytes = 10;
        return date.size() == date_bytes ? arena_.keep(std::string(date) + "T00:00:00Z") : date;
    }

    Result<void> read_ranges(std::string_view vulnerable, std::string_view patched) {
        const auto groups = events_of_difference(vulnerable, patched, arena_);
        if (!groups) return fail(groups.error().code, groups.error().what);
        for (const std::vector<OsvEvent>& events : *groups) {
            const uint32_t first = position_nodejs_record(record_.events.size());
            record_.events.insert(record_.events.end(), events.begin(), events.end());
            record_.ranges.push_back(
                {RangeType::ecosystem, {}, {first, position_nodejs_record(record_.events.size())}});
        }
        return {};
    }

    void add(std::string_view ecosystem, std::string_view name) {
        OsvAffected affected;
        affected.ecosystem = ecosystem;
        affected.name = name;
        affected.ranges = {0, position_nodejs_record(record_.ranges.size())};
        record_.affected.push_back(affected);
    }

    OsvRecord& record_;
    Arena& arena_;
};

Result<void> read(const dom::Element& root, OsvRecord& record, Arena& arena, Notes& notes) {
    WARD_TRY_VOID(Translation(record, arena).read(root));
    if (record.ranges.empty()) notes.add(Defect::empty_package, record.affected[0].ecosystem);
    return {};
}

OsvTexts texts_of(const dom::Element& root) {
    OsvTexts texts;
    const auto body = dom::object_at(root, "record");
    if (!body) return texts;
    for (const std::string_view key : {"title", "description", "overview"})
        if (texts.title.empty()) {
            const std::string_view text = trim(dom::text_at(*body, key));
            texts.title = text.substr(0, text.find('\n'));
        }
    if (const std::string_view url = dom::text_at(*body, "ref"); !url.empty()) texts.references.emplace_back(url);
    dom::each_at(*body, "references", [&](const dom::Element& item) {
        std::string_view url;
        if (item.get(url) == simdjson::SUCCESS && texts.references.size() < limits::references)
            texts.references.emplace_back(url);
    });
    return texts;
}

}  // namespace

const ForeignForm nodejs_form{read, texts_of};

}  // namespace ward::advisory
