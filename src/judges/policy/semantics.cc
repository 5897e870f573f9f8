// The questions, as node's class Manifest answers them (lib/internal/policy/manifest.js of node 20), and ward's
// differences where `ward()` stands.
#include "judges/policy/semantics.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/policy/compiled.h"
#include "judges/policy/normal.h"

namespace ward::policy {
namespace {

bool is_relative(std::string_view text) {
    return text.starts_with('/') || text.starts_with("./") || text.starts_with("../");
}

Refusal refusal(Code code, std::string what, std::string_view where) {
    return {code, std::move(what), std::string(where)};
}

Refusal no_url(std::string_view text) {
    return refusal(Code::invalid_url, "not a URL", text);
}

// The row in `scopes` of the nearest scope around `href`, which is a serialised URL, a protocol or ""; null where there
// is none. With `allow_same` a scope may contain itself. Refused: href is no URL.
template <typename Value>
Judged<const std::pair<const std::string, Value>*> nearest_scope(const ByText<Value>& scopes, std::string_view href,
                                                                 bool allow_same) {
    const auto find = [&](std::string_view name) {
        const auto found = scopes.find(name);
        return found == scopes.end() ? nullptr : &*found;
    };
    std::string protocol;
    if (href.ends_with(':') && href.find(':') + 1 == href.size()) {
        protocol = href;
    } else if (!href.empty()) {
        auto url = parse_url(href);
        if (!url) return std::unexpected(no_url(href));
        const std::string itself = url->href();
        if (url->scheme == "blob" && url->origin() != "null") {
            url = parse_url(url->origin());
            if (!url) return std::unexpected(no_url(href));
        }
        protocol = url->protocol();
        if (url->is_special()) {
            if (!url->path.ends_with('/')) url->path += '/';
            std::string current = url->href();
            for (;;) {
                const auto* scope = find(current);
                if (scope != nullptr && (allow_same || current != itself)) return scope;
                auto up = parse_url("..", &*url);
                if (!up) return std::unexpected(no_url(current));
                url = std::move(up);
                std::string next = url->href();
                if (next == current) break;
                current = std::move(next);
            }
        }
    }
    if (!protocol.empty()) {
        const auto* scope = find(protocol);
        if (scope != nullptr && (allow_same || protocol != href)) return scope;
    }
    const auto* scope = find("");
    if (scope != nullptr && (allow_same || !href.empty())) return scope;
    return nullptr;
}

IntegrityAnswer passes(std::string_view by, bool scope) {
    return {.pass = true, .decided_by = std::string(by), .by_scope = scope, .refusal = {}};
}
IntegrityAnswer fails(Refusal why) {
    return {.pass = false, .decided_by = {}, .by_scope = false, .refusal = std::move(why)};
}

// Of node's reading, which reads them when it is asked into `read`.
Judged<std::span<const SriHash>> hashes_of(const Compiled::State& state, const IntegrityRule& rule,
                                           std::vector<SriHash>& read) {
    if (state.ward()) return rule.hashes;
    auto hashes = parse_sri(rule.text, SriReading::node);
    if (!hashes) return std::unexpected(refusal(Code::sri_parse, hashes.error().what, rule.text));
    read = std::move(*hashes);
    return read;
}

SriReading reading_of(const Compiled::State& state) {
    return state.ward() ? SriReading::strict : SriReading::node;
}

// The scopes around `href`, until one decides.
IntegrityAnswer ask_scopes(const Compiled::State& state, std::string_view href) {
    auto scope = nearest_scope(state.scope_integrity, href, true);
    for (;;) {
        if (!scope) return fails(std::move(scope).error());
        if (*scope == nullptr)
            return fails(refusal(Code::manifest_assert_integrity, "listed by no resource or scope", href));
        const auto& [name, rule] = **scope;
        if (rule.kind == IntegrityRule::Kind::any) return passes(name, true);
        if (rule.kind != IntegrityRule::Kind::cascade)
            return fails(refusal(Code::manifest_assert_integrity,
                                 fmt::format("scope \"{}\" lets nothing pass", display(name)), href));
        scope = nearest_scope(state.scope_integrity, name, false);
        // In node "" counts as no scope here.
        if (!state.ward() && scope && *scope != nullptr && (*scope)->first.empty())
            return fails(refusal(Code::manifest_assert_integrity, "no scope around it lets it pass", href));
    }
}

enum class Found : uint8_t { no, any, url, denied, invalid };

// The first condition that holds and yields something. Sets `to` for Found::url.
Found search(const Target& target, const Conditions& conditions, const std::string*& to) {
    switch (target.kind) {
        case Target::Kind::any: return Found::any;
        case Target::Kind::deny: return Found::denied;
        case Target::Kind::invalid: return Found::invalid;
        case Target::Kind::url: to = &target.text; return Found::url;
        case Target::Kind::conditions: break;
    }
    for (const Condition& condition : target.conditions) {
        if (!conditions.contains(condition.name)) continue;
        if (const Found found = search(condition.target, conditions, to); found != Found::no) return found;
    }
    return Found::no;
}

DependencyAnswer refused(Refusal why) {
    return {.kind = DependencyAnswer::Kind::refused, .target = {}, .refusal = std::move(why)};
}

DependencyAnswer follow(const Compiled::State& state, const Mapper& mapper, const Target& target,
                        std::string_view specifier, const Conditions& conditions) {
    const std::string* to = nullptr;
    switch (search(target, conditions, to)) {
        case Found::any: return {.kind = DependencyAnswer::Kind::any, .target = {}, .refusal = {}};
        case Found::url: break;
        case Found::denied:
            if (state.ward()) return refused(refusal(Code::manifest_dependency_missing, "denied by null", specifier));
            [[fallthrough]];
        case Found::invalid:
            return refused(refusal(Code::manifest_invalid_resource_field,
                                   "a dependency is a text, true or an object of conditions", mapper.href));
        case Found::no:
            // node resolves null here, and that is no URL.
            return refused(refusal(state.ward() ? Code::manifest_dependency_missing : Code::invalid_url,
                                   "none of its conditions holds", specifier));
    }
    auto url = is_relative(*to) ? parse_url(*to, &state.base) : parse_url(*to);
    if (!url) return refused(refusal(Code::invalid_url, "its target is not a URL", *to));
    if (state.ward()) url = one_spelling(std::move(*url));
    return {.kind = DependencyAnswer::Kind::redirect, .target = std::move(*url), .refusal = {}};
}

const Target* find_target(const Mapper& mapper, std::string_view specifier) {
    if (const auto found = mapper.entries.find(specifier); found != mapper.entries.end()) return &found->second;
    for (const auto& [prefix, target] : mapper.prefixes)
        if (specifier.starts_with(prefix)) return &target;
    return nullptr;
}

// The mapper of the nearest scope around `href`, or the default one.
Judged<const Mapper*> scope_mapper(const Compiled::State& state, std::string_view href, bool allow_same) {
    WARD_TRY(const auto* scope, nearest_scope(state.scope_mappers, href, allow_same));
    return scope == nullptr ? &state.default_mapper : &scope->second;
}

DependencyAnswer ask_mappers(const Compiled::State& state, const Mapper* mapper, std::string_view specifier,
                             const Conditions& conditions) {
    for (;;) {
        if (mapper->any) return {.kind = DependencyAnswer::Kind::any, .target = {}, .refusal = {}};
        if (const Target* target = find_target(*mapper, specifier))
            return follow(state, *mapper, *target, specifier, conditions);
        if (!mapper->cascade)
            return refused(refusal(Code::manifest_dependency_missing,
                                   fmt::format("not listed for \"{}\"", display(mapper->href)), specifier));
        auto parent = scope_mapper(state, mapper->href, mapper->resource);
        if (!parent) return refused(std::move(parent).error());
        mapper = *parent;
    }
}

// The URL one folder up, as node's `new URL('..', url)`.
std::optional<Url> parent_of(std::string_view text) {
    const auto url = parse_url(text);
    if (!url) return std::nullopt;
    auto up = parse_url("..", &*url);
    if (!up) return std::nullopt;
    return std::move(*up);
}

}  // namespace

std::string Compiled::State::name_of(std::string_view href) const {
    if (!ward() || is_plain_file_url(href)) return std::string(href);
    const auto url = parse_url(href);
    return url ? one_spelling(*url).href() : std::string(href);
}

std::string canonical_specifier(std::string_view specifier, const Url* base, Semantics semantics) {
    const auto url = is_relative(specifier) ? base == nullptr ? fail(ErrorCode::parse, "") : parse_url(specifier, base)
                                            : parse_url(specifier);
    if (!url) return std::string(specifier);
    return semantics == Semantics::ward ? one_spelling(*url).href() : url->href();
}

std::string_view name_of(Code code) {
    constexpr std::array<std::string_view, 9> names{"",
                                                    "ERR_MANIFEST_ASSERT_INTEGRITY",
                                                    "ERR_MANIFEST_DEPENDENCY_MISSING",
                                                    "ERR_MANIFEST_INVALID_RESOURCE_FIELD",
                                                    "ERR_MANIFEST_INVALID_SPECIFIER",
                                                    "ERR_MANIFEST_UNKNOWN_ONERROR",
                                                    "ERR_SRI_PARSE",
                                                    "ERR_UNKNOWN_BUILTIN_MODULE",
                                                    "ERR_INVALID_URL"};
    return names.at(static_cast<size_t>(code));
}

Error Refusal::error() const {
    const bool judged = code == Code::manifest_assert_integrity || code == Code::manifest_dependency_missing;
    return {judged ? ErrorCode::conflict : ErrorCode::parse, fmt::format("{} [{}]", what, name_of(code)),
            display(where)};
}

namespace {

ShaSet algorithms_of(const Compiled::State& state, const Resource& resource) {
    if (resource.integrity.kind != IntegrityRule::Kind::hashes) return {};
    std::vector<SriHash> read;
    const auto hashes = hashes_of(state, resource.integrity, read);
    return hashes ? needed_algorithms(*hashes, reading_of(state)) : ShaSet{};
}

// Of the resource that is called `name`.
IntegrityAnswer ask_resource(const Compiled::State& state, const Resource& resource, const std::string& name,
                             std::string_view href, const ShaDigests& digests) {
    const IntegrityRule& rule = resource.integrity;
    switch (rule.kind) {
        case IntegrityRule::Kind::any: return passes(name, false);
        case IntegrityRule::Kind::cascade: return ask_scopes(state, name);
        case IntegrityRule::Kind::refuse:
            return fails(refusal(Code::manifest_assert_integrity, "its entry has no integrity", href));
        case IntegrityRule::Kind::hashes: break;
    }
    std::vector<SriHash> read;
    auto hashes = hashes_of(state, rule, read);
    if (!hashes) return fails(std::move(hashes).error());
    if (matches(*hashes, digests, reading_of(state))) return passes(name, false);
    return fails(refusal(Code::manifest_assert_integrity, "its bytes are not those that were approved", href));
}

}  // namespace

ShaSet algorithms_for(const Compiled& manifest, std::string_view href) {
    const Compiled::State& state = manifest.state();
    const auto found = state.resources.find(state.name_of(href));
    return found == state.resources.end() ? ShaSet{} : algorithms_of(state, found->second);
}

ShaSet algorithms_for(const Compiled& manifest, size_t number) {
    return algorithms_of(manifest.state(), *manifest.state().by_entry[number]);
}

IntegrityAnswer assert_integrity(const Compiled& manifest, std::string_view href, const ShaDigests& digests) {
    const Compiled::State& state = manifest.state();
    const std::string name = state.name_of(href);
    const auto found = state.resources.find(name);
    if (found == state.resources.end()) return ask_scopes(state, name);
    return ask_resource(state, found->second, name, href, digests);
}

IntegrityAnswer assert_integrity(const Compiled& manifest, size_t number, std::string_view href,
                                 const ShaDigests& digests) {
    const Resource& resource = *manifest.state().by_entry[number];
    return ask_resource(manifest.state(), resource, resource.mapper.href, href, digests);
}

Judged<bool> might_allow(const Compiled& manifest, std::string_view href) {
    const Compiled::State& state = manifest.state();
    if (href.starts_with("node:")) return true;
    const std::string name = state.name_of(href);
    if (state.resources.contains(name)) return true;
    if (state.ward()) return ask_scopes(state, name).pass;
    WARD_TRY(const auto* scope, nearest_scope(state.scope_integrity, name, true));
    while (scope != nullptr) {
        if (scope->second.kind == IntegrityRule::Kind::any) return true;
        if (scope->second.kind != IntegrityRule::Kind::cascade) break;
        const auto up = parent_of(scope->first);
        if (!up) return std::unexpected(no_url(scope->first));
        WARD_TRY(const auto* next, nearest_scope(state.scope_integrity, up->href(), false));
        if (next == nullptr || next->first.empty() || next == scope) break;
        scope = next;
    }
    return false;
}

DependencyAnswer resolve_dependency(const Compiled& manifest, std::string_view requester, std::string_view specifier,
                                    const Conditions& conditions) {
    const Compiled::State& state = manifest.state();
    const std::string name = state.name_of(requester);
    const Mapper* mapper = nullptr;
    if (const auto found = state.resources.find(name); found != state.resources.end()) {
        mapper = &found->second.mapper;
    } else {
        auto scope = scope_mapper(state, name, true);
        if (!scope) return refused(std::move(scope).error());
        mapper = *scope;
    }
    const auto base = parse_url(requester);
    return ask_mappers(state, mapper, canonical_specifier(specifier, base ? &*base : nullptr, state.semantics),
                       conditions);
}

}  // namespace ward::policy
