// The site's banner: a link to the post while the release is news.
#include "actions/release/output/output.h"
#include "formats/json_writer.h"

namespace ward::release {
namespace {

constexpr Instant days_shown = 7;

Result<std::vector<OutputFile>> make_banner(const OutputInput& input) {
    const Release& release = input.release;
    if (!release.lift_at) return fail(ErrorCode::usage, "the record has no date of the release ('lift_at')");
    const bool is_out = release.state >= State::shipped;
    // From the announcement on; the release itself shows it for a week more.
    const Instant start = is_out ? *release.lift_at : input.now;
    JsonWriter json;
    json.begin_object().member("endDate", format_instant(*release.lift_at + days_shown * seconds_per_day));
    json.member("link", filled(input.project.post_url, {{"slug", release.slug}}));
    json.member("startDate", format_instant(start));
    json.member("text",
                is_out ? "Security releases are available"
                       : "New security releases to be made available " + long_date(*release.lift_at, release.timezone));
    json.member("type", "warning").end_object();
    return std::vector<OutputFile>{{"banner.json", json.take()}};
}

}  // namespace

WARD_RELEASE_OUTPUT(banner) = {.name = "banner",
                               .summary = "the site's banner (websiteBanners.index of site.json)",
                               .phase = Phase::announcement,
                               .make = make_banner};

}  // namespace ward::release
