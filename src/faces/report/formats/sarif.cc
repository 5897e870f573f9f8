// SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), as code scanning services read it: one rule per
// advisory, one result per finding, at the very line that proves the version.
//
// Services refuse files above their limits instead of cutting them, so the cut is ours: by severity, and said in a
// notification. Findings that an assessment closed stay, as suppressed results. Findings that are gone are left out: a
// service notices their absence itself.
#include <algorithm>
#include <map>
#include <optional>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/report/groups.h"
#include "faces/report/report.h"
#include "faces/report/words.h"
#include "formats/escape.h"
#include "formats/json_writer.h"

namespace ward::report {
namespace {

constexpr size_t max_results = 25'000;         // per run (GitHub code scanning)
constexpr size_t max_related_locations = 100;  // shown per result

// Text of a SARIF message: one line, and "[" can start no embedded link (section 3.11.6).
std::string message(std::string_view text) {
    std::string out = replace_all(display(text), "\\", "\\\\");
    out = replace_all(out, "[", "\\[");
    return replace_all(out, "]", "\\]");
}

std::string_view level_of(Severity severity) {
    switch (severity) {
        case Severity::critical:
        case Severity::high: return "error";
        case Severity::medium:
        case Severity::unknown: return "warning";
        case Severity::low:
        case Severity::none: return "note";
    }
    return "warning";
}

// Services sort by a number. Where an advisory gives only a word, the middle of the word's range stands for it.
std::optional<double> numeric_severity(const Finding& finding) {
    if (finding.score) return finding.score;
    switch (finding.severity) {
        case Severity::critical: return 9.5;
        case Severity::high: return 8.0;
        case Severity::medium: return 5.5;
        case Severity::low: return 2.0;
        case Severity::none:
        case Severity::unknown: return std::nullopt;
    }
    return std::nullopt;
}

std::string rule_of(const Finding& finding) {
    return display(is_advisory(finding) ? finding.id : finding.rule);
}

// What a rule says of itself: an advisory is its own rule, the other rules speak of no single finding.
std::string title_of_rule(const Finding& finding) {
    if (is_advisory(finding)) return finding.title.empty() ? finding.id : finding.title;
    return finding.rule == "contradiction" ? "A component claims several versions" : finding.rule;
}

std::string uri_of(std::string_view path) {
    // "//host/x" would be a reference to another host.
    while (path.starts_with('/')) path.remove_prefix(1);
    return path.empty() ? "." : escape_uri_path(path);
}

struct Rule {
    size_t index = 0;
    const Finding* example = nullptr;
    std::optional<double> severity;
};

class SarifLog {
  public:
    explicit SarifLog(const Report& report) : report_(report), fresh_(new_keys(report)) {
        for (const Finding& finding : report.findings) shown_.push_back(&finding);
        std::ranges::stable_sort(shown_, [](const Finding* a, const Finding* b) {
            if ((a->status == Status::open) != (b->status == Status::open)) return a->status == Status::open;
            return weight(a->severity) > weight(b->severity);
        });
        left_out_ = shown_.size() - std::min(shown_.size(), max_results);
        shown_.resize(shown_.size() - left_out_);
        for (const Finding* finding : shown_) {
            Rule& rule = rules_.try_emplace(rule_of(*finding)).first->second;
            if (rule.example == nullptr) rule.example = finding;
            const auto severity = numeric_severity(*finding);
            if (severity && (!rule.severity || *severity > *rule.severity)) rule.severity = severity;
        }
        size_t index = 0;
        for (auto& [id, rule] : rules_) rule.index = index++;
    }

    std::string write() {
        json_.begin_object();
        json_.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json").member("version", "2.1.0");
        json_.key("runs").begin_array().begin_object();
        tool();
        json_.key("automationDetails").begin_object();
        json_.member(
            "id", fmt::format("ward/{}/{}/", escape_uri_path(report_.command), escape_uri_path(report_.subject.name)));
        json_.end_object();
        json_.key("originalUriBaseIds")
            .begin_object()
            .key("%SRCROOT%")
            .begin_object()
            .key("description")
            .begin_object();
        json_.member("text", "the root of what was scanned").end_object().end_object().end_object();
        json_.member("columnKind", "utf16CodeUnits");
        invocation();
        json_.key("results").begin_array();
        for (const Finding* finding : shown_) result(*finding);
        json_.end_array();
        json_.end_object().end_array().end_object();
        return json_.take();
    }

  private:
    void text_member(std::string_view name, std::string_view text) {
        json_.key(name).begin_object().member("text", text).end_object();
    }

    void tool() {
        json_.key("tool").begin_object().key("driver").begin_object().member("name", "ward");
        json_.member_if("version", report_.ward_version);
        json_.key("rules").begin_array();
        for (const auto& [id, rule] : rules_) {
            const Finding& finding = *rule.example;
            json_.begin_object().member("id", id);
            const std::string title = message(title_of_rule(finding));
            text_member("shortDescription", is_advisory(finding) ? fmt::format("{}: {}", message(id), title) : title);
            text_member("fullDescription", title);
            json_.key("defaultConfiguration").begin_object().member("level", level_of(finding.severity)).end_object();
            if (const std::string link = link_of(finding); !link.empty()) json_.member("helpUri", link);
            help(finding);
            json_.key("properties").begin_object();
            if (rule.severity) json_.member("security-severity", fmt::format("{:.1f}", *rule.severity));
            json_.key("tags").begin_array().value("security").value(display(finding.rule)).end_array();
            json_.end_object().end_object();
        }
        json_.end_array().end_object().end_object();
    }

    void help(const Finding& finding) {
        const std::string title = title_of_rule(finding);
        std::string plain = display(title);
        std::string markdown = fmt::format("**{}**\n\n{}\n", escape_markdown(rule_of(finding)), escape_markdown(title));
        if (is_advisory(finding)) {
            plain += fmt::format(". {}", display(remedy_text(finding)));
            markdown += fmt::format("\n{}\n", escape_markdown(remedy_text(finding)));
            std::string also;
            for (const std::string& id : ids_of(finding))
                if (id != finding.id) also += (also.empty() ? "" : ", ") + escape_markdown(id);
            if (!also.empty()) markdown += fmt::format("\nAlso known as {}.\n", also);
            if (!finding.vector.empty()) markdown += fmt::format("\nVector: {}\n", escape_markdown(finding.vector));
            std::string links;
            for (const std::string& reference : finding.references)
                if (is_safe_link(reference)) links += fmt::format("- <{}>\n", iri_text(reference));
            if (!links.empty()) markdown += '\n' + links;
        }
        json_.key("help").begin_object().member("text", plain).member("markdown", markdown).end_object();
    }

    void invocation() {
        json_.key("invocations").begin_array().begin_object();
        json_.member("executionSuccessful", true);
        json_.key("toolExecutionNotifications").begin_array();
        if (left_out_ > 0)
            notification(fmt::format("{} left out: a run may hold {} results, the most severe ones are here",
                                     count_text(static_cast<int64_t>(left_out_), "result"), number_text(max_results)),
                         {});
        for (const Skipped* part : skipped_of(report_, SkipKind::unread))
            if (!part->expected) notification("not read: " + part->reason, part->path);
        for (const Note& note : report_.notes) notification(note.text, {});
        json_.end_array();
        json_.key("properties").begin_object().member("complete", report_.summary.complete);
        json_.member("advisories", report_.advisories.snapshot).member("advisoriesUpdated", report_.advisories.updated);
        if (!report_.subject.refs.empty()) {
            json_.key("branches").begin_array();
            for (const SubjectRef& ref : report_.subject.refs)
                json_.begin_object()
                    .member("name", ref.name)
                    .member_if("ref", ref.ref)
                    .member("commit", ref.commit)
                    .end_object();
            json_.end_array();
        }
        json_.end_object().end_object().end_array();
    }

    void notification(std::string_view text, std::string_view path) {
        json_.begin_object()
            .member("level", "warning")
            .key("message")
            .begin_object()
            .member("text", message(text))
            .end_object();
        if (!path.empty()) {
            json_.key("locations").begin_array();
            location({std::string(path), 0, {}}, {});
            json_.end_array();
        }
        json_.end_object();
    }

    void location(const Evidence& evidence, std::string_view text) {
        json_.begin_object().key("physicalLocation").begin_object().key("artifactLocation").begin_object();
        json_.member("uri", uri_of(evidence.path)).member("uriBaseId", "%SRCROOT%");
        json_.end_object();
        if (evidence.line > 0) {
            json_.key("region").begin_object().member("startLine", evidence.line);
            if (!evidence.text.empty()) text_member("snippet", evidence.text);
            json_.end_object();
        }
        json_.end_object();
        if (!text.empty()) text_member("message", message(text));
        json_.end_object();
    }

    void result(const Finding& finding) {
        const std::string rule = rule_of(finding);
        const Component* component = find_component(report_, finding.component);
        const std::string label = component_text(report_, finding);
        json_.begin_object().member("ruleId", rule).member("ruleIndex", rules_.at(rule).index);
        json_.member("level", level_of(finding.severity));
        std::string text = is_advisory(finding)
                               ? fmt::format("{}: {}: {}. {}", label, finding.id, finding.title, remedy_text(finding))
                               : fmt::format("{}: {}", label, finding.title);
        if (!finding.refs.empty()) text += fmt::format(" ({})", on_refs_text(report_, finding));
        text_member("message", message(text));

        std::vector<Evidence> places = finding.evidence;
        if (places.empty()) places.push_back({component == nullptr ? std::string() : component->path, 0, {}});
        json_.key("locations").begin_array();
        location(places[0], {});
        json_.end_array();
        if (places.size() > 1) {
            json_.key("relatedLocations").begin_array();
            for (size_t i = 1; i < std::min(places.size(), max_related_locations + 1); ++i)
                location(places[i], i < finding.paths.size() ? chain_text(finding.paths[i]) : std::string());
            json_.end_array();
        }
        // The key holds neither line nor version, so an alert survives both an edit above it and an update.
        json_.key("partialFingerprints").begin_object();
        json_.member("primaryLocationLineHash", finding.key).member("wardFinding/v1", finding.key).end_object();
        if (report_.since) json_.member("baselineState", fresh_.contains(finding.key) ? "new" : "unchanged");
        suppressions(finding);
        json_.key("properties").begin_object().member("purl", finding.purl).member_values("fixed", finding.fixed);
        json_.member("status", name_of(finding.status)).member_if("vector", finding.vector);
        if (finding.scope) json_.member("scope", name_of(*finding.scope));
        if (!finding.refs.empty()) branches(finding);
        json_.end_object();
        json_.end_object();
    }

    void branches(const Finding& finding) {
        json_.key("branches").begin_array();
        for (const OnRef& on : finding.refs)
            json_.begin_object()
                .member("name", on.ref)
                .member("purl", on.purl)
                .member("status", name_of(on.status))
                .end_object();
        json_.end_array();
    }

    // An empty list says "not suppressed"; leaving it out would say "unknown".
    void suppressions(const Finding& finding) {
        json_.key("suppressions").begin_array();
        if (finding.status != Status::open) {
            json_.begin_object().member("kind", "external").member("status", "accepted");
            json_.member("justification",
                         message(finding.assessment ? verdict_text(*finding.assessment) : "fixed by a backport"));
            if (finding.assessment && !finding.assessment->origin.path.empty()) {
                json_.key("location");
                location(finding.assessment->origin, {});
            }
            json_.end_object();
        }
        json_.end_array();
    }

    const Report& report_;
    std::set<std::string_view> fresh_;
    std::vector<const Finding*> shown_;
    size_t left_out_ = 0;
    std::map<std::string, Rule> rules_;
    JsonWriter json_;
};

std::string write_sarif(const Report& report, const Style& /*style*/) {
    return SarifLog(report).write();
}

}  // namespace

WARD_REPORT(sarif) = {
    .name = "sarif",
    .media_type = "application/sarif+json",
    .extension = ".sarif",
    .summary = "SARIF 2.1.0 for code scanning, at the line that proves each version",
    .write = write_sarif,
};

}  // namespace ward::report
