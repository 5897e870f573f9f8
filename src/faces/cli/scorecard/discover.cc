// See discover.h.
#include "faces/cli/scorecard/discover.h"

#include <fmt/format.h>

#include "base/text.h"
#include "faces/cli/scorecard/collect.h"
#include "formats/document.h"
#include "io/net/forge.h"

namespace ward::cli {
namespace {

using scorecard::monitor::Repository;

constexpr size_t max_page_bytes = 64u << 20;

Result<std::vector<Repository>> repositories_of(const Node& page, const std::string& host) {
    std::vector<Repository> out;
    for (const Node& item : page.items) {
        const auto flag = [&](const char* name) {
            const Node* value = item.find(name);
            return value != nullptr && value->truth;
        };
        const std::string name = text_at(item, "full_name");
        if (flag("archived") || flag("fork")) continue;
        if (auto repository = scorecard::monitor::parse_repository(host + '/' + name))
            out.push_back(std::move(*repository));
    }
    return out;
}

}  // namespace

Result<std::vector<Repository>> discover_repositories(const Invocation& invocation, const std::string& owner) {
    const size_t slash = owner.find('/');
    if (slash == std::string::npos || slash == 0 || slash + 1 == owner.size())
        return fail(ErrorCode::usage, "'" + display(owner) + "' is not HOST/OWNER", "--discover");
    const std::string host = owner.substr(0, slash);
    WARD_TRY(const auto http, open_http(invocation, "--discover"));
    const std::string api = forge_api_of(invocation, host);
    std::vector<Repository> out;
    for (const char* kind : {"orgs", "users"}) {
        std::string url = fmt::format("{}/{}/{}/repos?per_page=100", api, kind, owner.substr(slash + 1));
        for (size_t page = 0; page < max_discovered_pages && !url.empty(); ++page) {
            net::Request request{.url = url, .headers = forge_headers(invocation, host)};
            request.limits.body_bytes = max_page_bytes;
            WARD_TRY(const net::Response answer, http->get(request));
            if (answer.status == 404 && page == 0) break;  // a user is no organisation
            WARD_TRY_VOID(net::check_status(answer));
            WARD_TRY(const Node list, parse_json(answer.body, url));
            WARD_TRY(auto found, repositories_of(list, host));
            std::ranges::move(found, std::back_inserter(out));
            const auto link = answer.header("link");
            const auto next = link ? net::next_link(*link) : std::nullopt;
            // The token goes to the forge alone, wherever a link leads.
            url = next && next->starts_with(api + '/') ? *next : std::string();
            if (url.empty()) return out;
        }
    }
    if (out.empty()) return fail(ErrorCode::not_found, "the forge knows no such organisation or user", owner);
    return out;
}

}  // namespace ward::cli
