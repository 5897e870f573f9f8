#include "facts/npm/feed.h"

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/json_scan.h"
#include "facts/inventory/npm_spec.h"

namespace ward::npm {
namespace {

using inventory::Json;

constexpr size_t max_passed = 1'000;

void pass(std::vector<std::string>& passed, std::string reason) {
    if (passed.size() < max_passed) passed.push_back(std::move(reason));
}

std::string position_of(const Json::Value& object, std::string_view key) {
    const auto value = object.find(key);
    if (!value) return {};
    const bool is_scalar = value->kind() == Json::Kind::number || value->kind() == Json::Kind::string;
    return is_scalar ? std::string(value->text()) : std::string();
}

std::string revision_of(const Json::Value& row) {
    std::string revision;
    if (const auto changes = row.find("changes"))
        for (const Json::Value item : changes->items()) revision = item.string_at("rev").value_or("");
    return revision;
}

void take_row(const Json::Value& row, ChangesPage& page) {
    Change change;
    change.name = row.string_at("id").value_or("");
    change.position = position_of(row, "seq");
    if (change.name.starts_with("_design/")) return;
    if (!inventory::npm::is_package_name(change.name))
        return pass(page.passed, fmt::format("line {}: a row without the name of a package", row.line()));
    change.revision = revision_of(row);
    change.is_deleted = row.truthy_at("deleted");
    page.changes.push_back(std::move(change));
}

std::string_view next_line(std::string_view& rest) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

}  // namespace

Result<ChangesPage> parse_changes(std::string_view json, const std::string& where, const FeedLimits& limits) {
    WARD_TRY(const Json feed, Json::scan(json, where, {.bytes = limits.bytes}));
    const auto results = feed.root().find("results");
    if (!results || results->kind() != Json::Kind::array)
        return fail(ErrorCode::parse, "is no page of changes: it has no list `results`", where);
    ChangesPage page;
    size_t rows = 0;
    for (const Json::Value row : results->items()) {
        if (++rows > limits.rows) return fail(ErrorCode::limit, fmt::format("more than {} rows", limits.rows), where);
        take_row(row, page);
    }
    page.last = position_of(feed.root(), "last_seq");
    if (page.last.empty() && !page.changes.empty()) page.last = page.changes.back().position;
    return page;
}

Result<NameList> parse_names(std::string_view text, const std::string& where, const FeedLimits& limits) {
    if (text.size() > limits.bytes)
        return fail(ErrorCode::limit, fmt::format("larger than {} bytes", limits.bytes), where);
    NameList out;
    int64_t number = 0;
    while (!text.empty()) {
        std::string_view line = trim(next_line(text));
        ++number;
        if (line.starts_with('#')) continue;
        if (const size_t remark = line.find(" #"); remark != std::string_view::npos)
            line = trim(line.substr(0, remark));
        if (line.empty()) continue;
        if (!inventory::npm::is_package_name(line)) {
            pass(out.passed, fmt::format("line {}: is no name of a package", number));
            continue;
        }
        if (out.names.size() >= limits.rows)
            return fail(ErrorCode::limit, fmt::format("more than {} names", limits.rows), where);
        out.names.emplace_back(line);
    }
    return out;
}

FeedForm form_of_feed(std::string_view text) {
    text = trim(text.substr(0, 4'096));
    if (!text.starts_with('{')) return FeedForm::names;
    // The first key of a page is `results`, or what stands before it in a short preamble.
    const std::string_view start = text.substr(0, 256);
    return start.contains("\"results\"") ? FeedForm::changes : FeedForm::packuments;
}

Result<std::vector<FeedLine>> lines_of_feed(std::string_view text, std::string where, const FeedLimits& limits) {
    if (text.size() > limits.bytes)
        return fail(ErrorCode::limit, fmt::format("larger than {} bytes", limits.bytes), where);
    std::vector<FeedLine> lines;
    int64_t number = 0;
    while (!text.empty()) {
        const std::string_view line = trim(next_line(text));
        ++number;
        if (line.empty()) continue;
        if (line.size() > limits.line_bytes)
            return fail(ErrorCode::limit, fmt::format("a line larger than {} bytes", limits.line_bytes),
                        fmt::format("{}:{}", where, number));
        if (lines.size() >= limits.rows)
            return fail(ErrorCode::limit, fmt::format("more than {} lines", limits.rows), where);
        lines.push_back({line, number});
    }
    return lines;
}

}  // namespace ward::npm
