#include "actions/update/upstream/artefact.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/update/derive/derive.h"
#include "base/text.h"
#include "formats/digest.h"
#include "formats/url.h"

namespace ward::update {
namespace {

bool is_safe_part(std::string_view part) {
    if (part.empty() || part.starts_with('-') || part.starts_with('.') || part.ends_with(".lock")) return false;
    if (part.contains("..") || part == "@") return false;
    return std::ranges::all_of(part, [](char c) { return is_alnum(c) || std::string_view(".+_~@-").contains(c); });
}

// Of this machine or of a private network, by what the URL itself says. A name that leads there is not found out here.
bool is_inner_host(std::string_view host) {
    if (host == "localhost" || host.ends_with(".localhost")) return true;
    if (host.starts_with('[')) {
        const std::string_view address = host.substr(1);
        return address.starts_with("::1]") || address.starts_with("::]") || address.starts_with("fe8") ||
               address.starts_with("fc") || address.starts_with("fd") || address.starts_with("::ffff:");
    }
    for (const std::string_view start : {"127.", "10.", "192.168.", "169.254.", "0."})
        if (host.starts_with(start) && std::ranges::all_of(host, [](char c) { return is_digit(c) || c == '.'; }))
            return true;
    const auto parts = split(host, '.');
    if (parts.size() != 4 || parts[0] != "172") return false;
    const auto second = to_number<int>(parts[1]);
    return second && *second >= 16 && *second <= 31;
}

// A redirect may go to another server, as forges' downloads do, but neither to another scheme nor from the world
// into this network: a hostile upstream would have us read what only we can reach.
Result<void> check_answering_url(const std::string& asked, const std::string& answered) {
    if (asked == answered || answered.empty()) return {};
    WARD_TRY(const Url from, parse_url(asked));
    WARD_TRY(const Url to, parse_url(answered));
    if (from.scheme != to.scheme)
        return fail(ErrorCode::network, fmt::format("was redirected to another scheme: {}", display(answered)), asked);
    if (!is_inner_host(from.host.value_or("")) && is_inner_host(to.host.value_or("")))
        return fail(ErrorCode::network, fmt::format("was redirected into this network: {}", display(answered)), asked);
    return {};
}

bool may_be_html(std::string_view name) {
    const std::string lower = to_lower(name);
    return lower.ends_with(".html") || lower.ends_with(".htm") || lower.ends_with(".xhtml");
}

Result<void> check_body(const net::Response& response, const Wanted& wanted, const std::string& url) {
    if (response.status != 200)
        return fail(ErrorCode::network, fmt::format("answered with status {}", response.status), url);
    WARD_TRY_VOID(check_answering_url(url, response.url));
    const size_t size = response.body.size();
    if (const auto length = response.header("Content-Length")) {
        const auto announced = to_number<uint64_t>(*length);
        if (announced != size)
            return fail(ErrorCode::network, fmt::format("announced {} bytes and sent {}", display(*length), size), url);
    }
    if (size == 0) return fail(ErrorCode::network, "is empty", url);
    if (size > wanted.most_bytes)
        return fail(ErrorCode::limit, fmt::format("is larger than {} bytes", wanted.most_bytes), url);
    if (is_html(response.body) && !may_be_html(wanted.name))
        return fail(ErrorCode::parse, "is an HTML page where a file was asked for", url);
    if (wanted.size && *wanted.size != size)
        return fail(ErrorCode::network, fmt::format("has {} bytes; its source tells of {}", size, *wanted.size), url);
    return {};
}

}  // namespace

bool is_safe_tag(std::string_view tag) {
    if (tag.empty() || tag.size() > max_tag_bytes || tag.ends_with('.')) return false;
    return std::ranges::all_of(split(tag, '/'), is_safe_part);
}

bool is_repository(std::string_view name, size_t most_parts) {
    const auto parts = split(name, '/');
    return parts.size() >= 2 && parts.size() <= most_parts && std::ranges::all_of(parts, [](std::string_view part) {
               return part.size() <= 100 && is_safe_part(part) && part.find_first_of("@~+") == std::string_view::npos;
           });
}

bool is_commit_id(std::string_view text) {
    return (text.size() == 40 || text.size() == 64) &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

Result<void> check_candidate(const Candidate& candidate) {
    if (!is_safe_version(candidate.version))
        return fail(ErrorCode::parse, fmt::format("\"{}\" is no version", display(candidate.version)));
    if (!candidate.tag.empty() && !is_safe_tag(candidate.tag))
        return fail(ErrorCode::parse, fmt::format("\"{}\" is no tag that can be asked for", display(candidate.tag)));
    if (!candidate.commit.empty() && !is_commit_id(candidate.commit))
        return fail(ErrorCode::parse, fmt::format("\"{}\" is no commit", display(candidate.commit)));
    return {};
}

void pass_over(World& world, std::string what) {
    if (world.passed_over.size() < max_told_passed_over) world.passed_over.push_back(std::move(what));
    else if (world.passed_over.size() == max_told_passed_over) world.passed_over.emplace_back("and more");
}

std::optional<Candidate> candidate_of_tag(const Recipe& recipe, std::string_view tag, World& world) {
    if (!is_safe_tag(tag)) {
        pass_over(world, fmt::format("tag \"{}\": no safe name", display(tag.substr(0, max_tag_bytes))));
        return std::nullopt;
    }
    const auto version = version_of_tag(recipe.source, recipe.selection, tag);
    if (!version) return std::nullopt;
    if (!is_safe_version(*version)) {
        pass_over(world, fmt::format("tag \"{}\": \"{}\" is no safe version", display(tag),
                                     display(version->substr(0, max_tag_bytes))));
        return std::nullopt;
    }
    Candidate candidate;
    candidate.version = *version;
    candidate.tag = tag;
    return candidate;
}

std::vector<const Artefact*> artefacts_of(const Recipe& recipe, const Artefact& usual) {
    std::vector<const Artefact*> all;
    all.reserve(recipe.artefacts.size() + 1);
    for (const Artefact& artefact : recipe.artefacts) all.push_back(&artefact);
    if (all.empty()) all.push_back(&usual);
    return all;
}

std::map<std::string, std::string> words_of(const Recipe& recipe, const Artefact& artefact,
                                            const Candidate& candidate) {
    std::map<std::string, std::string> words = candidate.found;
    words["v"] = candidate.version;
    words["tag"] = candidate.tag;
    words["commit"] = candidate.commit;
    words["sha7"] = candidate.commit.substr(0, 7);
    if (!artefact.pin_version.empty()) {
        words["v"] = artefact.pin_version;
        words["tag"] = tag_of_version(recipe.source, recipe.selection, artefact.pin_version);
        words.erase("commit");
        words.erase("sha7");
    }
    return words;
}

Result<std::string> url_of(std::string_view text, const std::map<std::string, std::string>& words,
                           std::string_view base) {
    WARD_TRY(const std::string filled, fill(text, words));
    // What a page said stands in it by now: a blank or a control character there would make another request of it.
    if (!std::ranges::all_of(filled, [](char c) { return c > ' ' && c < '\x7f' && c != '\\'; }))
        return fail(ErrorCode::parse, "has characters that no URL has", display(filled));
    if (base.empty()) {
        WARD_TRY(const Url url, parse_url(filled));
        return url.href();
    }
    WARD_TRY(const Url from, parse_url(base));
    WARD_TRY(const Url url, parse_url(filled, &from));
    return url.href();
}

std::string file_name_of(std::string_view url) {
    url = url.substr(0, url.find_first_of("?#"));
    return std::string(url.substr(url.rfind('/') + 1));
}

Result<net::Http*> door_of(World& world, std::string_view url) {
    if (world.http == nullptr)
        return fail(ErrorCode::unsupported, "is not asked: this run is offline", std::string(url));
    return world.http;
}

bool is_html(std::string_view bytes) {
    if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
    bytes = trim(bytes.substr(0, 4'096));
    // A server may put a comment or an XML head before it.
    for (const auto& [start, end] : {std::pair<std::string_view, std::string_view>{"<?xml", "?>"}, {"<!--", "-->"}})
        if (bytes.starts_with(start)) {
            const size_t at = bytes.find(end);
            if (at == std::string_view::npos) return false;
            bytes = trim(bytes.substr(at + end.size()));
        }
    const std::string head = to_lower(bytes.substr(0, 16));
    for (const std::string_view start : {"<!doctype html", "<html", "<head", "<body", "<title"})
        if (head.starts_with(start)) return true;
    return false;
}

namespace {

Result<net::Response> ask(World& world, const Wanted& wanted, const std::string& url,
                          std::vector<net::Header> headers) {
    WARD_TRY(net::Http * http, door_of(world, url));
    net::Request request{.url = url, .headers = std::move(headers)};
    request.limits.body_bytes = wanted.most_bytes;
    WARD_TRY(net::Response response, http->get(request));
    WARD_TRY_VOID(net::check_status(response));
    WARD_TRY_VOID(check_body(response, wanted, url));
    return response;
}

// "Not found" and a page to sign in are what strangers see of a private repository.
bool may_be_private(ErrorCode code) {
    return code == ErrorCode::not_found || code == ErrorCode::auth || code == ErrorCode::parse;
}

bool takes_token(const World& world, const std::string& url) {
    std::string api = world.github_api;
    while (api.ends_with('/')) api.pop_back();
    return !world.github_token.empty() && url.starts_with(api + "/");
}

}  // namespace

Result<Fetched> download(World& world, const Wanted& wanted) {
    auto response = ask(world, wanted, wanted.url, {{"Accept", "*/*"}});
    if (!response && may_be_private(response.error().code) && takes_token(world, wanted.api_url))
        response = ask(world, wanted, wanted.api_url,
                       {{"Accept", wanted.api_accept},
                        {"X-GitHub-Api-Version", "2022-11-28"},
                        {"Authorization", "Bearer " + world.github_token}});
    if (!response) return std::unexpected(response.error());
    Fetched fetched;
    fetched.artefact = wanted.artefact;
    fetched.url = wanted.url;
    fetched.name = wanted.name;
    fetched.bytes = std::move(response->body);
    fetched.sha256 = sha256_hex(fetched.bytes);
    const std::string pinned = wanted.artefact != nullptr ? to_lower(wanted.artefact->sha256) : std::string();
    for (const std::string& digest : {wanted.sha256, pinned})
        if (!digest.empty() && digest != fetched.sha256)
            return fail(ErrorCode::damaged, fmt::format("has the SHA-256 {}, not {}", fetched.sha256, display(digest)),
                        wanted.url);
    return fetched;
}

}  // namespace ward::update
