// CSAF 2.0, profile csaf_security_advisory: one document for the release. Affected are ranges of versions (VERS), fixed
// are single versions.
//
// Weaknesses stand in a note: CSAF wants MITRE's name of each beside its id, which the record does not have. It has no
// form for CVSS 4 either. A document that `previous` has, and that says the same there, is kept to the byte; another
// one is its next version.
#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "actions/release/output/machine.h"
#include "base/text.h"
#include "formats/document.h"
#include "formats/json_writer.h"

namespace ward::release {
namespace {

struct Revision {
    std::string date;
    std::string number;
    std::string summary;
};

std::string range_text(const Interval& interval) {
    std::string out = interval.from == "0" ? "" : ">=" + interval.from;
    if (!interval.below.empty()) (out += out.empty() ? "<" : "|<") += interval.below;
    return "vers:semver/" + (out.empty() ? "*" : out);
}

std::string capital(std::string_view word) {
    std::string out(word);
    if (!out.empty()) out.front() = static_cast<char>(out.front() - ('a' - 'A'));
    return out;
}

class Writer {
  public:
    Writer(const OutputInput& input, std::string id, const std::vector<Vulnerability>& vulnerabilities)
        : input_(input), id_(std::move(id)), vulnerabilities_(vulnerabilities) {
        for (const Vulnerability& vulnerability : vulnerabilities_) {
            for (const Interval& interval : told_intervals(input_, vulnerability.report)) number(range_text(interval));
            for (const std::string& version : fixed_versions(vulnerability.report)) number(version);
        }
    }

    Result<std::string> write(const std::vector<Revision>& history) {
        json_ = JsonWriter();
        json_.begin_object();
        document(history);
        product_tree();
        json_.key("vulnerabilities").begin_array();
        for (const Vulnerability& each : vulnerabilities_) WARD_TRY_VOID(vulnerability(each));
        json_.end_array().end_object();
        return json_.take();
    }

  private:
    void number(const std::string& name) {
        products_.try_emplace(name, fmt::format("CSAFPID-{:04}", products_.size() + 1));
    }

    // ---- The document ----

    void document(const std::vector<Revision>& history) {
        json_.key("document").begin_object();
        if (const auto worst = worst_severity(input_.release); worst && *worst != Severity::unknown)
            json_.key("aggregate_severity").begin_object().member("text", capital(name_of(*worst))).end_object();
        json_.member("category", "csaf_security_advisory").member("csaf_version", "2.0");
        json_.key("distribution").begin_object().key("tlp").begin_object().member("label", "WHITE");
        json_.end_object().end_object().member("lang", "en").key("notes").begin_array();
        note("summary", "Summary",
             fmt::format("Security releases of {}. {}", input_.project.name, announcement_of(input_)));
        json_.end_array().key("publisher").begin_object().member("category", "vendor");
        json_.member_if("contact_details", input_.project.contact).member("name", input_.project.author);
        json_.member("namespace", input_.project.publisher_namespace).end_object();
        json_.key("references").begin_array();
        reference("self", "Announcement", announcement_of(input_));
        json_.end_array().member("title", title());
        json_.key("tracking").begin_object().member("current_release_date", history.back().date).member("id", id_);
        json_.member("initial_release_date", history.front().date).key("revision_history").begin_array();
        for (const Revision& revision : history)
            json_.begin_object()
                .member("date", revision.date)
                .member("number", revision.number)
                .member("summary", revision.summary)
                .end_object();
        json_.end_array().member("status", "final").member("version", history.back().number);
        json_.end_object().end_object();
    }

    std::string title() const {
        const std::string name = input_.project.name + " security releases";
        const auto& lift_at = input_.release.lift_at;
        return lift_at ? fmt::format("{}, {}", name, long_date(*lift_at, input_.release.timezone)) : name;
    }

    void note(std::string_view category, std::string_view title, std::string_view text) {
        json_.begin_object().member("category", category).member("text", text).member("title", title).end_object();
    }

    void reference(std::string_view category, std::string_view summary, std::string_view url) {
        json_.begin_object().member("category", category).member("summary", summary).member("url", url).end_object();
    }

    // ---- The products ----

    void product_tree() {
        json_.key("product_tree").begin_object().key("branches").begin_array().begin_object().key("branches");
        json_.begin_array().begin_object().key("branches").begin_array();
        for (const auto& [name, id] : products_) branch(name, id);
        json_.end_array().member("category", "product_name").member("name", input_.project.name).end_object();
        json_.end_array().member("category", "vendor").member("name", input_.project.author).end_object();
        json_.end_array().end_object();
    }

    void branch(const std::string& name, const std::string& id) {
        const bool is_range = name.starts_with("vers:");
        json_.begin_object().member("category", is_range ? "product_version_range" : "product_version");
        json_.member("name", name).key("product").begin_object();
        json_.member("name", fmt::format("{} {}", input_.project.name, name)).member("product_id", id);
        if (!is_range) {
            json_.key("product_identification_helper").begin_object().member("cpe", cpe_of(input_.project, name));
            json_.member("purl", purl_of(input_.project, name)).end_object();
        }
        json_.end_object().end_object();
    }

    // ---- The vulnerabilities ----

    Result<void> vulnerability(const Vulnerability& vulnerability) {
        const Report& report = vulnerability.report;
        WARD_TRY(const std::vector<Rating> ratings, ratings_of(report));
        std::vector<std::string> affected;
        std::vector<std::string> fixed;
        for (const Interval& interval : told_intervals(input_, report))
            affected.push_back(products_.at(range_text(interval)));
        for (const std::string& version : fixed_versions(report)) fixed.push_back(products_.at(version));
        json_.begin_object();
        acknowledgments(report);
        json_.member("cve", vulnerability.cve).key("notes").begin_array();
        note("description", "Vulnerability description", text_of(report));
        if (!report.impact.empty()) note("details", "Impact", report.impact);
        if (!report.platforms.empty()) note("details", "Platforms", join(report.platforms, ", "));
        if (!report.cwes.empty()) note("other", "Weaknesses", join(report.cwes, ", "));
        json_.end_array().key("product_status").begin_object();
        if (!fixed.empty()) json_.member_values("fixed", fixed);
        json_.member_values("known_affected", affected).end_object();
        references(report);
        remediations(report, affected);
        scores(ratings, affected);
        json_.member("title", report.title).end_object();
        return {};
    }

    void acknowledgments(const Report& report) {
        const std::vector<Credit> credits = thanked(report);
        if (credits.empty()) return;
        json_.key("acknowledgments").begin_array();
        for (const Credit& credit : credits) {
            json_.begin_object().key("names").begin_array().value(credit.shown()).end_array();
            json_.member("summary", name_of(credit.kind)).end_object();
        }
        json_.end_array();
    }

    void references(const Report& report) {
        json_.key("references").begin_array();
        reference("self", "Announcement", announcement_of(input_));
        for (const std::string& fix : fixes_of(input_, report)) reference("external", "Fix", fix);
        json_.end_array();
    }

    void remedy(std::string_view category, std::string_view details, const std::vector<std::string>& ids,
                std::string_view url = {}) {
        json_.begin_object().member("category", category).member("details", details).member_values("product_ids", ids);
        json_.member_if("url", url).end_object();
    }

    void remediations(const Report& report, const std::vector<std::string>& affected) {
        json_.key("remediations").begin_array();
        for (const Interval& interval : told_intervals(input_, report)) {
            const std::vector<std::string> ids{products_.at(range_text(interval))};
            const bool has_fix = std::ranges::any_of(report.ranges, [&](const Range& range) {
                return range.line == interval.line && !range.fixed.empty() && range.fixed == interval.below;
            });
            if (has_fix)
                remedy("vendor_fix", fmt::format("Update to {}.", interval.below), ids,
                       filled(input_.project.download_url, {{"version", interval.below}}));
            else if (interval.end_of_life)
                remedy("no_fix_planned", "Not supported any more. " + update_text(report), ids);
            else remedy("none_available", "No version of this line has the fix yet.", ids);
        }
        if (!report.workaround.empty()) remedy("workaround", report.workaround, affected);
        json_.end_array();
    }

    // A product has one score of CVSS 3 at most.
    void scores(const std::vector<Rating>& ratings, const std::vector<std::string>& affected) {
        const auto rating = std::ranges::find_if(ratings, [](const Rating& each) {
            return each.version == cvss::Version::v3_1 || each.version == cvss::Version::v3_0;
        });
        if (rating == ratings.end()) return;
        json_.key("scores").begin_array().begin_object().key("cvss_v3").begin_object();
        json_.member("baseScore", rating->score).member("baseSeverity", rating->band);
        json_.member("vectorString", rating->vector).member("version", rating->vector.substr(5, 3)).end_object();
        json_.member_values("products", affected).end_object().end_array();
    }

    const OutputInput& input_;
    std::string id_;
    const std::vector<Vulnerability>& vulnerabilities_;
    std::map<std::string, std::string> products_;  // name of the branch: product id
    JsonWriter json_;
};

// Of the document that was published under this id; none where there is none.
Result<std::vector<Revision>> history_of(const std::string& previous, std::string_view id) {
    std::vector<Revision> out;
    if (previous.empty()) return out;
    WARD_TRY(const Node root, parse_json(previous, "the CSAF document before"));
    const Node* document = root.find("document");
    const Node* tracking = document == nullptr ? nullptr : document->find("tracking");
    if (tracking == nullptr || text_at(*tracking, "id") != id) return out;
    for (const Node& revision : items_at(*tracking, "revision_history"))
        out.push_back({text_at(revision, "date"), text_at(revision, "number"), text_at(revision, "summary")});
    return out;
}

// Names of files by the specification: lower case, and '_' for what is not a letter, a digit, '+' or '-'.
std::string file_name(std::string_view id) {
    std::string out;
    for (const char c : id) {
        const char lower = to_lower(c);
        const bool is_plain = is_digit(lower) || (lower >= 'a' && lower <= 'z') || lower == '+' || lower == '-';
        out += is_plain ? lower : '_';
    }
    return out + ".json";
}

Result<std::vector<OutputFile>> make_csaf(const OutputInput& input) {
    WARD_TRY(const auto vulnerabilities, complete_vulnerabilities(input.release));
    if (vulnerabilities.empty()) return fail(ErrorCode::usage, "the record has no report");
    const std::string id = fmt::format("{}-{}", input.project.vendor, input.release.id);
    Writer writer(input, id, vulnerabilities);
    WARD_TRY(std::vector<Revision> history, history_of(input.previous, id));
    if (!history.empty()) {
        WARD_TRY(std::string same, writer.write(history));
        if (same == input.previous) return std::vector<OutputFile>{{file_name(id), std::move(same)}};
    }
    const bool is_first = history.empty();
    history.push_back({format_instant(input.now), std::to_string(history.size() + 1),
                       is_first ? "First version" : "Brought up to date"});
    WARD_TRY(std::string text, writer.write(history));
    return std::vector<OutputFile>{{file_name(id), std::move(text)}};
}

}  // namespace

WARD_RELEASE_OUTPUT(csaf) = {.name = "csaf",
                             .summary = "a CSAF 2.0 security advisory for the release",
                             .phase = Phase::published,
                             .make = make_csaf};

}  // namespace ward::release
