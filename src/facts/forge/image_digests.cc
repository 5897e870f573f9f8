#include "facts/forge/image_digests.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/forge/answer.h"
#include "facts/forge/api.h"
#include "formats/digest.h"
#include "formats/escape.h"
#include "io/net/api_client.h"

namespace ward::forge {
namespace {

constexpr size_t max_token_answer_bytes = 1u << 20;

constexpr auto public_registries = std::to_array<std::string_view>(
    {"docker.io", "ghcr.io", "quay.io", "gcr.io", "registry.k8s.io", "mcr.microsoft.com", "public.ecr.aws",
     "registry.gitlab.com", "registry.access.redhat.com", "registry.fedoraproject.org", "cgr.dev"});

// Lists of platforms before the manifest of one. Docker's older schema 1 is left out: its digest is not that of its
// bytes.
constexpr auto manifest_types = std::to_array<std::string_view>(
    {"application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
     "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json"});

// This machine itself, where plain http is spoken.
bool is_near(std::string_view registry) {
    const std::string_view host = registry.substr(0, registry.find(':'));
    return host == "localhost" || host == "127.0.0.1";
}

std::string address_of(const ImageName& image) {
    if (image.registry == "docker.io") return "https://registry-1.docker.io";
    return (is_near(image.registry) ? "http://" : "https://") + image.registry;
}

std::string_view media_type(const net::Response& response) {
    const std::string_view type = response.header("Content-Type").value_or("");
    return trim(type.substr(0, type.find(';')));
}

}  // namespace

std::span<const std::string_view> usual_registries() {
    return public_registries;
}

ImageDigests::ImageDigests(net::Http& http, std::vector<std::string> registries, net::Courtesy courtesy)
    : http_(http), registries_(std::move(registries)), courtesy_(std::move(courtesy)) {}

Result<net::Response> ImageDigests::read(const std::string& url, const std::string& token, size_t most_bytes) {
    net::ApiOptions options{.base_url = url, .token = token, .answer_bytes = most_bytes, .courtesy = courtesy_};
    options.headers = {{"Accept", join(std::vector<std::string>(manifest_types.begin(), manifest_types.end()), ", ")}};
    net::ApiClient client(http_, std::move(options));
    auto response = client.read(url);
    calls_ += client.calls();
    return response;
}

Result<std::string> ImageDigests::token_for(const net::Response& refusal, const ImageName& image, bool near) {
    const auto header = refusal.header("WWW-Authenticate");
    if (!header) return fail(ErrorCode::auth, "is shown to nobody without a password", refusal.url);
    auto challenge = parse_challenge(*header);
    if (!challenge) return fail(challenge.error().code, challenge.error().what, refusal.url);
    // A registry elsewhere must not send ward to a server of this machine.
    if (!near && !challenge->realm.starts_with("https://"))
        return fail(ErrorCode::unsupported, "gives tokens at " + display(challenge->realm) + ", which is not asked",
                    refusal.url);
    std::string url = challenge->realm + (challenge->realm.contains('?') ? "&" : "?") +
                      "scope=" + escape_uri_part(fmt::format("repository:{}:pull", image.repository));
    if (!challenge->service.empty()) url += "&service=" + escape_uri_part(challenge->service);
    WARD_TRY(const net::Response response, read(url, {}, max_token_answer_bytes));
    WARD_TRY_VOID(net::check_answer(response));
    WARD_TRY(const Node root, parse_json(response.body, url));
    Answer answer;
    std::string token = answer.text(&root, "token");
    if (token.empty()) token = answer.text(&root, "access_token");
    WARD_TRY_VOID(answer.whole());
    if (token.empty() || !net::check_token(token, "token"))
        return fail(ErrorCode::parse, "gives no token that could be sent", url);
    return token;
}

Result<std::string> ImageDigests::ask(const ImageName& image) {
    const std::string url = fmt::format("{}/v2/{}/manifests/{}", address_of(image), image.repository, image.tag);
    WARD_TRY(net::Response response, read(url, {}, max_manifest_bytes));
    if (response.status == 401) {
        WARD_TRY(const std::string token, token_for(response, image, is_near(image.registry)));
        WARD_TRY(response, read(url, token, max_manifest_bytes));
    }
    WARD_TRY_VOID(net::check_answer(response));
    if (response.status != 200 || response.body.empty())
        return fail(ErrorCode::network, fmt::format("answered with status {} and no manifest", response.status), url);
    const std::string_view type = media_type(response);
    if (std::ranges::find(manifest_types, type) == manifest_types.end())
        return fail(ErrorCode::unsupported, "is given as " + display(type) + ", whose digest is not asked for", url);
    std::string digest = "sha256:" + sha256_hex(response.body);
    const std::string_view named = response.header("Docker-Content-Digest").value_or("");
    if (named.starts_with("sha256:") && named != digest)
        return fail(ErrorCode::parse, "is not what the registry says that it is: " + display(named), url);
    return digest;
}

Result<std::string> ImageDigests::digest_of(std::string_view text) {
    WARD_TRY(const ImageName image, parse_image(text));
    if (std::ranges::find(registries_, image.registry) == registries_.end())
        return fail(ErrorCode::usage, fmt::format("the registry {} is not asked", display(image.registry)));
    const std::string key = fmt::format("{}/{}:{}", image.registry, image.repository, image.tag);
    if (const auto known = told_.find(key); known != told_.end()) return known->second;
    if (told_.size() >= max_asked_images)
        return fail(ErrorCode::limit, fmt::format("{} images are asked for in one run, and no more", max_asked_images));
    if (const auto stopped = stopped_.find(image.registry); stopped != stopped_.end())
        return std::unexpected(stopped->second);
    auto digest = ask(image);
    if (!digest && digest.error().code == ErrorCode::rate_limited) stopped_.emplace(image.registry, digest.error());
    else told_.emplace(key, digest);
    return digest;
}

}  // namespace ward::forge
