// T10 and T11: what stands before and behind the slash of a scoped name.
#include <fmt/core.h>

#include "facts/names/distance.h"
#include "facts/names/forms.h"
#include "judges/vet/names/names.h"

namespace ward::vet {
namespace {

constexpr size_t least_scope = 6;         // of shorter scopes, most neighbours are chance (@next, @yext)
constexpr size_t least_scope_of_one = 5;  // where the name behind it is one of that scope's most used (@typess/node)

std::optional<std::string> scope_likeness(std::string_view meant, std::string_view written, bool has_package) {
    if (meant == written || meant.size() < (has_package ? least_scope_of_one : least_scope)) return std::nullopt;
    if (const auto edit = names::single_edit(meant, written)) return "one edit apart";
    if (names::squashed(meant) == names::squashed(written)) return "equal but for punctuation";
    if (names::skeleton(meant) == names::skeleton(written)) return "looks the same in print";
    return std::nullopt;
}

}  // namespace

void NameReader::add_scoped(NameReading& reading, Dismissed dismissed) const {
    const names::NameParts parts = names::parts_of(reading.name);
    const bool is_known = reading.is_established;
    // T10: one name behind two scopes, or with and without one. Never weighs.
    if (!is_known)
        if (const auto place = parts.scope.empty() ? popular_.place_of_base(parts.base, reading.place)
                                                   : popular_.place_of_base(parts.base);
            place && popular_.list().name(*place) != reading.name) {
            Likeness likeness{.signal = "T10",
                              .target = std::string(popular_.list().name(*place)),
                              .reason = parts.scope.empty() ? "the same name without its scope"
                                                            : "the same name under another scope"};
            settle(likeness, reading, *place);
            if (likeness.dismissed.empty() || dismissed == Dismissed::kept)
                reading.likenesses.push_back(std::move(likeness));
        }
    if (parts.scope.empty() || popular_.has_scope(parts.scope)) return;
    std::vector<uint32_t> found;
    popular_.scope_index().find(parts.scope, found);
    for (const uint32_t number : found) {
        const std::string_view scope = popular_.scopes().name(number);
        std::string target = fmt::format("@{}/{}", scope, parts.base);
        const auto place = popular_.place_of(target);
        const auto reason = scope_likeness(scope, parts.scope, place.has_value());
        if (!reason) continue;
        Likeness likeness{.signal = "T11",
                          .target = place ? target : fmt::format("@{}", scope),
                          .reason = fmt::format("its scope and @{}: {}", scope, *reason)};
        const auto downloads = popular_.scopes().downloads(number);
        if (place) settle(likeness, reading, *place);
        else if (is_known) likeness.dismissed = "both are established";
        else if (reading.known.downloads && downloads && *downloads / least_ratio < *reading.known.downloads)
            likeness.dismissed = fmt::format("the scope is not used {} times as much", least_ratio);
        if (likeness.dismissed.empty() || dismissed == Dismissed::kept)
            reading.likenesses.push_back(std::move(likeness));
    }
}

}  // namespace ward::vet
