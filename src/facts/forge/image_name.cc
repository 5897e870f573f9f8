// Names of images, and what a registry's challenge says: texts of strangers.
#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/forge/image_digests.h"

namespace ward::forge {
namespace {

constexpr std::string_view main_registry = "docker.io";
constexpr size_t max_tag_bytes = 128;

bool is_lower_alnum(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z');
}

// One part of a repository's name: letters and digits, with '.', '_' or '-' between them.
bool is_part(std::string_view part) {
    return !part.empty() && is_lower_alnum(part.front()) && is_lower_alnum(part.back()) &&
           std::ranges::all_of(part, [](char c) { return is_lower_alnum(c) || c == '.' || c == '_' || c == '-'; });
}

bool is_tag(std::string_view tag) {
    return !tag.empty() && tag.size() <= max_tag_bytes && tag.front() != '.' && tag.front() != '-' &&
           std::ranges::all_of(tag, [](char c) { return is_alnum(c) || c == '.' || c == '_' || c == '-'; });
}

bool is_host(std::string_view text) {
    const size_t colon = text.find(':');
    const std::string_view host = text.substr(0, colon);
    const auto labels = split(host, '.');
    const bool good = std::ranges::all_of(labels, [](std::string_view label) {
        return !label.empty() && label.front() != '-' && label.back() != '-' &&
               std::ranges::all_of(label, [](char c) { return is_alnum(c) || c == '-'; });
    });
    return good && (colon == std::string_view::npos || to_number<uint16_t>(text.substr(colon + 1)).has_value());
}

// Takes the parameter that stands at the front off `rest`: key=value or key="value".
struct Parameter {
    std::string key;
    std::string value;
};
Result<Parameter> next_parameter(std::string_view& rest) {
    const size_t equal = rest.find('=');
    if (equal == std::string_view::npos) return fail(ErrorCode::parse, "has a parameter without a value");
    Parameter out{.key = to_lower(trim(rest.substr(0, equal))), .value = {}};
    rest = trim(rest.substr(equal + 1));
    if (!rest.starts_with('"')) {
        const size_t end = std::min(rest.find(','), rest.size());
        out.value = trim(rest.substr(0, end));
        rest.remove_prefix(end);
        return out;
    }
    size_t at = 1;
    for (; at < rest.size() && rest[at] != '"'; ++at) {
        if (rest[at] == '\\' && at + 1 < rest.size()) ++at;
        out.value += rest[at];
    }
    if (at >= rest.size()) return fail(ErrorCode::parse, "has a text without an end");
    rest = trim(rest.substr(at + 1));
    return out;
}

}  // namespace

Result<ImageName> parse_image(std::string_view text) {
    const auto none = [&] { return fail(ErrorCode::usage, "is no name of an image", display(text)); };
    if (text.size() > max_image_bytes) return none();
    ImageName out{.registry = std::string(main_registry), .repository = {}, .tag = "latest"};
    std::string_view rest = text;
    // What has a dot or a port in front of the first slash is a registry.
    if (const size_t slash = rest.find('/'); slash != std::string_view::npos) {
        const std::string_view first = rest.substr(0, slash);
        if (first.contains('.') || first.contains(':') || first == "localhost") {
            if (!is_host(first)) return none();
            out.registry = to_lower(first);
            rest.remove_prefix(slash + 1);
        }
    }
    if (const size_t colon = rest.rfind(':'); colon != std::string_view::npos) {
        out.tag = rest.substr(colon + 1);
        rest = rest.substr(0, colon);
    }
    if (out.registry == "index.docker.io") out.registry = main_registry;
    out.repository = rest;
    if (!is_tag(out.tag) || !std::ranges::all_of(split(rest, '/'), is_part)) return none();
    if (out.registry == main_registry && !rest.contains('/')) out.repository = "library/" + out.repository;
    return out;
}

Result<BearerChallenge> parse_challenge(std::string_view header) {
    constexpr std::string_view scheme = "Bearer ";
    if (header.size() > max_challenge_bytes)
        return fail(ErrorCode::limit, fmt::format("has a challenge of more than {} bytes", max_challenge_bytes));
    if (!equal_ignoring_case(header.substr(0, scheme.size()), scheme))
        return fail(ErrorCode::unsupported, "gives tokens in a way of its own");
    BearerChallenge out;
    std::string_view rest = trim(header.substr(scheme.size()));
    while (!rest.empty()) {
        WARD_TRY(Parameter parameter, next_parameter(rest));
        if (parameter.key == "realm") out.realm = std::move(parameter.value);
        else if (parameter.key == "service") out.service = std::move(parameter.value);
        else if (parameter.key == "scope") out.scope = std::move(parameter.value);
        if (rest.empty()) break;
        if (rest.front() != ',') return fail(ErrorCode::parse, "has a challenge that is not as documented");
        rest = trim(rest.substr(1));
    }
    if (out.realm.empty()) return fail(ErrorCode::parse, "does not say where it gives tokens");
    return out;
}

}  // namespace ward::forge
