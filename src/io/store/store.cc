// The only file that includes sqlite3.h. Write-ahead log, strict tables, no foreign SQL, every statement bound.
#include "io/store/store.h"

#include <utility>

#include <sqlite3.h>

namespace ward::store {
namespace {

constexpr int busy_timeout_ms = 10'000;
constexpr int schema_version = 2;

struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

}  // namespace

struct Store::Database {
    sqlite3* handle = nullptr;
    std::string path;

    Database() = default;
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database() { sqlite3_close(handle); }

    std::unexpected<Error> failure(std::string_view doing) const {
        const int code = handle == nullptr ? SQLITE_NOMEM : sqlite3_errcode(handle);
        const bool damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
        return fail(damaged ? ErrorCode::damaged : ErrorCode::io, std::string(doing) + ": " + sqlite3_errmsg(handle),
                    path);
    }

    Result<void> run(const char* sql) const {
        if (sqlite3_exec(handle, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return failure("cannot use the store");
        return {};
    }

    Result<Statement> prepare(std::string_view sql) const {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(handle, sql.data(), static_cast<int>(sql.size()), &statement, nullptr) != SQLITE_OK)
            return failure("cannot use the store");
        return Statement(statement);
    }
};

namespace {

void bind(const Statement& statement, int position, std::string_view text) {
    sqlite3_bind_text64(statement.get(), position, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

std::string column(const Statement& statement, int position) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), position));
    return text == nullptr ? std::string()
                           : std::string(text, static_cast<size_t>(sqlite3_column_bytes(statement.get(), position)));
}

}  // namespace

Store::Store(std::unique_ptr<Database> database) : database_(std::move(database)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Result<Store> Store::open(const std::string& path) {
    auto database = std::make_unique<Database>();
    database->path = path;
    if (sqlite3_open_v2(path.c_str(), &database->handle,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW, nullptr) != SQLITE_OK)
        return database->failure("cannot open the store");
    sqlite3_busy_timeout(database->handle, busy_timeout_ms);
    sqlite3_db_config(database->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(database->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    WARD_TRY_VOID(database->run("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"));
    WARD_TRY(const Statement version, database->prepare("PRAGMA user_version"));
    if (sqlite3_step(version.get()) != SQLITE_ROW) return database->failure("cannot read the store's version");
    if (const int found = sqlite3_column_int(version.get(), 0); found > schema_version)
        return fail(ErrorCode::unsupported, "was written by a newer ward (store version " + std::to_string(found) + ")",
                    path);
    WARD_TRY_VOID(
        database->run("CREATE TABLE IF NOT EXISTS review (number INTEGER PRIMARY KEY, project TEXT NOT NULL, at TEXT "
                      "NOT NULL, json TEXT NOT NULL) STRICT;"
                      "CREATE INDEX IF NOT EXISTS review_by_project ON review (project, number);"
                      "CREATE TABLE IF NOT EXISTS step (number INTEGER PRIMARY KEY, project TEXT NOT NULL, action TEXT "
                      "NOT NULL, run TEXT NOT NULL, item TEXT NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL, detail "
                      "TEXT NOT NULL) STRICT;"
                      "CREATE INDEX IF NOT EXISTS step_by_run ON step (project, action, run, number);"
                      "PRAGMA user_version = 2;"));
    return Store(std::move(database));
}

Result<void> Store::put_review(std::string_view project, const StoredReview& review) {
    WARD_TRY(const Statement insert, database_->prepare("INSERT INTO review (project, at, json) VALUES (?1, ?2, ?3)"));
    bind(insert, 1, project);
    bind(insert, 2, review.at);
    bind(insert, 3, review.json);
    if (sqlite3_step(insert.get()) != SQLITE_DONE) return database_->failure("cannot store the review");
    WARD_TRY(const Statement prune,
             database_->prepare("DELETE FROM review WHERE project = ?1 AND number NOT IN "
                                "(SELECT number FROM review WHERE project = ?1 ORDER BY number DESC LIMIT ?2)"));
    bind(prune, 1, project);
    sqlite3_bind_int(prune.get(), 2, kept_reviews);
    if (sqlite3_step(prune.get()) != SQLITE_DONE) return database_->failure("cannot drop old reviews");
    return {};
}

Result<std::optional<StoredReview>> Store::last_review(std::string_view project) {
    WARD_TRY(const Statement select,
             database_->prepare("SELECT at, json FROM review WHERE project = ?1 ORDER BY number DESC LIMIT 1"));
    bind(select, 1, project);
    const int step = sqlite3_step(select.get());
    if (step == SQLITE_DONE) return std::optional<StoredReview>();
    if (step != SQLITE_ROW) return database_->failure("cannot read the last review");
    return std::optional(StoredReview{column(select, 0), column(select, 1)});
}

Result<void> Store::add_step(std::string_view project, std::string_view action, const RunStep& step) {
    // A review that is lost with the power can be made again; what was done to the world cannot be asked twice.
    WARD_TRY_VOID(database_->run("PRAGMA synchronous = FULL"));
    WARD_TRY(const Statement insert,
             database_->prepare("INSERT INTO step (project, action, run, item, state, at, detail) VALUES (?1, ?2, ?3, "
                                "?4, ?5, ?6, ?7)"));
    int position = 0;
    for (const std::string_view text :
         {project, action, std::string_view(step.run), std::string_view(step.item), std::string_view(step.state),
          std::string_view(step.at), std::string_view(step.detail)})
        bind(insert, ++position, text);
    if (sqlite3_step(insert.get()) != SQLITE_DONE) return database_->failure("cannot store the step");
    WARD_TRY(const Statement prune,
             database_->prepare("DELETE FROM step WHERE project = ?1 AND action = ?2 AND run NOT IN (SELECT run FROM "
                                "step WHERE project = ?1 AND action = ?2 GROUP BY run ORDER BY MAX(number) DESC "
                                "LIMIT ?3)"));
    bind(prune, 1, project);
    bind(prune, 2, action);
    sqlite3_bind_int(prune.get(), 3, kept_runs);
    if (sqlite3_step(prune.get()) != SQLITE_DONE) return database_->failure("cannot drop old runs");
    return {};
}

Result<std::vector<RunStep>> Store::steps_of(std::string_view project, std::string_view action, std::string_view run) {
    WARD_TRY(const Statement select,
             database_->prepare("SELECT run, item, state, at, detail FROM step WHERE project = ?1 AND action = ?2 AND "
                                "run = ?3 ORDER BY number"));
    bind(select, 1, project);
    bind(select, 2, action);
    bind(select, 3, run);
    std::vector<RunStep> out;
    int step = 0;
    while ((step = sqlite3_step(select.get())) == SQLITE_ROW)
        out.push_back({column(select, 0), column(select, 1), column(select, 2), column(select, 3), column(select, 4)});
    if (step != SQLITE_DONE) return database_->failure("cannot read the steps of a run");
    return out;
}

Result<std::vector<std::string>> Store::runs(std::string_view project, std::string_view action) {
    WARD_TRY(const Statement select,
             database_->prepare("SELECT run FROM step WHERE project = ?1 AND action = ?2 GROUP BY run ORDER BY "
                                "MAX(number) DESC"));
    bind(select, 1, project);
    bind(select, 2, action);
    std::vector<std::string> out;
    int step = 0;
    while ((step = sqlite3_step(select.get())) == SQLITE_ROW) out.push_back(column(select, 0));
    if (step != SQLITE_DONE) return database_->failure("cannot read the runs");
    return out;
}

}  // namespace ward::store
