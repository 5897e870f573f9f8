#include <algorithm>
#include <array>
#include <set>

#include "actions/release/record/record_table.h"
#include "actions/release/record/release.h"
#include "base/text.h"

namespace ward::release {
namespace {

constexpr DocumentLimits record_limits{.bytes = max_record_bytes, .depth = 8, .nodes = 500'000, .aliases = 0};
constexpr std::array<std::string_view, 3> sources{"hackerone", "github", "file"};

// The words of an enumeration, in its order.
template <typename Word, size_t count>
std::array<std::string_view, count> listed_words() {
    std::array<std::string_view, count> words;
    for (size_t i = 0; i < count; ++i) words[i] = name_of(static_cast<Word>(i));
    return words;
}

template <typename Word, Word last>
Word word_at(RecordTable& table, std::string_view key, Word otherwise) {
    constexpr size_t count = static_cast<size_t>(last) + 1;
    return static_cast<Word>(table.word(key, listed_words<Word, count>(), static_cast<size_t>(otherwise)));
}

bool is_line(std::string_view text) {
    return line_named(text) == text;
}
bool is_version(std::string_view text) {
    return !text.starts_with('v') && !line_of_version(text).empty();
}
bool is_instant(std::string_view text) {
    return parse_instant(text).has_value();
}
bool is_commit(std::string_view text) {
    return (text.size() == 40 || text.size() == 64) &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}
bool is_cwe(std::string_view text) {
    return text.starts_with("CWE-") && to_number<uint32_t>(text.substr(4)).has_value();
}
bool is_https(std::string_view text) {
    return text.starts_with("https://") && text.find_first_of(" \"<>\\") == std::string_view::npos;
}
// A part of a file's and a branch's name.
bool is_slug(std::string_view text) {
    constexpr size_t longest = 80;
    return !text.empty() && text.size() <= longest && is_alnum(text.front()) && is_alnum(text.back()) &&
           !text.contains("..") && std::ranges::all_of(text, [](char c) {
               return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '.';
           });
}

std::vector<std::string> all_formed(RecordTable& table, std::string_view key, bool (*is_good)(std::string_view),
                                    std::string_view form) {
    std::vector<std::string> texts = table.texts(key);
    if (!std::ranges::all_of(texts, is_good))
        table.fault(*table.node().find(key), "'" + std::string(key) + "' has one that is no " + std::string(form));
    return texts;
}

Result<void> read_range(const Node& node, std::string_view file, std::vector<Range>& out) {
    RecordTable table(node, file, "a range");
    Range range;
    range.commits = all_formed(table, "commits", is_commit, "whole commit id");
    range.fixed = table.formed("fixed", is_version, "version");
    range.introduced = table.formed("introduced", is_version, "version");
    range.line = table.formed("line", is_line, "line");
    range.pull = table.formed("pull", is_https, "https URL");
    if (range.line.empty()) table.fault(node, "has no 'line'");
    for (const std::string& version : {range.fixed, range.introduced})
        if (!version.empty() && line_of_version(version) != range.line)
            table.fault(node, "has a version of another line");
    out.push_back(std::move(range));
    return table.finish();
}

Result<void> read_credit(const Node& node, std::string_view file, std::vector<Credit>& out) {
    RecordTable table(node, file, "a credit");
    Credit credit{.name = table.text("name")};
    credit.consent = table.truth("consent", true);
    credit.handle = table.text("handle");
    credit.kind = word_at<CreditKind, CreditKind::coordinator>(table, "kind", CreditKind::reporter);
    if (credit.shown().empty()) table.fault(node, "has neither 'name' nor 'handle'");
    out.push_back(std::move(credit));
    return table.finish();
}

Result<void> read_report(const Node& node, std::string_view file, std::vector<Report>& out) {
    RecordTable table(node, file, "a report");
    Report report;
    report.advisory = table.text("advisory");
    table.tables("credits", max_record_list, [&](const Node& item) { return read_credit(item, file, report.credits); });
    report.cves = all_formed(table, "cves", is_cve_id, "CVE id");
    report.cvss = table.texts("cvss");
    report.cwes = all_formed(table, "cwes", is_cwe, "CWE id");
    report.id = table.needed("id");
    report.impact = table.text("impact");
    report.incomplete_fix_of = table.formed("incomplete_fix_of", is_cve_id, "CVE id");
    report.link = table.formed("link", is_https, "https URL");
    report.platforms = table.texts("platforms");
    table.tables("ranges", max_record_list, [&](const Node& item) { return read_range(item, file, report.ranges); });
    report.reported_at = table.formed("reported_at", is_instant, "instant of RFC 3339");
    report.revert_option = table.text("revert_option");
    report.severity = word_at<Severity, Severity::unknown>(table, "severity", Severity::unknown);
    report.severity_reason = table.text("severity_reason");
    report.source = sources[table.word("source", sources, 2)];
    report.subsystem = table.text("subsystem");
    report.summary = table.text("summary", Text::paragraphs);
    report.title = table.text("title");
    report.weakness = table.text("weakness");
    report.workaround = table.text("workaround", Text::paragraphs);
    out.push_back(std::move(report));
    return table.finish();
}

Result<void> read_line(const Node& node, std::string_view file, std::vector<Line>& out) {
    RecordTable table(node, file, "a line");
    Line line;
    line.base_version = table.formed("base_version", is_version, "version");
    line.commit = table.formed("commit", is_commit, "whole commit id");
    line.fixed_version = table.formed("fixed_version", is_version, "version");
    line.name = table.formed("name", is_line, "line");
    line.proposal = table.formed("proposal", is_https, "https URL");
    line.releaser = table.text("releaser");
    line.state = word_at<LineState, LineState::shipped>(table, "state", LineState::open);
    line.tag = table.text("tag");
    if (line.name.empty()) table.fault(node, "has no 'name'");
    for (const std::string& version : {line.base_version, line.fixed_version})
        if (!version.empty() && line_of_version(version) != line.name)
            table.fault(node, "has a version of another line");
    out.push_back(std::move(line));
    return table.finish();
}

Result<void> read_dependency(const Node& node, std::string_view file, std::vector<Dependency>& out) {
    RecordTable table(node, file, "a dependency");
    Dependency dependency{.name = table.needed("name"), .line = table.formed("line", is_line, "line")};
    dependency.fixes = table.texts("fixes");
    dependency.from = table.text("from");
    dependency.to = table.text("to");
    dependency.pull = table.formed("pull", is_https, "https URL");
    out.push_back(std::move(dependency));
    return table.finish();
}

Result<void> read_notice(const Node& node, std::string_view file, std::vector<Notice>& out) {
    RecordTable table(node, file, "a notice");
    Notice notice{.at = table.formed("at", is_instant, "instant of RFC 3339"),
                  .title = table.needed("title"),
                  .text = table.text("text", Text::paragraphs)};
    if (notice.at.empty()) table.fault(node, "has no 'at'");
    out.push_back(std::move(notice));
    return table.finish();
}

Result<void> read_places(const Node& node, std::string_view file, Places& out) {
    RecordTable table(node, file, "the places");
    out.announcement = table.formed("announcement", is_https, "https URL");
    out.issues = table.text_table("issues");
    return table.finish();
}

// Names that mean one thing each.
void check_unique(RecordTable& table, const Release& release) {
    std::set<std::string_view> lines;
    for (const Line& line : release.lines)
        if (!lines.insert(line.name).second) table.fault(table.node(), "has a line twice");
    std::set<std::string_view> reports;
    std::set<std::string_view> cves;
    for (const Report& report : release.reports) {
        if (!reports.insert(report.id).second) table.fault(table.node(), "has a report twice");
        for (const std::string& cve : report.cves)
            if (!cves.insert(cve).second) table.fault(table.node(), "has a CVE id twice");
    }
    for (const Report& report : release.held)
        if (!reports.insert(report.id).second) table.fault(table.node(), "holds a report twice, or one that it has");
}

}  // namespace

Result<Release> release_from_json(std::string_view json, std::string_view name) {
    WARD_TRY(const Node root, parse_json(json, name, record_limits));
    RecordTable table(root, name, "the record");
    const Node* schema = table.find("schema");
    if (schema == nullptr || schema->kind != Node::Kind::integer || schema->integer != record_schema)
        return fail(ErrorCode::parse, "the record is not of schema 1", std::string(name) + ":1");
    Release release;
    table.tables("dependencies", max_record_list,
                 [&](const Node& node) { return read_dependency(node, name, release.dependencies); });
    release.embargo = word_at<Embargo, Embargo::none>(table, "embargo", Embargo::coordinated);
    release.eol_lines = all_formed(table, "eol_lines", is_line, "line");
    table.tables("held", max_reports, [&](const Node& node) { return read_report(node, name, release.held); });
    release.id = table.formed("id", is_slug, "id of lower-case letters, digits, '-' and '.'");
    release.incident = table.text("incident");
    if (const std::string at = table.formed("lift_at", is_instant, "instant of RFC 3339"); !at.empty())
        release.lift_at = parse_instant(at);
    table.tables("lines", max_release_lines, [&](const Node& node) { return read_line(node, name, release.lines); });
    table.tables("notices", max_record_list,
                 [&](const Node& node) { return read_notice(node, name, release.notices); });
    if (const Node* places = table.find("places")) table.absorb(read_places(*places, name, release.places));
    table.tables("reports", max_reports, [&](const Node& node) { return read_report(node, name, release.reports); });
    release.slug = table.formed("slug", is_slug, "slug of lower-case letters, digits, '-' and '.'");
    release.state = word_at<State, State::closed>(table, "state", State::open);
    release.timezone = table.text("timezone");
    if (release.timezone.empty()) release.timezone = "UTC";
    release.tlp = table.text("tlp");
    if (release.id.empty() || release.slug.empty()) table.fault(root, "has no 'id' or no 'slug'");
    check_unique(table, release);
    WARD_TRY_VOID(table.finish());
    put_in_order(release);
    return release;
}

}  // namespace ward::release
