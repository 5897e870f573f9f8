// See accept.h.
#include "judges/scorecard/accept.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/document.h"

namespace ward::scorecard {
namespace {

std::string where(std::string_view file, const Node& node) {
    return fmt::format("{}:{}", file, node.line);
}

Result<Acceptance> read_entry(const Node& row, std::string_view file) {
    constexpr std::array<std::string_view, 4> keys{"check", "path", "reason", "expires"};
    for (const auto& [key, value] : row.fields)
        if (std::ranges::find(keys, key) == keys.end())
            return fail(ErrorCode::usage, fmt::format("unknown key '{}'", display(key)), where(file, value));
    Acceptance out{.check = text_at(row, "check"),
                   .path = text_at(row, "path"),
                   .reason = text_at(row, "reason"),
                   .origin = where(file, row)};
    if (check_named(out.check) == nullptr)
        return fail(ErrorCode::usage, fmt::format("no check '{}'", display(out.check)), out.origin);
    if (out.reason.empty()) return fail(ErrorCode::usage, "needs a reason", out.origin);
    const Node* expires = row.find("expires");  // a date of TOML, or the same as a string
    out.expires = expires == nullptr ? "" : expires->text;
    constexpr size_t day_length = 10;
    if (out.expires.size() != day_length || !parse_instant(out.expires))
        return fail(ErrorCode::usage, "needs `expires`, a day: 2027-01-31", out.origin);
    return out;
}

bool covers(const Acceptance& entry, std::string_view path) {
    return entry.path.empty() || glob_match(entry.path, path);
}

void list_details(Acceptance& entry, const CheckResult& result) {
    for (const Detail& detail : result.details) {
        if (detail.level != Detail::Level::warn) continue;
        const std::string_view path = detail.location ? std::string_view(detail.location->path) : std::string_view();
        if (entry.path.empty() || (!path.empty() && covers(entry, path))) entry.details.push_back(text_of(detail));
    }
}

// What the check says where the files that are accepted are not there.
int score_without(const Check& check, const Facts& facts, std::span<const Acceptance* const> entries) {
    if (std::ranges::any_of(entries, [](const Acceptance* entry) { return entry->path.empty(); })) return max_score;
    const Facts rest = facts.without([&](std::string_view path) {
        return std::ranges::any_of(entries, [&](const Acceptance* entry) { return covers(*entry, path); });
    });
    const CheckResult left = check.run(rest);
    if (left.own_score) return *left.own_score;
    return left.score == inconclusive ? max_score : left.score;  // nothing is left to find fault with
}

}  // namespace

Result<std::vector<Acceptance>> read_acceptances(std::string_view toml, std::string_view file) {
    WARD_TRY(const Node root, parse_toml(toml, file));
    std::vector<Acceptance> out;
    const Node* table = root.find("scorecard");
    if (table == nullptr) return out;
    for (const Node& row : items_at(*table, "accept")) {
        WARD_TRY(Acceptance entry, read_entry(row, file));
        out.push_back(std::move(entry));
    }
    return out;
}

void apply_acceptances(Card& card, const Facts& facts, std::vector<Acceptance> entries, Counting counting) {
    const std::string today = format_date(card.as_of);
    std::erase_if(entries, [&](const Acceptance& entry) {  // of a check that was not made nothing can be said
        return std::ranges::find(card.checks, entry.check, &CheckResult::check) == card.checks.end();
    });
    for (Acceptance& entry : entries) {
        entry.counting = counting;
        entry.is_expired = entry.expires < today;
        const auto made = std::ranges::find(card.checks, entry.check, &CheckResult::check);
        list_details(entry, *made);
        // The peer's details do not say where a vulnerability is.
        if (entry.check == "Vulnerabilities" && !entry.path.empty() && facts.vulnerabilities)
            for (const KnownVulnerability& known : *facts.vulnerabilities)
                if (covers(entry, known.path) && !known.ids.empty())
                    entry.details.push_back(fmt::format("{}: {}", known.ids.front(), known.path));
    }
    for (CheckResult& result : card.checks) {
        const Check* check = check_named(result.check);
        if (counting == Counting::shown || check == nullptr || result.score == inconclusive) continue;
        std::vector<const Acceptance*> mine;
        for (const Acceptance& entry : entries)
            if (entry.check == result.check && !entry.is_expired && !entry.details.empty()) mine.push_back(&entry);
        if (mine.empty()) continue;
        const int score = std::max(score_without(*check, facts, mine), result.own_score.value_or(result.score));
        if (score != result.score) result.own_score = score;
    }
    std::ranges::move(entries, std::back_inserter(card.accepted));
}

}  // namespace ward::scorecard
