// The day of a release that was not announced yet. One that was is moved by `postpone`.
#include <algorithm>

#include <fmt/core.h>

#include "actions/release/output/post.h"
#include "actions/release/run/step_parts.h"

namespace ward::release {
namespace {

constexpr std::string_view date_words[] = {"time", "timezone", "slug"};
constexpr std::string_view undetermined = "TBD";

Result<StepPlan> plan_date(const StepInput& input) {
    StepPlan out = plan_of(*step_named("date"), input);
    if (input.arguments.size() != 1) return fail(ErrorCode::usage, "takes one day: YYYY-MM-DD, or TBD");
    if (!needs_state(out, input, {State::open, State::ready, State::cve_assigned},
                     "its date is public (ward release postpone)"))
        return out;
    Release& release = out.after;
    if (const std::string zone = word_of(input, "timezone"); !zone.empty()) release.timezone = zone;
    if (input.arguments.front() == undetermined) {
        release.lift_at.reset();
        return out;
    }
    WARD_TRY(release.lift_at,
             instant_of_day(input.arguments.front(), word_of(input, "time"), release.timezone, "the day"));
    refuse_past(out, input);
    // Nobody has seen the slug yet: it follows the month.
    release.slug = word_of(input, "slug");
    if (release.slug.empty()) release.slug = slug_of(*release.lift_at, release.timezone, input.others.slugs);
    if (std::ranges::find(input.others.slugs, release.slug) != input.others.slugs.end())
        out.refused.push_back(fmt::format("another release has the slug {}", release.slug));
    WARD_TRY(release, release_from_json(to_json(release), "the record"));
    return out;
}

}  // namespace

WARD_RELEASE_STEP(date) = {.name = "date",
                           .summary = "set the day of a release that is not announced yet",
                           .words = date_words,
                           .plan = plan_date};

}  // namespace ward::release
