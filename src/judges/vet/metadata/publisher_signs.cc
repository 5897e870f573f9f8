// M05, M06, M13: who published the version, and how.
#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/vet/metadata/signs.h"
#include "judges/vet/signals.h"

namespace ward::vet {
namespace {

constexpr size_t looked_back = 10;  // versions before, for provenance that came and went

bool has_provenance(const npm::PublishedVersion& version) {
    return !version.distribution.attestations.empty();
}

bool is_by_workflow(const npm::PublishedVersion& version) {
    return version.publisher && version.publisher->is_trusted_publisher;
}

std::string_view domain_of(std::string_view address) {
    const size_t at = address.rfind('@');
    return at == std::string_view::npos ? std::string_view() : address.substr(at + 1);
}

// The version before, and then those that were published before it.
std::vector<const npm::PublishedVersion*> earlier_versions(const MetadataInputs& in) {
    std::vector<const npm::PublishedVersion*> out;
    if (in.packument == nullptr || in.published == nullptr) return out;
    out = npm::published_before(*in.packument, *in.published);
    if (in.before.version != nullptr) {
        std::erase(out, in.before.version);
        out.insert(out.begin(), in.before.version);
    }
    return out;
}

bool listed_before(const MetadataInputs& in, std::string_view account) {
    if (in.before.version == nullptr) return false;
    return std::ranges::find(in.before.version->maintainers, account, &npm::Account::name) !=
           in.before.version->maintainers.end();
}

void look_at_address(Signs& signs, const npm::Account& publisher,
                     const std::vector<const npm::PublishedVersion*>& earlier) {
    std::set<std::string_view> addresses;
    for (const npm::PublishedVersion* one : earlier)
        if (one->publisher && one->publisher->name == publisher.name && !one->publisher->email.empty())
            addresses.insert(one->publisher->email);
    if (publisher.email.empty() || addresses.empty() || addresses.contains(publisher.email)) return;
    signs.see("M05",
              fmt::format("published by {}, whose address was {} and is now {}", publisher.name, *addresses.begin(),
                          publisher.email),
              {signs.in_registry(fmt::format("_npmUser: {} <{}>", publisher.name, publisher.email))}, medium_weight);
}

}  // namespace

std::string_view name_of(Provenance provenance) {
    switch (provenance) {
        case Provenance::unknown: return "unknown";
        case Provenance::present: return "present";
        case Provenance::absent: return "absent";
        case Provenance::lost: return "lost";
    }
    return "";
}

Provenance provenance_of(const MetadataInputs& in) {
    if (in.published == nullptr || in.packument == nullptr || !in.packument->tells_signatures())
        return Provenance::unknown;
    if (has_provenance(*in.published)) return Provenance::present;
    const auto earlier = earlier_versions(in);
    const size_t count = std::min(earlier.size(), looked_back);
    const bool was_there = std::any_of(earlier.begin(), earlier.begin() + static_cast<std::ptrdiff_t>(count),
                                       [](const npm::PublishedVersion* one) { return has_provenance(*one); });
    return was_there ? Provenance::lost : Provenance::absent;
}

void look_at_publisher(Signs& signs) {
    const MetadataInputs& in = signs.inputs;
    if (in.published == nullptr) return;
    if (!in.published->publisher) return signs.do_not_know("who published the version: the document does not say");
    const npm::Account& publisher = *in.published->publisher;
    const auto earlier = earlier_versions(in);
    if (earlier.empty()) return;
    std::set<std::string_view> known;
    for (const npm::PublishedVersion* one : earlier)
        if (one->publisher && !one->publisher->name.empty()) known.insert(one->publisher->name);
    if (known.empty()) return signs.do_not_know("who published the earlier versions: the document does not say");
    if (known.contains(publisher.name)) return look_at_address(signs, publisher, earlier);
    // A workflow that the registry was told to trust is set up by somebody who could publish.
    if (publisher.is_trusted_publisher) return;
    const bool listed = listed_before(in, publisher.name);
    const std::string none = earlier.size() == 1
                                 ? std::string("did not publish the one earlier version")
                                 : fmt::format("published none of the {} earlier versions", earlier.size());
    signs.see("M05",
              fmt::format("published by {}, who {}{}", publisher.name, none,
                          listed ? ", though listed as a maintainer of the last one" : ""),
              {signs.in_registry(fmt::format("_npmUser: {} <{}>", publisher.name, publisher.email))},
              listed ? std::optional(medium_weight) : std::nullopt);
}

void look_at_provenance(Signs& signs) {
    const MetadataInputs& in = signs.inputs;
    const Provenance provenance = provenance_of(in);
    signs.set_provenance(provenance);
    if (in.published == nullptr) return;
    const npm::PublishedVersion* before = in.before.version;
    if (provenance == Provenance::unknown) {
        if (in.packument != nullptr)
            signs.do_not_know(
                "whether there is provenance: the document has no signatures at all, a mirror may strip them");
    } else if (provenance == Provenance::lost) {
        const bool just_now = before != nullptr && has_provenance(*before);
        signs.see("M06",
                  just_now ? fmt::format("{} had a provenance attestation, this version has none", before->version())
                           : "earlier versions had provenance attestations, this version has none",
                  {signs.in_registry("dist.attestations is missing")},
                  just_now ? std::nullopt : std::optional(medium_weight));
    }
    if (before != nullptr && is_by_workflow(*before) && in.published->publisher && !is_by_workflow(*in.published))
        signs.see("M06",
                  fmt::format("{} was published by a trusted workflow, this version by {}", before->version(),
                              in.published->publisher->name),
                  {signs.in_registry(fmt::format("_npmUser: {}", in.published->publisher->name))});
}

void look_at_owner_domains(Signs& signs) {
    const MetadataInputs& in = signs.inputs;
    if (in.domains == nullptr || in.domains->empty() || in.published == nullptr) return;
    std::set<std::string> seen;
    const auto look = [&](const npm::Account& account, std::string_view part) {
        const std::string domain = to_lower(domain_of(account.email));
        if (domain.empty() || !seen.insert(domain).second) return;
        const bool expired = in.domains->expired.contains(domain);
        if (!expired && !in.domains->disposable.contains(domain)) return;
        signs.see("M13",
                  fmt::format("the address of its {} {} is of {}, which is on your list of {} domains", part,
                              account.name, domain, expired ? "expired" : "disposable"),
                  {signs.in_registry(fmt::format("{} <{}>", account.name, account.email))});
    };
    if (in.published->publisher) look(*in.published->publisher, "publisher");
    for (const npm::Account& account : in.published->maintainers) look(account, "maintainer");
    if (in.packument != nullptr)
        for (const npm::Account& account : in.packument->maintainers) look(account, "maintainer");
}

}  // namespace ward::vet
