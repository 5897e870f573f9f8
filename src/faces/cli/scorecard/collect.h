// The forge's facts for a scorecard: from a file, or asked for.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "faces/cli/command.h"
#include "facts/forge/collect.h"
#include "facts/forge/forge_facts.h"
#include "io/net/http.h"
#include "judges/scorecard/workflows.h"

namespace ward::cli {

// --facts FILE.
Result<forge::ForgeFacts> read_facts_file(const std::string& file);

struct CollectNeeds {
    std::span<const scorecard::WorkflowFile> workflows;  // those whose runs may count
    int already_asked = 0;                               // requests that count towards forge::most_calls
    bool says_without_token = true;
};
// What the forge and other services say of `repository` ("github.com/OWNER/NAME"), written to --save-facts where that
// is given. The token is the environment's.
Result<forge::ForgeFacts> collect_facts(const Invocation& invocation, net::Http& http, const std::string& repository,
                                        const CollectNeeds& needs);

// How a forge is asked: whose API it speaks, where that is (--forge-api, or the host's usual place), and the token of
// the environment; empty: none.
struct ForgeAccess {
    forge::ForgeKind kind = forge::ForgeKind::github;
    std::string api;
    std::string token;
};
ForgeAccess forge_access(const Invocation& invocation, const std::string& host);
// A warning where there is no token: what cannot be had without one.
void say_without_token(const Invocation& invocation, const ForgeAccess& access, std::string_view what);
// The same for facts.
void say_facts_without_token(const Invocation& invocation, const ForgeAccess& access);
// Where answers of forges are kept; empty: nowhere.
std::string forge_cache();

// A door to the network, or `usage` where --offline forbids one.
Result<std::unique_ptr<net::Http>> open_http(const Invocation& invocation, std::string_view for_option);

}  // namespace ward::cli
