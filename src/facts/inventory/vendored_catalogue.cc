// The catalogue as a witness: every folder whose name a row knows, and every file a row names, anywhere in the tree. A
// name alone proves nothing: a rule must find a version in the file, or a file that only this library has must be
// there.
#include <algorithm>
#include <map>
#include <tuple>

#include "base/parallel.h"
#include "base/text.h"
#include "facts/inventory/catalogue_leads.h"
#include "facts/inventory/evidence.h"
#include "facts/inventory/vendored.h"
#include "facts/inventory/version_rules.h"
#include "facts/inventory/version_text.h"

namespace ward::inventory {
namespace {

std::string_view version_of(const Lead& lead) {
    return lead.found ? std::string_view(lead.found->value) : std::string_view();
}

void read_lead(Lead& lead, std::string_view text) {
    if (lead.needs_marker && !lead.row->marker.empty()) {
        const size_t at = text.find(lead.row->marker);
        if (at == std::string_view::npos) return;
        lead.evidence = evidence_at(lead.file, text, at);
    }
    lead.is_there = true;
    if (lead.rule == nullptr) {
        if (lead.evidence.path.empty()) lead.evidence = {lead.file, 0, {}};
        return;
    }
    lead.found = find_version(*lead.rule, text);
    if (lead.found) lead.evidence = evidence_at(lead.file, text, lead.found->offset);
}

// Every file is read once, whatever the number of leads to it.
void read_all(const Tree& tree, std::vector<Lead>& leads, Collector& out) {
    std::ranges::stable_sort(leads, {}, [](const Lead& lead) { return std::string_view(lead.file); });
    std::vector<size_t> starts;
    for (size_t i = 0; i < leads.size(); ++i)
        if (i == 0 || leads[i].file != leads[i - 1].file) starts.push_back(i);
    std::vector<std::string> problems(starts.size());
    parallel_for(starts.size(), [&](size_t number) {
        const size_t start = starts[number];
        const size_t end = number + 1 < starts.size() ? starts[number + 1] : leads.size();
        const bool wants_text =
            std::any_of(leads.begin() + static_cast<ptrdiff_t>(start), leads.begin() + static_cast<ptrdiff_t>(end),
                        [](const Lead& lead) { return lead.rule != nullptr || lead.needs_marker; });
        Result<std::string> text = std::string();
        if (wants_text) text = tree.read(leads[start].file, max_version_file_bytes);
        if (!text) {
            problems[number] = text.error().what;
            return;
        }
        for (size_t i = start; i < end; ++i) read_lead(leads[i], *text);
    });
    for (size_t number = 0; number < starts.size(); ++number)
        if (!problems[number].empty()) out.unread(leads[starts[number]].file, problems[number]);
}

// The same file may serve several nested folders ("include/uv" of "uv"): the outermost counts. A file without
// upstream's folders around it is a copy of a header: beside the library itself it can only contradict it.
void drop_shadows(const Tree& tree, std::vector<Lead>& leads) {
    std::ranges::stable_sort(leads, {}, [](const Lead& lead) { return lead.place.size(); });
    std::map<std::pair<std::string, const CatalogueRow*>, std::string> seen;
    std::map<std::pair<std::string, const CatalogueRow*>, const Lead*> exact;
    for (const Lead& lead : leads)
        if (lead.fit == Fit::exact && !lead.is_above && (lead.found || lead.rule == nullptr))
            exact.try_emplace({std::string(tree.vendored_owner(lead.place)), lead.row}, &lead);
    std::vector<Lead> kept;
    for (Lead& lead : leads) {
        if (!lead.is_there || (lead.rule != nullptr && !lead.found)) continue;
        if (!lead.is_above) {
            const auto [place, fresh] = seen.try_emplace({lead.file, lead.row}, lead.place);
            if (!fresh && place->second != lead.place) continue;
        }
        const std::string_view owner = tree.vendored_owner(lead.place);
        if (lead.fit == Fit::flattened && !owner.empty()) {
            const auto main = exact.find({std::string(owner), lead.row});
            if (main != exact.end()) {
                const std::string_view known = version_of(*main->second);
                if (!known.empty() && same_version(known, version_of(lead))) continue;
                lead.place = main->second->place;
            }
        }
        kept.push_back(lead);
    }
    leads = std::move(kept);
}

// Beside a version found in the component itself, the embedding project's word counts: as another witness, or as the
// suffix of its fork.
void apply_above(std::vector<Lead>& leads) {
    std::map<std::pair<std::string, const CatalogueRow*>, std::vector<Lead*>> found;
    for (Lead& lead : leads)
        if (!lead.is_above && lead.found) found[{lead.place, lead.row}].push_back(&lead);
    for (Lead& lead : leads) {
        if (!lead.is_above || !lead.found) continue;
        const auto own = found.find({lead.place, lead.row});
        lead.is_there = own != found.end();
        if (!lead.is_there || lead.rule->form != Form::fork) continue;
        const std::string suffix = lead.found->value;
        for (Lead* main : own->second) main->found->value += suffix;
        lead.found->value = own->second.front()->found->value;
    }
    std::erase_if(leads, [](const Lead& lead) { return lead.is_above && !lead.is_there; });
}

}  // namespace

void ask_catalogue(const Tree& tree, std::vector<Statement>& said, Collector& out) {
    std::vector<Lead> leads = leads_of(tree);
    read_all(tree, leads, out);
    drop_shadows(tree, leads);
    apply_above(leads);
    // Rules speak in the order of their row; what only proves presence comes last.
    std::ranges::stable_sort(leads, {}, [](const Lead& lead) {
        return std::tuple(std::string_view(lead.place), lead.rule == nullptr, lead.fit,
                          lead.rule == nullptr ? 0 : lead.rule - lead.row->rules.begin());
    });
    for (Lead& lead : leads) {
        Statement statement;
        statement.path = lead.place;
        statement.row = lead.row;
        if (lead.found) statement.version = lead.found->value;
        statement.evidence = std::move(lead.evidence);
        said.push_back(std::move(statement));
    }
}

}  // namespace ward::inventory
