// Decided here: without configurations (most records since 2024) nothing is affected by this record: the CVE's own
// record has to tell. What a configuration says is in configurations.cc.
#include "facts/advisory/nvd_record.h"

#include <array>
#include <utility>

#include "base/text.h"
#include "facts/advisory/arena.h"
#include "facts/advisory/configurations.h"
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
        for (const auto& [key, type] : kinds)
            dom::each_at(*metrics, key, [&, type = type](const dom::Element& item) {
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
