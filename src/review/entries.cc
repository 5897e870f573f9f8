#include "review/entries.h"

#include "formats/purl.h"

namespace ward::review {

std::string where(const Evidence& origin) {
    return origin.line > 0 ? origin.path + ":" + std::to_string(origin.line) : origin.path;
}

bool has_expired(std::string_view expires, Instant now) {
    if (expires.empty()) return false;
    const auto instant = parse_instant(expires);
    // A date is valid through its last second.
    return !instant || *instant + (expires.size() == 10 ? seconds_per_day : 0) <= now;
}

bool same_package(std::string_view wanted, std::string_view purl) {
    const auto a = Purl::parse(wanted);
    const auto b = Purl::parse(purl);
    if (!a || !b || a->package() != b->package()) return false;
    const std::string_view version = a->version.starts_with('v') ? std::string_view(a->version).substr(1) : a->version;
    return version.empty() || version == b->version;
}

}  // namespace ward::review
