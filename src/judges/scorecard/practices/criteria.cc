// See criteria.h. The tables are ours and compiled in, so that a bad row is a broken invariant and stops the program
// at the first look; a test reads them all.
#include "judges/scorecard/practices/criteria.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <fmt/core.h>

#include "base/embedded.h"
#include "base/text.h"

namespace ward::scorecard::practices {

std::span<const EmbeddedFile> criteria_files();

namespace {

constexpr std::array<std::string_view, level_count> level_names{"passing",    "silver",     "gold",
                                                                "baseline-1", "baseline-2", "baseline-3"};
constexpr std::array<std::string_view, 3> strength_names{"MUST", "SHOULD", "SUGGESTED"};

enum Field : size_t { id, section, strength, flags, words, summary, to_say, field_count };

Result<void> read_levels(Criterion& row, std::string_view text, std::string_view where) {
    for (const std::string_view digit : split(text, ' ')) {
        const auto number = to_number<int>(digit);
        if (!number || *number < 1 || *number > 3)
            return fail(ErrorCode::parse, "no maturity level", std::string(where));
        row.levels.push_back(static_cast<Level>(static_cast<int>(Level::baseline_1) + *number - 1));
    }
    row.level = row.levels.front();
    return {};
}

Result<Criterion> read_row(std::string_view line, std::optional<Level> level, const std::string& where) {
    const std::vector<std::string_view> fields = split(line, '\t');
    if (fields.size() != field_count) return fail(ErrorCode::parse, "a row has seven fields", where);
    Criterion row{.id = fields[id], .section = fields[section]};
    const auto known = std::ranges::find(strength_names, fields[strength]);
    if (known == strength_names.end()) return fail(ErrorCode::parse, "no strength", where);
    row.strength = static_cast<Strength>(known - strength_names.begin());
    for (const std::string_view flag : split(fields[flags], ',')) {
        if (flag == "url") row.needs_url = true;
        else if (flag == "na") row.may_not_apply = true;
        else if (flag == "retired") row.is_retired = true;
        else if (flag != "-") return fail(ErrorCode::parse, "no flag '" + display(flag) + "'", where);
    }
    if (level) {
        row.level = *level;
        row.levels = {*level};
        row.words = split(fields[words], ' ');
    } else {
        WARD_TRY_VOID(read_levels(row, fields[words], where));
    }
    row.summary = fields[summary];
    row.to_say = fields[to_say];
    if (row.id.empty() || row.summary.empty() || row.to_say.empty())
        return fail(ErrorCode::parse, "an empty field", where);
    return row;
}

std::vector<Criterion> load() {
    std::vector<Criterion> out;
    for (const std::string_view wanted : {"passing.tsv", "silver.tsv", "gold.tsv", "baseline.tsv"}) {
        const auto files = criteria_files();
        const auto file = std::ranges::find(files, wanted, &EmbeddedFile::name);
        if (file == files.end()) throw std::logic_error(fmt::format("{} is not compiled in", wanted));
        auto rows = read_criteria(file->text, wanted);
        if (!rows) throw std::logic_error(rows.error().message());
        std::ranges::move(*rows, std::back_inserter(out));
    }
    return out;
}

}  // namespace

std::string_view name_of(Level level) {
    return level_names.at(static_cast<size_t>(level));
}

std::optional<Level> level_named(std::string_view name) {
    const auto found = std::ranges::find(level_names, name);
    if (found == level_names.end()) return std::nullopt;
    return static_cast<Level>(found - level_names.begin());
}

std::string_view name_of(Strength strength) {
    return strength_names.at(static_cast<size_t>(strength));
}

bool Criterion::asks_at(Level wanted) const {
    if (!is_baseline(wanted)) return level == wanted;
    // A level has what the ones below it ask, though the tables do not always repeat it.
    return is_baseline(level) && level <= wanted;
}

std::span<const Criterion> all_criteria() {
    static const std::vector<Criterion> rows = load();
    return rows;
}

std::vector<const Criterion*> criteria_of(Level level) {
    std::vector<const Criterion*> out;
    for (const Criterion& row : all_criteria())
        if (row.asks_at(level)) out.push_back(&row);
    return out;
}

Result<std::vector<Criterion>> read_criteria(std::string_view text, std::string_view name) {
    const std::string_view stem = name.substr(0, name.rfind('.'));
    const std::optional<Level> level = stem == "baseline" ? std::nullopt : level_named(stem);
    if (!level && stem != "baseline") return fail(ErrorCode::usage, "is no level", std::string(name));
    std::vector<Criterion> out;
    size_t number = 0;
    for (const std::string_view line : split(text, '\n')) {
        ++number;
        if (line.empty() || line.starts_with('#')) continue;
        WARD_TRY(Criterion row, read_row(line, level, fmt::format("{}:{}", name, number)));
        out.push_back(std::move(row));
    }
    return out;
}

std::string field_of(std::string_view id) {
    std::string out;
    // The badge's ids are fields already, capitals included: require_2FA.
    if (!id.starts_with("OSPS-")) return std::string(id);
    for (const char c : id) out += is_alnum(c) ? to_lower(c) : '_';
    return out;
}

}  // namespace ward::scorecard::practices
