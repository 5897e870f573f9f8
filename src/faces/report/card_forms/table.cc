// For people at a terminal: a line a check, worst first, and what is behind each score that is not the best.
#include <algorithm>

#include <fmt/core.h>

#include "faces/report/card.h"
#include "faces/report/text_table.h"
#include "judges/scorecard/annotations.h"

namespace ward::report {
namespace {

using scorecard::CheckResult;
using scorecard::Detail;

constexpr size_t max_details = 10;  // of one check; the others are counted

std::string score_of(const CheckResult& result) {
    return result.score == scorecard::inconclusive ? "  ?" : fmt::format("{:>2} ", result.score);
}

Ink ink_of(int score) {
    constexpr int good = 8;
    constexpr int fair = 5;
    if (score == scorecard::inconclusive) return Ink::faint;
    return score >= good ? Ink::green : score >= fair ? Ink::yellow : Ink::red;
}

void add_details(TextTable& table, const CheckResult& result) {
    std::vector<const Detail*> told;
    for (const Detail& detail : result.details)
        if (detail.level == Detail::Level::warn || detail.origin == scorecard::Origin::ward) told.push_back(&detail);
    for (size_t i = 0; i < std::min(told.size(), max_details); ++i) {
        const bool own = told[i]->origin == scorecard::Origin::ward;
        table.below(1, {(own ? "ward: " : "") + shown(scorecard::text_of(*told[i])), Ink::faint});
    }
    if (told.size() > max_details) table.below(1, {fmt::format("and {} more", told.size() - max_details), Ink::faint});
}

// What the project says of its own score: in our words, because the reasons are few and known.
void add_annotations(TextTable& table, const CheckResult& result, const Card& card) {
    for (const scorecard::AnnotationReason* reason : scorecard::annotations_of(result, card.annotations))
        table.below(1, {fmt::format("the project says: {}", reason->text), Ink::faint});
}

std::string accepted_lines(const Card& card) {
    std::string out;
    for (const scorecard::Acceptance& entry : card.accepted) {
        out += fmt::format("accepted: {}{}: {}; {} {}", entry.check, entry.path.empty() ? "" : " " + shown(entry.path),
                           shown(entry.reason), entry.is_expired ? "EXPIRED on" : "until", shown(entry.expires));
        if (entry.counting == scorecard::Counting::shown) out += "; the project's own wish, not counted";
        out += entry.details.empty() ? "; nothing it speaks of is here\n"
                                     : fmt::format("; {} found\n", entry.details.size());
    }
    return out;
}

// "file://deps/zlib" is the peer's form of a folder's name.
std::string name_of_subject(const Card& card) {
    constexpr std::string_view folder = "file://";
    if (!card.repository.starts_with(folder)) return shown(card.repository);
    const std::string path = card.repository.substr(folder.size());
    return path == "." ? "this folder" : shown(path);
}

std::string write_table(const Card& card, const CardStyle& style) {
    std::vector<const CheckResult*> order;
    order.reserve(card.checks.size());
    for (const CheckResult& result : card.checks) order.push_back(&result);
    std::ranges::stable_sort(order, {}, [](const CheckResult* result) {
        return result->score == scorecard::inconclusive ? scorecard::max_score + 1 : result->score;
    });
    TextTable table({{.heading = "score"},
                     {.heading = "check"},
                     {.heading = "risk"},
                     {.heading = "reason", .flexible = true, .cut = Cut::end}});
    size_t open = 0;
    for (const CheckResult* result : order) {
        const scorecard::Check* check = scorecard::check_named(result->check);
        std::string reason = shown(result->reason);
        if (result->score == scorecard::inconclusive) ++open;
        table.row({{score_of(*result), ink_of(result->score)},
                   {std::string(result->check), Ink::strong},
                   {check == nullptr ? "" : std::string(name_of(check->risk))},
                   {std::move(reason)}});
        // On a line of its own, because a long reason is cut.
        if (result->own_score)
            table.below(1, {fmt::format("with what ward knows and you accept: {}", *result->own_score), Ink::strong});
        if (style.annotations) add_annotations(table, *result, card);
        if (style.details) add_details(table, *result);
    }
    std::string out = table.render(style.width, style.colour ? Colour::on : Colour::off);
    if (!card.accepted.empty()) out += '\n' + accepted_lines(card);
    const size_t made = card.checks.size() - open;
    out += fmt::format("\n{}: {} / 10 over {} check{}", name_of_subject(card),
                       card.score < 0 ? "?" : scorecard::text_of_score(card.score), made, made == 1 ? "" : "s");
    if (open > 0) out += fmt::format("; {} could not be decided", open);
    out += '\n';
    if (open > 0 && card.facts != nullptr && card.facts->forge == nullptr)
        out +=
            "hint: --collect --repository HOST/OWNER/NAME asks the forge (GITHUB_TOKEN), --facts FILE reads what it "
            "said before\n";
    return out;
}

}  // namespace

WARD_CARD_FORM(table) = {.name = "table", .summary = "lines for a terminal", .write = write_table};

}  // namespace ward::report
