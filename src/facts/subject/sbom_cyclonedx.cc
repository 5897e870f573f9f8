// CycloneDX in JSON. The subject is metadata.component. Scope: `required`, which is also the default, is run-time code;
// `excluded` is what only development needs; npm's own SBOMs say the latter in a property.
#include <fmt/core.h>

#include "base/text.h"
#include "facts/subject/sbom_builder.h"

namespace ward::subject {
namespace {
using inventory::Json;

bool has_property(const Json::Value& component, std::string_view name, std::string_view value) {
    const auto properties = component.find("properties");
    if (!properties) return false;
    for (const Json::Value& property : properties->items())
        if (property.string_at("name") == name && property.string_at("value") == value) return true;
    return false;
}

Scope scope_of(const Json::Value& component) {
    if (has_property(component, "cdx:npm:package:development", "true")) return Scope::development;
    // What our own SBOMs say, which knows more words than the format has.
    if (const auto properties = component.find("properties"))
        for (const Json::Value& property : properties->items())
            if (property.string_at("name") == "ward:scope")
                if (const auto scope = scope_named(property.string_at("value").value_or(""))) return *scope;
    const std::string_view scope = component.string_at("scope").value_or("required");
    if (scope == "optional") return Scope::optional;
    return scope == "excluded" ? Scope::development : Scope::runtime;
}

SbomBuilder::Entry entry_of(const Json::Value& component, std::string pointer) {
    SbomBuilder::Entry entry;
    entry.ref = told(component.string_at("bom-ref"));
    entry.kind = told(component.string_at("type"));
    const std::string_view group = told(component.string_at("group"));
    entry.name = std::string(group) + (group.empty() ? "" : "/") + std::string(told(component.string_at("name")));
    entry.version = told(component.string_at("version"));
    entry.purl = told(component.string_at("purl"));
    if (const std::string_view cpe = told(component.string_at("cpe")); !cpe.empty()) entry.cpe.push_back(cpe);
    entry.scope = scope_of(component);
    entry.line = component.line();
    if (const auto purl = component.find("purl")) entry.line = purl->line();
    entry.pointer = std::move(pointer);
    return entry;
}

class Reader {
  public:
    explicit Reader(std::string_view file) : file_(file), builder_(file) {}

    Result<inventory::Inventory> read(const Json::Value& bom) {
        WARD_TRY_VOID(check_version(bom));
        if (const auto metadata = bom.find("metadata"))
            if (const auto component = metadata->find("component"); component && component->is_object()) {
                WARD_TRY_VOID(builder_.set_subject(entry_of(*component, {})));
                // Its parts are components like any other.
                WARD_TRY_VOID(read_components(*component, "metadata/component/components", 1));
            }
        WARD_TRY_VOID(read_components(bom, "components", 1));
        WARD_TRY_VOID(read_dependencies(bom));
        return builder_.take();
    }

  private:
    Result<void> check_version(const Json::Value& bom) const {
        const std::string_view version = bom.string_at("specVersion").value_or("");
        for (const std::string_view known : {"1.2", "1.3", "1.4", "1.5", "1.6", "1.7"})
            if (version == known) return {};
        return fail(ErrorCode::usage,
                    fmt::format("is CycloneDX '{}'; versions 1.2 to 1.7 are read", display(version.substr(0, 40))),
                    file_);
    }

    Result<void> read_components(const Json::Value& holder, const std::string& pointer, size_t depth) {
        const auto list = holder.find("components");
        if (!list) return {};
        if (depth > max_sbom_nesting)
            return fail(ErrorCode::limit, fmt::format("nests more than {} components", max_sbom_nesting),
                        fmt::format("{}:{}", file_, list->line()));
        size_t number = 0;
        for (const Json::Value& component : list->items()) {
            std::string here = fmt::format("{}/{}", pointer, number++);
            if (!component.is_object())
                return fail(ErrorCode::parse, "a component that is no object",
                            fmt::format("{}:{}", file_, component.line()));
            WARD_TRY_VOID(builder_.add(entry_of(component, here)));
            WARD_TRY_VOID(read_components(component, here + "/components", depth + 1));
        }
        return {};
    }

    Result<void> read_dependencies(const Json::Value& bom) {
        const auto list = bom.find("dependencies");
        if (!list) return {};
        for (const Json::Value& dependency : list->items()) {
            const std::string_view from = told(dependency.string_at("ref"));
            const auto needs = dependency.find("dependsOn");
            if (from.empty() || !needs) continue;
            for (const Json::Value& need : needs->items())
                if (const auto to = need.string()) WARD_TRY_VOID(builder_.need(from, *to));
        }
        return {};
    }

    std::string file_;
    SbomBuilder builder_;
};

}  // namespace

Result<inventory::Inventory> read_cyclonedx(const Json& json, std::string_view name) {
    return Reader(name).read(json.root());
}

}  // namespace ward::subject
