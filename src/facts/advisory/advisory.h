// The advisory database: what is known to be vulnerable or malicious, in one memory-mapped, read-only index file.
// Format: docs/formats/advisory-index.md. Semantics: the OSV specification (https://ossf.github.io/osv-schema/).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "model/finding.h"

namespace ward::advisory {

// ---- Reading ----

struct EcosystemCount {
    std::string name;
    uint64_t records = 0;
    bool ordered = false;  // false: matched by exact `versions` only
};

// What `ward db status` and every report say about a database.
struct Info {
    std::string snapshot;  // "sha256:<64 hex>" over the file's content, or "starter"
    std::string updated;   // RFC 3339: when the source was fetched, else the newest `modified` of a record
    uint64_t records = 0;
    uint64_t withdrawn = 0;
    uint64_t malicious = 0;
    uint64_t packages = 0;
    uint64_t file_bytes = 0;
    std::vector<EcosystemCount> ecosystems;
    // Survived defects, each counted: "PyPI: 150 versions that the ecosystem's order does not know, matched by
    // equality".
    std::vector<std::string> notes;
    bool starter = false;
};

// Position of a record in the index.
using RecordNumber = uint32_t;

// Views point into the index and live as long as it.
struct Record {
    std::string_view id;
    std::vector<std::string_view> set;  // all ids of its alias set, itself included, sorted; alias sets are transitive
    bool withdrawn = false;
    bool malicious = false;                 // MAL- or a malware advisory
    Severity severity = Severity::unknown;  // of this record alone
    std::optional<double> score;
    std::string_view vector;  // the newest CVSS type it has
    std::string_view modified;
};

// One question: is this version of that package affected?
struct Query {
    std::string_view ecosystem;  // OSV name, suffix allowed ("Debian:12"); "GIT" with a repository URL as name
    std::string_view name;       // normalised inside (PyPI, repository URLs, ...)
    std::string_view version;
    std::span<const std::string> spellings;  // further exact texts to look for in `versions` (see model Identity)
};

struct Hit {
    RecordNumber record = 0;
    bool listed = false;             // matched by equality with an entry of `versions`
    std::string range;               // for people: ">= 1.0.0, < 1.2.3" or "listed: 1.1.0"
    std::vector<std::string> fixed;  // `fixed` events above the version, nearest first; empty: none known
    // Where the record speaks only of installations that hold something else as well (NVD's configurations): one of
    // these must hold (judges/audit/condition.h). Empty: it holds wherever the package is. Views into the index.
    std::vector<std::string_view> conditions;
};

class Index {
  public:
    // Maps the file and checks header, trailer and section table (microseconds). `damaged` if any of it is off.
    static Result<Index> open(const std::string& path);
    // An index in memory.
    static Result<Index> from_bytes(std::string bytes);
    // The starter set compiled into the program.
    static Result<Index> starter();

    Index(Index&&) noexcept;
    Index& operator=(Index&&) noexcept;
    ~Index();

    const Info& info() const;
    // Reads everything: every section's checksum, every offset; and with `expanded` every compressed block. `damaged`
    // names the section.
    enum class Extent { stored, expanded };
    Result<void> verify(Extent extent = Extent::expanded) const;

    // Pages are checked when they are first read. `damaged` as soon as a query or look-up met a damaged one, whose
    // answers may then be incomplete: ask once after the last query, before any result is believed (ask_database does).
    Result<void> damage() const;

    // Records that affect the version, withdrawn ones left out, each once, in record order. Thread-safe.
    // A package without ordering, or a version that is none, matches by equality only.
    std::vector<Hit> query(const Query& query) const;
    // The same records without the words: nothing is allocated but the version's key, where it is long.
    void visit(const Query& query, const std::function<void(RecordNumber)>& affected) const;
    // All records of a package, withdrawn ones too.
    std::vector<RecordNumber> records_of(std::string_view ecosystem, std::string_view name) const;

    Record record(RecordNumber number) const;
    std::optional<RecordNumber> find(std::string_view id) const;
    // All records of the alias set that has this id, whether a record of that id exists or not ("CVE-2021-44906").
    std::vector<RecordNumber> records_named(std::string_view id) const;
    // Texts, out of the compressed section: the summary (or first line of the details), and the references' URLs.
    Result<std::string> title(RecordNumber number) const;
    Result<std::vector<std::string>> references(RecordNumber number) const;
    // The record's JSON as it was imported, byte for byte.
    Result<std::string> original(RecordNumber number) const;

    struct State;  // index_state.h; of no use to callers

  private:
    explicit Index(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// ---- Making ----

// Where records come from: a zip, a folder (recursively), NDJSON, one JSON record, gzip or zstd of those, or the public
// bucket's layout (<ECOSYSTEM>/all.zip below a folder).
struct ImportOptions {
    std::vector<std::string> sources;    // paths; "-" is standard input
    std::string output;                  // the index file to replace
    bool accept_shrink = false;          // else a loss of more than 5 % of the records is refused
    std::optional<std::string> fetched;  // when the sources were fetched (RFC 3339)
};

struct ImportResult {
    Info info;
    uint64_t bytes_read = 0;  // of JSON
    uint64_t duplicates = 0;
    std::vector<std::string> problems;  // records that could not be read: "npm/all.zip:GHSA-x.json: line 1: ..."
};

// Builds the index and swaps it in (docs/formats/advisory-index.md, "Swap"). At any instant of a crash the old database
// or the new one answers. `conflict` when another run is writing.
Result<ImportResult> import(const ImportOptions& options, const Log& log);
// The same in memory.
Result<std::string> build(std::span<const std::string_view> json_records);

// How closely to look before a database is believed. Quick is enough where Index::damage() is asked after the last
// query: ask_database() does both.
enum class Check { quick, whole };

// Opens `path`, or its `.prev` when that one is damaged (with a warning), or the starter set when neither exists.
struct Opened {
    std::shared_ptr<const Index> index;
    std::vector<std::string> warnings;
};
Result<Opened> open_database(const std::string& path, Check check = Check::quick);

// Opens the database quickly and lets `ask` ask it. Where a page turns out to be damaged meanwhile, what was answered
// is worth nothing: `ask` is called once more, with a database that was checked as a whole (the previous one, mostly),
// or the error is `damaged`. `ask` must begin afresh each time. Gives the warnings of opening.
Result<std::vector<std::string>> ask_database(const std::string& path,
                                              const std::function<Result<void>(const Index&)>& ask);

}  // namespace ward::advisory
