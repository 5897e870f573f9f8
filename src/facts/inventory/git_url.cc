#include "facts/inventory/git_url.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace ward::inventory {
namespace {

bool is_host(std::string_view host) {
    return !host.empty() && !host.starts_with('.') && !host.starts_with('-') && std::ranges::all_of(host, [](char c) {
        return is_alnum(c) || c == '.' || c == '-' || c == ':' || c == '_';
    });
}

}  // namespace

std::optional<std::string> repository_url(std::string_view address) {
    const auto is_bad = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; };
    if (std::ranges::any_of(address, is_bad)) return std::nullopt;
    if (address.starts_with("git+")) address.remove_prefix(4);

    std::string_view scheme;
    std::string_view host;
    std::string_view path;
    if (const size_t end = address.find("://"); end != std::string_view::npos) {
        constexpr std::array<std::string_view, 4> schemes{"https", "http", "git", "ssh"};
        scheme = address.substr(0, end);
        if (std::ranges::find(schemes, scheme) == schemes.end()) return std::nullopt;
        address.remove_prefix(end + 3);
        const size_t slash = address.find('/');
        host = address.substr(0, slash);
        path = slash == std::string_view::npos ? std::string_view() : address.substr(slash + 1);
    } else {
        // host:path, as scp writes it; a single letter is a drive of Windows.
        const size_t colon = address.find(':');
        if (colon == std::string_view::npos || colon < 2 || address.find('/') < colon) return std::nullopt;
        scheme = "ssh";
        host = address.substr(0, colon);
        path = address.substr(colon + 1);
    }
    // What stands before '@' may be a secret, and is never the repository's identity.
    host.remove_prefix(host.rfind('@') + 1);
    if (const size_t colon = host.find(':'); colon != std::string_view::npos && scheme == "ssh") {
        const std::string_view port = host.substr(colon + 1);
        host = host.substr(0, colon);
        // ssh://git@host:owner/repository is written by people, and npm understands it.
        if (!to_number<unsigned>(port)) path = address.substr(static_cast<size_t>(port.data() - address.data()));
    }
    while (path.starts_with('/')) path.remove_prefix(1);
    while (path.ends_with('/')) path.remove_suffix(1);
    if (path.ends_with(".git")) path.remove_suffix(4);
    if (!is_host(host) || path.empty()) return std::nullopt;
    return "https://" + to_lower(host) + "/" + std::string(path);
}

}  // namespace ward::inventory
