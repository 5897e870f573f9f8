#include "judges/scorecard/monitor/database.h"

#include <fmt/core.h>

#include "base/fd.h"
#include "base/path.h"
#include "base/text.h"
#include "base/time.h"
#include "formats/script_text.h"
#include "judges/scorecard/monitor/js_json.h"

namespace ward::scorecard::monitor {
namespace {

constexpr DocumentLimits limits{.bytes = max_database_bytes, .depth = 64, .nodes = 20'000'000, .aliases = 0};

std::unexpected<Error> bad(std::string_view name, const Node& node, std::string reason) {
    return fail(ErrorCode::parse, std::move(reason), fmt::format("{}:{}", name, node.line));
}

double number_of(const Node& node) {
    return node.kind == Node::Kind::integer ? static_cast<double>(node.integer) : node.real;
}

Record record_of(const Node& node) {
    return {.score = number_of(*node.find("score")), .date = text_at(node, "date"), .commit = text_at(node, "commit")};
}

Node node_of(const Record& record) {
    Node node = js_object();
    node.fields.emplace_back("score", js_real(record.score));
    node.fields.emplace_back("date", js_string(record.date));
    if (!record.commit.empty()) node.fields.emplace_back("commit", js_string(record.commit));
    return node;
}

Result<void> check_record(const Node& node, std::string_view name) {
    if (!node.is_table()) return bad(name, node, "expected a record: score, date, commit");
    const Node* score = node.find("score");
    if (score == nullptr || (score->kind != Node::Kind::integer && score->kind != Node::Kind::real))
        return bad(name, score == nullptr ? node : *score, "a record's \"score\" is not a number");
    if (const double value = number_of(*score); value < -1 || value > 10)
        return bad(name, *score, fmt::format("{} is not a score (0 to 10, or -1)", script_number(value)));
    const Node* date = node.find("date");
    if (date == nullptr || !date->is_string() || !parse_instant(date->text))
        return bad(name, date == nullptr ? node : *date, "a record's \"date\" is neither a date nor RFC 3339");
    if (const Node* commit = node.find("commit"); commit != nullptr && !commit->is_string())
        return bad(name, *commit, "a record's \"commit\" is not a text");
    return {};
}

Result<void> check_repository(const Node& node, std::string_view name) {
    if (!node.is_table()) return bad(name, node, "expected \"previous\" and \"current\"");
    const Node* current = node.find("current");
    if (current == nullptr) return bad(name, node, "a repository has no \"current\"");
    WARD_TRY_VOID(check_record(*current, name));
    if (const Node* previous = node.find("previous"); previous != nullptr) {
        if (!previous->is_list()) return bad(name, *previous, "\"previous\" is not a list");
        for (const Node& item : previous->items) WARD_TRY_VOID(check_record(item, name));
    }
    return {};
}

Result<void> check_host(std::string_view host, const Node& owners, std::string_view name) {
    if (!owners.is_table()) return bad(name, owners, fmt::format("expected an object of owners in {}", host));
    for (const auto& [owner, repositories] : owners.fields) {
        if (!repositories.is_table())
            return bad(name, repositories, fmt::format("expected an object of repositories in {}", display(owner)));
        for (const auto& [repository, node] : repositories.fields) {
            if (auto made = make_repository(host, owner, repository); !made) return bad(name, node, made.error().what);
            WARD_TRY_VOID(check_repository(node, name));
        }
    }
    return {};
}

// What JavaScript takes for "not there".
bool is_falsy(const Node& node) {
    return node.kind == Node::Kind::null || (node.kind == Node::Kind::boolean && !node.truth) ||
           (node.kind == Node::Kind::integer && node.integer == 0) ||
           (node.kind == Node::Kind::string && node.text.empty());
}

}  // namespace

Database::Database() : root_(js_object()) {
    root_.fields.emplace_back("github.com", js_object());
}

Result<Database> Database::parse(std::string_view text, std::string_view name) {
    Database database;
    if (trim(text.starts_with("\xef\xbb\xbf") ? text.substr(3) : text).empty()) return database;
    WARD_TRY(Node root, parse_json(text, name, limits));
    if (!root.is_table()) return bad(name, root, "a database is a JSON object");
    bool has_host = false;
    for (auto& [key, owners] : root.fields) {
        if (!is_host(key)) continue;  // not ours, kept
        if (is_falsy(owners)) owners = js_object();
        WARD_TRY_VOID(check_host(key, owners, name));
        has_host = true;
    }
    if (!has_host) root.fields.emplace_back("github.com", js_object());
    database.root_ = std::move(root);
    database.reindex();
    return database;
}

Result<Database> Database::load(const std::string& path) {
    if (!path_exists(path)) return Database();
    WARD_TRY(const std::string text, read_file(path, max_database_bytes));
    return parse(text, path);
}

void Database::add_to_index(const std::string& text, Place place) {
    exact_.emplace(text, place);
    folded_.emplace(to_lower(text), place);
}

void Database::reindex() {
    exact_.clear();
    folded_.clear();
    for (size_t h = 0; h < root_.fields.size(); ++h) {
        const auto& [host, owners] = root_.fields[h];
        if (!is_host(host)) continue;
        for (size_t o = 0; o < owners.fields.size(); ++o) {
            const auto& [owner, names] = owners.fields[o];
            for (size_t n = 0; n < names.fields.size(); ++n)
                add_to_index(fmt::format("{}/{}/{}", host, owner, names.fields[n].first), {h, o, n});
        }
    }
}

std::optional<Database::Place> Database::place_of(const Repository& repository) const {
    if (const auto found = exact_.find(text_of(repository)); found != exact_.end()) return found->second;
    if (const auto found = folded_.find(key_of(repository)); found != folded_.end()) return found->second;
    return std::nullopt;
}

const Node& Database::at(Place place) const {
    return root_.fields[place.host].second.fields[place.owner].second.fields[place.name].second;
}

Node& Database::at(Place place) {
    return root_.fields[place.host].second.fields[place.owner].second.fields[place.name].second;
}

std::vector<Repository> Database::repositories() const {
    std::vector<Repository> out;
    for (const auto& [host, owners] : root_.fields) {
        if (!is_host(host)) continue;
        for (const auto& [owner, names] : owners.fields)
            for (const auto& [name, node] : names.fields) out.push_back({host, owner, name});
    }
    return out;
}

std::optional<Record> Database::current(const Repository& repository) const {
    const auto place = place_of(repository);
    if (!place) return std::nullopt;
    return record_of(*at(*place).find("current"));
}

std::vector<Record> Database::records(const Repository& repository) const {
    std::vector<Record> out;
    const auto place = place_of(repository);
    if (!place) return out;
    const Node& node = at(*place);
    for (const Node& item : items_at(node, "previous")) out.push_back(record_of(item));
    out.push_back(record_of(*node.find("current")));
    return out;
}

bool Database::record(const Repository& repository, const Record& record) {
    if (const auto known = place_of(repository)) {
        Node& node = at(*known);
        if (record_of(*node.find("current")).score == record.score) return false;
        // The old record takes its unknown fields along.
        Node old = std::move(js_member(node, "current"));
        js_member(node, "current") = node_of(record);
        js_list(node, "previous").items.push_back(std::move(old));
        return true;
    }
    Node node = js_object();
    js_list(node, "previous");
    node.fields.emplace_back("current", node_of(record));
    Node& owners = js_member(root_, repository.host);
    Node& names = js_member(owners, repository.owner);
    names.fields.emplace_back(repository.name, std::move(node));
    const auto place_in = [](const Node& object, std::string_view key) {
        size_t place = 0;
        while (object.fields[place].first != key) ++place;
        return place;
    };
    add_to_index(text_of(repository),
                 {place_in(root_, repository.host), place_in(owners, repository.owner), names.fields.size() - 1});
    return true;
}

bool Database::rename(const Repository& from, const Repository& to) {
    const auto found = place_of(from);
    if (!found || exact_.contains(text_of(to))) return false;
    const Place place = *found;
    auto& names = root_.fields[place.host].second.fields[place.owner].second.fields;
    if (from.host == to.host && from.owner == to.owner) {
        names[place.name].first = to.name;  // where it stands: the difference in git is one line
    } else {
        Node node = std::move(names[place.name].second);
        names.erase(names.begin() + static_cast<ptrdiff_t>(place.name));
        js_member(js_member(root_, to.host), to.owner).fields.emplace_back(to.name, std::move(node));
    }
    reindex();
    return true;
}

std::string Database::text() const {
    return js_json(root_);
}

Result<void> Database::save(const std::string& path) const {
    return replace_file(path, text());
}

}  // namespace ward::scorecard::monitor
