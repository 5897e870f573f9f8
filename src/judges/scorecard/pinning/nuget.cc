// NuGet: a project's own files may fix the versions that its commands do not.
#include <array>

#include <fmt/core.h>
#include <re2/re2.h>

#include "base/text.h"
#include "judges/scorecard/paths.h"
#include "judges/scorecard/pinning/collect.h"
#include "judges/scorecard/pinning/project_file.h"

namespace ward::scorecard {
namespace {

struct Central {
    bool enabled = false;
    std::vector<std::string> loose;  // versions that are no single one
};

// Of the first Directory.*.props that can be read.
Central central_management(const Facts& facts, std::vector<Detail>& remarks) {
    static const RE2 single(R"(\[[^\[,]+\])");
    const PathPattern properties("Directory.*.props");
    for (const TreeFile& file : facts.files()) {
        if (is_test_data(file.path) || !properties.matches(file.path)) continue;
        const auto text = facts.read(file);
        const auto document = text ? project_of(*text) : std::nullopt;
        const auto enabled = document ? says(*document, "ManagePackageVersionsCentrally") : std::nullopt;
        if (!enabled) {
            remarks.push_back(
                {.level = Detail::Level::warn, .text = "malformed properties file: error parsing dotnet props file"});
            continue;
        }
        Central out{.enabled = *enabled, .loose = {}};
        if (out.enabled)
            for (const pugi::xml_node group : document->document_element().children("ItemGroup"))
                for (const pugi::xml_node package : group.children("PackageVersion")) {
                    const std::string version = package.attribute("Version").value();
                    if (!RE2::FullMatch(version, single)) out.loose.push_back(version);
                }
        return out;
    }
    return {};
}

struct Projects {
    size_t count = 0;
    std::vector<std::string> unlocked;
};

Projects locked_projects(const Facts& facts, std::vector<Detail>& remarks) {
    Projects out;
    const PathPattern projects("*.csproj");
    for (const TreeFile& file : facts.files()) {
        if (is_test_data(file.path) || !projects.matches(file.path)) continue;
        const auto text = facts.read(file);
        const auto document = text ? project_of(*text) : std::nullopt;
        const auto locked = document ? says(*document, "RestoreLockedMode") : std::nullopt;
        if (!locked) {
            remarks.push_back(
                {.level = Detail::Level::warn, .text = "malformed csproj file: error parsing csproj file"});
            continue;
        }
        ++out.count;
        if (!*locked) out.unlocked.emplace_back(file.path);
    }
    return out;
}

}  // namespace

void pin_by_project_files(const Facts& facts, Pinning& pinning, std::vector<Detail>& remarks) {
    std::vector<Dependency*> loose;
    for (Dependency& dependency : pinning.dependencies)
        if (dependency.type == DependencyType::nuget_command && !dependency.pinned && dependency.remark.empty())
            loose.push_back(&dependency);
    if (loose.empty()) return;
    const Central central = central_management(facts, remarks);
    const Projects projects = locked_projects(facts, remarks);
    const auto pin_all = [&] {
        for (Dependency* dependency : loose) {
            dependency->pinned = true;
            dependency->remediation.clear();
        }
    };
    const auto add_hint = [&](std::string_view hint, std::span<const std::string> names) {
        for (Dependency* dependency : loose) dependency->remediation += fmt::format("{}{}", hint, join(names, ", "));
    };
    if (central.enabled) {
        if (central.loose.empty()) pin_all();
        else add_hint(": some of dependency versions are not fixes to specific versions: ", central.loose);
        return;
    }
    if (projects.unlocked.size() == projects.count) return;
    if (projects.unlocked.empty()) return pin_all();
    add_hint(": some of your csproj files set the RestoreLockedMode property to true, while other do not set it: ",
             projects.unlocked);
}

}  // namespace ward::scorecard
