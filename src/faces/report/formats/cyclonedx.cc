// CycloneDX 1.6 JSON (https://cyclonedx.org/docs/1.6/json/): the components with what proves them, the tree they form,
// and the findings about advisories as vulnerabilities with their analysis.
//
// What is not known is left out (licences), and how we know is said: evidence.identity names the technique, a
// contradiction is a second claim with less confidence. The serial number is a function of the content.
//
// The same without the inventory is format cyclonedx-vex: the findings, and no component but those they are about.
#include "faces/report/cyclonedx.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <set>
#include <utility>

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

struct Technique {
    std::string_view name;
    double confidence;
};

// 1: the file that the ecosystem's own tools go by. 0.8: read from sources. 0.5: what a reference only asks for.
Technique technique_of(Source source) {
    switch (source) {
        case Source::lockfile:
        case Source::installed:
        case Source::os: return {"manifest-analysis", 1.0};
        case Source::sbom: return {"attestation", 0.8};
        case Source::vendored:
        case Source::bundled: return {"source-code-analysis", 0.8};
        case Source::binary: return {"binary-analysis", 0.8};
        case Source::submodule:
        case Source::action: return {"manifest-analysis", 0.5};
    }
    return {"other", 0.5};
}
constexpr double confidence_of_contradiction = 0.5;

// "excluded" is CycloneDX's word for what is present but not part of what ships; empty: not known.
std::string_view scope_of(Scope scope) {
    switch (scope) {
        case Scope::runtime: return "required";
        case Scope::optional: return "optional";
        case Scope::development:
        case Scope::test:
        case Scope::tooling: return "excluded";
        case Scope::unknown: return {};
    }
    return {};
}

std::string_view method_of(std::string_view vector) {
    if (vector.starts_with("CVSS:4.")) return "CVSSv4";
    if (vector.starts_with("CVSS:3.1/")) return "CVSSv31";
    if (vector.starts_with("CVSS:3.0/")) return "CVSSv3";
    return vector.starts_with("AV:") || vector.starts_with("(AV:") ? "CVSSv2" : "other";
}

std::string_view state_of(const Finding& finding) {
    if (finding.status == Status::fixed_by_backport) return "resolved_with_pedigree";
    if (!finding.assessment) return "in_triage";
    switch (finding.assessment->status) {
        case VexStatus::not_affected: return "not_affected";
        case VexStatus::affected: return "exploitable";
        case VexStatus::fixed: return "resolved";
        case VexStatus::under_investigation: return "in_triage";
    }
    return "in_triage";
}

// CycloneDX has no word for "cannot be controlled by an adversary"; the VEX word stays in the detail.
std::string_view justification_of(std::string_view vex_word) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> words{
        {{"component_not_present", "code_not_present"},
         {"vulnerable_code_not_present", "code_not_present"},
         {"vulnerable_code_not_in_execute_path", "code_not_reachable"},
         {"inline_mitigations_already_exist", "protected_by_mitigating_control"}}};
    for (const auto& [vex, cyclonedx] : words)
        if (vex == vex_word) return cyclonedx;
    return {};
}

class Bom {
  public:
    Bom(const Report& report, CycloneDxPart part)
        : report_(report), part_(part), places_(report), subject_(subject_component(report)) {
        if (part == CycloneDxPart::everything) return;
        for (const Finding& finding : report.findings)
            if (is_advisory(finding))
                for (const Component* place : places_.of(finding)) concerned_.insert(place);
    }

    std::string write() {
        json_.begin_object().member("bomFormat", "CycloneDX").member("specVersion", "1.6");
        const bool everything = part_ == CycloneDxPart::everything;
        json_.member("serialNumber",
                     "urn:uuid:" + content_uuid_of(report_, everything ? "cyclonedx" : "cyclonedx-vex"));
        json_.member("version", 1);
        metadata();
        json_.key("components").begin_array();
        for (const Component& component : report_.components)
            if (&component != subject_ && (everything || concerned_.contains(&component)))
                write_cyclonedx(component, "library");
        json_.end_array();
        if (everything) {
            dependencies();
            compositions();
        }
        vulnerabilities();
        json_.end_object();
        return json_.take();
    }

  private:
    std::string_view subject_ref() const { return subject_ == nullptr ? "subject" : std::string_view(subject_->id); }

    void property(std::string_view name, std::string_view value) {
        json_.begin_object().member("name", name).member("value", value).end_object();
    }

    void metadata() {
        json_.key("metadata").begin_object();
        if (parse_instant(report_.started)) json_.member("timestamp", report_.started);
        json_.key("tools").begin_object().key("components").begin_array().begin_object();
        json_.member("type", "application").member("name", "ward").member_if("version", report_.ward_version);
        json_.end_object().end_array().end_object();
        json_.key("component");
        if (subject_ != nullptr) write_cyclonedx(*subject_, "application");
        else {
            json_.begin_object().member("type", "application").member("bom-ref", subject_ref());
            json_.member("name", report_.subject.name).member_if("version", report_.subject.version).end_object();
        }
        json_.key("properties").begin_array();
        property("ward:advisories", report_.advisories.snapshot);
        for (const SubjectRef& ref : report_.subject.refs) property("ward:branch", branch_label(ref));
        for (const Skipped& part : report_.skipped)
            property(fmt::format("ward:{}", name_of(part.kind)), fmt::format("{}: {}", part.path, part.reason));
        json_.end_array().end_object();
    }

    void write_cyclonedx(const Component& component, std::string_view type) {
        json_.begin_object().member("type", type).member("bom-ref", component.id).member("name", component.name);
        json_.member_if("version", component.version).member_if("scope", scope_of(component.scope));
        const auto cpe = std::ranges::find_if(component.cpe, is_cpe23);
        if (cpe != component.cpe.end()) json_.member("cpe", *cpe);
        if (component.purl.starts_with("pkg:")) json_.member("purl", iri_text(component.purl));
        evidence(component);
        json_.key("properties").begin_array();
        property("ward:source", name_of(component.source));
        property("ward:scope", name_of(component.scope));
        if (!component.path.empty()) property("ward:path", component.path);
        if (!component.commit.empty()) property("ward:commit", component.commit);
        for (const std::string& ref : component.refs) property("ward:branch", ref);
        json_.end_array().end_object();
    }

    void claim(std::string_view version, std::string_view text, std::string_view technique, double confidence) {
        json_.begin_object()
            .member("field", "version")
            .member("confidence", confidence)
            .member("concludedValue", version);
        json_.key("methods")
            .begin_array()
            .begin_object()
            .member("technique", technique)
            .member("confidence", confidence);
        json_.member_if("value", text).end_object().end_array().end_object();
    }

    void evidence(const Component& component) {
        if (component.evidence.empty()) return;
        const auto [technique, usual] = technique_of(component.source);
        const double confidence = component.contradictions.empty() ? usual : confidence_of_contradiction;
        json_.key("evidence").begin_object().key("identity").begin_array();
        if (!component.version.empty()) claim(component.version, component.evidence[0].text, technique, confidence);
        for (const Claim& other : component.contradictions)
            claim(other.version, other.evidence.text, technique, confidence);
        json_.end_array().key("occurrences").begin_array();
        for (const Evidence& place : component.evidence) occurrence(place);
        for (const Claim& other : component.contradictions) occurrence(other.evidence);
        json_.end_array().end_object();
    }

    void occurrence(const Evidence& place) {
        json_.begin_object().member("location", place.path);
        if (place.line > 0) json_.member("line", place.line);
        json_.member_if("additionalContext", place.text).end_object();
    }

    void compositions() {
        json_.key("compositions").begin_array().begin_object();
        const bool complete =
            skipped_of(report_, SkipKind::unread).empty() && skipped_of(report_, SkipKind::unexplained).empty();
        json_.member("aggregate", complete ? "complete" : "incomplete");
        json_.key("assemblies").begin_array().value(subject_ref()).end_array().end_object().end_array();
    }

    void dependencies() {
        std::map<std::string_view, std::vector<std::string>> children;
        std::set<std::string_view> ids;
        for (const Component& component : report_.components) ids.insert(component.id);
        for (const Component& component : report_.components) {
            if (&component == subject_) continue;
            const bool known = ids.contains(component.parent);
            children[known ? std::string_view(component.parent) : subject_ref()].push_back(component.id);
        }
        ids.insert(subject_ref());
        json_.key("dependencies").begin_array();
        for (const std::string_view id : ids) {
            json_.begin_object().member("ref", id);
            if (const auto found = children.find(id); found != children.end())
                json_.member_values("dependsOn", found->second);
            json_.end_object();
        }
        json_.end_array();
    }

    void vulnerabilities() {
        bool begun = false;
        for (const Finding& finding : report_.findings) {
            if (!is_advisory(finding)) continue;
            if (!std::exchange(begun, true)) json_.key("vulnerabilities").begin_array();
            if (finding.refs.empty()) vulnerability(finding, "finding-" + finding.key, places_.of(finding));
            else on_branches(finding);
        }
        if (begun) json_.end_array();
    }

    void source(std::string_view id) {
        json_.key("source").begin_object();
        const std::string link = link_of_id(id);
        json_.member("name", id.substr(0, id.find('-'))).member_if("url", link).end_object();
    }

    // An analysis is of the whole entry, so that branches with other decisions need entries of their own. A component
    // that several branches have is told once, with the status of most concern.
    void on_branches(const Finding& finding) {
        const std::vector<BranchCase> cases = cases_of(finding);
        std::map<const Component*, size_t> decided;
        for (size_t i = 0; i < cases.size(); ++i)
            for (const Component* place : places_.of(cases[i].finding)) {
                if (!is_on(*place, cases[i].refs)) continue;
                const auto [kept, fresh] = decided.try_emplace(place, i);
                if (!fresh && concern(cases[i].finding) > concern(cases[kept->second].finding)) kept->second = i;
            }
        size_t entry = 0;
        for (size_t i = 0; i < cases.size(); ++i) {
            const Finding& here = cases[i].finding;
            // Told already, with the first case that was decided alike.
            const auto like = [&](const BranchCase& other) {
                return other.finding.status == here.status && other.finding.assessment == here.assessment;
            };
            if (std::find_if(cases.begin(), cases.begin() + static_cast<std::ptrdiff_t>(i), like) !=
                cases.begin() + static_cast<std::ptrdiff_t>(i))
                continue;
            std::vector<const Component*> places;
            for (const Component& component : report_.components)
                if (const auto found = decided.find(&component); found != decided.end() && like(cases[found->second]))
                    places.push_back(&component);
            if (places.empty() && !decided.empty()) continue;
            const std::string name = "finding-" + finding.key;
            vulnerability(here, entry == 0 ? name : fmt::format("{}-{}", name, entry + 1), places,
                          on_refs_text(report_, finding));
            ++entry;
        }
    }

    static bool is_on(const Component& component, const std::vector<std::string>& refs) {
        return component.refs.empty() || std::ranges::any_of(refs, [&](const std::string& ref) {
                   return std::ranges::find(component.refs, ref) != component.refs.end();
               });
    }

    static int concern(const Finding& finding) { return report::concern(vex_status_of(finding)); }

    void vulnerability(const Finding& finding, std::string_view name, const std::vector<const Component*>& places,
                       std::string_view branches = {}) {
        json_.begin_object().member("bom-ref", name).member("id", finding.id);
        source(finding.id);
        json_.key("references").begin_array();
        for (const std::string& id : ids_of(finding)) {
            if (id == finding.id) continue;
            json_.begin_object().member("id", id);
            source(id);
            json_.end_object();
        }
        json_.end_array().key("ratings").begin_array().begin_object();
        if (finding.score) json_.member("score", *finding.score);
        json_.member("severity", name_of(finding.severity));
        if (!finding.vector.empty()) json_.member("method", method_of(finding.vector)).member("vector", finding.vector);
        json_.end_object().end_array();
        json_.member_if("description", finding.title).member("recommendation", remedy_text(finding));
        json_.key("advisories").begin_array();
        for (const std::string& reference : finding.references)
            if (is_safe_link(reference)) json_.begin_object().member("url", iri_text(reference)).end_object();
        json_.end_array();
        analysis(finding);
        json_.key("affects").begin_array();
        for (const Component* place : places) {
            json_.begin_object().member("ref", place->id);
            if (!place->version.empty()) {
                json_.key("versions").begin_array().begin_object().member("version", place->version);
                json_.member("status", finding.status == Status::open ? "affected" : "unaffected");
                json_.end_object().end_array();
            }
            json_.end_object();
        }
        json_.end_array();
        if (!branches.empty()) {
            json_.key("properties").begin_array();
            property("ward:branches", branches);
            json_.end_array();
        }
        json_.end_object();
    }

    void analysis(const Finding& finding) {
        json_.key("analysis").begin_object().member("state", state_of(finding));
        if (finding.assessment) {
            json_.member_if("justification", justification_of(finding.assessment->justification));
            json_.member("detail", verdict_text(*finding.assessment));
        }
        json_.end_object();
    }

    const Report& report_;
    CycloneDxPart part_;
    Places places_;
    const Component* subject_;
    std::set<const Component*> concerned_;  // where only the findings are asked for
    JsonWriter json_;
};

std::string write_cyclonedx(const Report& report, const Style& /*style*/) {
    return write_cyclonedx(report, CycloneDxPart::everything);
}

}  // namespace

std::string write_cyclonedx(const Report& report, CycloneDxPart part) {
    return Bom(report, part).write();
}

WARD_REPORT(cyclonedx) = {
    .name = "cyclonedx",
    .media_type = "application/vnd.cyclonedx+json; version=1.6",
    .extension = ".cdx.json",
    .summary = "CycloneDX 1.6 SBOM with evidence, and the vulnerabilities where there are findings",
    .write = write_cyclonedx,
};

}  // namespace ward::report
