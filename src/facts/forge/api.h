// Questions to a forge's API while facts are collected, and what becomes of those that are not answered: a gap with the
// reason and what would be needed. After a rate limit that asks for more patience than the run has, nothing more is
// sent: what is there is kept, the rest are gaps.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "facts/forge/forge_facts.h"
#include "formats/document.h"
#include "io/net/api_client.h"

namespace ward::forge {

// One entry of `errors` of a GraphQL answer.
struct GraphError {
    std::string type;  // "NOT_FOUND", "FORBIDDEN", …; empty: not told
    std::string message;
    std::vector<std::string> path;  // of the member that is null for it
};

// Data may be partial: what an error's path names is null.
struct GraphAnswer {
    Node root;
    std::vector<GraphError> errors;

    const Node* data() const;
    // The first error at that member or below it.
    const GraphError* error_at(std::string_view member) const;
};

struct GraphEndpoint {
    std::string url;
    bool needs_token = true;
};

using Variables = std::vector<std::pair<std::string, std::string>>;

class Api {
  public:
    // `variable` names the token to people.
    Api(net::Http& http, const net::ApiOptions& options, GraphEndpoint graph, std::string variable);

    int calls() const { return client_.calls(); }
    bool has_token() const { return client_.has_token(); }

    // An answer that is an object. `path` begins with a slash and stands under the base.
    Result<Node> get(const std::string& path);
    // An answer that is a list, of several pages of the server's linking, `most_pages` at most. No content is an empty
    // one.
    Result<Node> get_list(const std::string& path, int most_pages = 1);
    // An answer without any data is the first of its errors. 0 attempts: as many as of any other question.
    Result<GraphAnswer> graph(std::string_view query, const Variables& variables, int attempts);
    // "status 403: …; needs …": what an error means for a part that needs `needed` (empty: the token of the forge).
    std::string reason_of(const Error& error, std::string_view needed) const;

  private:
    Result<net::CachedAnswer> fetch(const std::string& url);
    template <typename Value>
    Result<Value> note(Result<Value> answer);
    Result<void> check_running() const;

    net::ApiClient client_;
    GraphEndpoint graph_;
    std::string variable_;
    int attempts_;
    std::optional<Error> stopped_;
};

}  // namespace ward::forge
