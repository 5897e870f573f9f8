// SARIF 2.1.0 as ossf/scorecard and its GitHub Action write it, so that code scanning keeps its alerts when a project
// changes from one to the other: runs by where a check can be made, ids of rules, places and messages are the peer's.
//
// A result for each warning of a check that is below its threshold (the best score where no policy is given) and of
// which the project says nothing itself. Beyond the peer: warnings that ward adds are results with `origin: ward`,
// whatever the score; accepted ones are suppressed with their reason. The texts that help are ward's.
#include <algorithm>
#include <array>
#include <map>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/report/card_json.h"
#include "formats/escape.h"
#include "judges/scorecard/annotations.h"
#include "judges/scorecard/probes.h"

namespace ward::report {
namespace {

using scorecard::Check;
using scorecard::CheckResult;
using scorecard::Detail;
using scorecard::Location;
using scorecard::Origin;

// Where a check can be made: on files alone, or with a forge. Branch-Protection has a run of its own, because it is
// triggered by other events than the rest.
struct Category {
    std::string_view check;
    std::string_view run;
    std::string_view tags;
};
constexpr std::array<Category, 20> categories{{
    {"Binary-Artifacts", "local", "supply-chain security dependencies"},
    {"Branch-Protection", "branch-protection", "supply-chain security source-code code-reviews"},
    {"CI-Tests", "online-scm", "supply-chain testing"},
    {"CII-Best-Practices", "online-scm", "security-awareness security-training security"},
    {"Code-Review", "online-scm", "supply-chain security source-code code-reviews"},
    {"Contributors", "online-scm", "source-code"},
    {"Dangerous-Workflow", "local", "supply-chain security infrastructure"},
    {"Dependency-Update-Tool", "local", "supply-chain security dependencies"},
    {"Fuzzing", "local", "supply-chain security testing"},
    {"License", "local", "license"},
    {"Maintained", "online-scm", "supply-chain security"},
    {"Packaging", "local", "supply-chain security releases"},
    {"Pinned-Dependencies", "local", "supply-chain security dependencies"},
    {"SAST", "local", "supply-chain security testing"},
    {"SBOM", "online-scm", "supply-chain security vulnerabilities dependencies SBOM"},
    {"Security-Policy", "local", "supply-chain security policy"},
    {"Signed-Releases", "online-scm", "supply-chain security releases"},
    {"Token-Permissions", "local", "supply-chain security infrastructure"},
    {"Vulnerabilities", "local", "supply-chain security vulnerabilities"},
    {"Webhooks", "online-scm", "security infrastructure"},
}};
const Category& category_of(std::string_view check) {
    static constexpr Category other{"", "local", "security"};
    const auto* const found = std::ranges::find(categories, check, &Category::check);
    return found == categories.end() ? other : *found;
}

// "over 9.0 is critical, 7.0 to 8.9 is high, 4.0 to 6.9 is medium and 3.9 or less is low", as GitHub shows it.
std::string_view security_severity(scorecard::Risk risk) {
    constexpr std::array<std::string_view, 4> numbers{"1.0", "4.0", "7.0", "9.0"};
    return numbers.at(static_cast<size_t>(risk));
}
std::string_view problem_severity(scorecard::Risk risk) {
    constexpr std::array<std::string_view, 4> words{"recommendation", "warning", "error", "error"};
    return words.at(static_cast<size_t>(risk));
}

std::string rule_id(std::string_view check) {
    return replace_all(check, "-", "") + "ID";
}

// "26 Nov 26 12:00 +0000" (RFC 822 with a numeric zone).
std::string date_of(Instant instant) {
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::string text = format_instant(instant);  // 2026-11-26T12:00:00Z
    const std::string_view view = text;
    const size_t month = to_number<size_t>(view.substr(5, 2)).value_or(1) - 1;
    return fmt::format("{} {} {} {} +0000", view.substr(8, 2), months.at(month), view.substr(2, 2), view.substr(11, 5));
}

// As Go's URL.EscapedPath() has it.
std::string escaped_path(std::string_view path) {
    constexpr std::string_view kept = "-_.~$&+,/:;=@";
    std::string out;
    for (const char c : path) {
        if (is_alnum(c) || kept.contains(c)) out += c;
        else out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

// Its own, or that of the probe behind it.
std::string remedy_for(const CheckResult& result, const Detail& detail) {
    if (!detail.remediation.empty()) return detail.remediation;
    for (const scorecard::ProbeFinding& finding : result.findings)
        if (finding.message == detail.text && finding.location == detail.location)
            return std::string(scorecard::remedy_of(finding));
    return {};
}

class Log {
  public:
    Log(const Card& card, const CardStyle& style) : card_(card), style_(style) {}

    std::string write() {
        std::map<std::string_view, std::vector<const CheckResult*>> runs;
        for (const CheckResult& result : card_.checks)
            if (scorecard::check_named(result.check) != nullptr) runs[category_of(result.check).run].push_back(&result);
        json_.begin_object();
        json_.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json").member("version", "2.1.0");
        json_.key("runs").begin_array();
        for (const auto& [name, results] : runs) run(name, results);
        json_.end_array().end_object();
        return json_.take();
    }

  private:
    void text_member(std::string_view name, std::string_view text) {
        json_.key(name).begin_object().member("text", text).end_object();
    }

    // A rule for each check that was made: without one its old alerts would stay open.
    void run(std::string_view name, const std::vector<const CheckResult*>& results) {
        json_.begin_object().key("automationDetails").begin_object();
        json_.member("id", fmt::format("supply-chain/{}/unknown-{}", name, date_of(card_.as_of))).end_object();
        json_.key("tool").begin_object().key("driver").begin_object().member("name", "Scorecard");
        json_.member("informationUri", "https://github.com/ossf/scorecard");
        json_.member("semanticVersion", scorecard::peer_version);
        json_.key("rules").begin_array();
        for (const CheckResult* result : results) rule(*scorecard::check_named(result->check));
        json_.end_array().end_object().end_object();
        json_.key("results").begin_array();
        for (size_t i = 0; i < results.size(); ++i) results_of(*results[i], i);
        json_.end_array().end_object();
    }

    void rule(const Check& check) {
        json_.begin_object().member("id", rule_id(check.name)).member("name", check.name);
        json_.member("helpUri", documentation_url(check.name));
        text_member("shortDescription", check.name);
        text_member("fullDescription", check.summary);
        std::string remedies;
        for (const scorecard::Probe& probe : scorecard::all_probes())
            if (probe.check == check.name) remedies += fmt::format("- {} {}\n", probe.summary, probe.remedy);
        json_.key("help").begin_object().member("text", check.summary);
        json_.member("markdown", fmt::format("{}\n\n**Risk**: {}\n\n{}", check.summary, name_of(check.risk), remedies))
            .end_object();
        json_.key("defaultConfiguration").begin_object().member("level", "error").end_object();
        json_.key("properties").begin_object().member("precision", "high");
        json_.member("problem.severity", problem_severity(check.risk));
        json_.member("security-severity", security_severity(check.risk)).key("tags").begin_array();
        for (const std::string_view tag : split(category_of(check.name).tags, ' ')) json_.value(tag);
        json_.end_array().end_object().end_object();
    }

    scorecard::Threshold threshold_of(std::string_view check) const {
        const auto found = card_.thresholds.find(check);
        if (found != card_.thresholds.end()) return found->second;
        return {.least = scorecard::max_score, .is_enforced = card_.thresholds.empty()};
    }

    void results_of(const CheckResult& result, size_t rule_index) {
        const scorecard::Threshold threshold = threshold_of(result.check);
        if (!threshold.is_enforced || !scorecard::annotations_of(result, card_.annotations).empty()) return;
        const bool is_below = scorecard::is_below(result, threshold);
        bool any = false;
        for (const Detail& detail : result.details) {
            const bool own = detail.origin == Origin::ward;
            if (!is_placed(detail) || !(own || is_below)) continue;
            any = any || !own;
            placed_result(result, detail, rule_index);
        }
        if (is_below && !any) placeless_result(result, rule_index);
    }

    bool is_placed(const Detail& detail) const {
        return style_.details && detail.level == Detail::Level::warn && detail.location &&
               !detail.location->path.empty() && detail.location->kind != Location::Kind::url;
    }

    void begin_result(const CheckResult& result, size_t rule_index, std::string_view message) {
        json_.begin_object().member("ruleId", rule_id(result.check)).member("ruleIndex", rule_index);
        text_member("message", message);
    }

    void placed_result(const CheckResult& result, const Detail& detail, size_t rule_index) {
        const bool own = detail.origin == Origin::ward;
        std::string text = (own ? "found by ward: " : "") + valid_utf8(detail.text);
        std::string_view below = "Click Remediation section below to solve this issue";
        if (const std::string remedy = remedy_for(result, detail); !remedy.empty()) {
            text += "\nRemediation tip: " + remedy;
            below = "Click Remediation section below for further remediation help";
        }
        begin_result(result, rule_index, fmt::format("score is {}: {}\n{}", result.score, text, below));
        json_.key("locations").begin_array();
        json_.begin_object().key("physicalLocation").begin_object().key("region");
        region(*detail.location);
        artifact(escaped_path(detail.location->path));
        json_.end_object();
        text_member("message", text);
        json_.end_object().end_array();
        suppressions(detail);
        if (own) json_.key("properties").begin_object().member("origin", "ward").end_object();
        json_.end_object();
    }

    // Code scanning shows nothing that has no place. The peer's stand-in is no URI; only --compat writes it as it is.
    void placeless_result(const CheckResult& result, size_t rule_index) {
        std::string text = fmt::format("score is {}: {}", result.score, result.reason);
        std::string details;
        for (const Detail& detail : result.details) {
            if (detail.level != Detail::Level::warn || detail.origin == Origin::ward) continue;
            details += (details.empty() ? "" : "\n") + scorecard::text_of(detail);
        }
        if (!details.empty()) text += ":\n" + details;
        begin_result(result, rule_index, text + "\nClick Remediation section below to solve this issue");
        json_.key("locations").begin_array().begin_object().key("physicalLocation").begin_object();
        json_.key("region").begin_object().member("startLine", 1).end_object();
        constexpr std::string_view nowhere = "no file associated with this alert";
        artifact(style_.compat ? std::string(nowhere) : escaped_path(nowhere));
        json_.end_object().end_object().end_array().end_object();
    }

    void artifact(std::string_view uri) {
        json_.key("artifactLocation").begin_object().member("uri", uri).member("uriBaseId", "%SRCROOT%").end_object();
    }

    void region(const Location& place) {
        const size_t line = std::max<size_t>(place.line, 1);
        json_.begin_object();
        switch (place.kind) {
            case Location::Kind::none:
            case Location::Kind::url: break;
            case Location::Kind::source:
                json_.member("startLine", line).member("endLine", std::max<size_t>(place.line_end, line));
                if (!place.snippet.empty()) text_member("snippet", place.snippet);
                break;
            case Location::Kind::text:
                json_.member("charOffset", static_cast<size_t>(place.line));
                if (!place.snippet.empty()) text_member("snippet", place.snippet);
                break;
            case Location::Kind::binary: json_.member("startLine", line).member("byteOffset", line); break;
        }
        json_.end_object();
    }

    void suppressions(const Detail& detail) {
        const std::string line = scorecard::text_of(detail);
        for (const scorecard::Acceptance& entry : card_.accepted) {
            if (entry.counting == scorecard::Counting::shown || entry.is_expired) continue;
            if (std::ranges::find(entry.details, line) == entry.details.end()) continue;
            json_.key("suppressions").begin_array().begin_object().member("kind", "external");
            json_.member("status", "accepted");
            json_.member("justification", fmt::format("{} (until {})", entry.reason, entry.expires));
            json_.end_object().end_array();
            return;
        }
    }

    const Card& card_;
    const CardStyle& style_;
    JsonWriter json_;
};

std::string write_sarif(const Card& card, const CardStyle& style) {
    return Log(card, style).write();
}

}  // namespace

WARD_CARD_FORM(sarif) = {
    .name = "sarif", .summary = "SARIF 2.1.0 for code scanning, as OpenSSF Scorecard writes it", .write = write_sarif};

}  // namespace ward::report
