// SPDX 2.2 and 2.3 in JSON. The subject is the package that the document describes, where it is one. Relationships are
// read in both directions ("A DEPENDS_ON B", "B DEPENDENCY_OF A"); the kinds of dependency give scopes.
#include <algorithm>
#include <array>
#include <set>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/subject/sbom_builder.h"

namespace ward::subject {
namespace {
using inventory::Json;

// Which way an edge leads, and what it says of the one that is needed.
struct Relation {
    std::string_view type;
    bool forward = true;  // the element needs, or holds, the related one
    std::optional<Scope> scope{};
};

constexpr std::array<Relation, 15> relations{{
    {"DEPENDS_ON", true},
    {"CONTAINS", true},
    {"HAS_PREREQUISITE", true},
    {"DYNAMIC_LINK", true},
    {"STATIC_LINK", true},
    {"DEPENDENCY_OF", false},
    {"CONTAINED_BY", false},
    {"PREREQUISITE_FOR", false},
    {"RUNTIME_DEPENDENCY_OF", false, Scope::runtime},
    {"PROVIDED_DEPENDENCY_OF", false, Scope::runtime},
    {"OPTIONAL_DEPENDENCY_OF", false, Scope::optional},
    {"DEV_DEPENDENCY_OF", false, Scope::development},
    {"TEST_DEPENDENCY_OF", false, Scope::test},
    {"BUILD_DEPENDENCY_OF", false, Scope::tooling},
    {"BUILD_TOOL_OF", false, Scope::tooling},
}};

class Reader {
  public:
    explicit Reader(std::string_view file) : file_(file), builder_(file) {}

    Result<inventory::Inventory> read(const Json::Value& document) {
        const std::string_view version = document.string_at("spdxVersion").value_or("");
        if (version != "SPDX-2.2" && version != "SPDX-2.3")
            return fail(ErrorCode::usage,
                        fmt::format("is '{}'; SPDX-2.2 and SPDX-2.3 are read", display(version.substr(0, 40))), file_);
        const std::set<std::string_view> described = described_by(document);
        const auto packages = document.find("packages");
        if (packages) {
            size_t number = 0;
            for (const Json::Value& package : packages->items()) {
                if (!package.is_object())
                    return fail(ErrorCode::parse, "a package that is no object",
                                fmt::format("{}:{}", file_, package.line()));
                SbomBuilder::Entry entry = entry_of(package, fmt::format("packages/{}", number++));
                const bool is_subject = described.size() == 1 && described.contains(entry.ref) && !has_subject_;
                if (is_subject) {
                    has_subject_ = true;
                    entry.pointer.clear();
                    WARD_TRY_VOID(builder_.set_subject(entry));
                } else {
                    WARD_TRY_VOID(builder_.add(entry));
                }
            }
        }
        WARD_TRY_VOID(read_relationships(document));
        return builder_.take();
    }

  private:
    static std::set<std::string_view> described_by(const Json::Value& document) {
        std::set<std::string_view> described;
        if (const auto list = document.find("documentDescribes"))
            for (const Json::Value& one : list->items())
                if (const auto ref = one.string()) described.insert(*ref);
        if (const auto list = document.find("relationships"))
            for (const Json::Value& one : list->items()) {
                const std::string_view type = told(one.string_at("relationshipType"));
                if (type == "DESCRIBES") described.insert(told(one.string_at("relatedSpdxElement")));
                if (type == "DESCRIBED_BY") described.insert(told(one.string_at("spdxElementId")));
            }
        return described;
    }

    static SbomBuilder::Entry entry_of(const Json::Value& package, std::string pointer) {
        SbomBuilder::Entry entry;
        entry.ref = told(package.string_at("SPDXID"));
        entry.name = told(package.string_at("name"));
        entry.version = told(package.string_at("versionInfo"));
        entry.line = package.line();
        if (told(package.string_at("primaryPackagePurpose")) == "FILE") entry.kind = "file";
        entry.pointer = std::move(pointer);
        const auto references = package.find("externalRefs");
        if (!references) return entry;
        for (const Json::Value& reference : references->items()) {
            const std::string_view type = told(reference.string_at("referenceType"));
            const std::string_view locator = told(reference.string_at("referenceLocator"));
            if (type == "purl" && entry.purl.empty()) {
                entry.purl = locator;
                entry.line = reference.line();
            }
            if ((type == "cpe23Type" || type == "cpe22Type") && !locator.empty()) entry.cpe.push_back(locator);
        }
        return entry;
    }

    Result<void> read_relationships(const Json::Value& document) {
        const auto list = document.find("relationships");
        if (!list) return {};
        for (const Json::Value& one : list->items()) {
            const auto relation =
                std::ranges::find(relations, told(one.string_at("relationshipType")), &Relation::type);
            if (relation == relations.end()) continue;
            std::string_view from = told(one.string_at("spdxElementId"));
            std::string_view to = told(one.string_at("relatedSpdxElement"));
            if (!relation->forward) std::swap(from, to);
            // NONE says that there is nothing more; files of a package are no components.
            if (from.empty() || to.empty() || is_file(from) || is_file(to)) continue;
            WARD_TRY_VOID(builder_.need(from, to));
            if (relation->scope) builder_.set_scope(to, *relation->scope);
        }
        return {};
    }

    static bool is_file(std::string_view ref) { return ref.starts_with("SPDXRef-File"); }

    std::string file_;
    SbomBuilder builder_;
    bool has_subject_ = false;
};

}  // namespace

Result<inventory::Inventory> read_spdx(const Json& json, std::string_view name) {
    return Reader(name).read(json.root());
}

}  // namespace ward::subject
