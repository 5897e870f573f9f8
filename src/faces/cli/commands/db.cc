// ward db: the local advisory database.
#include <unistd.h>

#include <fmt/core.h>

#include "base/text.h"
#include "base/time.h"
#include "faces/cli/database_update.h"
#include "faces/cli/names_update.h"
#include "faces/cli/options.h"
#include "facts/advisory/advisory.h"
#include "formats/json_writer.h"

namespace ward::cli {
namespace {

constexpr std::array import_options{
    Option{.name = "accept-shrink", .help = "replace the database even if more than 5 % of its records would be lost"},
    Option{.name = "json", .help = "as JSON"},
};
constexpr std::array names_update_options{
    Option{.name = "registry",
           .argument = "URL",
           .help = "fetch names from this mirror of npm's registry",
           .config = "npm.registry"},
    Option{.name = "all-names", .help = "fetch names that nobody downloads too (all-the-package-names)"},
};
constexpr std::array update_options{
    Option{.name = "url",
           .argument = "URL",
           .help = "fetch from this mirror of the public OSV bucket",
           .config = "database.url"},
    Option{.name = "ecosystem",
           .argument = "NAME",
           .help = "fetch this ecosystem instead of the usual ones",
           .repeat = Repeat::many,
           .config = "database.ecosystems"},
    Option{.name = "feed",
           .argument = "NAME",
           .help = "fetch this feed as well: cve, nodejs, nvd, nvd-api or openssl",
           .repeat = Repeat::many,
           .config = "database.feeds"},
    Option{.name = "feed-url",
           .argument = "URL",
           .help = "fetch feeds from this mirror, URL/FEED/FILE, instead of their public addresses",
           .config = "database.feed_url"},
};
constexpr std::array status_options{Option{.name = "json", .help = "as JSON"}};
constexpr std::array verify_options{Option{.name = "quick", .help = "header, trailer and section table only"}};

void write_info(JsonWriter& json, const advisory::Info& info, const std::string& path) {
    json.member("file", path).member("snapshot", info.snapshot).member("updated", info.updated);
    json.member("records", static_cast<int64_t>(info.records))
        .member("withdrawn", static_cast<int64_t>(info.withdrawn));
    json.member("malicious", static_cast<int64_t>(info.malicious))
        .member("packages", static_cast<int64_t>(info.packages));
    json.member("bytes", static_cast<int64_t>(info.file_bytes)).member("starter", info.starter);
    json.key("ecosystems").begin_array();
    for (const advisory::EcosystemCount& count : info.ecosystems)
        json.begin_object()
            .member("name", count.name)
            .member("records", static_cast<int64_t>(count.records))
            .member("ordered", count.ordered)
            .end_object();
    json.end_array().key("notes").begin_array();
    for (const std::string& note : info.notes) json.value(note);
    json.end_array();
}

std::string info_text(const advisory::Info& info, const std::string& path) {
    std::string text = fmt::format(
        "{}\n{} records of {} packages, {} withdrawn, {} malicious\nsnapshot {}\nupdated  {}", display(path),
        info.records, info.packages, info.withdrawn, info.malicious, info.snapshot, info.updated);
    if (const auto updated = parse_instant(info.updated))
        text += fmt::format(" ({} days ago)", (now() - *updated) / seconds_per_day);
    text += fmt::format("\nsize     {:.1f} MB\n", static_cast<double>(info.file_bytes) / 1e6);
    for (const advisory::EcosystemCount& count : info.ecosystems)
        text += fmt::format("  {:<16} {:>8}{}\n", display(count.name), count.records,
                            count.ordered ? "" : "  exact versions only");
    for (const std::string& note : info.notes) text += "  note: " + display(note) + "\n";
    return text;
}

void write_import(JsonWriter& json, const advisory::ImportResult& result, std::span<const std::string> problems,
                  const std::string& path) {
    write_info(json, result.info, path);
    json.member("bytes_read", static_cast<int64_t>(result.bytes_read))
        .member("duplicates", static_cast<int64_t>(result.duplicates));
    json.key("problems").begin_array();
    for (const std::string& problem : problems) json.value(problem);
    json.end_array();
}

std::string import_text(const advisory::ImportResult& result, const std::string& path) {
    std::string text = info_text(result.info, path);
    if (result.duplicates > 0)
        text += fmt::format("{} duplicate ids: the newest of each was kept\n", result.duplicates);
    if (!result.problems.empty()) text += fmt::format("{} records could not be read\n", result.problems.size());
    return text;
}

// The database that was asked for; a named one must exist, only the default falls back to the starter set.
Result<int> run_import(const Invocation& invocation) {
    if (invocation.arguments.empty())
        return fail(ErrorCode::usage, "needs a source: a zip, folder, NDJSON or JSON file, or - for standard input");
    advisory::ImportOptions options;
    options.sources = invocation.arguments;
    options.accept_shrink = invocation.has("accept-shrink");
    WARD_TRY(options.output, database_path(invocation));
    WARD_TRY(const advisory::ImportResult result, advisory::import(options, invocation.log));
    for (const std::string& problem : result.problems) invocation.log.warn(problem);
    if (invocation.has("json")) {
        JsonWriter json;
        json.begin_object().member("schema", "ward-db-import/1");
        write_import(json, result, result.problems, options.output);
        WARD_TRY_VOID(print(json.end_object().take()));
    } else {
        WARD_TRY_VOID(print(import_text(result, options.output)));
    }
    return result.problems.empty() ? 0 : 4;
}

void write_sources(JsonWriter& json, const advisory::UpdateResult& result) {
    json.key("sources").begin_array();
    for (const advisory::SourceUpdate& source : result.sources)
        json.begin_object()
            .member("ecosystem", source.ecosystem)
            .member("state", name_of(source.state))
            .member("records", static_cast<int64_t>(source.records))
            .member("bytes", static_cast<int64_t>(source.bytes))
            .member_if("checked", source.checked)
            .member_if("problem", source.problem)
            .end_object();
    json.end_array().member("imported", result.imported);
}

std::string sources_text(const advisory::UpdateResult& result) {
    std::string text;
    for (const advisory::SourceUpdate& source : result.sources)
        text += fmt::format("{:<16} {:<9} {:>8.1f} MB{}\n", display(source.ecosystem), name_of(source.state),
                            static_cast<double>(source.bytes) / 1e6,
                            source.records == 0 ? "" : fmt::format(" and {} changed records", source.records));
    // Nobody who could not ask may say so.
    if (!result.imported)
        text += result.problems().empty() ? "already up to date\n" : "nothing new; the database stays as it is\n";
    return text;
}

Result<int> run_update(const Invocation& invocation) {
    if (!invocation.arguments.empty()) return update_names(invocation);
    WARD_TRY(const advisory::UpdateResult result, update_database(invocation));
    WARD_TRY(const std::string path, database_path(invocation));
    const std::vector<std::string> problems = result.problems();
    for (const std::string& problem : problems) invocation.log.warn(problem);
    if (invocation.has("json")) {
        JsonWriter json;
        json.begin_object().member("schema", "ward-db-update/1");
        write_sources(json, result);
        write_import(json, result.import, problems, path);
        WARD_TRY_VOID(print(json.end_object().take()));
    } else {
        WARD_TRY_VOID(print(sources_text(result) + import_text(result.import, path)));
    }
    return problems.empty() ? 0 : 4;
}

Result<int> run_status(const Invocation& invocation) {
    WARD_TRY(const std::string path, readable_database(invocation));
    WARD_TRY(const advisory::Opened opened, advisory::open_database(path));
    for (const std::string& warning : opened.warnings) invocation.log.warn(warning);
    const advisory::Info& info = opened.index->info();
    if (info.starter) invocation.log.info("hint: ward db update (these are the starter advisories only)");
    if (invocation.has("json")) {
        JsonWriter json;
        json.begin_object().member("schema", "ward-db-status/1");
        write_info(json, info, path);
        WARD_TRY_VOID(print(json.end_object().take()));
    } else {
        WARD_TRY_VOID(print(info_text(info, info.starter ? "starter set compiled into ward" : path)));
    }
    return info.starter || !opened.warnings.empty() ? 4 : 0;
}

std::string display_lines(std::string_view text) {
    std::string out;
    for (const std::string_view line : split(text.substr(0, text.size() - 1), '\n')) out += display(line) + '\n';
    return out;
}

Result<int> run_get(const Invocation& invocation) {
    if (invocation.arguments.empty()) return fail(ErrorCode::usage, "needs the id of a record");
    WARD_TRY(const std::string path, readable_database(invocation));
    std::string text;
    auto gather = [&](const advisory::Index& index) -> Result<void> {
        text.clear();
        for (const std::string& id : invocation.arguments) {
            const std::vector<advisory::RecordNumber> numbers = records_meant(index, id);
            if (numbers.empty()) return fail(ErrorCode::not_found, "no record '" + display(id) + "'", path);
            for (const advisory::RecordNumber number : numbers) {
                WARD_TRY(const std::string json, index.original(number));
                text += json;
                if (!json.ends_with('\n')) text += '\n';
            }
        }
        return {};
    };
    WARD_TRY(const std::vector<std::string> warnings, advisory::ask_database(path, gather));
    for (const std::string& warning : warnings) invocation.log.warn(warning);
    // Byte for byte into a file or pipe; a terminal must not obey what a record holds.
    if (::isatty(STDOUT_FILENO) != 0) text = display_lines(text);
    WARD_TRY_VOID(print(text));
    return 0;
}

Result<int> run_verify(const Invocation& invocation) {
    WARD_TRY(const std::string path, database_path(invocation));
    WARD_TRY(const advisory::Index index, advisory::Index::open(path));
    if (!invocation.has("quick")) WARD_TRY_VOID(index.verify());
    WARD_TRY_VOID(print(fmt::format("{}: {} records, {}\n", display(path), index.info().records,
                                    invocation.has("quick") ? "header, trailer and table are good" : "good")));
    return 0;
}

constexpr Verb db_verbs[] = {
    {.name = "import",
     .usage = "SOURCE…",
     .summary = "make the database from OSV, CVE, NVD and Node.js records",
     .options = {database_options, import_options},
     .run = run_import,
     .details = "A source is a zip, a folder (also in the public bucket's layout, ECOSYSTEM/all.zip), NDJSON, a JSON "
                "record or array,\n"
                "each also as .gz or .zst, or - for standard input. The old database is replaced only when the new one "
                "is whole."},
    {.name = "update",
     .usage = "[names]",
     .summary = "fetch what changed in the public OSV bucket and in feeds, and import it",
     .options = {database_options, update_options, names_update_options, import_options},
     .run = run_update,
     .details = "Without --ecosystem: npm, OSS-Fuzz, GIT, PyPI, crates.io, Go and GitHub Actions. An ecosystem that "
                "cannot be fetched\n"
                "stays as it was fetched last, and the status is 4. Only https; plain http to this machine itself.\n"
                "Feeds: cve is the CVE list (half a gigabyte), nvd the National Vulnerability Database, nodejs and "
                "openssl the projects' own records.\n"
                "`names` fetches npm's names and download counts instead, for ward vet: from the registry's package "
                "download-counts."},
    {.name = "status",
     .usage = "",
     .summary = "what the database holds and how old it is",
     .options = {database_options, status_options},
     .run = run_status},
    {.name = "get",
     .usage = "ID…",
     .summary = "print records as they were imported; an alias stands for all of its records",
     .options = {database_options},
     .run = run_get},
    {.name = "verify",
     .usage = "",
     .summary = "check every byte of the database",
     .options = {database_options, verify_options},
     .run = run_verify},
};

}  // namespace

WARD_COMMAND(db) = {.name = "db",
                    .summary = "the local advisory database: import, update, status, get, verify",
                    .verbs = db_verbs,
                    .rank = 80};

}  // namespace ward::cli
