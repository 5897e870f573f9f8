#include "judges/scorecard/monitor/history.h"

#include <algorithm>
#include <ranges>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/path.h"
#include "base/text.h"
#include "formats/document.h"
#include "formats/json_writer.h"
#include "judges/scorecard/monitor/findings.h"

namespace ward::scorecard::monitor {
namespace {

constexpr DocumentLimits limits{.bytes = max_history_line, .depth = 8, .nodes = 500'000, .aliases = 0};

const CheckScore* check_in(const Row* row, std::string_view name) {
    if (row == nullptr) return nullptr;
    const auto found = std::ranges::find(row->checks, name, &CheckScore::name);
    return found == row->checks.end() ? nullptr : &*found;
}

void write_check(JsonWriter& json, const CheckScore& check, const CheckScore* last) {
    json.begin_object().member("name", check.name).member("score", check.score);
    if (last == nullptr || last->reason != check.reason) json.member("reason", check.reason);
    if (last == nullptr || last->details != check.details) json.member_values("findings", check.details);
    json.end_object();
}

// One line. `last` is the repository's last row that has checks: what is as it was there is left out.
std::string line_of(const Observation& observation, const Row* last) {
    const Row& row = observation.row;
    JsonWriter json(JsonLayout::compact);
    json.begin_object().member("run", observation.run).member("repository", text_of(row.repository));
    if (row.renamed_from) json.member("renamed_from", text_of(*row.renamed_from));
    if (row.score) json.member("score", *row.score);
    json.member_if("failure", row.failure).member_if("date", row.date).member_if("commit", row.commit);
    json.member_if("tool_version", row.tool_version).member_if("tool_commit", row.tool_commit);
    json.member_if("advisories", row.advisories);
    if (row.is_archived) json.member("archived", true);
    if (!row.checks.empty()) {
        json.key("checks").begin_array();
        for (const CheckScore& check : row.checks) write_check(json, check, check_in(last, check.name));
        json.end_array();
    }
    return json.end_object().take() + "\n";
}

Result<CheckScore> check_of(const Node& node, const Row* last) {
    CheckScore check{.name = text_at(node, "name")};
    const Node* score = node.find("score");
    if (check.name.empty() || score == nullptr || score->kind != Node::Kind::integer || score->integer < -1 ||
        score->integer > 10)
        return fail(ErrorCode::damaged, "a check has no name or no score");
    check.score = static_cast<int>(score->integer);
    const CheckScore* before = check_in(last, check.name);
    if (const auto reason = node.string_at("reason")) check.reason = *reason;
    else if (before != nullptr) check.reason = before->reason;
    if (const Node* findings = node.find("findings"); findings != nullptr) {
        for (const Node& finding : findings->items) check.details.push_back(finding.text);
    } else if (before != nullptr) {
        check.details = before->details;
    }
    return check;
}

Result<Repository> repository_at(const Node& root, std::string_view key) {
    return parse_repository(text_at(root, key));
}

Result<Observation> observation_of(const Node& root) {
    Observation out{.run = text_at(root, "run"), .row = {}};
    if (!parse_instant(out.run)) return fail(ErrorCode::damaged, "\"run\" is not RFC 3339");
    WARD_TRY(out.row.repository, repository_at(root, "repository"));
    if (root.find("renamed_from") != nullptr) {
        WARD_TRY(out.row.renamed_from, repository_at(root, "renamed_from"));
    }
    if (const Node* score = root.find("score"); score != nullptr) {
        if (score->kind != Node::Kind::real && score->kind != Node::Kind::integer)
            return fail(ErrorCode::damaged, "\"score\" is not a number");
        out.row.score = score->kind == Node::Kind::real ? score->real : static_cast<double>(score->integer);
        if (*out.row.score < 0 || *out.row.score > 10) return fail(ErrorCode::damaged, "\"score\" is not a score");
    }
    out.row.failure = text_at(root, "failure");
    out.row.date = text_at(root, "date");
    if (out.row.score && !parse_instant(out.row.date)) return fail(ErrorCode::damaged, "\"date\" is not a date");
    out.row.commit = text_at(root, "commit");
    out.row.tool_version = text_at(root, "tool_version");
    out.row.tool_commit = text_at(root, "tool_commit");
    out.row.advisories = text_at(root, "advisories");
    if (const Node* archived = root.find("archived")) out.row.is_archived = archived->truth;
    return out;
}

// The last row with checks among `places`.
const Row* last_checked(const std::vector<Observation>& observations, const std::vector<size_t>& places) {
    for (const size_t place : places | std::views::reverse)
        if (!observations[place].row.checks.empty()) return &observations[place].row;
    return nullptr;
}

}  // namespace

void History::add(Observation observation) {
    const std::string key = key_of(observation.row.repository);
    if (observation.row.renamed_from) {
        const std::string old = key_of(*observation.row.renamed_from);
        if (const auto found = places_.find(old); found != places_.end() && old != key && !places_.contains(key)) {
            std::vector<size_t> moved = std::move(found->second);
            places_.erase(found);
            places_.emplace(key, std::move(moved));
            std::ranges::replace(order_, old, key);
        }
    }
    if (!places_.contains(key)) order_.push_back(key);
    places_[key].push_back(observations_.size());
    names_[key] = observation.row.repository;
    observations_.push_back(std::move(observation));
}

Result<void> History::read_line(std::string_view line, std::string_view name, int number) {
    const auto where = [&](const Error& error) {
        return fail(ErrorCode::damaged, error.what, fmt::format("{}:{}", name, number));
    };
    const auto root = parse_json(line, name, limits);
    if (!root) return where(root.error());
    if (number == 1) {
        if (text_at(*root, "schema") != history_schema)
            return where({ErrorCode::damaged, fmt::format("is not of the form {}", history_schema), {}});
        return {};
    }
    auto observation = observation_of(*root);
    if (!observation) return where(observation.error());
    std::string key = key_of(observation->row.repository);
    if (!places_.contains(key) && observation->row.renamed_from) key = key_of(*observation->row.renamed_from);
    const auto places = places_.find(key);
    const Row* last = places == places_.end() ? nullptr : last_checked(observations_, places->second);
    for (const Node& item : items_at(*root, "checks")) {
        auto check = check_of(item, last);
        if (!check) return where(check.error());
        observation->row.checks.push_back(std::move(*check));
    }
    add(std::move(*observation));
    return {};
}

Result<History> History::parse(std::string text, std::string_view name) {
    History history;
    history.loaded_ = text;
    if (trim(text).empty()) return history;
    if (text.back() != '\n') {
        const size_t end = text.rfind('\n');
        history.problems_.push_back(fmt::format("{}: the last line was cut off and is dropped", name));
        text.resize(end == std::string::npos ? 0 : end + 1);
        if (text.empty())
            return fail(ErrorCode::damaged, fmt::format("is not of the form {}", history_schema), std::string(name));
    }
    int number = 0;
    for (size_t at = 0; at < text.size();) {
        const size_t end = text.find('\n', at);
        WARD_TRY_VOID(history.read_line(std::string_view(text).substr(at, end - at), name, ++number));
        at = end + 1;
    }
    history.text_ = std::move(text);
    return history;
}

Result<History> History::load(const std::string& path) {
    if (!path_exists(path)) return History();
    WARD_TRY(std::string text, read_file(path, max_history_bytes));
    return parse(std::move(text), path);
}

size_t History::append(Instant run, const std::vector<Row>& rows) {
    if (text_.empty()) text_ = fmt::format("{{\"schema\":\"{}\"}}\n", history_schema);
    size_t added = 0;
    for (const Row& row : rows) {
        Observation observation{.run = format_instant(run), .row = row};
        for (CheckScore& check : observation.row.checks) check.details = findings_of(check);
        std::string key = key_of(row.repository);
        if (!places_.contains(key) && row.renamed_from) key = key_of(*row.renamed_from);
        const auto places = places_.find(key);
        const Row* last = nullptr;
        if (places != places_.end()) {
            if (observations_[places->second.back()].row == observation.row) continue;
            last = last_checked(observations_, places->second);
        }
        text_ += line_of(observation, last);
        add(std::move(observation));
        ++added;
    }
    return added;
}

std::vector<const Observation*> History::of(const Repository& repository) const {
    std::vector<const Observation*> out;
    if (const auto places = places_.find(key_of(repository)); places != places_.end())
        for (const size_t place : places->second) out.push_back(&observations_[place]);
    return out;
}

const Observation* History::last_scored(const Repository& repository) const {
    const auto places = places_.find(key_of(repository));
    if (places == places_.end()) return nullptr;
    for (const size_t place : places->second | std::views::reverse)
        if (observations_[place].row.score) return &observations_[place];
    return nullptr;
}

std::vector<Repository> History::repositories() const {
    std::vector<Repository> out;
    out.reserve(order_.size());
    for (const std::string& key : order_) out.push_back(names_.at(key));
    return out;
}

Result<void> History::save(const std::string& path) {
    std::string present;
    if (path_exists(path)) {
        WARD_TRY(present, read_file(path, max_history_bytes));
    }
    if (present != loaded_)
        return fail(ErrorCode::conflict, "was changed since it was read: another run has added to it", path);
    WARD_TRY_VOID(replace_file(path, text_));
    loaded_ = text_;
    return {};
}

}  // namespace ward::scorecard::monitor
