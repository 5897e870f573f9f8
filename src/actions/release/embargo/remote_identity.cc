// https://git-scm.com/docs/git-push#URLS
#include "actions/release/embargo/remote_identity.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/fd.h"
#include "base/path.h"
#include "base/text.h"
#include "formats/escape.h"

namespace ward::release {
namespace {

constexpr size_t max_url_bytes = 8'192;
constexpr size_t max_pointer_bytes = 4'096;  // of a .git file and of commondir

struct Transport {
    std::string_view scheme;
    std::string_view port;
};
// Those whose bytes nobody on the way can read.
constexpr std::array<Transport, 4> encrypted{{{"https", "443"}, {"ssh", "22"}, {"git+ssh", "22"}, {"ssh+git", "22"}}};

// "owner/repo" of "/owner//repo.git/"; nothing for parts that lead elsewhere.
std::optional<std::string> clean_path(std::string_view path) {
    std::string out;
    for (const std::string_view part : split(path, '/')) {
        if (part.empty()) continue;
        if (part == "." || part == ".." || part.find('\\') != std::string_view::npos) return std::nullopt;
        if (!out.empty()) out += '/';
        out += part;
    }
    constexpr std::string_view suffix = ".git";
    if (out.ends_with(suffix) && out.size() > suffix.size()) out.resize(out.size() - suffix.size());
    if (out.empty() || display(out) != out) return std::nullopt;
    return out;
}

std::string identity_of(std::string_view host_and_port, std::string_view path, std::string_view usual_port) {
    host_and_port.remove_prefix(host_and_port.rfind('@') + 1);  // npos + 1 is 0
    std::string_view port;
    if (const size_t colon = host_and_port.rfind(':');
        colon != std::string_view::npos && host_and_port.find(']', colon) == std::string_view::npos) {
        port = host_and_port.substr(colon + 1);
        host_and_port = host_and_port.substr(0, colon);
    }
    while (port.size() > 1 && port.starts_with('0')) port.remove_prefix(1);
    std::string host = to_lower(host_and_port);
    if (host.ends_with('.')) host.pop_back();
    if (host == "ssh.github.com" && (port.empty() || port == "443" || port == "22")) host = "github.com", port = {};
    auto clean = clean_path(path);
    if (host.empty() || !clean || display(host) != host) return {};
    if (host == "github.com" || host == "www.github.com") host = "github.com", clean = to_lower(*clean);
    if (!port.empty() && port != usual_port) host += ':' + std::string(port);
    return host + '/' + *clean;
}

// Where a file of one line leads.
std::optional<std::string> pointer_in(const std::string& file, std::string_view mark, const std::string& folder) {
    const auto text = read_file(file, max_pointer_bytes);
    if (!text || !text->starts_with(mark)) return std::nullopt;
    const std::string target(trim(std::string_view(*text).substr(mark.size())));
    return target.starts_with('/') ? target : folder + '/' + target;
}

bool is_git_folder(const std::string& path) {
    return is_regular_file(path + "/HEAD") && (is_folder(path + "/objects") || is_regular_file(path + "/commondir"));
}

// The folder that git would open for a path, in the order in which it tries (enter_repo in path.c).
std::string local_identity(const std::string& path) {
    for (const std::string_view suffix : {"/.git", "", ".git/.git", ".git"}) {
        std::string place = path + std::string(suffix);
        if (is_regular_file(place)) {
            const auto target = pointer_in(place, "gitdir:", folder_of(place));
            if (!target) continue;
            place = *target;
        }
        if (!is_git_folder(place)) continue;
        place = real_path(place);
        // A linked worktree's objects and refs are those of its repository.
        if (const auto common = pointer_in(place + "/commondir", "", place)) place = real_path(*common);
        return "file:" + place;
    }
    return {};
}

// A colon before the first slash makes it scp's "host:path"; a host in brackets may have colons.
size_t scp_colon(std::string_view url) {
    const size_t bracket = url.starts_with('[') || url.contains("@[") ? url.find(']') : 0;
    const size_t colon = url.find(':', bracket == std::string_view::npos ? 0 : bracket);
    return colon != std::string_view::npos && colon < url.find('/') ? colon : std::string_view::npos;
}

}  // namespace

bool is_local_url(std::string_view url) {
    if (url.starts_with("file://")) return true;
    return !url.contains("://") && !url.contains("::") && scp_colon(url) == std::string_view::npos;
}

std::string remote_identity(std::string_view url, const std::string& folder) {
    if (url.empty() || url.size() > max_url_bytes || url.find('\0') != std::string_view::npos) return {};
    if (is_local_url(url)) {
        constexpr std::string_view scheme = "file://";
        std::optional<std::string> path(url);
        if (url.starts_with(scheme)) {
            // A host in it would make it another machine's.
            path = percent_decoded(url.substr(scheme.size()));
            if (!path || !path->starts_with('/')) return {};
        }
        return local_identity(path->starts_with('/') ? *path : folder + '/' + *path);
    }
    if (const size_t end = url.find("://"); end != std::string_view::npos) {
        const std::string scheme = to_lower(url.substr(0, end));
        const auto* const transport = std::ranges::find(encrypted, scheme, &Transport::scheme);
        if (transport == encrypted.end()) return {};
        const std::string_view rest = url.substr(end + 3);
        const size_t slash = rest.find('/');
        if (slash == std::string_view::npos || rest.find_first_of("?#\\") != std::string_view::npos) return {};
        const auto path = percent_decoded(rest.substr(slash));
        return path ? identity_of(rest.substr(0, slash), *path, transport->port) : std::string();
    }
    if (url.contains("::")) return {};
    const size_t colon = scp_colon(url);
    // "[host:2222]:path" is the one form with a port.
    std::string_view host = url.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']') && std::ranges::count(host, ':') <= 1)
        host = host.substr(1, host.size() - 2);
    return identity_of(host, url.substr(colon + 1), "22");
}

}  // namespace ward::release
