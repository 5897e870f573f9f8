// A release begins: its date, its lines, and the reports that wait for one.
#include <algorithm>

#include <fmt/format.h>

#include "actions/release/output/post.h"
#include "actions/release/run/intake.h"
#include "actions/release/run/intake_sources.h"
#include "actions/release/run/step_parts.h"
#include "base/text.h"
#include "facts/lifecycle/node_schedule.h"

namespace ward::release {
namespace {

constexpr std::string_view start_words[] = {"date",    "time",     "release", "slug",  "line",
                                            "embargo", "timezone", "from",    "report"};
constexpr std::string_view undetermined = "TBD";

// Security releases come out on Tuesdays.
std::string next_tuesdays(Instant now) {
    constexpr Instant days_of_week = 7;
    constexpr Instant tuesday = 5;  // days behind a Thursday, on which the epoch began
    Instant day = now / seconds_per_day + 1;
    day += (tuesday - day % days_of_week + days_of_week) % days_of_week;
    constexpr int shown_weeks = 4;
    std::vector<std::string> out;
    out.reserve(shown_weeks);
    for (int week = 0; week < shown_weeks; ++week)
        out.push_back(format_date((day + week * days_of_week) * seconds_per_day));
    return fmt::format("{}", fmt::join(out, ", "));
}

Result<void> set_date(Release& release, const StepInput& input) {
    if (const std::string zone = word_of(input, "timezone"); !zone.empty()) release.timezone = zone;
    const std::string date = word_of(input, "date");
    if (date.empty())
        return fail(ErrorCode::usage,
                    fmt::format("--date is needed: {}, or another day, or TBD", next_tuesdays(input.now)));
    if (date == undetermined) return {};
    WARD_TRY(release.lift_at, instant_of_day(date, word_of(input, "time"), release.timezone, "--date"));
    return {};
}

// The day, and a number where the group has it already.
std::string free_id(const Release& release, const StepInput& input) {
    const std::string day = release.lift_at ? format_date(*release.lift_at + *offset_of(release.timezone)) : "next";
    std::string id = day;
    for (int number = 2; std::ranges::find(input.others.ids, id) != input.others.ids.end(); ++number)
        id = fmt::format("{}-{}", day, number);
    return id;
}

Result<void> set_lines(Release& release, const StepInput& input) {
    for (const std::string& word : words_of(input, "line")) {
        const size_t equals = word.find('=');
        const auto name = line_named(word.substr(0, equals));
        if (!name) return fail(ErrorCode::usage, "is no release line: 22, or 22=22.23.0", "--line");
        release.lines.push_back(
            {.name = *name, .fixed_version = equals == std::string::npos ? std::string() : word.substr(equals + 1)});
    }
    const bool is_known = input.project.repository == Project().repository;
    if (!is_known && release.lines.empty())
        return fail(ErrorCode::usage, "--line is needed: the lines of this project are not known");
    if (is_known) {
        WARD_TRY(const std::vector<lifecycle::Line> schedule, lifecycle::node_schedule());
        const Instant when = release.lift_at.value_or(input.now);
        const bool lines_were_named = !release.lines.empty();
        for (const lifecycle::Line& line : schedule) {
            const auto name = line_named(line.name);
            const lifecycle::Phase phase = lifecycle::phase_of(line, when);
            if (!name || phase == lifecycle::Phase::planned) continue;
            if (phase == lifecycle::Phase::end_of_life) {
                if (release.line(*name) == nullptr) release.eol_lines.push_back(*name);
            } else if (!lines_were_named) {
                release.lines.push_back({.name = *name});
            }
        }
        std::ranges::sort(release.eol_lines, line_before);
    }
    for (Line& line : release.lines) line.base_version = newest_of_line(input.doors, line.name, input.now);
    return {};
}

// Reports that another release has are that one's.
void take_reports(StepPlan& plan, const StepInput& input, std::vector<SourceReport> found) {
    std::vector<std::string> wanted = words_of(input, "report");
    const bool takes_all = wanted.empty();
    for (SourceReport& one : found) {
        if (!takes_all && std::erase(wanted, one.id) == 0) continue;
        // Lists that change while they are read may say one twice.
        if (plan.after.report(one.id) != nullptr) continue;
        const auto elsewhere = input.others.reports.find(one.id);
        if (elsewhere != input.others.reports.end())
            plan.notes.push_back(fmt::format("report {} is in release {}", one.id, elsewhere->second));
        else if (!one.report) plan.notes.push_back(fmt::format("report {} is left out: {}", one.id, one.reason));
        else if (is_free(plan, input, *one.report)) add_report(plan.after, std::move(*one.report));
    }
    for (const std::string& id : wanted) plan.refused.push_back(fmt::format("report {} is not waiting", display(id)));
}

Result<StepPlan> plan_start(const StepInput& input) {
    StepPlan out = plan_of(*step_named("start"), input);
    Release& release = out.after;
    release.embargo = word_of(input, "embargo") == name_of(Embargo::none) ? Embargo::none : Embargo::coordinated;
    WARD_TRY_VOID(set_date(release, input));
    release.id = word_of(input, "release");
    if (release.id.empty()) release.id = free_id(release, input);
    release.slug = word_of(input, "slug");
    if (release.slug.empty())
        release.slug = slug_of(release.lift_at.value_or(input.now), release.timezone, input.others.slugs);
    if (std::ranges::find(input.others.ids, release.id) != input.others.ids.end())
        out.refused.push_back(fmt::format("there is a release {} already", release.id));
    if (std::ranges::find(input.others.slugs, release.slug) != input.others.slugs.end())
        out.refused.push_back(fmt::format("another release has the slug {}", release.slug));
    refuse_past(out, input);
    WARD_TRY_VOID(set_lines(release, input));
    out.plan.scope = release.id;
    const std::string source = word_of(input, "from");
    WARD_TRY(std::vector<SourceReport> found, waiting_reports(source, input.doors, input.project, release));
    take_reports(out, input, std::move(found));
    put_in_order(release);
    // Names of the command line are held to what a record may have.
    WARD_TRY(release, release_from_json(to_json(release), "the record"));
    return out;
}

}  // namespace

WARD_RELEASE_STEP(start) = {
    .name = "start", .summary = "begin a release", .words = start_words, .begins = true, .plan = plan_start};

}  // namespace ward::release
