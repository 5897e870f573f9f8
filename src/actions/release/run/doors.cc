#include "actions/release/run/doors.h"

#include <fmt/core.h>

#include "formats/digest.h"

namespace ward::release {

Result<std::string> Checkout::digest_of(const std::string& path) const {
    const auto text = root.read(path, max_checkout_file);
    if (text) return sha256_hex(*text);
    if (text.error().code == ErrorCode::not_found) return std::string("absent");
    return std::unexpected(text.error());
}

Result<const Checkout*> Doors::checkout(std::string_view name) const {
    const auto found = checkouts.find(name);
    if (found == checkouts.end())
        return fail(ErrorCode::usage, fmt::format("no checkout is named for '{}' (--checkout {}=DIR)", name, name));
    return &found->second;
}

Result<net::HackerOne*> Doors::needed_hackerone() const {
    if (hackerone == nullptr)
        return fail(ErrorCode::auth, "HackerOne is not configured (HACKERONE_USERNAME, HACKERONE_TOKEN)");
    return hackerone;
}

Result<net::CveServices*> Doors::needed_cve() const {
    if (cve == nullptr)
        return fail(ErrorCode::auth, "CVE Services are not configured (CVE_API_ORG, CVE_API_USER, CVE_API_KEY)");
    return cve;
}

}  // namespace ward::release
