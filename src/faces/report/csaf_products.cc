#include "faces/report/csaf_products.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/report/branch_cases.h"
#include "faces/report/groups.h"
#include "faces/report/words.h"
#include "formats/purl.h"

namespace ward::report {
namespace {

// CSAF's pattern allows a language or a wildcard where CPE allows any text.
bool is_csaf_cpe(std::string_view name) {
    if (!is_cpe23(name)) return false;
    size_t parts = 0;
    for (size_t i = 0; i < name.size(); ++i) {
        if (name[i] == '\\') ++i;
        else if (name[i] == ':' && ++parts == 8)
            return name.substr(i + 1).starts_with("*:") || name.substr(i + 1).starts_with("-:");
    }
    return false;
}

void identify(CsafProducts::Product& product, const Component& component, std::string_view purl) {
    if (const auto parsed = Purl::parse(iri_text(purl))) product.purl = parsed->to_string();
    const auto cpe = std::ranges::find_if(component.cpe, is_csaf_cpe);
    if (cpe != component.cpe.end()) product.cpe = *cpe;
}

// A component without a package URL is told by its place in the report.
std::string key_of_component(const Finding& finding, const Component* component) {
    const std::string key = valid_utf8(!finding.purl.empty() ? finding.purl : finding.component);
    return key.empty() && component == nullptr ? "a component" : key;
}

}  // namespace

CsafProducts::CsafProducts(const Report& report) : report_(report) {
    for (const Finding& finding : report_.findings) {
        if (!is_advisory(finding)) continue;
        for (BranchCase& one : cases_of(finding)) {
            const Finding& here = cases_.emplace_back(std::move(one.finding));
            if (one.refs.empty()) add(here, {});
            for (const std::string& ref : one.refs) add(here, ref);
        }
    }
    if (subjects_.empty()) subject_number({});
    size_t number = 0;
    for (Subject& subject : subjects_) {
        subject.product.id = fmt::format("CSAFPID-{:04}", ++number);
        // Several branches of one version are one product, named after all of them.
        if (subjects_.size() > 1) subject.product.name += fmt::format(" ({})", join(subject.refs, ", "));
    }
    for (auto& [key, product] : components_) product.id = fmt::format("CSAFPID-{:04}", ++number);
}

void CsafProducts::add(const Finding& finding, std::string_view ref) {
    Within within{{}, subject_number(ref)};
    const Component* subject = subjects_[within.subject].component;
    const Component* component = find_component(report_, finding.component);
    if (subject == nullptr || component != subject) within.component = key_of_component(finding, component);
    if (!within.component.empty() && !components_.contains(within.component)) {
        Product& product = components_[within.component];
        product.name = ref.empty() || component == nullptr ? component_text(report_, finding) : label_of(*component);
        if (component != nullptr) identify(product, *component, finding.purl);
        if (product.name.empty()) product.name = within.component;
    }
    const Finding*& kept = by_advisory_[valid_utf8(finding.id)][within];
    if (kept == nullptr || concern(vex_status_of(finding)) > concern(vex_status_of(*kept))) kept = &finding;
}

size_t CsafProducts::subject_number(std::string_view ref) {
    const Component* component = subject_on(report_, ref);
    const auto found = std::ranges::find(subjects_, component, &Subject::component);
    const auto number = static_cast<size_t>(found - subjects_.begin());
    if (found == subjects_.end()) {
        Subject& subject = subjects_.emplace_back();
        subject.component = component;
        const bool is_whole = component == nullptr || component == subject_component(report_);
        subject.product.name = is_whole ? whole_name() : label_of(*component);
        if (component != nullptr) identify(subject.product, *component, component->purl);
    }
    std::vector<std::string>& refs = subjects_[number].refs;
    if (std::ranges::find(refs, ref) == refs.end()) refs.emplace_back(ref);
    return number;
}

std::string CsafProducts::whole_name() const {
    const std::string name = subject_text(report_);
    return name.empty() ? "the project" : name;
}

std::string CsafProducts::id_of(const Within& within) const {
    const std::string& subject = subjects_[within.subject].product.id;
    if (within.component.empty()) return subject;
    return fmt::format("{}-in-{}", components_.at(within.component).id, subject);
}

std::string CsafProducts::name_of(const Within& within) const {
    const std::string& subject = subjects_[within.subject].product.name;
    if (within.component.empty()) return subject;
    const std::string& component = components_.at(within.component).name;
    return subjects_.size() > 1 ? fmt::format("{} in {}", component, subject) : component;
}

}  // namespace ward::report
