#include "judges/audit/end_of_life.h"

#include <algorithm>

#include <fmt/core.h>

#include "facts/lifecycle/node_schedule.h"
#include "judges/audit/paths.h"

namespace ward::audit {
namespace {

// No fix will come for what is found from now on, and the records of a project mostly stop naming such lines: worse
// than any one flaw of medium weight, not itself a way in.
constexpr Severity severity = Severity::high;

bool is_node(const Component& component) {
    return std::ranges::any_of(component.identities,
                               [](const Identity& one) { return one.ecosystem == "Node.js" && one.name == "node"; });
}

bool is_supported(const lifecycle::Line& line, Instant now) {
    const lifecycle::Phase phase = lifecycle::phase_of(line, now);
    return phase != lifecycle::Phase::planned && phase != lifecycle::Phase::end_of_life;
}

std::string supported_lines(const Schedule& schedule, Instant now) {
    std::string text;
    for (const lifecycle::Line& line : schedule.lines)
        if (is_supported(line, now)) text += (text.empty() ? "" : ", ") + line.name;
    return text.empty() ? "none" : text;
}

Finding finding_of(const Component& component, const lifecycle::Line& line, const Schedule& schedule,
                   const Paths& paths, Instant now) {
    Finding finding;
    finding.judge = "audit";
    finding.rule = "end-of-life";
    finding.id = "end-of-life";
    finding.severity = severity;
    const std::string codename = line.codename.empty() ? "" : " (" + line.codename + ")";
    finding.title = fmt::format("{} {} is of line {}{}, which ended on {}; supported lines: {}", component.name,
                                component.version, line.name, codename, line.end, supported_lines(schedule, now));
    finding.component = component.id;
    finding.purl = component.purl;
    finding.paths = {paths.to(component)};
    finding.evidence = {component.evidence.empty() ? Evidence{component.path, 0, ""} : component.evidence[0]};
    if (!schedule.reference.empty()) finding.references.push_back(schedule.reference);
    finding.matches.push_back({schedule.name, "Node.js", "node", component.version,
                               fmt::format("{}: until {}", line.name, line.end), finding.evidence[0].path,
                               finding.evidence[0].line});
    finding.key = key_of(finding);
    return finding;
}

}  // namespace

Lifecycle end_of_life(std::span<const Component> components, const Schedule& schedule, Instant now) {
    Lifecycle result;
    const Paths paths(components);
    for (const Component& component : components) {
        if (!is_node(component) || component.version.empty()) continue;
        const lifecycle::Line* line = lifecycle::line_of(schedule.lines, component.version);
        if (line == nullptr) {
            result.notes.push_back({"release-line-unknown",
                                    fmt::format("{} {} is of no line of the release schedule ({}): whether it is still "
                                                "supported is not known",
                                                component.name, component.version, schedule.name),
                                    component.path});
        } else if (lifecycle::phase_of(*line, now) == lifecycle::Phase::end_of_life) {
            result.findings.push_back(finding_of(component, *line, schedule, paths, now));
        }
    }
    return result;
}

}  // namespace ward::audit
