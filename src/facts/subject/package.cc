#include "facts/subject/package.h"

#include <algorithm>

#include "base/text.h"
#include "facts/inventory/catalogue.h"
#include "facts/inventory/subject.h"
#include "formats/osv_package.h"

namespace ward::subject {
namespace {

// "1.2.3" of a tag as this row's upstream spells it ("openssl-3.0.13", "curl-8_4_0", "v1.3").
std::string version_of_tag(const inventory::CatalogueRow& row, std::string_view version) {
    for (const std::string_view tag : row.tags)
        for (const auto& [word, separator] :
             {std::pair<std::string_view, char>{"{version}", '.'}, std::pair<std::string_view, char>{"{version_}", '_'},
              std::pair<std::string_view, char>{"{version-}", '-'}}) {
            const size_t at = tag.find(word);
            if (at == std::string_view::npos) continue;
            const std::string_view before = tag.substr(0, at);
            const std::string_view after = tag.substr(at + word.size());
            if (before.empty() && after.empty()) continue;
            if (version.size() <= before.size() + after.size() || !version.starts_with(before) ||
                !version.ends_with(after))
                continue;
            std::string inner(version.substr(before.size(), version.size() - before.size() - after.size()));
            if (!is_digit(inner[0])) continue;
            std::ranges::replace(inner, separator, '.');
            return inner;
        }
    if (version.size() > 1 && version[0] == 'v' && is_digit(version[1])) version.remove_prefix(1);
    return std::string(version);
}

const inventory::CatalogueRow* row_of(const Purl& purl) {
    if (purl.type == "github" || purl.type == "bitbucket") {
        const std::string host = purl.type == "github" ? "github.com/" : "bitbucket.org/";
        return inventory::row_of_upstream("https://" + host + purl.name_space + "/" + purl.name);
    }
    if (purl.type != "generic" || !purl.name_space.empty()) return nullptr;
    // A name without a registry may be the catalogue's, where that knows it as code and not as a registry's package.
    const inventory::CatalogueRow* row = inventory::row_named(purl.name);
    if (row == nullptr || row->upstream.empty()) return nullptr;
    const bool is_code = row->purl.empty() || row->purl.starts_with("generic/") || row->purl.starts_with("github/");
    return is_code ? row : nullptr;
}

bool is_runtime(const Purl& purl) {
    if (purl.type == "generic") return purl.name_space.empty() && (purl.name == "node" || purl.name == "nodejs");
    return purl.type == "github" && purl.name_space == "nodejs" && purl.name == "node";
}

std::string without_v(std::string_view version) {
    return std::string(version.size() > 1 && version[0] == 'v' && is_digit(version[1]) ? version.substr(1) : version);
}

inventory::Inventory inventory_of(Component component, const std::string& text) {
    inventory::Inventory inventory;
    component.path.clear();
    component.source = component.ecosystem ? Source::installed : Source::vendored;
    component.scope = Scope::runtime;
    component.evidence = {{text, 0, "named by the caller"}};
    inventory.subject.kind = "package";
    inventory.subject.path = text;
    inventory.subject.name = component.name;
    inventory.subject.version = component.version;
    inventory.components.push_back(std::move(component));
    number_components(inventory.components);
    return inventory;
}

}  // namespace

Component component_of_purl(const Purl& purl) {
    if (is_runtime(purl)) {
        Component component = inventory::node_component(without_v(purl.version));
        component.purl = purl.to_string();
        return component;
    }
    Component component;
    if (const inventory::CatalogueRow* row = row_of(purl)) {
        component = inventory::component_of(*row, {}, version_of_tag(*row, purl.version));
    } else if (purl.type == "github" || purl.type == "bitbucket") {
        const std::string host = purl.type == "github" ? "github.com/" : "bitbucket.org/";
        component = inventory::component_of(purl.name, "https://" + host + purl.name_space + "/" + purl.name, {},
                                            without_v(purl.version));
    } else {
        const auto package = osv_package(purl);
        component.name = package && purl.type == "npm" ? package->name : purl.name;
        component.version = purl.version;
        if (package) {
            component.ecosystem = package->ecosystem;
            component.identities = {{package->ecosystem, package->name, {}}};
        }
    }
    component.purl = purl.to_string();
    return component;
}

bool names_package(std::string_view text) {
    if (text.starts_with("pkg:")) return true;
    const size_t at = text.rfind('@');
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.find('/') == std::string_view::npos;
}

Result<inventory::Inventory> of_package(const std::string& text) {
    if (text.starts_with("pkg:")) {
        const auto purl = Purl::parse(text);
        if (!purl) return fail(ErrorCode::usage, "is no package URL: " + purl.error().what, "'" + text + "'");
        if (purl->version.empty())
            return fail(ErrorCode::usage, "has no version, and only a version can be affected", "'" + text + "'");
        return inventory_of(component_of_purl(*purl), text);
    }
    const size_t at = text.rfind('@');
    const std::string name = text.substr(0, at);
    const std::string version = without_v(text.substr(at + 1));
    if (!is_digit(version[0])) return fail(ErrorCode::usage, "'" + version + "' is no version", "'" + text + "'");
    if (equal_ignoring_case(name, "node") || equal_ignoring_case(name, "nodejs") ||
        equal_ignoring_case(name, "node.js"))
        return inventory_of(inventory::node_component(version), text);
    if (const inventory::CatalogueRow* row = inventory::row_named(name))
        return inventory_of(inventory::component_of(*row, {}, version), text);
    return fail(
        ErrorCode::usage,
        "is no path, and the catalogue has no '" + name + "'; name a registry's package as pkg:TYPE/NAME@VERSION",
        "'" + text + "'");
}

}  // namespace ward::subject
