// The records' addresses are made of their ids; links of a list are not followed.
//
// Decided here: the zip is believed to hold what had changed a day before it was fetched, since nobody says when it was
// made; a record that came twice is dropped when the database is built, where the newest counts. A week later, or after
// a thousand changes, the zip is fetched again.
#include "facts/advisory/increments.h"

#include <algorithm>
#include <vector>

#include <fmt/core.h>
#include <simdjson.h>

#include "base/fd.h"
#include "base/path.h"
#include "base/text.h"
#include "facts/advisory/change_list.h"
#include "facts/advisory/limits.h"
#include "facts/advisory/osv_record.h"
#include "formats/crc32c.h"
#include "formats/document.h"
#include "formats/json_writer.h"

namespace ward::advisory {
namespace {

constexpr uint64_t list_bytes = 1u << 20;        // read of the list, from its beginning: some 25,000 changes
constexpr uint64_t delta_log_bytes = 64u << 20;  // the CVE List's: some four megabytes for a month
constexpr Instant zip_days = 7;
constexpr uint64_t changes_bytes = 256u << 20;  // of the file of changes
constexpr size_t max_state_bytes = 1u << 16;

struct State {
    uint32_t zip_crc32c = 0;
    uint32_t crc32c = 0;
    uint64_t bytes = 0;
    uint64_t records = 0;
    Instant newest = 0;  // of the list when it was read last
};

std::optional<State> read_state(const ZipIdentity& zip) {
    const std::string path = folder_of(zip.file) + "/changes.json";
    const auto text = read_file(path, max_state_bytes);
    const auto node = text ? parse_json(*text, path) : Result<Node>(std::unexpected(text.error()));
    if (!node) return std::nullopt;
    auto number = [&](std::string_view key) {
        const Node* field = node->find(key);
        return field != nullptr && field->kind == Node::Kind::integer ? static_cast<uint64_t>(field->integer) : 0;
    };
    State state{static_cast<uint32_t>(number("zip_crc32c")), static_cast<uint32_t>(number("crc32c")), number("bytes"),
                number("records"), parse_instant(node->string_at("newest").value_or("")).value_or(0)};
    if (state.zip_crc32c != zip.crc32c || node->string_at("url") != zip.url) return std::nullopt;
    return state;
}

Result<void> write_state(const ZipIdentity& zip, const State& state) {
    JsonWriter json;
    json.begin_object().member("url", zip.url).member("zip_crc32c", static_cast<int64_t>(state.zip_crc32c));
    json.member("crc32c", static_cast<int64_t>(state.crc32c)).member("bytes", static_cast<int64_t>(state.bytes));
    json.member("records", static_cast<int64_t>(state.records)).member("newest", format_instant(state.newest));
    return replace_file(folder_of(zip.file) + "/changes.json", json.end_object().take());
}

size_t most_changes(const ZipIdentity& zip) {
    return zip.lists == ChangeLists::cve ? most_cve_changes : most_osv_changes;
}

Result<std::optional<ChangeList>> ask_delta_log(const std::string& base, Instant since, net::Http& http) {
    net::Request request{.url = base + "/deltaLog.json"};
    request.limits.body_bytes = delta_log_bytes;
    WARD_TRY(const net::Response response, http.get(request));
    if (response.status != 200) return std::nullopt;
    return delta_log_since(response.body, since);
}

Result<std::optional<ChangeList>> ask_list(const std::string& base, Instant since, net::Http& http) {
    net::Request request{.url = base + "/modified_id.csv",
                         .headers = {{"Range", fmt::format("bytes=0-{}", list_bytes - 1)}}};
    std::string csv;
    bool full = false;
    request.sink = [&](const net::Response&, std::string_view piece) -> Result<void> {
        csv += piece.substr(0, std::min<size_t>(piece.size(), list_bytes - csv.size()));
        full = csv.size() == list_bytes;
        // A server without ranges sends on; what is read is enough.
        return full ? Result<void>(fail(ErrorCode::cancelled, "read enough")) : Result<void>();
    };
    const auto response = http.get(request);
    if (!response && !full) return std::unexpected(response.error());
    if (response && response->status != 200 && response->status != 206) return std::nullopt;
    return changes_since(csv, full, since);
}

// "2025/14xxx/" of CVE-2025-14617: a folder holds a thousand.
std::string cve_folder(std::string_view id) {
    const std::string_view year = id.substr(4, 4);
    const std::string_view number = id.substr(9);
    return fmt::format("{}/{}xxx/", year, number.substr(0, number.size() - 3));
}

// One record as one line. `not_found` where the server has no such file.
Result<std::string> fetch_record(const ZipIdentity& zip, const std::string& id, net::Http& http) {
    const std::string url = zip.base + "/" + (zip.lists == ChangeLists::cve ? cve_folder(id) : "") + id + ".json";
    net::Request request{.url = url};
    request.limits.body_bytes = limits::record_bytes;
    WARD_TRY(const net::Response response, http.get(request));
    WARD_TRY_VOID(net::check_status(response));
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    std::string_view own;
    const std::string_view pointer = zip.lists == ChangeLists::cve ? "/cveMetadata/cveId" : "/id";
    if (parser.parse(response.body).get(root) != simdjson::SUCCESS ||
        root.at_pointer(pointer).get(own) != simdjson::SUCCESS || own != id)
        return fail(ErrorCode::parse, "is not the record that was asked for", url);
    return simdjson::minify(root);
}

}  // namespace

std::optional<Changes> changes_of(const ZipIdentity& zip) {
    const auto state = read_state(zip);
    if (!state || state->records == 0) return std::nullopt;
    Changes changes{folder_of(zip.file) + "/changes.ndjson", state->bytes, state->crc32c};
    const auto map = Map::open(changes.file);
    if (!map || map->bytes().size() != changes.bytes || crc32c(map->bytes()) != changes.crc32c) return std::nullopt;
    return changes;
}

Result<std::optional<Increments>> fetch_increments(const ZipIdentity& zip, net::Http& http, const Log& log) {
    if (now() - zip.fetched >= zip_days * seconds_per_day) return std::nullopt;
    const std::string& base = zip.base;
    std::string text;
    State state{.zip_crc32c = zip.crc32c};
    state.newest = zip.fetched - seconds_per_day;
    if (const auto held = changes_of(zip)) {
        WARD_TRY(text, read_file(held->file, changes_bytes));
        state = *read_state(zip);
    } else if (const auto empty = read_state(zip); empty && empty->records == 0) {
        state = *empty;
    }
    WARD_TRY(const auto list, zip.lists == ChangeLists::cve ? ask_delta_log(base, state.newest, http)
                                                            : ask_list(base, state.newest, http));
    if (!list || !list->whole || state.records + list->ids.size() > most_changes(zip)) return std::nullopt;
    if (!list->ids.empty()) log.info(fmt::format("{}: {} records changed", base, list->ids.size()));
    for (const std::string& id : list->ids) {
        const auto record = fetch_record(zip, id, http);
        if (!record && record.error().code == ErrorCode::not_found) {
            log.info(fmt::format("{}: {} is listed and not there; the zip is asked for", base, id));
            return std::nullopt;
        }
        if (!record) return std::unexpected(record.error());
        text += *record;
        text += '\n';
    }
    if (text.size() > changes_bytes) return std::nullopt;
    state.records += list->ids.size();
    // Records of this very second may still come.
    state.newest = std::max(state.newest, list->ids.empty() ? 0 : list->newest + 1);
    state.bytes = text.size();
    state.crc32c = crc32c(text);
    if (!list->ids.empty()) WARD_TRY_VOID(replace_file(folder_of(zip.file) + "/changes.ndjson", text));
    WARD_TRY_VOID(write_state(zip, state));
    return Increments{list->ids.size(), state.records};
}

}  // namespace ward::advisory
