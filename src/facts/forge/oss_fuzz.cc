#include "facts/forge/oss_fuzz.h"

#include <algorithm>

#include "base/text.h"
#include "formats/document.h"

namespace ward::forge {
namespace {

// "HTTPS://GitHub.com/O/R.git/" and "git@github.com:O/R" as "github.com/o/r".
std::string plain(std::string_view url) {
    std::string text = to_lower(trim(url));
    std::string_view rest = text;
    if (const size_t scheme = rest.find("://"); scheme != std::string_view::npos) rest.remove_prefix(scheme + 3);
    if (const size_t user = rest.find('@'); user < rest.find('/')) rest.remove_prefix(user + 1);
    while (rest.ends_with('/')) rest.remove_suffix(1);
    if (rest.ends_with(".git")) rest.remove_suffix(4);
    std::string out(rest);
    if (const size_t colon = out.find(':'); colon < out.find('/')) out[colon] = '/';
    return out;
}

}  // namespace

Result<bool> oss_fuzz_has(std::string_view list, std::string_view host, std::string_view name) {
    const std::string wanted = plain(std::string(host) + "/" + std::string(name));
    if (!trim(list).starts_with('{'))
        return std::ranges::any_of(
            split(list, '\n'), [&](std::string_view line) { return plain(line.substr(0, line.find('#'))) == wanted; });
    constexpr DocumentLimits limits{.bytes = size_t{64} << 20, .nodes = 2'000'000};
    WARD_TRY(const Node root, parse_json(list, "OSS-Fuzz status", limits));
    const Node* projects = root.find("projects");
    if (projects == nullptr || !projects->is_list())
        return fail(ErrorCode::parse, "has no list 'projects'", "OSS-Fuzz status");
    return std::ranges::any_of(projects->items,
                               [&](const Node& project) { return plain(text_at(project, "main_repo")) == wanted; });
}

}  // namespace ward::forge
