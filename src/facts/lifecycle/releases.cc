#include "facts/lifecycle/releases.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include <fmt/core.h>

#include "base/table_lines.h"
#include "base/text.h"
#include "formats/document.h"
#include "formats/versions/versions.h"

namespace ward::lifecycle {
namespace {

constexpr size_t date_bytes = 10;

std::string_view without_v(std::string_view version) {
    if (version.starts_with('v')) version.remove_prefix(1);
    return version;
}

// A row as somebody wrote it; `at` is its place.
Result<Release> checked(Release release, const std::string& at) {
    const auto bad = [&](std::string_view reason) { return fail(ErrorCode::parse, std::string(reason), at); };
    release.version = without_v(release.version);
    if (release.version.empty() || release.version.size() > max_version_bytes || !is_digit(release.version[0]))
        return bad(fmt::format("\"{}\" is no version", display(release.version.substr(0, max_version_bytes))));
    if (release.line.empty()) release.line = line_name_of(release.version);
    if (release.line.empty() || release.line.size() > max_line_name_bytes) return bad("has no release line");
    if (!release.date.empty() && (release.date.size() != date_bytes || !parse_instant(release.date)))
        return bad(fmt::format("has a date that is none (YYYY-MM-DD) for {}", display(release.version)));
    return release;
}

Result<Release> read_row(std::string_view row, const std::string& at) {
    std::vector<std::string_view> cells = split(row, '\t');
    constexpr size_t most_cells = 4;
    if (cells.size() < 2 || cells.size() > most_cells)
        return fail(ErrorCode::parse, "has not two to four cells: version, date, line, security", at);
    for (std::string_view& cell : cells)
        if (cell == "-") cell = {};
    cells.resize(most_cells);
    Release release{std::string(cells[0]), std::string(cells[1]), std::string(cells[2]), std::nullopt};
    if (!cells[3].empty()) {
        if (cells[3] != "yes" && cells[3] != "no") return fail(ErrorCode::parse, "says neither yes, no nor -", at);
        release.security = cells[3] == "yes";
    }
    return checked(std::move(release), at);
}

Result<std::vector<Release>> read_table(std::string_view text, std::string_view name) {
    std::vector<Release> releases;
    std::optional<Error> error;
    const char* counted = text.data();
    int64_t number = 1;
    for_each_line(text, [&](std::string_view row) {
        if (error || releases.size() > max_releases) return;
        // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): both are ends within the text
        number += std::count(counted, row.data(), '\n');
        counted = row.data();
        auto release = read_row(row, fmt::format("{}:{}", name, number));
        if (release) releases.push_back(std::move(*release));
        else error = release.error();
    });
    if (error) return std::unexpected(std::move(*error));
    return releases;
}

Result<std::vector<Release>> read_list(std::string_view text, std::string_view name) {
    constexpr DocumentLimits limits{.bytes = max_releases_bytes, .depth = 8, .nodes = 100 * max_releases, .aliases = 0};
    WARD_TRY(const Node root, parse_json(text, name, limits));
    std::vector<Release> releases;
    for (const Node& item : root.items) {
        const std::string at = fmt::format("{}:{}", name, item.line);
        if (!item.is_table()) return fail(ErrorCode::parse, "is no object with a \"version\"", at);
        Release release{text_at(item, "version"), text_at(item, "date"), text_at(item, "line"), std::nullopt};
        if (const Node* security = item.find("security"); security != nullptr && security->kind == Node::Kind::boolean)
            release.security = security->truth;
        WARD_TRY(release, checked(std::move(release), at));
        releases.push_back(std::move(release));
        if (releases.size() > max_releases) break;
    }
    return releases;
}

// The order that understands all of them: that of semantic versions, or the one for upstream's own forms.
Result<const versions::Ordering*> ordering_of(const std::vector<Release>& releases, std::string_view name) {
    const auto takes = [&](const versions::Ordering* ordering) {
        return std::ranges::find_if(releases, [&](const Release& release) { return !ordering->key(release.version); });
    };
    const versions::Ordering* semver = versions::ordering_named("semver");
    if (takes(semver) == releases.end()) return semver;
    const versions::Ordering* upstream = versions::ordering_named("upstream");
    const auto odd = takes(upstream);
    if (odd == releases.end()) return upstream;
    return fail(ErrorCode::parse, fmt::format("\"{}\" is no version", display(odd->version)), std::string(name));
}

}  // namespace

Result<ReleaseIndex> ReleaseIndex::parse(std::string_view text, std::string_view name) {
    if (text.size() > max_releases_bytes)
        return fail(ErrorCode::limit, fmt::format("has more than {} bytes", max_releases_bytes), std::string(name));
    WARD_TRY(auto releases, trim(text).starts_with('[') ? read_list(text, name) : read_table(text, name));
    if (releases.size() > max_releases)
        return fail(ErrorCode::limit, fmt::format("has more than {} releases", max_releases), std::string(name));
    if (releases.empty()) return fail(ErrorCode::parse, "has no release", std::string(name));
    WARD_TRY(const versions::Ordering* ordering, ordering_of(releases, name));
    std::vector<std::pair<std::string, size_t>> order;
    order.reserve(releases.size());
    for (size_t i = 0; i < releases.size(); ++i) order.emplace_back(*ordering->key(releases[i].version), i);
    std::ranges::sort(order);
    ReleaseIndex index;
    index.ordering_ = ordering->name;
    for (auto& [key, at] : order) {
        if (!index.keys_.empty() && index.keys_.back() == key)
            return fail(ErrorCode::parse, fmt::format("has {} twice", display(releases[at].version)),
                        std::string(name));
        index.keys_.push_back(std::move(key));
        index.releases_.push_back(std::move(releases[at]));
    }
    return index;
}

const Release* ReleaseIndex::find(std::string_view version) const {
    const auto key = versions::ordering_named(ordering_)->key(without_v(version));
    if (!key) return nullptr;
    const auto found = std::ranges::lower_bound(keys_, *key);
    return found == keys_.end() || *found != *key ? nullptr : &releases_[static_cast<size_t>(found - keys_.begin())];
}

std::vector<const Release*> ReleaseIndex::of_line(std::string_view line) const {
    std::vector<const Release*> out;
    for (const Release& release : releases_)
        if (release.line == line) out.push_back(&release);
    return out;
}

const Release* ReleaseIndex::next(std::string_view version) const {
    const Release* from = find(version);
    if (from == nullptr) return nullptr;
    for (const Release* at = from + 1; at != releases_.data() + releases_.size(); ++at)
        if (at->line == from->line) return at;
    return nullptr;
}

const Release* ReleaseIndex::previous(std::string_view version) const {
    const Release* from = find(version);
    if (from == nullptr) return nullptr;
    for (const Release* at = from; at != releases_.data();)
        if ((--at)->line == from->line) return at;
    return nullptr;
}

std::vector<const Release*> ReleaseIndex::newest_at(Instant now) const {
    std::map<std::string_view, const Release*> newest;
    for (const Release& release : releases_)
        if (const auto day = parse_instant(release.date); day && *day <= now) newest[release.line] = &release;
    std::vector<const Release*> out;
    out.reserve(newest.size());
    for (const auto& [line, release] : newest) out.push_back(release);
    std::ranges::sort(out);  // pointers into releases_, which is in the order of versions
    return out;
}

std::vector<const Release*> current_at(const ReleaseIndex& releases, std::span<const Line> schedule, Instant now) {
    std::vector<const Release*> out;
    for (const Release* release : releases.newest_at(now)) {
        const auto line = std::ranges::find(schedule, release->line, &Line::name);
        if (line == schedule.end()) continue;
        const Phase phase = phase_of(*line, now);
        if (phase != Phase::planned && phase != Phase::end_of_life) out.push_back(release);
    }
    return out;
}

}  // namespace ward::lifecycle
