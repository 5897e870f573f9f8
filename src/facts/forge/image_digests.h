// The digest by which a container image is pinned, asked of its registry: the OCI distribution specification (version
// 1.1; Docker's registry API V2), as anybody, without a password.
//
// Names of images come out of strangers' files, so only registries that the caller lists are asked: else any of these
// files could send ward to a server of its choice.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "io/net/courtesy.h"
#include "io/net/http.h"

namespace ward::forge {

constexpr size_t max_manifest_bytes = 4u << 20;  // as the specification has it
constexpr size_t max_asked_images = 200;         // of one run
constexpr size_t max_image_bytes = 500;          // of a name with registry and tag
constexpr size_t max_challenge_bytes = 4'096;

// "ubuntu", "ghcr.io/o/n:1", "127.0.0.1:5000/n": as Docker reads a name.
struct ImageName {
    std::string registry;    // "docker.io"
    std::string repository;  // "library/ubuntu"
    std::string tag;         // "latest"

    bool operator==(const ImageName&) const = default;
};
Result<ImageName> parse_image(std::string_view text);

// What a registry says in WWW-Authenticate: where it gives tokens to anybody (RFC 6750, Docker's token specification).
struct BearerChallenge {
    std::string realm;
    std::string service;
    std::string scope;

    bool operator==(const BearerChallenge&) const = default;
};
Result<BearerChallenge> parse_challenge(std::string_view header);

// Public registries that anybody may ask.
std::span<const std::string_view> usual_registries();

class ImageDigests {
  public:
    // `registries`: names as they stand in front of an image ("docker.io", "127.0.0.1:5000"). `http` must outlive it.
    ImageDigests(net::Http& http, std::vector<std::string> registries, net::Courtesy courtesy);

    // "sha256:…" of what that name gives now: the list of all platforms where there is one. It is the digest of the
    // bytes that came, and equal to what the registry calls it. Each is asked for once. Errors: `usage` for what is no
    // name, or one of a registry that is not asked, `not_found`, `auth`, `limit`, `parse`, `unsupported`, and those of
    // the network; after its rate limit a registry is not asked any more.
    Result<std::string> digest_of(std::string_view image);
    int calls() const { return calls_; }

  private:
    Result<std::string> ask(const ImageName& image);
    Result<net::Response> read(const std::string& url, const std::string& token, size_t most_bytes);
    Result<std::string> token_for(const net::Response& refusal, const ImageName& image, bool near);

    net::Http& http_;
    std::vector<std::string> registries_;
    net::Courtesy courtesy_;
    int calls_ = 0;
    std::map<std::string, Result<std::string>, std::less<>> told_;
    std::map<std::string, Error, std::less<>> stopped_;  // by registry
};

}  // namespace ward::forge
