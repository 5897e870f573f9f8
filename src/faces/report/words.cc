#include "faces/report/words.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "base/time.h"
#include "faces/report/groups.h"
#include "formats/digest.h"
#include "formats/escape.h"

namespace ward::report {

std::string number_text(int64_t number) {
    std::string digits = std::to_string(number);
    const size_t start = number < 0 ? 1 : 0;
    for (size_t at = digits.size(); at > start + 3; at -= 3) digits.insert(at - 3, ",");
    return digits;
}

std::string count_text(int64_t count, std::string_view noun) {
    return fmt::format("{} {}{}", number_text(count), noun, count == 1 ? "" : "s");
}

std::string place_text(const Evidence& evidence) {
    return evidence.line > 0 ? fmt::format("{}:{}", evidence.path, evidence.line) : evidence.path;
}

std::string severity_text(const Finding& finding) {
    const std::string_view word = name_of(finding.severity);
    return finding.score ? fmt::format("{} {:.1f}", word, *finding.score) : std::string(word);
}

std::string counts_text(const Summary& summary) {
    std::string out;
    const auto add = [&](int64_t count, std::string_view word) {
        if (count == 0) return;
        if (!out.empty()) out += ", ";
        out += fmt::format("{} {}", number_text(count), word);
    };
    add(summary.critical, "critical");
    add(summary.high, "high");
    add(summary.unknown, "of unknown severity");
    add(summary.medium, "medium");
    add(summary.low, "low");
    return out;
}

int64_t open_count(const Summary& summary) {
    return summary.open() - summary.none;
}

std::string unshipped_text(const Report& report) {
    constexpr std::array<std::pair<Scope, std::string_view>, 4> kinds{{{Scope::optional, "optional"},
                                                                       {Scope::development, "for development"},
                                                                       {Scope::tooling, "in tooling"},
                                                                       {Scope::test, "in tests"}}};
    std::map<Scope, int64_t> counts;
    for (const Finding& finding : report.findings)
        if (finding.status == Status::open && finding.severity != Severity::none && finding.scope)
            ++counts[*finding.scope];
    std::string out;
    for (const auto& [scope, words] : kinds)
        if (const auto count = counts.find(scope); count != counts.end())
            out += fmt::format("{}{} {}", out.empty() ? "" : ", ", number_text(count->second), words);
    return out;
}

std::string chain_text(const std::vector<std::string>& path) {
    return join(path, " > ");
}

std::string age_text(std::string_view instant, std::string_view until) {
    const auto from = parse_instant(instant);
    const auto to = parse_instant(until);
    if (!from || !to) return {};
    const int64_t hours = (*to - *from) / 3600;
    if (hours < 1) return "less than an hour";
    return hours < 48 ? count_text(hours, "hour") : count_text(hours / 24, "day");
}

std::string date_text(std::string_view instant) {
    constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};
    const auto parsed = parse_instant(instant);
    if (!parsed) return std::string(instant);
    const std::string date = format_date(*parsed);
    const size_t month = to_number<size_t>(date.substr(5, 2)).value_or(1);
    return fmt::format("{} {} {}", to_number<int>(date.substr(8, 2)).value_or(1), months.at(month - 1),
                       date.substr(0, 4));
}

std::string subject_text(const Report& report) {
    const Subject& subject = report.subject;
    const std::string& name = subject.name.empty() ? subject.path : subject.name;
    if (subject.refs.size() > 1) return fmt::format("{} on {} branches", name, subject.refs.size());
    return subject.version.empty() ? name : name + ' ' + subject.version;
}

std::string title_text(const Report& report) {
    if (report.command == "review") return "Security review";
    if (report.command == "audit") return "Vulnerability audit";
    if (report.command == "inventory") return "Inventory";
    return "ward " + report.command;
}

std::string not_compared_text(const AdvisorySource& source) {
    std::string out;
    for (const NotCompared& one : source.not_compared)
        out += fmt::format("{}{} {}", out.empty() ? "" : ", ", number_text(one.components), one.ecosystem);
    return out;
}

std::string advisories_text(const Report& report) {
    const AdvisorySource& source = report.advisories;
    if (source.snapshot.empty()) return "no advisories asked";
    const std::string age = age_text(source.updated, report.started);
    const std::string old = age.empty() ? std::string() : fmt::format(", {} old", age);
    if (source.snapshot == "starter")
        return fmt::format("starter set of {}{}, not a database",
                           source.records == 1 ? "1 advisory" : number_text(source.records) + " advisories", old);
    const std::string rest = not_compared_text(source);
    return fmt::format("{} {}{}{}{}", number_text(source.records), source.records == 1 ? "advisory" : "advisories", old,
                       rest.empty() ? "" : "; not compared: ", rest);
}

std::string since_text(const Report& report) {
    if (!report.since) return {};
    const Since& since = *report.since;
    std::string out = since.new_keys.empty() && since.new_unexplained.empty()
                          ? "nothing new"
                          : fmt::format("{} new", number_text(static_cast<int64_t>(since.new_keys.size())));
    if (!since.new_unexplained.empty())
        out += ", " + count_text(static_cast<int64_t>(since.new_unexplained.size()), "new unexplained part");
    if (!since.gone.empty()) out += fmt::format(", {} gone", number_text(static_cast<int64_t>(since.gone.size())));
    return out + fmt::format(", {} unchanged", number_text(since.unchanged));
}

std::string blocker_text(const Blocker& blocker) {
    return fmt::format("{} {}", blocker.name, blocker.reason);
}

std::string remedy_text(const Finding& finding) {
    if (!finding.fixed.empty()) {
        std::string out = fmt::format("Update to {}", join(finding.fixed, " or "));
        for (const Blocker& blocker : finding.blocked_by)
            out += (&blocker == finding.blocked_by.data() ? "; first has to move: " : ", ") + blocker_text(blocker);
        return out + '.';
    }
    if (finding.rule == "malicious-package") return "Remove the package and replace every secret it could read.";
    if (finding.rule == "end-of-life") return "Move to a supported line.";
    return "No fixed version is known.";
}

std::string verdict_text(const Verdict& verdict) {
    std::string out(name_of(verdict.status));
    if (!verdict.justification.empty()) out += fmt::format(" ({})", verdict.justification);
    if (!verdict.reason.empty()) out += ": " + verdict.reason;
    if (!verdict.author.empty()) out += "; by " + verdict.author;
    if (!verdict.expires.empty()) out += "; expires " + verdict.expires;
    if (!verdict.origin.path.empty()) out += "; " + place_text(verdict.origin);
    if (verdict.proof) {
        out += "; proved by " + place_text(*verdict.proof);
        if (!verdict.proof->text.empty()) out += ": " + verdict.proof->text;
    }
    return out;
}

std::string provenance_text(const Verdict& verdict, std::string_view reason) {
    std::string out(reason);
    const auto add = [&out](std::string_view label, std::string_view text) {
        if (!text.empty()) out += fmt::format("{}{}{}", out.empty() ? "" : "; ", label, text);
    };
    add("assessed by ", verdict.author);
    add("expires ", verdict.expires);
    add("in ", place_text(verdict.origin));
    return out;
}

VexStatus vex_status_of(const Finding& finding) {
    if (finding.status == Status::fixed_by_backport) return VexStatus::fixed;
    return finding.assessment ? finding.assessment->status : VexStatus::under_investigation;
}

int concern(VexStatus status) {
    switch (status) {
        case VexStatus::affected: return 3;
        case VexStatus::under_investigation: return 2;
        case VexStatus::fixed: return 1;
        case VexStatus::not_affected: return 0;
    }
    return 3;
}

const Component* subject_component(const Report& report) {
    const bool is_there =
        !report.components.empty() && report.components[0].path.empty() && report.components[0].parent.empty();
    return is_there ? &report.components[0] : nullptr;
}

std::string version_text(const Report& report, const Finding& finding) {
    const Component* component = find_component(report, finding.component);
    if (component == nullptr) return finding.matches.empty() ? std::string() : finding.matches[0].version;
    const bool its_version = finding.matches.empty() || std::ranges::find(finding.matches, component->version,
                                                                          &Match::version) != finding.matches.end();
    return its_version ? component->version : finding.matches[0].version;
}

std::string component_text(const Report& report, const Finding& finding) {
    const Component* component = find_component(report, finding.component);
    if (component == nullptr) return finding.purl;
    // Its versions stand in the columns of the branches.
    if (report.subject.refs.size() > 1) return component->name;
    const bool its_version = finding.matches.empty() || std::ranges::find(finding.matches, component->version,
                                                                          &Match::version) != finding.matches.end();
    return its_version ? label_of(*component) : component->name + '@' + finding.matches[0].version;
}

std::string match_text(const Match& match) {
    std::string out = fmt::format("{}: {} {} {} in {}", match.record, match.ecosystem, match.name, match.version,
                                  match.range.empty() ? "every version" : match.range);
    const std::string place = place_text({match.path, match.line, {}});
    return place.empty() ? out : fmt::format("{}, from {}", out, place);
}

std::string reason_text(std::string_view reason, std::string_view path) {
    if (path.empty() || !reason.starts_with(path) || reason.substr(path.size(), 1) != ":") return std::string(reason);
    const std::string_view rest = reason.substr(path.size() + 1);
    const size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
    if (digits > 0 && rest.substr(digits, 1) == ":")
        return fmt::format("line {}: {}", rest.substr(0, digits), trim(rest.substr(digits + 1)));
    return std::string(trim(rest));
}

std::string gaps_text(const Report& report) {
    if (report.summary.complete) return {};
    std::string out;
    const auto add = [&out](std::string_view text) { out += fmt::format("{}{}", out.empty() ? "" : ", ", text); };
    const auto unread = std::ranges::count_if(
        report.skipped, [](const Skipped& part) { return part.kind == SkipKind::unread && !part.expected; });
    if (unread > 0) add(count_text(unread, "part") + " not read");
    if (report.advisories.snapshot == "starter") add("starter set only");
    // The subject itself is one component.
    if (out.empty()) add(report.components.size() <= 1 ? "nothing to look at was found" : "see the notes");
    return out;
}

std::string summary_line(const Report& report) {
    constexpr size_t named_ids = 5;
    std::string out = subject_text(report) + ": ";
    if (report.since) {
        const std::set<std::string_view> fresh = new_keys(report);
        out += fresh.empty() && report.since->new_unexplained.empty() ? "nothing new"
                                                                      : fmt::format("{} new", fresh.size());
        size_t named = 0;
        for (const Finding& finding : report.findings) {
            if (!fresh.contains(finding.key)) continue;
            if (++named > named_ids) break;
            out += (named == 1 ? " (" : ", ") + (is_advisory(finding) ? finding.id : finding.rule);
        }
        if (named > named_ids) out += ", …";
        if (named > 0) out += ')';
        if (!report.since->new_unexplained.empty())
            out +=
                ", " + count_text(static_cast<int64_t>(report.since->new_unexplained.size()), "new unexplained part");
        out += " since " + report.since->review.substr(0, 10) + "; ";
    } else if (report.command == "review") {
        out += "first review; ";
    }
    const Summary& summary = report.summary;
    if (!report.advisories.snapshot.empty() || !report.findings.empty()) {
        const int64_t open = open_count(summary);
        const std::string unshipped = unshipped_text(report);
        out += open == 0 ? "nothing open; "
                         : fmt::format("{} open ({}{}{}); ", number_text(open), counts_text(summary),
                                       unshipped.empty() ? "" : "; ", unshipped);
        if (summary.none > 0) out += count_text(summary.none, "note") + "; ";
        if (summary.assessed > 0) out += number_text(summary.assessed) + " assessed; ";
    }
    out += count_text(summary.components, "component");
    if (!report.advisories.snapshot.empty()) out += "; " + advisories_text(report);
    if (const std::string gaps = gaps_text(report); !gaps.empty()) out += "; incomplete: " + gaps;
    return out;
}

std::string link_of_id(std::string_view id) {
    for (const char c : id)
        if (!is_alnum(c) && c != '-') return {};
    if (id.starts_with("CVE-")) return fmt::format("https://www.cve.org/CVERecord?id={}", id);
    if (id.starts_with("GHSA-")) return fmt::format("https://github.com/advisories/{}", id);
    return {};
}

std::string link_of(const Finding& finding) {
    for (const std::string& reference : finding.references)
        if (is_safe_link(reference)) return iri_text(reference);
    return link_of_id(finding.id);
}

std::string iri_text(std::string_view text) {
    constexpr std::string_view forbidden = "\"<>[\\]^`{|}";
    const auto is_hex = [](char c) { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f'); };
    std::string out;
    bool in_fragment = false;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const auto byte = static_cast<unsigned char>(c);
        const bool encodes = c == '%' && i + 2 < text.size() && is_hex(text[i + 1]) && is_hex(text[i + 2]);
        const bool legal = byte > 0x20 && byte < 0x7f && forbidden.find(c) == std::string_view::npos &&
                           (c != '%' || encodes) && (c != '#' || !in_fragment);
        in_fragment = in_fragment || c == '#';
        if (legal) out += c;
        else out += fmt::format("%{:02X}", byte);
    }
    return out;
}

bool is_cpe23(std::string_view name) {
    constexpr std::string_view start = "cpe:2.3:";
    constexpr std::string_view quotable = "\\*?!\"#$%&'()+,/:;<=>@[]^`{|}~-._";
    if (!name.starts_with(start)) return false;
    name.remove_prefix(start.size());
    size_t parts = 1;
    size_t length = 0;
    for (size_t i = 0; i < name.size(); ++i, ++length) {
        const char c = name[i];
        if (c == ':') {
            if (length == 0) return false;
            if (parts == 1 && (length != 1 || std::string_view("aho*-").find(name[i - 1]) == std::string_view::npos))
                return false;
            ++parts;
            length = static_cast<size_t>(-1);
        } else if (c == '\\') {
            ++i;
            if (i >= name.size() || quotable.find(name[i]) == std::string_view::npos) return false;
        } else if (!is_alnum(c) && std::string_view("-._*?").find(c) == std::string_view::npos) {
            return false;
        }
    }
    return parts == 11 && length != 0;
}

std::string content_uuid_of(const Report& report, std::string_view form) {
    Report content = report;
    content.started.clear();
    content.subject.path.clear();  // how the caller named it: "." and its full name are the same content
    return content_uuid(fmt::format("{}\n{}", form, to_json(content)));
}

}  // namespace ward::report
