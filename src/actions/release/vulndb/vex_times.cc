#include "actions/release/vulndb/vex_times.h"

#include <map>
#include <string>
#include <tuple>

#include <fmt/core.h>

#include "formats/digest.h"

namespace ward::release::vulndb {
namespace {

using openvex::Document;
using openvex::Statement;

// What makes two statements the same one, however many products it names by now.
using Key = std::tuple<std::string, std::string, std::string>;

Key statement_key(const Statement& statement) {
    return {statement.vulnerability, statement.status, statement.justification};
}

// In whole seconds, as all times here; as it was where it is none.
std::string tidy(const std::string& time) {
    const auto instant = parse_instant(time);
    return instant ? format_instant(*instant) : time;
}

bool say_the_same(Statement left, const Statement& right) {
    left.timestamp = right.timestamp;
    left.last_updated = right.last_updated;
    left.line = right.line;
    return left == right;
}

}  // namespace

int64_t put_times(Document& document, const std::optional<Document>& previous, Instant now, std::string_view product) {
    const std::string today = format_instant(now);
    std::map<Key, const Statement*> known;
    if (previous)
        for (const Statement& statement : previous->statements) known.emplace(statement_key(statement), &statement);
    int64_t kept = 0;
    for (Statement& statement : document.statements) {
        const auto found = known.find(statement_key(statement));
        if (found == known.end()) {
            statement.timestamp = today;
            continue;
        }
        const Statement& before = *found->second;
        statement.timestamp = tidy(before.timestamp.empty() ? previous->timestamp : before.timestamp);
        const bool is_same = say_the_same(statement, before);
        statement.last_updated = is_same ? before.last_updated : today;
        if (is_same) ++kept;
    }
    const std::string made = fmt::format("{}\n{}", document.author, product);
    document.id =
        previous && !previous->id.empty() ? previous->id : "https://openvex.dev/docs/public/vex-" + sha256_hex(made);
    if (document.tooling.empty()) document.tooling = "ward release vulndb vex";
    document.timestamp = today;
    document.version = previous ? previous->version + 1 : 1;
    const bool is_same = previous && kept == static_cast<int64_t>(previous->statements.size()) &&
                         kept == static_cast<int64_t>(document.statements.size()) &&
                         previous->author == document.author && previous->role == document.role &&
                         previous->tooling == document.tooling;
    if (is_same) {
        document.timestamp = previous->timestamp;
        document.version = previous->version;
    }
    return kept;
}

}  // namespace ward::release::vulndb
