// CSAF 2.0 VEX (https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html, profile 5): one vulnerability per advisory,
// and for each component that it is about a status within the subject. What nobody has assessed is under_investigation:
// ward finds versions, it does not judge exploits.
//
// Of a report on branches each version of the project is a product of its own, and a status is about that one.
//
// Nothing but the instant of the report depends on the clock; the id is a UUID of the content. The publisher is who the
// caller says; otherwise the project under its own name, as "other" and in a name space that claims no host. A report
// without findings about advisories is of the base profile, because the VEX profile asks for a vulnerability.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "base/time.h"
#include "faces/report/csaf_products.h"
#include "faces/report/groups.h"
#include "faces/report/report.h"
#include "faces/report/words.h"
#include "formats/cve_id.h"
#include "formats/cvss.h"
#include "formats/digest.h"
#include "formats/escape.h"
#include "formats/json_writer.h"

namespace ward::report {
namespace {

constexpr size_t max_references = 100;

// Who gives ids of this form.
std::string system_of(std::string_view id) {
    if (id.starts_with("GHSA-")) return "GitHub Advisory Database";
    if (id.starts_with("CVE-")) return "CVE";
    const std::string_view prefix = id.substr(0, id.find('-'));
    return prefix.empty() || prefix.size() == id.size() ? "unknown" : std::string(prefix);
}

// CSAF wants the score that belongs to the vector beside it. Empty where it is not CVSS 3.
std::string base_vector(std::string_view vector) {
    const bool is_3 = vector.starts_with("CVSS:3.0/") || vector.starts_with("CVSS:3.1/");
    return is_3 ? cvss::base_vector(vector) : std::string();
}

class CsafWriter {
  public:
    CsafWriter(const Report& report, const Style& style)
        : report_(report),
          style_(style),
          time_(format_instant(parse_instant(report.started).value_or(0))),
          products_(report) {}

    std::string write() {
        json_.begin_object();
        document();
        if (!products_.by_advisory().empty()) {
            product_tree();
            json_.key("vulnerabilities").begin_array();
            for (const auto& [id, findings] : products_.by_advisory()) vulnerability(id, findings);
            json_.end_array();
        }
        json_.end_object();
        return json_.take();
    }

  private:
    using Within = CsafProducts::Within;
    using ByProduct = CsafProducts::ByProduct;

    // ---- The document ----

    void document() {
        const bool states = !products_.by_advisory().empty();
        const std::string id = "ward-" + content_uuid_of(report_, "csaf");
        json_.key("document").begin_object();
        json_.member("category", states ? "csaf_vex" : "csaf_base").member("csaf_version", "2.0");
        json_.member("lang", "en").key("notes").begin_array();
        note("summary", "How these statements were made",
             states ? "The versions of components were matched with advisories. What nobody has assessed is under "
                      "investigation."
                    : "No advisory is known for the components that were found, so nothing is stated.");
        if (!report_.summary.complete)
            note("general", "Limits", "Not everything could be looked at; the report of the scan tells what.");
        json_.end_array();
        publisher();
        json_.member("title", fmt::format("{}: advisories about its components", products_.whole_name()));
        json_.key("tracking").begin_object().member("current_release_date", time_);
        json_.key("generator").begin_object().member("date", time_).key("engine").begin_object();
        json_.member("name", "ward").member_if("version", report_.ward_version).end_object().end_object();
        json_.member("id", id).member("initial_release_date", time_);
        json_.key("revision_history").begin_array().begin_object().member("date", time_).member("number", "1");
        json_.member("summary", "Made from a scan").end_object().end_array();
        json_.member("status", is_settled() ? "final" : "interim").member("version", "1");
        json_.end_object().end_object();
    }

    void note(std::string_view category, std::string_view title, std::string_view text) {
        json_.begin_object().member("category", category).member("text", text).member("title", title).end_object();
    }

    void publisher() {
        const bool named = !style_.publisher.empty();
        const std::string& project = report_.subject.name;
        const std::string name = named ? style_.publisher : project.empty() ? products_.whole_name() : project;
        const std::string category = !style_.publisher_category.empty() ? style_.publisher_category
                                     : named                            ? "vendor"
                                                                        : "other";
        json_.key("publisher").begin_object().member("category", category).member("name", name);
        json_.member("namespace", !style_.publisher_url.empty() ? iri_text(style_.publisher_url)
                                                                : "urn:uuid:" + content_uuid("publisher\n" + name));
        json_.end_object();
    }

    bool is_settled() const {
        return std::ranges::none_of(products_.by_advisory(), [](const auto& advisory) {
            return std::ranges::any_of(advisory.second, [](const auto& one) {
                return vex_status_of(*one.second) == VexStatus::under_investigation;
            });
        });
    }

    // ---- The products ----

    void product(const CsafProducts::Product& product) {
        json_.begin_object().member("name", product.name).member("product_id", product.id);
        if (!product.purl.empty() || !product.cpe.empty()) {
            json_.key("product_identification_helper").begin_object().member_if("cpe", product.cpe);
            json_.member_if("purl", product.purl).end_object();
        }
        json_.end_object();
    }

    void product_tree() {
        json_.key("product_tree").begin_object().key("full_product_names").begin_array();
        for (const CsafProducts::Subject& subject : products_.subjects()) product(subject.product);
        for (const auto& [key, one] : products_.components()) product(one);
        json_.end_array();
        std::set<Within> related;
        for (const auto& [id, findings] : products_.by_advisory())
            for (const auto& [within, finding] : findings)
                if (!within.component.empty()) related.insert(within);
        if (!related.empty()) {
            json_.key("relationships").begin_array();
            for (const Within& within : related) {
                const CsafProducts::Product& one = products_.components().at(within.component);
                const CsafProducts::Product& subject = products_.subjects()[within.subject].product;
                json_.begin_object().member("category", "default_component_of").key("full_product_name");
                json_.begin_object().member("name", fmt::format("{} in {}", one.name, subject.name));
                json_.member("product_id", products_.id_of(within)).end_object().member("product_reference", one.id);
                json_.member("relates_to_product_reference", subject.id).end_object();
            }
            json_.end_array();
        }
        json_.end_object();
    }

    // ---- The vulnerabilities ----

    void vulnerability(const std::string& id, const ByProduct& findings) {
        const Finding& first = *findings.begin()->second;
        json_.begin_object();
        if (is_cve_id(id)) json_.member("cve", id);
        flags(findings);
        ids(id, findings);
        json_.key("notes").begin_array();
        note("description", "Advisory", first.title.empty() ? id : first.title);
        for (const auto& [product, finding] : findings)
            if (finding->assessment)
                if (const std::string text = provenance_text(*finding->assessment, {}); !text.empty())
                    note("details", "Assessment", fmt::format("{}: {}", products_.name_of(product), text));
        for (const Finding& finding : report_.findings)
            if (is_advisory(finding) && !finding.refs.empty() && valid_utf8(finding.id) == id)
                note("details", "Branches",
                     fmt::format("{}: {}", component_text(report_, finding), on_refs_text(report_, finding)));
        json_.end_array();
        status(findings);
        references(first);
        remediations(findings);
        scores(first, findings);
        threats(findings);
        json_.end_object();
    }

    void ids(const std::string& id, const ByProduct& findings) {
        std::set<std::string> others;
        for (const auto& [product, finding] : findings)
            for (const std::string& other : ids_of(*finding)) others.insert(valid_utf8(other));
        if (is_cve_id(id)) others.erase(id);
        others.erase("");
        if (others.empty()) return;
        json_.key("ids").begin_array();
        for (const std::string& other : others)
            json_.begin_object().member("system_name", system_of(other)).member("text", other).end_object();
        json_.end_array();
    }

    std::vector<std::string> products_with(const ByProduct& findings, VexStatus status) {
        std::vector<std::string> ids;
        for (const auto& [product, finding] : findings)
            if (vex_status_of(*finding) == status) ids.push_back(products_.id_of(product));
        std::ranges::sort(ids);
        return ids;
    }

    void status(const ByProduct& findings) {
        json_.key("product_status").begin_object();
        const auto group = [&](std::string_view name, VexStatus status) {
            if (const auto ids = products_with(findings, status); !ids.empty()) json_.member_values(name, ids);
        };
        group("fixed", VexStatus::fixed);
        group("known_affected", VexStatus::affected);
        group("known_not_affected", VexStatus::not_affected);
        group("under_investigation", VexStatus::under_investigation);
        json_.end_object();
    }

    // One entry for all products with the same words.
    template <typename Words>
    void entries(std::string_view list, const ByProduct& findings, VexStatus status, Words words) {
        std::map<std::pair<std::string, std::string>, std::vector<std::string>> same;
        for (const auto& [product, finding] : findings)
            if (vex_status_of(*finding) == status)
                if (const auto [category, details] = words(*finding); !category.empty())
                    same[{category, details}].push_back(products_.id_of(product));
        if (same.empty()) return;
        json_.key(list).begin_array();
        for (auto& [texts, ids] : same) {
            std::ranges::sort(ids);
            json_.begin_object();
            if (list == "flags") json_.member("label", texts.first);
            else json_.member("category", texts.first).member("details", texts.second);
            json_.member_values("product_ids", ids).end_object();
        }
        json_.end_array();
    }

    using Texts = std::pair<std::string, std::string>;

    void flags(const ByProduct& findings) {
        entries("flags", findings, VexStatus::not_affected, [](const Finding& finding) {
            const std::string& word = finding.assessment->justification;
            return Texts(is_vex_justification(word) ? word : std::string(), {});
        });
    }

    void threats(const ByProduct& findings) {
        entries("threats", findings, VexStatus::not_affected, [](const Finding& finding) {
            const Verdict& verdict = *finding.assessment;
            if (!verdict.reason.empty()) return Texts("impact", valid_utf8(verdict.reason));
            return is_vex_justification(verdict.justification)
                       ? Texts()
                       : Texts("impact", "assessed as not affected, without a reason");
        });
    }

    void remediations(const ByProduct& findings) {
        entries("remediations", findings, VexStatus::affected, [](const Finding& finding) {
            const std::string& reason = finding.assessment->reason;
            return Texts(finding.fixed.empty() ? "none_available" : "vendor_fix",
                         valid_utf8(reason.empty() ? remedy_text(finding) : reason));
        });
    }

    void references(const Finding& finding) {
        std::vector<std::string> links;
        if (const std::string own = link_of_id(finding.id); !own.empty()) links.push_back(own);
        for (const std::string& reference : finding.references)
            if (is_safe_link(reference) && links.size() < max_references &&
                std::ranges::find(links, iri_text(reference)) == links.end())
                links.push_back(iri_text(reference));
        if (links.empty()) return;
        json_.key("references").begin_array();
        for (const std::string& link : links)
            json_.begin_object()
                .member("category", "external")
                .member("summary", "Advisory")
                .member("url", link)
                .end_object();
        json_.end_array();
    }

    void scores(const Finding& finding, const ByProduct& findings) {
        const std::string vector = base_vector(finding.vector);
        const auto score = vector.empty() ? std::unexpected(Error{}) : cvss::score(vector);
        if (!score) return;
        std::string severity(name_of(severity_of_score(score->value)));
        for (char& c : severity) c = static_cast<char>(c - ('a' - 'A'));
        std::vector<std::string> ids;
        for (const auto& [product, one] : findings) ids.push_back(products_.id_of(product));
        std::ranges::sort(ids);
        json_.key("scores").begin_array().begin_object().key("cvss_v3").begin_object();
        json_.member("baseScore", score->value).member("baseSeverity", severity).member("vectorString", vector);
        json_.member("version", vector.substr(5, 3)).end_object().member_values("products", ids);
        json_.end_object().end_array();
    }

    const Report& report_;
    const Style& style_;
    std::string time_;
    CsafProducts products_;
    JsonWriter json_;
};

std::string write_csaf(const Report& report, const Style& style) {
    return CsafWriter(report, style).write();
}

}  // namespace

WARD_REPORT(csaf) = {
    .name = "csaf",
    .media_type = "application/json",
    .extension = ".csaf.json",
    .summary = "CSAF 2.0 VEX: the status of each component for each advisory, with what was decided",
    .write = write_csaf,
};

}  // namespace ward::report
