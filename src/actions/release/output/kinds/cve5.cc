// CVE records (https://github.com/CVEProject/cve-schema, version 5.2), one a CVE id. Versions are told as whole ranges:
// a row that begins with the newest affected version says of every older one that it is not affected.
#include <algorithm>

#include <fmt/core.h>

#include "actions/release/output/machine.h"
#include "formats/json_writer.h"

namespace ward::release {
namespace {

constexpr size_t max_title_bytes = 256;
constexpr size_t max_text_bytes = 4'096;

// As records of others call them; another word stays as it is.
std::string_view platform_text(std::string_view platform) {
    if (platform == "win32") return "Windows";
    if (platform == "darwin") return "MacOS";
    return platform == "linux" ? "Linux" : platform;
}

class Container {
  public:
    Container(const OutputInput& input, const Report& report) : input_(input), report_(report) {}

    Result<void> write(JsonWriter& json) {
        WARD_TRY(const std::vector<Rating> ratings, ratings_of(report_));
        json.begin_object();
        affected(json);
        credits(json);
        if (input_.release.lift_at) json.member("datePublic", format_instant(*input_.release.lift_at));
        texts(json, "descriptions", text_of(report_));
        metrics(json, ratings);
        weaknesses(json);
        json.key("providerMetadata").begin_object().member("orgId", input_.project.assigner_org_id);
        json.member_if("shortName", input_.project.assigner_short_name).end_object();
        references(json);
        json.key("source").begin_object().member("discovery", discovery()).end_object();
        timeline(json);
        json.member("title", report_.title);
        if (!report_.workaround.empty()) texts(json, "workarounds", report_.workaround);
        json.end_object();
        return {};
    }

  private:
    static void row(JsonWriter& json, std::string_view from, std::string_view below, std::string_view status) {
        json.begin_object().member_if("lessThan", below).member("status", status).member("version", from);
        json.member("versionType", "semver").end_object();
    }

    void affected(JsonWriter& json) const {
        const std::vector<Interval> intervals = told_intervals(input_, report_);
        // Silence about lines without support must not read as if they were fine.
        const bool tells_all = std::ranges::any_of(intervals, &Interval::end_of_life);
        json.key("affected").begin_array().begin_object();
        json.member("defaultStatus", tells_all ? "unaffected" : "unknown");
        if (!report_.platforms.empty()) {
            json.key("platforms").begin_array();
            for (const std::string& platform : report_.platforms) json.value(platform_text(platform));
            json.end_array();
        }
        json.member("product", input_.project.product);
        json.member("repo", "https://github.com/" + input_.project.repository);
        json.member("vendor", input_.project.vendor).key("versions").begin_array();
        for (const Interval& interval : intervals)
            row(json, interval.from, interval.below.empty() ? "*" : std::string_view(interval.below), "affected");
        if (!tells_all)
            for (const Range& range : report_.ranges)
                if (!range.fixed.empty()) row(json, range.fixed, first_version_behind(range.line), "unaffected");
        json.end_array().end_object().end_array();
    }

    void credits(JsonWriter& json) const {
        const std::vector<Credit> credits = thanked(report_);
        if (credits.empty()) return;
        json.key("credits").begin_array();
        for (const Credit& credit : credits)
            json.begin_object()
                .member("lang", "en")
                .member("type", name_of(credit.kind))
                .member("value", credit.shown())
                .end_object();
        json.end_array();
    }

    static void texts(JsonWriter& json, std::string_view key, std::string_view text) {
        json.key(key).begin_array().begin_object().member("lang", "en").member("value", text).end_object().end_array();
    }

    static void metrics(JsonWriter& json, const std::vector<Rating>& ratings) {
        if (ratings.empty()) return;
        json.key("metrics").begin_array();
        for (const Rating& rating : ratings) {
            const std::string_view version = std::string_view(rating.vector).substr(5, 3);
            json.begin_object().key(fmt::format("cvssV{}_{}", version[0], version[2])).begin_object();
            json.member("baseScore", rating.score).member("baseSeverity", rating.band);
            json.member("vectorString", rating.vector).member("version", version).end_object();
            json.member("format", "CVSS").end_object();
        }
        json.end_array();
    }

    void weaknesses(JsonWriter& json) const {
        if (report_.cwes.empty()) return;
        json.key("problemTypes").begin_array();
        for (const std::string& cwe : report_.cwes) {
            json.begin_object().key("descriptions").begin_array().begin_object().member("cweId", cwe);
            json.member("description", cwe).member("lang", "en").member("type", "CWE");
            json.end_object().end_array().end_object();
        }
        json.end_array();
    }

    static void reference(JsonWriter& json, std::string_view tag, std::string_view url) {
        json.begin_object().key("tags").begin_array().value(tag).end_array().member("url", url).end_object();
    }

    void references(JsonWriter& json) const {
        json.key("references").begin_array();
        reference(json, "vendor-advisory", announcement_of(input_));
        for (const std::string& fix : fixes_of(input_, report_)) reference(json, "patch", fix);
        json.end_array();
    }

    std::string_view discovery() const {
        const auto reported = [](const Credit& credit) { return credit.kind == CreditKind::reporter; };
        const bool is_outside = report_.source != "file" || std::ranges::any_of(report_.credits, reported);
        return is_outside ? "EXTERNAL" : "UNKNOWN";
    }

    void timeline(JsonWriter& json) const {
        if (report_.reported_at.empty()) return;
        const auto event = [&](Instant at, std::string_view what) {
            json.begin_object().member("lang", "en").member("time", format_instant(at)).member("value", what);
            json.end_object();
        };
        json.key("timeline").begin_array();
        if (const auto at = parse_instant(report_.reported_at)) event(*at, "reported");
        if (input_.release.lift_at) event(*input_.release.lift_at, "made public");
        json.end_array();
    }

    const OutputInput& input_;
    const Report& report_;
};

Result<void> check(const Report& report) {
    const auto too_long = [](std::string_view what, size_t most) {
        return fail(
            ErrorCode::usage,
            fmt::format("a report of the record has a {} longer than the {} that CVE records take", what, most));
    };
    if (report.title.size() > max_title_bytes) return too_long("title", max_title_bytes);
    for (const std::string& text : {text_of(report), report.workaround})
        if (text.size() > max_text_bytes) return too_long("text", max_text_bytes);
    return {};
}

Result<std::vector<OutputFile>> make_cve5(const OutputInput& input) {
    if (input.project.assigner_org_id.empty())
        return fail(ErrorCode::usage, "the project has no 'assigner_org_id', which CVE records name");
    WARD_TRY(const auto vulnerabilities, complete_vulnerabilities(input.release));
    std::vector<OutputFile> out;
    for (const Vulnerability& vulnerability : vulnerabilities) {
        WARD_TRY_VOID(check(vulnerability.report));
        JsonWriter json;
        json.begin_object().key("containers").begin_object().key("cna");
        WARD_TRY_VOID(Container(input, vulnerability.report).write(json));
        json.end_object().key("cveMetadata").begin_object();
        json.member("assignerOrgId", input.project.assigner_org_id);
        json.member_if("assignerShortName", input.project.assigner_short_name);
        json.member("cveId", vulnerability.cve).member("state", "PUBLISHED").end_object();
        json.member("dataType", "CVE_RECORD").member("dataVersion", "5.2").end_object();
        out.push_back({vulnerability.cve + ".json", json.take()});
    }
    return out;
}

}  // namespace

WARD_RELEASE_OUTPUT(cve5) = {
    .name = "cve5", .summary = "CVE records (version 5.2), one a CVE id", .phase = Phase::published, .make = make_cve5};

}  // namespace ward::release
