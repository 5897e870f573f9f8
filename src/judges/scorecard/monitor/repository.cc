#include "judges/scorecard/monitor/repository.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"

namespace ward::scorecard::monitor {
namespace {

constexpr size_t max_name_bytes = 100;  // GitHub's own limit; GitLab's is 255 for a whole path
constexpr size_t max_nesting = 20;      // groups within groups on GitLab

// Letters, digits, '-', '_', '.': what GitHub and GitLab allow. Neither "." nor "..", which lead out of a folder.
bool is_name(std::string_view text) {
    if (text.empty() || text.size() > max_name_bytes || text == "." || text == "..") return false;
    return std::ranges::all_of(text, [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; });
}

}  // namespace

bool is_host(std::string_view text) {
    if (text.size() > 253 || text.find('.') == std::string_view::npos) return false;
    const auto labels = split(text, '.');
    return std::ranges::all_of(labels, [](std::string_view label) {
        return !label.empty() && label.front() != '-' && label.back() != '-' &&
               std::ranges::all_of(label, [](char c) { return is_alnum(c) || c == '-'; });
    });
}

Result<Repository> make_repository(std::string_view host, std::string_view owner, std::string_view name) {
    if (!is_host(host)) return fail(ErrorCode::parse, fmt::format("\"{}\" is not a host", display(host)));
    const auto groups = split(owner, '/');
    if (groups.size() > max_nesting || !std::ranges::all_of(groups, is_name) ||
        (groups.size() > 1 && equal_ignoring_case(host, "github.com")))
        return fail(ErrorCode::parse, fmt::format("\"{}\" is not an owner of repositories", display(owner)));
    // No forge has a repository called x.git: the ending is of its address.
    if (!is_name(name) || name.ends_with(".git"))
        return fail(ErrorCode::parse, fmt::format("\"{}\" is not a repository's name", display(name)));
    return Repository{.host = to_lower(host), .owner = std::string(owner), .name = std::string(name)};
}

Result<Repository> parse_repository(std::string_view text) {
    std::string_view rest = text;
    for (const std::string_view scheme : {"https://", "http://"})
        if (rest.starts_with(scheme)) {
            rest.remove_prefix(scheme.size());
            break;
        }
    if (rest.ends_with('/')) rest.remove_suffix(1);
    if (rest.ends_with(".git")) rest.remove_suffix(4);
    const size_t first = rest.find('/');
    const size_t last = rest.rfind('/');
    if (first == std::string_view::npos || first == last)
        return fail(ErrorCode::parse,
                    fmt::format("\"{}\" is not of the form HOST/OWNER/REPOSITORY", display(text.substr(0, 200))));
    return make_repository(rest.substr(0, first), rest.substr(first + 1, last - first - 1), rest.substr(last + 1));
}

std::string text_of(const Repository& repository) {
    return fmt::format("{}/{}/{}", repository.host, repository.owner, repository.name);
}

std::string url_of(const Repository& repository) {
    return "https://" + text_of(repository);
}

std::string key_of(const Repository& repository) {
    return to_lower(text_of(repository));
}

}  // namespace ward::scorecard::monitor
