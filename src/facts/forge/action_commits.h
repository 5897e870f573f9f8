// Which commit a tag or branch of a repository on GitHub stands for now: what an action is pinned by. Asked of the git
// database of the REST API; tags of people (annotated ones) are followed to what they name.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "io/net/api_client.h"

namespace ward::forge {

constexpr size_t max_asked_refs = 300;  // of one run
constexpr size_t max_asked_ref_bytes = 250;
constexpr int max_tag_chain = 5;  // tags of tags

struct ActionApi {
    std::string base_url = "https://api.github.com";
    std::string token = {};  // empty: 60 questions an hour
    std::string cache_folder = {};
    net::Courtesy courtesy = {.attempts = 3, .patience = std::chrono::seconds(120)};
};

class ActionCommits {
  public:
    // A `usage` error for a base or a token that cannot be asked with. `http` must outlive it.
    static Result<ActionCommits> open(net::Http& http, ActionApi api);

    // "actions/checkout", "v4": the commit's hash. A tag before a branch, which is how a runner reads it. Each is asked
    // for once. Errors: `usage` for what cannot be a name, `not_found`, `limit`, `parse`, and those of the network;
    // after a rate limit nothing more is asked, and all others give its error.
    Result<std::string> commit_of(std::string_view repository, std::string_view ref);
    int calls() const { return client_.calls(); }

  private:
    struct Object {
        std::string type;
        std::string id;
    };
    ActionCommits(net::Http& http, net::ApiOptions options) : client_(http, std::move(options)) {}
    Result<std::string> ask(std::string_view repository, std::string_view ref);
    Result<Object> object_at(const std::string& path);

    net::ApiClient client_;
    std::map<std::string, Result<std::string>, std::less<>> told_;
    std::optional<Error> stopped_;
};

}  // namespace ward::forge
