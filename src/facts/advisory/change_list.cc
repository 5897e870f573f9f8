#include "facts/advisory/change_list.h"

#include <unordered_set>

#include <simdjson.h>

#include "base/text.h"
#include "facts/advisory/osv_record.h"
#include "formats/cve_id.h"

namespace ward::advisory {

ChangeList changes_since(std::string_view csv, bool cut, Instant since) {
    ChangeList list;
    while (!csv.empty()) {
        const size_t end = csv.find('\n');
        if (end == std::string_view::npos && cut) return list;
        const std::string_view line = trim(csv.substr(0, end));
        csv.remove_prefix(end == std::string_view::npos ? csv.size() : end + 1);
        if (line.empty()) continue;
        const size_t comma = line.find(',');
        const auto when = parse_instant(line.substr(0, comma));
        const std::string_view id = comma == std::string_view::npos ? std::string_view() : line.substr(comma + 1);
        if (!when || !is_record_id(id) || (list.newest != 0 && *when > list.newest)) return list;
        if (list.newest == 0) list.newest = *when;
        if (*when < since) {
            list.whole = true;
            return list;
        }
        list.ids.emplace_back(id);
        if (list.ids.size() > most_osv_changes) return list;
    }
    list.whole = !cut;
    return list;
}

ChangeList delta_log_since(std::string_view json, Instant since) {
    ChangeList list;
    simdjson::dom::parser parser;
    simdjson::dom::array entries;
    if (json.empty() || parser.parse(json.data(), json.size()).get(entries) != simdjson::SUCCESS) return list;
    std::unordered_set<std::string_view> seen;
    for (const auto entry : entries) {
        std::string_view time;
        const auto when = entry["fetchTime"].get(time) == simdjson::SUCCESS ? parse_instant(time) : std::nullopt;
        if (!when || (list.newest != 0 && *when > list.newest)) return list;
        if (list.newest == 0) list.newest = *when;
        if (*when < since) {
            list.whole = true;
            return list;
        }
        for (const char* key : {"new", "updated"}) {
            simdjson::dom::array changes;
            if (entry[key].get(changes) != simdjson::SUCCESS) return list;
            for (const auto change : changes) {
                std::string_view id;
                if (change["cveId"].get(id) != simdjson::SUCCESS || !is_cve_id(id)) return list;
                if (seen.insert(id).second) list.ids.emplace_back(id);
                if (list.ids.size() > most_cve_changes) return list;
            }
        }
    }
    return list;
}

}  // namespace ward::advisory
