// state.json beside the folders tells what is whole: `current` is a set that can be imported, `growing` one that is
// being fetched. A set is a folder of files that are never changed once the state names them.
#include "facts/advisory/nvd_api.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/core.h>
#include <zstd.h>

#include "base/fd.h"
#include "base/text.h"
#include "facts/advisory/nvd_page.h"
#include "formats/crc32c.h"
#include "formats/document.h"
#include "formats/json_writer.h"

namespace ward::advisory {
namespace {

constexpr size_t max_state_bytes = 16u << 20;
constexpr size_t max_files = 20'000;
constexpr int compression = 3;
constexpr int attempts_when_refused = 4;
// Clocks differ, and a record may be changed while its page is made.
constexpr Instant overlap = 3'600;

struct File {
    std::string name;
    uint64_t bytes = 0;
    uint32_t crc32c = 0;
};

struct Set {
    std::string folder;  // below the feed's own
    Instant begun = 0;
    Instant newest = 0;  // changes up to here are in it
    uint64_t next = 0;   // of a growing set: the record that the next page begins with
    uint64_t total = 0;
    uint64_t changes = 0;
    std::vector<File> files;
};

struct State {
    std::optional<Set> current, growing;
    Instant checked = 0;
};

uint64_t number_at(const Node& node, std::string_view key) {
    const Node* field = node.find(key);
    return field != nullptr && field->integer > 0 ? static_cast<uint64_t>(field->integer) : 0;
}

// A name that a state may tell: one of ours.
bool is_own_name(std::string_view name) {
    return !name.empty() && name.size() <= 64 && is_alnum(name[0]) &&
           std::ranges::all_of(name, [](char c) { return is_alnum(c) || c == '-' || c == '.'; });
}

// Nothing where a file is missing or another one.
std::optional<Set> set_of(const NvdApi& api, const Node* node) {
    if (node == nullptr) return std::nullopt;
    Set set;
    set.folder = text_at(*node, "folder");
    set.begun = parse_instant(text_at(*node, "begun")).value_or(0);
    set.newest = parse_instant(text_at(*node, "newest")).value_or(0);
    set.next = number_at(*node, "next");
    set.total = number_at(*node, "total");
    set.changes = number_at(*node, "changes");
    if (!is_own_name(set.folder) || set.begun == 0) return std::nullopt;
    for (const Node& item : items_at(*node, "files")) {
        File file{text_at(item, "name"), number_at(item, "bytes"), static_cast<uint32_t>(number_at(item, "crc32c"))};
        if (!is_own_name(file.name) || set.files.size() == max_files) return std::nullopt;
        const auto map = Map::open(fmt::format("{}/{}/{}", api.folder, set.folder, file.name));
        if (!map || map->bytes().size() != file.bytes || crc32c(map->bytes()) != file.crc32c) return std::nullopt;
        set.files.push_back(std::move(file));
    }
    return set;
}

State read_state(const NvdApi& api) {
    const std::string path = api.folder + "/state.json";
    const auto text = read_file(path, max_state_bytes);
    const auto node = text ? parse_json(*text, path) : Result<Node>(std::unexpected(text.error()));
    if (!node || text_at(*node, "url") != api.url) return {};
    return {set_of(api, node->find("current")), set_of(api, node->find("growing")),
            parse_instant(text_at(*node, "checked")).value_or(0)};
}

void write(JsonWriter& json, std::string_view key, const std::optional<Set>& set) {
    if (!set) return;
    json.key(key).begin_object().member("folder", set->folder).member("begun", format_instant(set->begun));
    json.member("newest", format_instant(set->newest)).member("next", static_cast<int64_t>(set->next));
    json.member("total", static_cast<int64_t>(set->total)).member("changes", static_cast<int64_t>(set->changes));
    json.key("files").begin_array();
    for (const File& file : set->files)
        json.begin_object()
            .member("name", file.name)
            .member("bytes", static_cast<int64_t>(file.bytes))
            .member("crc32c", static_cast<int64_t>(file.crc32c))
            .end_object();
    json.end_array().end_object();
}

Result<void> write_state(const NvdApi& api, const State& state) {
    JsonWriter json;
    json.begin_object().member("url", api.url).member("checked", format_instant(state.checked));
    write(json, "current", state.current);
    write(json, "growing", state.growing);
    return replace_file(api.folder + "/state.json", json.end_object().take());
}

// As NVD wants it, as part of a URL.
std::string time_text(Instant instant) {
    return format_instant(instant).substr(0, 19) + ".000%2B00:00";
}

class Fetcher {
  public:
    Fetcher(const NvdApi& api, net::Http& http, const Log& log)
        : api_(api), log_(log), client_(http, options_of(api)), state_(read_state(api)) {}

    Result<NvdRecords> run() {
        WARD_TRY_VOID(make_folders(api_.folder));
        if (state_.current && needs_all()) log_.info(fmt::format("{}: all records are asked for anew", api_.url));
        if (!state_.current || needs_all()) {
            WARD_TRY_VOID(fetch_all());
            all_anew_ = true;
        }
        WARD_TRY_VOID(fetch_changes());
        return result();
    }

    NvdRecords result() const {
        NvdRecords out;
        if (!state_.current) return out;
        std::string sums;
        for (const File& file : state_.current->files) {
            out.files.push_back(fmt::format("{}/{}/{}", api_.folder, state_.current->folder, file.name));
            out.bytes += file.bytes;
            sums += fmt::format("{:08x}", file.crc32c);
        }
        out.crc32c = crc32c(sums);
        out.records = fetched_;
        out.all_anew = all_anew_;
        out.checked = state_.checked;
        return out;
    }

  private:
    static net::ApiOptions options_of(const NvdApi& api) {
        net::ApiOptions options{.base_url = api.url};
        if (!api.key.empty()) options.headers.push_back({"apiKey", api.key});
        options.answer_bytes = max_nvd_page_bytes;
        options.courtesy = api.courtesy;
        return options;
    }

    bool needs_all() const {
        return state_.current->changes > max_nvd_changes ||
               now() - state_.current->begun > max_nvd_age_days * seconds_per_day;
    }

    // ---- Asking ----

    void pause() {
        if (!std::exchange(has_asked_, true)) return;
        const auto pace = api_.key.empty() ? nvd_pace : nvd_pace_with_key;
        if (api_.courtesy.sleep) api_.courtesy.sleep(pace);
        else std::this_thread::sleep_for(pace);
    }

    Result<NvdPage> page(const std::string& query, uint64_t start) {
        const std::string url =
            fmt::format("{}?{}resultsPerPage={}&startIndex={}", api_.url, query, nvd_page_records, start);
        for (int attempt = 1;; ++attempt) {
            pause();
            WARD_TRY(const net::Response response, client_.read(url));
            // Too many requests look like a refusal here.
            if (response.status == 403 && attempt < attempts_when_refused) {
                WARD_TRY_VOID(client_.be_patient(nvd_ban, url));
                continue;
            }
            // The reason is in a header: "Invalid apiKey."
            if (const auto words = response.header("message"); words && response.status != 200)
                return fail(net::code_of_status(response.status),
                            fmt::format("answered with status {}: {}", response.status, display(words->substr(0, 200))),
                            url);
            WARD_TRY_VOID(net::check_status(response));
            return parse_nvd_page(response.body, start, url);
        }
    }

    // A page as one more file of a set; the state is the caller's to save.
    Result<void> keep(Set& set, const NvdPage& page) {
        if (set.files.size() == max_files)
            return fail(ErrorCode::limit, fmt::format("more than {} files", max_files), api_.folder);
        std::string packed(ZSTD_compressBound(page.ndjson.size()), '\0');
        const size_t size =
            ZSTD_compress(packed.data(), packed.size(), page.ndjson.data(), page.ndjson.size(), compression);
        if (ZSTD_isError(size) != 0) return fail(ErrorCode::internal, "cannot pack a page", api_.folder);
        packed.resize(size);
        const std::string folder = api_.folder + '/' + set.folder;
        WARD_TRY_VOID(make_folders(folder));
        File file{fmt::format("{:05}.ndjson.zst", set.files.size()), packed.size(), crc32c(packed)};
        WARD_TRY_VOID(replace_file(folder + '/' + file.name, packed));
        set.files.push_back(std::move(file));
        fetched_ += page.records;
        return {};
    }

    // ---- All records ----

    Result<void> fetch_all() {
        // Records that came or went before the last page shift all that are behind them: an old beginning is no help.
        if (state_.growing && now() - state_.growing->begun > 7 * seconds_per_day) state_.growing.reset();
        if (!state_.growing) state_.growing = begin();
        bool has_begun_again = false;
        do {
            Set& set = *state_.growing;
            WARD_TRY(const NvdPage got, page("", set.next));
            if (got.total == 0) return fail(ErrorCode::parse, "says that it has no records", api_.url);
            if (got.total < set.total) {
                if (std::exchange(has_begun_again, true))
                    return fail(ErrorCode::network, "has fewer records from page to page", api_.url);
                log_.info(fmt::format("{}: records went while they were read; from the beginning", api_.url));
                state_.growing = begin();
                continue;
            }
            WARD_TRY_VOID(keep(set, got));
            set.total = got.total;
            set.next += got.records;
            WARD_TRY_VOID(write_state(api_, state_));
            log_.info(fmt::format("{}: {} of {} records", api_.url, set.next, set.total));
        } while (state_.growing->next < state_.growing->total || state_.growing->total == 0);
        const std::string old = state_.current ? state_.current->folder : std::string();
        state_.current = std::exchange(state_.growing, std::nullopt);
        // What changed while the pages were read comes with the changes.
        state_.current->newest = state_.current->begun - overlap;
        WARD_TRY_VOID(write_state(api_, state_));
        std::error_code ignored;
        if (!old.empty() && old != state_.current->folder)
            std::filesystem::remove_all(api_.folder + '/' + old, ignored);
        return {};
    }

    // A folder that no state names any more is overwritten.
    Set begin() const {
        Set set;
        set.begun = now();
        set.folder = state_.current && state_.current->folder == "a" ? "b" : "a";
        return set;
    }

    // ---- Changes ----

    Result<void> fetch_changes() {
        const Instant until = now();
        while (state_.current->newest < until) {
            // A whole window or nothing: the files of half a one are not named by the state.
            Set set = *state_.current;
            const Instant end = std::min(until, set.newest + nvd_window_days * seconds_per_day);
            const std::string query =
                fmt::format("lastModStartDate={}&lastModEndDate={}&", time_text(set.newest), time_text(end));
            for (uint64_t start = 0, total = 1; start < total;) {
                WARD_TRY(const NvdPage got, page(query, start));
                if (got.records != 0) WARD_TRY_VOID(keep(set, got));
                start += got.records;
                total = got.total;
                set.changes += got.records;
            }
            set.newest = end;
            state_.current = std::move(set);
            if (end == until) {
                state_.checked = until;
                state_.current->newest = until - overlap;
                return write_state(api_, state_);
            }
            WARD_TRY_VOID(write_state(api_, state_));
        }
        return {};
    }

    const NvdApi& api_;
    const Log& log_;
    net::ApiClient client_;
    State state_;
    uint64_t fetched_ = 0;
    bool all_anew_ = false;
    bool has_asked_ = false;
};

}  // namespace

Result<NvdRecords> fetch_nvd(const NvdApi& api, net::Http& http, const Log& log) {
    return Fetcher(api, http, log).run();
}

NvdRecords nvd_records_of(const NvdApi& api) {
    class Nobody final : public net::Http {
        Result<net::Response> get(const net::Request& request) override {
            return fail(ErrorCode::internal, "nobody is to be asked", request.url);
        }
    } nobody;
    return Fetcher(api, nobody, Log()).result();
}

}  // namespace ward::advisory
