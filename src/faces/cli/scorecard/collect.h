// The forge's facts for a scorecard: from a file, or asked for.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "faces/cli/command.h"
#include "facts/forge/forge_facts.h"
#include "io/net/http.h"
#include "judges/scorecard/workflows.h"

namespace ward::cli {

// --facts FILE.
Result<forge::ForgeFacts> read_facts_file(const std::string& file);

// What the forge and other services say of `repository` ("github.com/OWNER/NAME"), written to --save-facts where that
// is given. The token is the environment's.
Result<forge::ForgeFacts> collect_facts(const Invocation& invocation, net::Http& http, const std::string& repository,
                                        std::span<const scorecard::WorkflowFile> workflows);

// Where the API of a forge is (--forge-api, or the host's usual place), and what a request to it carries: the token.
std::string forge_api_of(const Invocation& invocation, const std::string& host);
std::vector<net::Header> forge_headers(const Invocation& invocation, const std::string& host);

// A door to the network, or `usage` where --offline forbids one.
Result<std::unique_ptr<net::Http>> open_http(const Invocation& invocation, std::string_view for_option);

}  // namespace ward::cli
