#include "facts/advisory/nvd_page.h"

#include <fmt/core.h>
#include <simdjson.h>

#include "base/text.h"
#include "facts/advisory/json_dom.h"

namespace ward::advisory {

Result<NvdPage> parse_nvd_page(std::string_view json, uint64_t start, const std::string& url) {
    const auto bad = [&](std::string_view why) { return fail(ErrorCode::parse, std::string(why), url); };
    if (json.size() > max_nvd_page_bytes)
        return fail(ErrorCode::limit, fmt::format("is larger than {} bytes", max_nvd_page_bytes), url);
    simdjson::dom::parser parser;
    dom::Element root;
    if (json.empty() || parser.parse(json.data(), json.size()).get(root) != simdjson::SUCCESS || !root.is_object())
        return bad("is no page of records");
    if (dom::text_at(root, "format") != "NVD_CVE" || dom::text_at(root, "version") != "2.0")
        return bad("is no page of NVD's CVE API 2.0");
    NvdPage page;
    simdjson::dom::array items;
    if (root["startIndex"].get(page.start) != simdjson::SUCCESS ||
        root["totalResults"].get(page.total) != simdjson::SUCCESS ||
        root["vulnerabilities"].get(items) != simdjson::SUCCESS)
        return bad("is a page that does not say what it holds");
    if (page.start != start) return bad(fmt::format("begins at record {} where {} was asked for", page.start, start));
    if (page.total > max_nvd_records)
        return fail(ErrorCode::limit, fmt::format("says that there are {} records", page.total), url);
    for (const dom::Element item : items) {
        const auto cve = dom::object_at(item, "cve");
        if (!cve || !is_record_id(dom::text_at(*cve, "id"))) return bad("holds something that is no record");
        page.ndjson += simdjson::minify(item);
        page.ndjson += '\n';
        ++page.records;
    }
    if (page.records > page.total - std::min(page.start, page.total))
        return bad("holds more records than it says there are");
    if (page.records == 0 && page.start < page.total) return bad("holds no records, and is not the last page");
    return page;
}

}  // namespace ward::advisory
