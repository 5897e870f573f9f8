#include "actions/release/run/intake_sources.h"

#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "actions/release/record/peer_file.h"
#include "actions/release/record/record_table.h"
#include "actions/release/run/intake.h"
#include "base/text.h"
#include "formats/document.h"
#include "formats/json_writer.h"
#include "formats/purl.h"
#include "formats/versions/versions.h"

namespace ward::release {
namespace {

template <typename Theirs>
SourceReport taken(std::string id, const Theirs& theirs, const Release& release) {
    SourceReport out{.id = std::move(id)};
    auto report = report_from(theirs, release);
    if (report) out.report = *std::move(report);
    else out.reason = report.error().what;
    return out;
}

Result<std::vector<SourceReport>> waiting_at_hackerone(Doors& doors, const Project& project, const Release& release) {
    WARD_TRY(net::HackerOne * service, doors.needed_hackerone());
    WARD_TRY(const std::vector<net::HackerOneReport> found,
             service->reports({.program = project.hackerone_program, .states = {"triaged"}}));
    std::vector<SourceReport> out;
    for (const net::HackerOneReport& listed : found) {
        // A list leaves out what a record wants: the team's summary, and whether disclosure was asked for.
        const auto whole = service->report(listed.id);
        if (whole) out.push_back(taken(listed.id, *whole, release));
        else if (is_of_one_report(whole.error())) out.push_back({.id = listed.id, .reason = whole.error().what});
        else return std::unexpected(whole.error());
    }
    return out;
}

Result<net::GithubAdvisories*> advisories_of(Doors& doors, const Project& project) {
    if (!doors.advisories) return fail(ErrorCode::usage, "GitHub is not asked here");
    return doors.advisories(project.repository);
}

Result<std::vector<SourceReport>> waiting_at_github(Doors& doors, const Project& project, const Release& release) {
    WARD_TRY(net::GithubAdvisories * service, advisories_of(doors, project));
    std::vector<SourceReport> out;
    for (const char* state : {"triage", "draft"}) {
        WARD_TRY(const std::vector<net::RepositoryAdvisory> found, service->advisories(state));
        for (const net::RepositoryAdvisory& one : found) out.push_back(taken(one.ghsa, one, release));
    }
    return out;
}

bool is_number(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_digit);
}

Result<Dependency> dependency_of(const Node& node, std::string_view name) {
    RecordTable table(node, name, "a dependency");
    Dependency out;
    out.name = table.needed("name");
    out.line = table.needed("line");
    out.from = table.text("from");
    out.to = table.text("to");
    out.fixes = table.texts("fixes");
    out.pull = table.text("pull");
    WARD_TRY_VOID(table.finish());
    return out;
}

std::vector<std::string> texts_at(const Node& node, std::string_view key) {
    std::vector<std::string> out;
    for (const Node& item : items_at(node, key))
        if (item.is_string()) out.push_back(item.text);
    return out;
}

// "undici@v20.x" is an update of that line, also on its staging branch.
std::optional<std::string> line_of_branch(std::string_view branch) {
    constexpr std::string_view staging = "-staging";
    if (branch.ends_with(staging)) branch.remove_suffix(staging.size());
    return line_named(branch);
}

DependencyList of_updates(const Node& root, const std::string& line) {
    DependencyList out;
    for (const Node& row : items_at(root, "updates")) {
        Dependency one{.name = text_at(row, "id"), .line = line};
        if (const size_t at = one.name.rfind('@'); at != std::string::npos && at > 0) {
            const auto named = line_of_branch(one.name.substr(at + 1));
            if (!named) {
                out.left_out.push_back(display(one.name) + ": is of no release line");
                continue;
            }
            one.line = *named;
            one.name.resize(at);
        }
        one.from = text_at(row, "current");
        one.to = text_at(row, "chosen");
        one.fixes = texts_at(row, "closes");
        one.pull = text_at(row, "pull");
        if (one.to.empty() || one.to == one.from) continue;
        out.all.push_back(std::move(one));
    }
    return out;
}

// Behind `other` in the order of the ecosystem; a version that has none there is not.
bool is_newer(const std::string& version, const std::string& other, const std::string& ecosystem) {
    const versions::Ordering* ordering = versions::ordering_for(ecosystem);
    if (ordering == nullptr) ordering = versions::ordering_named("upstream");
    return versions::compare(*ordering, version, other).value_or(std::strong_ordering::equal) > 0;
}

// What is fixed by a newer version of a component: the nearest fix of each finding, and the highest of those.
std::vector<Dependency> of_findings(const Node& root, const std::string& line) {
    std::map<std::string, std::string> ecosystems;
    for (const Node& component : items_at(root, "components"))
        ecosystems.emplace(text_at(component, "id"), text_at(component, "ecosystem"));
    std::map<std::string, Dependency> by_name;
    for (const Node& finding : items_at(root, "findings")) {
        const std::vector<std::string> fixed = texts_at(finding, "fixed");
        const auto purl = Purl::parse(text_at(finding, "purl"));
        if (fixed.empty() || !purl || text_at(finding, "status") != "open") continue;
        // The same package in two versions is two rows of a report; in a record the older one has to go, too.
        const std::string name = purl->name_space.empty() || purl->type != "npm"
                                     ? purl->name
                                     : fmt::format("{}/{}", purl->name_space, purl->name);
        const std::string ecosystem = ecosystems[text_at(finding, "component")];
        Dependency& one = by_name.try_emplace(name, Dependency{.name = name, .line = line}).first->second;
        if (one.from.empty() || is_newer(one.from, purl->version, ecosystem)) one.from = purl->version;
        if (one.to.empty() || is_newer(fixed.front(), one.to, ecosystem)) one.to = fixed.front();
        const std::string id = text_at(finding, "id");
        if (std::ranges::find(one.fixes, id) == one.fixes.end()) one.fixes.push_back(id);
    }
    std::vector<Dependency> out;
    out.reserve(by_name.size());
    for (auto& [name, one] : by_name) out.push_back(std::move(one));
    return out;
}

}  // namespace

bool is_of_one_report(const Error& error) {
    return error.code == ErrorCode::not_found || error.code == ErrorCode::parse || error.code == ErrorCode::limit;
}

Result<std::vector<SourceReport>> waiting_reports(const std::string& source, Doors& doors, const Project& project,
                                                  const Release& release) {
    if (source == "none" || (source.empty() && doors.hackerone == nullptr)) return std::vector<SourceReport>();
    return source == "github" ? waiting_at_github(doors, project, release)
                              : waiting_at_hackerone(doors, project, release);
}

Result<Report> report_named(const std::string& id, Doors& doors, const Project& project, const Release& release) {
    if (net::is_ghsa_id(id)) {
        WARD_TRY(net::GithubAdvisories * service, advisories_of(doors, project));
        WARD_TRY(const net::RepositoryAdvisory found, service->advisory(id));
        return report_from(found, release);
    }
    if (!is_number(id)) return fail(ErrorCode::usage, fmt::format("'{}' is no report's id", display(id)));
    WARD_TRY(net::HackerOne * service, doors.needed_hackerone());
    WARD_TRY(const net::HackerOneReport found, service->report(id));
    return report_from(found, release);
}

Result<std::optional<Report>> report_again(const Report& report, Doors& doors, const Project& project,
                                           const Release& release) {
    if (report.source != "hackerone" && report.source != "github") return std::nullopt;
    const std::string& id = report.source == "github" && !report.advisory.empty() ? report.advisory : report.id;
    WARD_TRY(Report again, report_named(id, doors, project, release));
    return again;
}

Result<std::vector<Report>> reports_of_text(std::string_view json, std::string_view name, const Release& release) {
    WARD_TRY(const Node root, parse_json(json, name));
    if (root.find("reports") != nullptr) {
        if (root.find("schema") != nullptr) {
            WARD_TRY(Release read, release_from_json(json, name));
            return std::move(read.reports);
        }
        WARD_TRY(ImportedRelease read, release_from_peer(json, name));
        return std::move(read.release.reports);
    }
    // One report: the record's own reader decides, in a record of it alone.
    const std::string record =
        fmt::format(R"({{"schema": {}, "id": "{}", "slug": "{}", "state": "open", "reports": [{}]}})", record_schema,
                    release.id, release.slug, json);
    WARD_TRY(Release read, release_from_json(record, name));
    return std::move(read.reports);
}

Result<DependencyList> dependencies_of_text(std::string_view json, std::string_view name, const std::string& line) {
    WARD_TRY(const Node root, parse_json(json, name));
    DependencyList out;
    if (root.is_list()) {
        for (const Node& item : root.items) {
            WARD_TRY(Dependency one, dependency_of(item, name));
            out.all.push_back(std::move(one));
        }
        return out;
    }
    if (root.string_at("schema") != "ward-report/1")
        return fail(ErrorCode::parse, "is neither a report of ward nor a list of dependencies", std::string(name));
    if (root.string_at("command") == "update check") {
        out = of_updates(root, line);
    } else {
        out.all = of_findings(root, line);
    }
    for (const Dependency& one : out.all)
        if (one.line.empty())
            return fail(ErrorCode::usage, "--line is needed: the report does not say which release line it is about");
    return out;
}

}  // namespace ward::release
