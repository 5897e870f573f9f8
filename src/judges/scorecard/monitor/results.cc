// JSON v2: pkg/scorecard/json.go of ossf/scorecard (field names), https://api.scorecard.dev (the same over HTTP).
#include "judges/scorecard/monitor/results.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <unordered_map>

#include <fmt/core.h>

#include "base/text.h"
#include "base/time.h"
#include "formats/document.h"
#include "judges/scorecard/monitor/json_values.h"

namespace ward::scorecard::monitor {
namespace {

constexpr DocumentLimits limits{.bytes = max_result_bytes, .depth = 32, .nodes = 2'000'000, .aliases = 0};
constexpr size_t max_checks = 200;
constexpr std::string_view local_prefix = "file://";

std::optional<double> number_at(const Node& node, std::string_view key) {
    const Node* found = node.find(key);
    if (found == nullptr) return std::nullopt;
    if (found->kind == Node::Kind::integer) return static_cast<double>(found->integer);
    if (found->kind == Node::Kind::real && std::isfinite(found->real)) return found->real;
    return std::nullopt;
}

bool is_commit(std::string_view text) {
    return text.size() >= 7 && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
               return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
           });
}

// A version as any program writes it: in a table it has to be one word.
bool is_version(std::string_view text) {
    return text.size() <= 100 && std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

Result<CheckScore> check_of(const Node& node) {
    CheckScore check{.name = text_at(node, "name"), .reason = text_at(node, "reason")};
    if (check.name.empty() || check.name.size() > 100) return fail(ErrorCode::parse, "a check has no name");
    const auto score = number_at(node, "score");
    if (!score || *score < inconclusive_score || *score > 10 || *score != std::floor(*score))
        return fail(ErrorCode::parse, fmt::format("the score of {} is not a whole number up to 10", check.name));
    check.score = static_cast<int>(*score);
    for (const Node& detail : items_at(node, "details"))
        if (detail.is_string()) check.details.push_back(detail.text);
    return check;
}

Result<void> read_checks(Row& row, const Node& root) {
    const Node* checks = root.find("checks");
    if (checks == nullptr || checks->kind == Node::Kind::null) return {};
    if (!checks->is_list()) return fail(ErrorCode::parse, "\"checks\" is not a list");
    if (checks->items.size() > max_checks)
        return fail(ErrorCode::limit, fmt::format("has more than {} checks", max_checks));
    for (const Node& item : checks->items) {
        WARD_TRY(CheckScore check, check_of(item));
        row.checks.push_back(std::move(check));
    }
    std::ranges::stable_sort(row.checks, {}, &CheckScore::name);
    return {};
}

Result<void> read_score(Row& row, const Node& root) {
    row.date = text_at(root, "date");
    if (!parse_instant(row.date)) return fail(ErrorCode::parse, "\"date\" is neither a date nor RFC 3339");
    const auto score = number_at(root, "score");
    if (!score || *score < inconclusive_score || *score > 10)
        return fail(ErrorCode::parse, "\"score\" is not a number up to 10");
    if (*score < 0) return fail(ErrorCode::unsupported, "no check was conclusive");
    row.score = score;
    return {};
}

// Everything but the name; a failure leaves the row as one.
void read(Row& row, const Node& root) {
    if (const Node* repository = root.find("repo"))
        if (const std::string commit = text_at(*repository, "commit"); is_commit(commit)) row.commit = commit;
    if (const Node* tool = root.find("scorecard")) {
        if (std::string version = text_at(*tool, "version"); is_version(version)) row.tool_version = std::move(version);
        if (const std::string commit = text_at(*tool, "commit"); is_commit(commit)) row.tool_commit = commit;
    }
    // ward's own field: the snapshot that the Vulnerabilities check asked.
    if (const Node* advisories = root.find("advisories"); advisories != nullptr)
        row.advisories = advisories->is_string() ? advisories->text : text_at(*advisories, "snapshot");
    if (const Node* archived = root.find("archived")) row.is_archived = archived->truth;
    auto checked = read_checks(row, root);
    if (checked) checked = read_score(row, root);
    if (!checked) {
        row.score.reset();
        row.failure = checked.error().what;
    }
}

std::string name_in(const Node& root) {
    const Node* repository = root.find("repo");
    return repository == nullptr ? std::string() : text_at(*repository, "name");
}

std::string place_of(std::string_view name, int line) {
    return fmt::format("{}:{}", name, line);
}

// The latest of each repository, where the first one stood.
class LatestResults {
  public:
    explicit LatestResults(Results& results) : results_(results) {
        for (const Row& row : results.rows) places_.emplace(key_of(row.repository), places_.size());
    }

    void add(Row row, const std::string& where) {
        const auto [known, is_new] = places_.emplace(key_of(row.repository), results_.rows.size());
        if (is_new) {
            results_.rows.push_back(std::move(row));
            return;
        }
        results_.problems.push_back(
            {where, fmt::format("{} has a result already; the latest stands", text_of(row.repository))});
        Row& old = results_.rows[known->second];
        const Instant before = old.score ? parse_instant(old.date).value_or(0) : -1;
        if (row.score && parse_instant(row.date).value_or(0) >= before) old = std::move(row);
    }

  private:
    Results& results_;
    std::unordered_map<std::string, size_t> places_;
};

}  // namespace

Row failed_row(const Repository& repository, std::string failure) {
    return {.repository = repository, .failure = std::move(failure)};
}

Results parse_results(std::string_view text, std::string_view name) {
    Results results;
    std::vector<std::pair<Row, int>> rows;
    const auto tell = [&](int line, std::string reason) {
        results.problems.push_back({place_of(name, line), std::move(reason)});
    };
    const auto values = json_values(text, max_results);
    for (const JsonValue& value : values) {
        if (rows.size() == max_results) {
            tell(value.line, fmt::format("has more than {} results", max_results));
            break;
        }
        if (!value.is_whole) {
            const bool is_object = value.text.starts_with('{');
            tell(value.line, is_object ? "a result is cut off"
                                       : fmt::format("not a result: {}", display(value.text.substr(0, 60))));
            continue;
        }
        const auto root = parse_json(value.text, name, limits);
        if (!root) {
            // The value's own lines are counted from where it starts.
            const size_t colon = root.error().where.rfind(':');
            const auto own = colon == std::string::npos
                                 ? std::nullopt
                                 : to_number<int>(std::string_view(root.error().where).substr(colon + 1));
            tell(value.line + own.value_or(1) - 1, root.error().what);
            continue;
        }
        auto repository = parse_repository(name_in(*root));
        if (!repository) {
            const std::string named = name_in(*root);
            tell(value.line, named.starts_with(local_prefix) ? "names a folder, not a repository: " + display(named)
                                                             : "has no repo.name: " + repository.error().what);
            continue;
        }
        Row row{.repository = std::move(*repository)};
        read(row, *root);
        rows.emplace_back(std::move(row), value.line);
    }
    LatestResults latest(results);
    for (auto& [row, line] : rows) latest.add(std::move(row), place_of(name, line));
    return results;
}

void add_results(Results& results, Results more, std::string_view name) {
    std::ranges::move(more.problems, std::back_inserter(results.problems));
    LatestResults latest(results);
    for (Row& row : more.rows) latest.add(std::move(row), std::string(name));
}

Row row_of_result(std::string_view text, std::string_view name, const Repository& asked) {
    const auto root = parse_json(text, name, limits);
    if (!root) return failed_row(asked, root.error().message());
    if (!root->is_table()) return failed_row(asked, "is not a Scorecard result");
    Row row{.repository = asked};
    read(row, *root);
    if (const std::string named = name_in(*root); !named.empty() && !named.starts_with(local_prefix)) {
        auto repository = parse_repository(named);
        if (!repository) return failed_row(asked, repository.error().what);
        if (key_of(*repository) != key_of(asked)) {
            row.repository = std::move(*repository);
            row.renamed_from = asked;
        }
    }
    return row;
}

std::string api_url(const Repository& repository) {
    return "https://api.scorecard.dev/projects/" + text_of(repository);
}

Row row_of_api_answer(const Repository& asked, int status, std::string_view body) {
    if (status == 200) return row_of_result(body, api_url(asked), asked);
    if (status == 404) return failed_row(asked, "the published Scorecard API has no result for it");
    return failed_row(asked, fmt::format("the published Scorecard API answered {}", status));
}

}  // namespace ward::scorecard::monitor
