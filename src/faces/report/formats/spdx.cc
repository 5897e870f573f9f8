// SPDX 2.3 JSON (https://spdx.github.io/spdx-spec/v2.3/): the inventory as packages and what contains what.
//
// Licences and download places are not looked at, so they are NOASSERTION or left out. Open findings about advisories
// become security references of their packages; decisions about them are for the OpenVEX and CycloneDX formats.
#include <map>
#include <set>

#include <fmt/core.h>

#include "base/text.h"
#include "base/time.h"
#include "faces/report/branch_cases.h"
#include "faces/report/groups.h"
#include "faces/report/report.h"
#include "faces/report/words.h"
#include "formats/escape.h"
#include "formats/json_writer.h"

namespace ward::report {
namespace {

constexpr std::string_view document_id = "SPDXRef-DOCUMENT";

// Letters, digits, '.' and '-' are all that an SPDX id and our namespace may hold.
std::string slug(std::string_view text) {
    std::string out;
    for (const char c : text) out += is_alnum(c) || c == '.' ? c : '-';
    return out.substr(0, 64);
}

std::string reference_to(std::string_view id) {
    return "SPDXRef-" + slug(id);
}

class SpdxDocument {
  public:
    explicit SpdxDocument(const Report& report) : report_(report) {
        for (const Component& component : report.components) ids_.insert(component.id);
        const Places places(report);
        for (const Finding* finding : findings_in(report, Group::open)) {
            if (!is_advisory(*finding)) continue;
            const std::string link = link_of(*finding);
            if (link.empty()) continue;
            for (const Component* place : places.of(*finding)) advisories_[place->id].insert(link);
        }
    }

    std::string write() {
        const std::string name = subject_text(report_);
        json_.begin_object().member("spdxVersion", "SPDX-2.3").member("dataLicense", "CC0-1.0");
        json_.member("SPDXID", document_id).member("name", name.empty() ? "unnamed" : name);
        json_.member("documentNamespace",
                     fmt::format("https://spdx.org/spdxdocs/ward-{}-{}", slug(name), content_uuid_of(report_, "spdx")));
        json_.key("creationInfo").begin_object();
        json_.member("created", format_instant(parse_instant(report_.started).value_or(0)));
        json_.key("creators").begin_array().value("Tool: ward-" + report_.ward_version).end_array().end_object();
        json_.member_if("comment", comment());
        json_.key("packages").begin_array();
        for (const Component& component : report_.components) package(component);
        json_.end_array();
        relationships();
        json_.end_object();
        return json_.take();
    }

  private:
    // The branches, where there are any, and what the inventory does not hold.
    std::string comment() const {
        std::string text;
        for (const SubjectRef& ref : report_.subject.refs)
            text += (text.empty() ? "branch: " : "\nbranch: ") + branch_label(ref);
        for (const Skipped& part : report_.skipped)
            text += fmt::format("{}{}: {}: {}", text.empty() ? "" : "\n", name_of(part.kind), part.path, part.reason);
        return text;
    }

    void external(std::string_view category, std::string_view type, std::string_view locator) {
        json_.begin_object().member("referenceCategory", category).member("referenceType", type);
        json_.member("referenceLocator", locator).end_object();
    }

    void package(const Component& component) {
        json_.begin_object().member("SPDXID", reference_to(component.id));
        json_.member("name", component.name.empty() ? "unnamed" : component.name)
            .member_if("versionInfo", component.version);
        json_.member("downloadLocation", "NOASSERTION").member("filesAnalyzed", false);
        const bool is_subject = component.path.empty() && component.parent.empty();
        json_.member("primaryPackagePurpose", is_subject ? "APPLICATION" : "LIBRARY");
        std::string places;
        for (const Evidence& evidence : component.evidence)
            places += (places.empty() ? "found in " : ", ") + place_text(evidence);
        json_.member_if("sourceInfo", places);
        std::string claims = component.refs.empty() ? "" : "on " + join(component.refs, ", ");
        for (const Claim& claim : component.contradictions)
            claims += fmt::format("{}{} claims version {}", claims.empty() ? "" : "; ", place_text(claim.evidence),
                                  claim.version);
        json_.member_if("comment", claims);
        json_.key("externalRefs").begin_array();
        if (component.purl.starts_with("pkg:")) external("PACKAGE-MANAGER", "purl", iri_text(component.purl));
        for (const std::string& cpe : component.cpe)
            if (is_cpe23(cpe)) external("SECURITY", "cpe23Type", cpe);
        if (const auto found = advisories_.find(component.id); found != advisories_.end())
            for (const std::string& link : found->second) external("SECURITY", "advisory", link);
        json_.end_array().end_object();
    }

    void relationships() {
        json_.key("relationships").begin_array();
        for (const Component& component : report_.components) {
            const bool contained = !component.parent.empty() && ids_.contains(component.parent);
            json_.begin_object();
            json_.member("spdxElementId", contained ? reference_to(component.parent) : std::string(document_id));
            json_.member("relationshipType", contained ? "CONTAINS" : "DESCRIBES");
            json_.member("relatedSpdxElement", reference_to(component.id)).end_object();
        }
        json_.end_array();
    }

    const Report& report_;
    std::set<std::string_view> ids_;
    std::map<std::string_view, std::set<std::string>> advisories_;  // safe links by component
    JsonWriter json_;
};

std::string write_spdx(const Report& report, const Style& /*style*/) {
    return SpdxDocument(report).write();
}

}  // namespace

WARD_REPORT(spdx) = {
    .name = "spdx",
    .media_type = "application/spdx+json",
    .extension = ".spdx.json",
    .summary = "SPDX 2.3 SBOM: packages, what contains them, package URLs and CPE names",
    .write = write_spdx,
};

}  // namespace ward::report
