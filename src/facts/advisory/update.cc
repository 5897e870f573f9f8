#include "facts/advisory/update.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/text.h"
#include "base/time.h"
#include "facts/advisory/feeds.h"
#include "facts/advisory/increments.h"
#include "facts/advisory/limits.h"
#include "facts/advisory/nvd_api.h"
#include "formats/crc32c.h"
#include "formats/document.h"
#include "formats/escape.h"
#include "formats/json_writer.h"
#include "formats/url.h"
#include "io/archive/archive.h"
#include "io/net/download.h"

namespace ward::advisory {
namespace {

constexpr size_t max_state_bytes = 1u << 20;
// An unchanged source is imported again after this long, so that the database's date says that it was asked.
constexpr Instant restamp_after = seconds_per_day;

// What osv/ECOSYSTEM/all.zip.json says about the zip beside it. A zip that differs from it counts as not there: it is
// damaged, or a run was killed between the two files.
struct Copy {
    std::string url;
    net::Validators validators;
    uint64_t bytes = 0;
    uint32_t crc32c = 0;
    Instant checked = 0;  // when the server last said what the newest is
    Instant fetched = 0;  // when it sent this one
};

uint64_t number_at(const Node& node, std::string_view key) {
    const Node* field = node.find(key);
    return field != nullptr && field->kind == Node::Kind::integer && field->integer >= 0
               ? static_cast<uint64_t>(field->integer)
               : 0;
}

// Nothing where there is no copy of that URL that can be used. That is never an error: it is then fetched.
std::optional<Copy> find_copy(const std::string& zip, const std::string& url) {
    const auto text = read_file(zip + ".json", max_state_bytes);
    const auto state = text ? parse_json(*text, zip + ".json") : Result<Node>(std::unexpected(text.error()));
    const auto map = Map::open(zip);
    if (!state || !map) return std::nullopt;
    Copy copy{text_at(*state, "url"),
              {text_at(*state, "etag"), text_at(*state, "last_modified")},
              number_at(*state, "bytes"),
              static_cast<uint32_t>(number_at(*state, "crc32c")),
              parse_instant(text_at(*state, "checked")).value_or(0),
              parse_instant(text_at(*state, "fetched")).value_or(0)};
    const bool good = copy.url == url && copy.bytes == map->bytes().size() && copy.crc32c == crc32c(map->bytes());
    return good ? std::optional(std::move(copy)) : std::nullopt;
}

Result<void> save(const Copy& copy, const std::string& zip) {
    JsonWriter json;
    json.begin_object().member("url", copy.url).member("etag", copy.validators.etag);
    json.member("last_modified", copy.validators.last_modified).member("bytes", static_cast<int64_t>(copy.bytes));
    json.member("crc32c", static_cast<int64_t>(copy.crc32c))
        .member("checked", format_instant(copy.checked))
        .member("fetched", format_instant(copy.fetched))
        .end_object();
    return replace_file(zip + ".json", json.take());
}

Result<void> check_zip(const std::string& path, const std::string& url) {
    WARD_TRY(const Map map, Map::open(path));
    const archive::ZipLimits zip_limits{.archive_bytes = limits::source_bytes,  // as for the import that follows
                                        .entries = limits::archive_entries,
                                        .entry_bytes = limits::expanded_bytes,
                                        .expand = {.expanded_bytes = limits::expanded_bytes, .ratio = limits::ratio}};
    if (auto zip = archive::Zip::open(map.bytes(), url, zip_limits); !zip)
        return std::unexpected(std::move(zip).error());
    return {};
}

// It becomes a folder's name and a part of the URL.
bool is_ecosystem(std::string_view name) {
    const auto may_stand = [](char c) { return is_alnum(c) || std::string_view(" ._:+-").contains(c); };
    return !name.empty() && name.size() <= 128 && is_alnum(name[0]) && std::ranges::all_of(name, may_stand);
}

// A file that is kept equal to one on a server.
struct Wanted {
    std::string label;  // for people
    std::string url;
    std::string folder;
    std::string name;
    ChangeLists lists = ChangeLists::none;
    std::string base = {};  // of the lists

    ZipIdentity identity(const std::string& zip, const Copy& copy) const {
        return {lists, base, url, zip, copy.crc32c, copy.fetched};
    }
};

struct Fetched {
    SourceUpdate update;
    std::string zip;
    std::optional<Copy> copy;         // none: missing
    std::optional<Changes> changes;   // of the copy
    std::optional<NvdRecords> pages;  // instead of a copy
    Error error;                      // of one that is missing or kept

    bool is_there() const { return copy.has_value() || pages.has_value(); }
    Instant checked() const { return copy ? copy->checked : pages->checked; }
};

// What a file is told by its name to be: a page of errors with status 200 is none of them.
Result<void> check_copy(const std::string& path, const std::string& url, std::string_view name) {
    if (name.ends_with(".zip")) return check_zip(path, url);
    WARD_TRY(const Map map, Map::open(path));
    const bool gzip = archive::packing_of(map.bytes()) == archive::Packing::gzip;
    if (gzip != name.ends_with(".gz")) return fail(ErrorCode::parse, "is no file of records", url);
    return {};
}

std::vector<Wanted> wanted_by(const UpdateOptions& options) {
    std::vector<Wanted> all;
    for (const std::string& ecosystem : options.ecosystems) {
        if (std::ranges::find(all, ecosystem, &Wanted::label) != all.end()) continue;
        const std::string base = options.base_url + "/" + escape_uri_path(ecosystem);
        all.push_back({ecosystem, base + "/all.zip", options.cache_folder + "/osv/" + ecosystem, "all.zip",
                       ChangeLists::osv, base});
    }
    const int year = to_number<int>(std::string_view(format_instant(now())).substr(0, 4)).value_or(0);
    for (const std::string& name : options.feeds) {
        const Feed* feed = feed_named(name);
        if (feed == nullptr) continue;  // told by update()
        for (const FeedFile& file : feed->files(year)) {
            const std::string label = name + "/" + file.name;
            if (std::ranges::find(all, label, &Wanted::label) != all.end()) continue;
            const bool is_mirrored = !options.feed_mirror.empty();
            all.push_back({label, is_mirrored ? options.feed_mirror + "/" + label : file.url,
                           options.cache_folder + "/" + name, file.name});
            if (feed->changes.empty()) continue;
            all.back().lists = ChangeLists::cve;
            all.back().base =
                is_mirrored ? fmt::format("{}/{}/cves", options.feed_mirror, name) : std::string(feed->changes);
        }
    }
    return all;
}

Fetched fetch(const Wanted& wanted, net::Http& http, const Log& log) {
    Fetched result;
    const std::string& url = wanted.url;
    result.update.ecosystem = wanted.label;
    result.zip = wanted.folder + "/" + wanted.name;
    const auto refresh = [&]() -> Result<void> {
        WARD_TRY_VOID(make_folders(wanted.folder));
        result.copy = find_copy(result.zip, url);
        log.info(fmt::format("{}: asking {}", wanted.label, url));
        if (result.copy && wanted.lists != ChangeLists::none) {
            const auto increments = fetch_increments(wanted.identity(result.zip, *result.copy), http, log);
            if (!increments) return std::unexpected(increments.error());
            if (*increments) {
                result.update.records = (*increments)->fetched;
                result.update.state =
                    (*increments)->fetched == 0 ? SourceUpdate::State::unchanged : SourceUpdate::State::changed;
                result.copy->checked = now();
                return save(*result.copy, result.zip);
            }
        }
        net::DownloadRequest request{.url = url, .file = result.zip};
        if (result.copy) request.known = result.copy->validators;
        request.limits.body_bytes = limits::source_bytes;
        request.check = [&](const std::string& path) { return check_copy(path, url, wanted.name); };
        WARD_TRY(const net::Download got, net::download(http, request));
        if (got.state == net::Download::State::fetched) {
            result.copy = Copy{url, got.validators, got.bytes, got.crc32c, 0, now()};
            result.update.state = SourceUpdate::State::fetched;
        } else {
            result.update.state = SourceUpdate::State::unchanged;
        }
        result.copy->checked = now();
        return save(*result.copy, result.zip);
    };
    if (const auto done = refresh(); !done) {
        result.error = done.error();
        result.update.state = result.copy ? SourceUpdate::State::kept : SourceUpdate::State::missing;
        result.update.problem =
            fmt::format("{}: {}; {}", wanted.label, done.error().message(),
                        result.copy ? "the copy of " + format_instant(result.copy->checked) + " is used"
                                    : "its advisories are missing from the database");
    }
    if (result.copy) {
        if (wanted.lists != ChangeLists::none) result.changes = changes_of(wanted.identity(result.zip, *result.copy));
        result.update.bytes = result.copy->bytes;
        result.update.checked = format_instant(result.copy->checked);
    }
    return result;
}

bool is_this_machine(const std::string& url) {
    const auto parsed = parse_url(url);
    return parsed && (parsed->host == "127.0.0.1" || parsed->host == "[::1]" || parsed->host == "localhost");
}

Fetched fetch_pages(const UpdateOptions& options, std::string_view feed, net::Http& http, const Log& log) {
    Fetched result;
    result.update.ecosystem = feed;
    NvdApi api{.folder = fmt::format("{}/{}", options.cache_folder, feed), .courtesy = options.courtesy};
    if (!options.feed_mirror.empty()) api.url = fmt::format("{}/{}", options.feed_mirror, feed);
    // A mirror is somebody else's.
    if (options.feed_mirror.empty() || is_this_machine(options.feed_mirror)) api.key = options.nvd_key;
    log.info(fmt::format("{}: asking {}", feed, api.url));
    const auto fetched = fetch_nvd(api, http, log);
    NvdRecords records = fetched ? *fetched : nvd_records_of(api);
    if (fetched)
        result.update.state = records.all_anew       ? SourceUpdate::State::fetched
                              : records.records == 0 ? SourceUpdate::State::unchanged
                                                     : SourceUpdate::State::changed;
    if (!records.files.empty()) {
        result.update.records = records.all_anew ? 0 : records.records;
        result.update.bytes = records.bytes;
        result.update.checked = format_instant(records.checked);
        result.pages = std::move(records);
    }
    if (!fetched) {
        result.error = fetched.error();
        result.update.state = result.pages ? SourceUpdate::State::kept : SourceUpdate::State::missing;
        result.update.problem = fmt::format("{}: {}; {}", feed, fetched.error().message(),
                                            result.pages ? "the records of " + result.update.checked + " are used"
                                                         : "its advisories are missing from the database");
    }
    return result;
}

// What a database was made of, as one text to compare; kept with the snapshot that came out of it.
std::string inputs_of(const std::vector<Fetched>& all) {
    std::string text;
    for (const Fetched& one : all) {
        if (one.copy) text += fmt::format("{} {} {:08x}\n", one.copy->url, one.copy->bytes, one.copy->crc32c);
        if (one.changes) text += fmt::format("changes {} {:08x}\n", one.changes->bytes, one.changes->crc32c);
        if (one.pages) text += fmt::format("{} {} {:08x}\n", one.update.ecosystem, one.pages->bytes, one.pages->crc32c);
    }
    return text;
}

// Info of the database, if it was made of exactly these zips, is whole, and is not older than it needs to be.
std::optional<Info> up_to_date(const UpdateOptions& options, const std::string& inputs, Instant oldest) {
    const auto text = read_file(options.cache_folder + "/osv/built.json", max_state_bytes);
    if (!text) return std::nullopt;
    const auto built = parse_json(*text, "built.json");
    if (!built || built->string_at("inputs") != inputs) return std::nullopt;
    const auto index = Index::open(options.output);
    if (!index || !index->verify() || built->string_at("snapshot") != index->info().snapshot) return std::nullopt;
    const auto updated = parse_instant(index->info().updated);
    if (!updated || oldest - *updated >= restamp_after) return std::nullopt;
    return index->info();
}

// Two runs at once would write the same parts.
Result<Fd> lock(const std::string& folder) {
    WARD_TRY_VOID(make_folders(folder));
    const std::string path = folder + "/.lock";
    WARD_TRY(Fd fd, open_file(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0644));
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) return fd;
    if (errno == EWOULDBLOCK) return fail(ErrorCode::conflict, "another run is updating", folder);
    return fail_errno("cannot lock", path);
}

}  // namespace

std::vector<std::string> default_ecosystems() {
    return {"npm", "OSS-Fuzz", "GIT", "PyPI", "crates.io", "Go", "GitHub Actions"};
}

std::string_view name_of(SourceUpdate::State state) {
    switch (state) {
        case SourceUpdate::State::fetched: return "fetched";
        case SourceUpdate::State::changed: return "changed";
        case SourceUpdate::State::unchanged: return "unchanged";
        case SourceUpdate::State::kept: return "kept";
        case SourceUpdate::State::missing: break;
    }
    return "missing";
}

std::vector<std::string> UpdateResult::problems() const {
    std::vector<std::string> all;
    for (const SourceUpdate& source : sources)
        if (!source.problem.empty()) all.push_back(source.problem);
    all.insert(all.end(), import.problems.begin(), import.problems.end());
    return all;
}

Result<UpdateResult> update(const UpdateOptions& asked, net::Http& http, const Log& log) {
    UpdateOptions options = asked;
    while (options.base_url.ends_with('/')) options.base_url.pop_back();
    while (options.feed_mirror.ends_with('/')) options.feed_mirror.pop_back();
    WARD_TRY_VOID(net::check_url(options.base_url));
    if (!options.feed_mirror.empty()) WARD_TRY_VOID(net::check_url(options.feed_mirror));
    for (const std::string& feed : options.feeds)
        if (feed_named(feed) == nullptr) return fail(ErrorCode::usage, "'" + display(feed) + "' is not a feed");
    if (options.ecosystems.empty() && options.feeds.empty()) return fail(ErrorCode::usage, "no ecosystem is asked for");
    for (const std::string& ecosystem : options.ecosystems)
        if (!is_ecosystem(ecosystem))
            return fail(ErrorCode::usage, "'" + display(ecosystem) + "' is not an ecosystem's name");
    const std::string folder = options.cache_folder + "/osv";
    WARD_TRY(const Fd held, lock(folder));

    std::vector<Fetched> all;
    ImportOptions import_options{
        .sources = {}, .output = options.output, .accept_shrink = options.accept_shrink, .fetched = {}};
    UpdateResult result;
    Instant oldest = now();
    const auto take = [&](Fetched fetched) {
        const Fetched& one = all.emplace_back(std::move(fetched));
        result.sources.push_back(one.update);
        if (!one.is_there()) return;
        std::vector<std::string>& sources = import_options.sources;
        if (one.copy) sources.push_back(one.zip);
        if (one.changes) sources.push_back(one.changes->file);
        if (one.pages) sources.insert(sources.end(), one.pages->files.begin(), one.pages->files.end());
        oldest = std::min(oldest, one.checked());
    };
    for (const Wanted& wanted : wanted_by(options)) take(fetch(wanted, http, log));
    for (const Feed& feed : all_feeds())
        if (feed.has_pages && std::ranges::find(options.feeds, feed.name) != options.feeds.end())
            take(fetch_pages(options, feed.name, http, log));
    if (import_options.sources.empty()) return std::unexpected(std::move(all[0].error));
    import_options.fetched = format_instant(oldest);

    const std::string inputs = inputs_of(all);
    if (auto info = up_to_date(options, inputs, oldest)) {
        result.import.info = std::move(*info);
        return result;
    }
    WARD_TRY(result.import, import(import_options, log));
    result.imported = true;
    const std::string built = folder + "/built.json";
    if (!result.import.problems.empty()) {  // the next run shall tell them again
        ::unlink(built.c_str());
        return result;
    }
    JsonWriter json;
    json.begin_object().member("snapshot", result.import.info.snapshot).member("inputs", inputs).end_object();
    WARD_TRY_VOID(replace_file(built, json.take()));
    return result;
}

}  // namespace ward::advisory
