// Records of NVD's CVE API 2.0 and of its feeds (https://nvd.nist.gov/developers/vulnerabilities): one item of a page's
// `vulnerabilities`.
//
// Decided here: without configurations (most records since 2024) nothing is affected by this record: the CVE's own
// record has to tell. What a configuration says is in configurations.cc.
#include <array>
#include <utility>

#include "base/text.h"
#include "facts/advisory/arena.h"
#include "facts/advisory/configurations.h"
#include "facts/advisory/foreign_record.h"
#include "facts/advisory/json_dom.h"
#include "facts/advisory/limits.h"

namespace ward::advisory {
namespace {

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
        return add_configurations(*cve, "configurations", record_, arena_, notes_);
    }

  private:
    static uint32_t position(size_t size) { return static_cast<uint32_t>(size); }
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
        for (const auto& [key, kind] : kinds)
            dom::each_at(*metrics, key, [&, type = kind](const dom::Element& item) {
                const auto data = dom::object_at(item, "cvssData");
                const std::string_view vector = data ? dom::text_at(*data, "vectorString") : std::string_view();
                if (!vector.empty() && record_.all_severities.size() < limits::severities)
                    record_.all_severities.push_back({type, vector});
            });
        record_.severities = {0, position(record_.all_severities.size())};
    }

    OsvRecord& record_;
    Arena& arena_;
    Notes& notes_;
};

Result<void> read(const dom::Element& root, OsvRecord& record, Arena& arena, Notes& notes) {
    return Translation(record, arena, notes).read(root);
}

OsvTexts texts_of(const dom::Element& root) {
    OsvTexts texts;
    const auto cve = dom::object_at(root, "cve");
    if (!cve) return texts;
    dom::add_prose(*cve, texts);
    return texts;
}

}  // namespace

const ForeignForm nvd_form{read, texts_of};

}  // namespace ward::advisory
