// From a flag's words to a grant, and back. What is odd is refused: a wildcard that is not the whole last component, a
// list with commas, an empty value. Node (up to 20.11.0) took `/x/*.js` for `/x/*`, which is CVE-2024-21890; newer ones
// still ignore what follows the first `*`.
#include <sys/stat.h>

#include <algorithm>

#include <fmt/core.h>

#include "base/path.h"
#include "base/text.h"
#include "permission/path.h"
#include "ward/permission.h"

namespace ward::permission {
namespace {

bool exists(const std::string& path) {
    struct stat status{};
    return ::lstat(path.c_str(), &status) == 0;
}

std::unexpected<Error> refuse(const ScopeWords& words, std::string_view value, std::string_view why) {
    return fail(ErrorCode::usage, fmt::format("{}={}: {}", words.flag, display(value), why));
}

// A comma is an ordinary letter of a name: only a name that exists can be meant by it, and not a list.
Result<void> refuse_list(const ScopeWords& words, std::string_view value, const std::string& path) {
    if (!value.contains(',') || exists(path)) return {};
    return refuse(words, value, "a list with commas is not split; repeat the flag for each value");
}

Result<Grant> path_grant(const ScopeWords& words, std::string_view value, const std::string& folder) {
    if (value == "*") return Grant{words.scope, "*", Grant::Reach::tree};
    const bool all_below = value.ends_with("/*");
    const std::string_view named = all_below ? value.substr(0, value.size() - 1) : value;
    std::string path = resolve(folder, named);
    if (named.contains('*') && !exists(path))
        return refuse(words, value, "a wildcard can only be the whole value or the last component (PATH/*)");
    WARD_TRY_VOID(refuse_list(words, value, path));
    const bool tree = all_below || value.ends_with('/') || is_folder(path);
    return Grant{words.scope, std::move(path), tree ? Grant::Reach::tree : Grant::Reach::exact};
}

// A name, an IPv4 address, or an IPv6 address in brackets: without them, where would its port begin?
bool is_host(std::string_view text) {
    const bool brackets = text.size() > 2 && text.starts_with('[') && text.ends_with(']');
    if (brackets) text = text.substr(1, text.size() - 2);
    return std::ranges::all_of(
        text, [&](char c) { return is_alnum(c) || c == '.' || (brackets ? c == ':' : c == '-' || c == '_'); });
}

// "tcp:443", "example.org:443", "[::1]:443", "unix:/run/x.sock", "udp".
Result<Grant> net_grant(const ScopeWords& words, std::string_view value, const std::string& folder) {
    if (value == "udp") return Grant{words.scope, "udp"};
    if (value.starts_with("unix:")) {
        const std::string path = resolve(folder, value.substr(5));
        if (value.size() == 5 || value.contains('*')) return refuse(words, value, "unix: needs the path of one socket");
        WARD_TRY_VOID(refuse_list(words, value, path));
        return Grant{words.scope, "unix:" + path};
    }
    const size_t colon = value.rfind(':');
    const auto port = colon == std::string_view::npos ? std::nullopt : to_number<uint16_t>(value.substr(colon + 1));
    if (!port || colon == 0) return refuse(words, value, "a network grant is tcp:PORT, HOST:PORT, unix:PATH or udp");
    const std::string host = to_lower(value.substr(0, colon));
    if (host == "udp") return refuse(words, value, "the kernel keeps no ports of UDP: udp grants every one");
    if (!is_host(host)) return refuse(words, value, "a host is a name or an address, without wildcards and lists");
    return Grant{words.scope, fmt::format("{}:{}", host, *port)};
}

Result<Grant> child_grant(const ScopeWords& words, std::string_view value, const std::string& folder) {
    if (value.contains('*')) return refuse(words, value, "a program is named whole, without wildcards");
    std::string program = value.contains('/') ? resolve(folder, value) : std::string(value);
    WARD_TRY_VOID(refuse_list(words, value, program));
    return Grant{words.scope, std::move(program), Grant::Reach::exact};
}

Result<Grant> name_grant(const ScopeWords& words, std::string_view value) {
    const bool good = !is_digit(value[0]) && std::ranges::all_of(value, [](char c) { return is_alnum(c) || c == '_'; });
    if (!good) return refuse(words, value, "a variable's name has letters, digits and _ alone");
    return Grant{words.scope, std::string(value), Grant::Reach::exact};
}

}  // namespace

Result<Grant> parse_grant(Scope scope, std::string_view value, const std::string& folder) {
    const ScopeWords& words = words_of(scope);
    if (value.empty()) {
        if (words.value == ScopeWords::Value::required) return refuse(words, value, "needs a path");
        return Grant{scope, "*"};
    }
    if (words.value == ScopeWords::Value::none) return refuse(words, value, "takes no value");
    // The kernel would read up to it and mean something else.
    if (value.contains('\0')) return refuse(words, value, "a value holds no NUL");
    switch (scope) {
        case Scope::fs_read:
        case Scope::fs_write: return path_grant(words, value, folder);
        case Scope::net: return net_grant(words, value, folder);
        case Scope::child: return child_grant(words, value, folder);
        default: return name_grant(words, value);
    }
}

std::string flag_of(const Grant& grant) {
    const ScopeWords& words = words_of(grant.scope);
    if (grant.value == "*" && words.value != ScopeWords::Value::required) return std::string(words.flag);
    const bool is_path = grant.scope == Scope::fs_read || grant.scope == Scope::fs_write;
    const bool below = is_path && grant.reach == Grant::Reach::tree && grant.value != "*";
    // A file whose whole name is * is spelled so that it cannot be read as "everything beside it".
    const bool starred = is_path && !below && grant.value.ends_with("/*");
    const std::string_view end = starred ? "/." : !below ? "" : grant.value == "/" ? "*" : "/*";
    return fmt::format("{}={}{}", words.flag, grant.value, end);
}

bool Policy::allows_all(Scope scope) const {
    return std::ranges::any_of(grants, [&](const Grant& grant) { return grant.scope == scope && grant.value == "*"; });
}

}  // namespace ward::permission
