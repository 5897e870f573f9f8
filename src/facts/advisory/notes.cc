#include "facts/advisory/notes.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

namespace ward::advisory {
namespace {

struct Wording {
    Defect defect;
    std::string_view one;   // what follows "1 "
    std::string_view many;  // what follows the number otherwise
};

// In the order of the enumeration (a test walks it).
constexpr std::array<Wording, 21> wordings{{
    {Defect::duplicate_id, "record with an id that another one has; the newest was kept",
     "records with an id that another one has; the newest was kept"},
    {Defect::no_affected, "record says nothing of what it affects, and matches nothing",
     "records say nothing of what they affect, and match nothing"},
    {Defect::empty_package, "package entry has neither ranges nor versions, and matches nothing",
     "package entries have neither ranges nor versions, and match nothing"},
    {Defect::no_package, "entry names neither a package nor a repository, and matches nothing",
     "entries name neither a package nor a repository, and match nothing"},
    {Defect::unsorted_events, "range with unsorted events, sorted", "ranges with unsorted events, sorted"},
    {Defect::bad_event, "event that is none, ignored", "events that are none, ignored"},
    {Defect::no_introduced, "range without an `introduced` event, which matches nothing",
     "ranges without an `introduced` event, which match nothing"},
    {Defect::unknown_range_type, "range of an unknown type, ignored", "ranges of an unknown type, ignored"},
    {Defect::unplaced_version, "version that the ecosystem's order does not know, matched by equality",
     "versions that the ecosystem's order does not know, matched by equality"},
    {Defect::unplaced_event, "range event that the ecosystem's order does not know, matched by equality",
     "range events that the ecosystem's order does not know, matched by equality"},
    {Defect::unordered_ecosystem, "range in an ecosystem without a version order; only its listed versions match",
     "ranges in an ecosystem without a version order; only their listed versions match"},
    {Defect::bad_vector, "severity that is no CVSS vector, ignored", "severities that are no CVSS vectors, ignored"},
    {Defect::bad_alias, "alias that is no id, ignored", "aliases that are no ids, ignored"},
    {Defect::bad_text, "text with a broken escape, replaced by U+FFFD",
     "texts with a broken escape, replaced by U+FFFD"},
    {Defect::bad_modified, "record without a readable `modified`, taken as the oldest",
     "records without a readable `modified`, taken as the oldest"},
    {Defect::wrong_type, "field of an unexpected type, ignored", "fields of an unexpected type, ignored"},
    {Defect::deep_nesting, "record nested deeper than 256 levels, kept without looking inside",
     "records nested deeper than 256 levels, kept without looking inside"},
    {Defect::other_file, "file of another kind than records, not read", "files of another kind than records, not read"},
    {Defect::negated_products, "configuration says only where a flaw is not, and matches nothing",
     "configurations say only where a flaw is not, and match nothing"},
    {Defect::unversioned_product, "product named without a version (`-`), which matches nothing",
     "products named without a version (`-`), which match nothing"},
    {Defect::several_cves, "record of several CVEs at once, taken as one record for each",
     "records of several CVEs at once, taken as one record for each"},
}};

std::string sentence(Defect defect, std::string_view ecosystem, uint64_t count) {
    const Wording& wording = wordings.at(static_cast<size_t>(defect));
    const std::string text = fmt::format("{} {}", count, count == 1 ? wording.one : wording.many);
    return ecosystem.empty() ? text : fmt::format("{}: {}", ecosystem, text);
}

}  // namespace

void Notes::add(Defect defect, std::string_view ecosystem, uint64_t count) {
    if (count != 0) counts_[{defect, std::string(ecosystem)}] += count;
}

void Notes::add(const Notes& other) {
    for (const auto& [key, count] : other.counts_) counts_[key] += count;
}

uint64_t Notes::count(Defect defect, std::string_view ecosystem) const {
    const auto found = counts_.find(std::pair(defect, std::string(ecosystem)));
    return found == counts_.end() ? 0 : found->second;
}

std::vector<std::string> Notes::sentences() const {
    std::vector<std::string> out;
    out.reserve(counts_.size());
    for (const auto& [key, count] : counts_) out.push_back(sentence(key.first, key.second, count));
    std::ranges::sort(out);
    return out;
}

}  // namespace ward::advisory
