// Entries of security-wg's vuln/core, one N.json a report, in the form that its tools write. `vulnerable` has the
// ranges themselves: a whole line (22.x) would cover the versions with the fix too.
#include <algorithm>
#include <deque>

#include <fmt/core.h>

#include "actions/release/output/machine.h"
#include "actions/release/vulndb/script_json.h"
#include "base/text.h"
#include "formats/document.h"

namespace ward::release {
namespace {

Node text_node(std::string text) {
    Node node;
    node.kind = Node::Kind::string;
    node.text = std::move(text);
    return node;
}

Node list_node(const std::vector<std::string>& texts) {
    Node node;
    node.kind = Node::Kind::list;
    for (const std::string& text : texts) node.items.push_back(text_node(text));
    return node;
}

std::string vulnerable_text(const OutputInput& input, const Report& report) {
    std::vector<std::string> alternatives;
    for (const Interval& interval : joined(told_intervals(input, report))) {
        std::vector<std::string> bounds;
        if (interval.from != "0") bounds.push_back(">=" + interval.from);
        if (!interval.below.empty()) bounds.push_back("<" + interval.below);
        alternatives.push_back(bounds.empty() ? "*" : join(bounds, " "));
    }
    return join(alternatives, " || ");
}

std::string patched_text(const Report& report) {
    std::vector<std::string> alternatives;
    for (const std::string& version : fixed_versions(report)) alternatives.push_back("^" + version);
    return join(alternatives, " || ");
}

std::string entry_of(const OutputInput& input, const Report& report) {
    std::deque<Node> values;
    std::vector<std::pair<std::string, const Node*>> members;
    const auto add = [&](std::string_view name, Node value) {
        values.push_back(std::move(value));
        members.emplace_back(name, &values.back());
    };
    const auto add_text = [&](std::string_view name, std::string text) {
        if (!text.empty()) add(name, text_node(std::move(text)));
    };
    add("cve", list_node(report.cves));
    add_text("vulnerable", vulnerable_text(input, report));
    add_text("patched", patched_text(report));
    add_text("ref", announcement_of(input));
    add_text("description", report.title);
    add_text("overview", report.summary);
    add("affectedEnvironments",
        list_node(report.platforms.empty() ? std::vector<std::string>{"all"} : report.platforms));
    add_text("severity", std::string(report.severity == Severity::none ? "unknown" : name_of(report.severity)));
    return vulndb::script_json(members) + '\n';
}

Result<std::vector<OutputFile>> make_vuln_core(const OutputInput& input) {
    if (input.number <= 0) return fail(ErrorCode::usage, "needs the number of its first file");
    std::vector<OutputFile> out;
    int64_t number = input.number;
    for (const Report& report : input.release.reports) {
        if (report.ranges.empty()) return fail(ErrorCode::usage, "a report of the record has no range ('ranges')");
        out.push_back({fmt::format("{}.json", number++), entry_of(input, report)});
    }
    return out;
}

}  // namespace

WARD_RELEASE_OUTPUT(vuln_core) = {.name = "vuln-core",
                                  .summary = "entries of security-wg's vuln/core, one a report",
                                  .phase = Phase::published,
                                  .make = make_vuln_core};

}  // namespace ward::release
