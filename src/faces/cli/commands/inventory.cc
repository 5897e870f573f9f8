// ward inventory: what a project contains, recursively; --diff compares two trees.
#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/cli/options.h"
#include "faces/cli/scan.h"
#include "faces/cli/subjects.h"
#include "formats/json_writer.h"

namespace ward::cli {
namespace {

constexpr std::array inventory_options{
    Option{.name = "diff", .help = "compare two trees: what the second adds, drops and changes"},
};

// Versions of one package, with the places where each stands.
using Packages = std::map<std::string, std::map<std::string, std::vector<std::string>>>;

Packages packages_of(const inventory::Inventory& inventory) {
    Packages packages;
    for (const Component& component : inventory.components) {
        if (component.path.empty()) continue;  // the subject itself is not something it contains
        const std::string purl = component.purl.substr(0, component.purl.find_first_of("@?#"));
        packages[purl][component.version].push_back(component.path);
    }
    return packages;
}

struct Change {
    std::string purl;
    std::vector<std::string> before;
    std::vector<std::string> after;
    std::string path;  // of its first place, in the tree that has it
};

std::vector<Change> changes_between(const Packages& before, const Packages& after) {
    std::map<std::string, Change> changes;
    const auto add = [&](const Packages& packages, std::vector<std::string> Change::* side) {
        for (const auto& [purl, by_version] : packages) {
            Change& change = changes[purl];
            change.purl = purl;
            for (const auto& [version, places] : by_version) {
                (change.*side).push_back(version.empty() ? "unknown" : version);
                if (change.path.empty()) change.path = places[0];
            }
        }
    };
    add(after, &Change::after);
    add(before, &Change::before);
    std::vector<Change> kept;
    for (auto& [purl, change] : changes)
        if (change.before != change.after) kept.push_back(std::move(change));
    return kept;
}

std::string as_json(const std::vector<Change>& changes) {
    JsonWriter json;
    json.begin_object().member("schema", "ward-inventory-diff/1").key("changes").begin_array();
    for (const Change& change : changes) {
        json.begin_object().member("purl", change.purl).member_values("before", change.before);
        json.member_values("after", change.after).member("path", change.path).end_object();
    }
    json.end_array().end_object();
    return json.take();
}

std::string as_text(const std::vector<Change>& changes) {
    if (changes.empty()) return "no difference\n";
    std::string text;
    for (const Change& change : changes) {
        const std::string before = join(change.before, ", ");
        const std::string after = join(change.after, ", ");
        const char sign = before.empty() ? '+' : after.empty() ? '-' : '~';
        const std::string versions =
            before.empty() || after.empty() ? before + after : fmt::format("{} -> {}", before, after);
        text += display(fmt::format("{} {} {}  ({})", sign, change.purl, versions, change.path)) + '\n';
    }
    return text;
}

Result<int> diff(const Invocation& invocation) {
    if (invocation.arguments.size() != 2) return fail(ErrorCode::usage, "compares two paths", "--diff");
    const std::string format = invocation.has("json") ? "json" : invocation.value("format", "table");
    if (format != "json" && format != "table") return fail(ErrorCode::usage, "is written as table or json", "--diff");
    for (const std::string_view option : {"save", "previous"})
        if (invocation.has(option))
            return fail(ErrorCode::usage, "does not go with --diff", "--" + std::string(option));
    WARD_TRY(const inventory::Inventory before, take_inventories({invocation.arguments[0]}, invocation));
    WARD_TRY(const inventory::Inventory after, take_inventories({invocation.arguments[1]}, invocation));
    const std::vector<Change> changes = changes_between(packages_of(before), packages_of(after));
    WARD_TRY_VOID(
        write_output(invocation.value("output", "-"), format == "json" ? as_json(changes) : as_text(changes)));
    const auto unread = [](const inventory::Inventory& one) {
        return std::ranges::any_of(one.skipped,
                                   [](const Skipped& part) { return part.kind == SkipKind::unread && !part.expected; });
    };
    return unread(before) || unread(after) ? 4 : 0;
}

Result<int> run_inventory(const Invocation& asked) {
    if (asked.has("diff")) return diff(asked);
    Invocation invocation = asked;
    WARD_TRY(const Report report, scan(invocation, {}));
    return deliver(report, invocation, true);
}

constexpr Verb inventory_verbs[] = {{
    .name = "",
    .usage = "[PATH…]",
    .summary = "what a project contains, recursively, with evidence",
    .options = {report_options, scan_options, inventory_options},
    .run = run_inventory,
    .details = "Formats fit for an inventory: table, json, cyclonedx, spdx.",
}};

}  // namespace

WARD_COMMAND(inventory) = {.name = "inventory",
                           .summary = "what a project contains, recursively (SBOM)",
                           .verbs = inventory_verbs,
                           .rank = 20};

}  // namespace ward::cli
