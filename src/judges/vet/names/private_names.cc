#include "judges/vet/names/private_names.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/vet/names/likeness.h"

namespace ward::vet {
namespace {

// What packages that were never meant for the public call themselves.
constexpr std::array<std::string_view, 8> inner_words{"corp",  "infra",    "internal", "intern",
                                                      "intra", "intranet", "local",    "private"};

}  // namespace

Result<PrivateNames> PrivateNames::parse(std::string_view text, std::string_view source) {
    if (text.size() > max_private_bytes)
        return fail(ErrorCode::limit, fmt::format("more than {} bytes", max_private_bytes), std::string(source));
    PrivateNames out;
    size_t number = 0;
    for (const std::string_view raw : split(text, '\n')) {
        ++number;
        const std::string_view line = trim(raw);
        if (line.empty() || line.starts_with('#')) continue;
        if (out.size() >= max_private_names)
            return fail(ErrorCode::limit, fmt::format("more than {} names", max_private_names), std::string(source));
        const bool is_scope = line.starts_with('@') && line.ends_with("/*") && line.size() > 3;
        if (is_scope) {
            const std::string scope(line.substr(1, line.size() - 3));
            out.whole_scopes_.insert(scope);
            out.scopes_.push_back(scope);
            continue;
        }
        if (!names::is_name(line) || line.contains('*'))
            return fail(ErrorCode::parse, "'" + display(line.substr(0, 80)) + "' is neither a name nor @scope/*",
                        fmt::format("{}:{}", source, number));
        if (!out.exact_.insert(std::string(line)).second) continue;
        out.names_.add({line, {}, {}});
        if (const auto scope = names::parts_of(line).scope; !scope.empty()) out.scopes_.emplace_back(scope);
    }
    std::ranges::sort(out.scopes_);
    const auto [first, last] = std::ranges::unique(out.scopes_);
    out.scopes_.erase(first, last);
    out.index_ = names::LikenessIndex(out.names_, {.targets = max_private_names, .two_edits = 0});
    return out;
}

// "acme-build-internal" beside `@acme/*`.
std::optional<PrivateNames::Match> PrivateNames::match_words(std::string_view name) const {
    if (!names::parts_of(name).scope.empty()) return std::nullopt;
    std::string spaced(name);
    std::ranges::replace_if(spaced, [](char c) { return c == '_' || c == '.'; }, '-');
    const std::vector<std::string_view> words = split(spaced, '-');
    const auto has = [&](std::string_view word) { return std::ranges::find(words, word) != words.end(); };
    if (std::ranges::none_of(inner_words, has)) return std::nullopt;
    for (const std::string& scope : scopes_)
        if (has(scope)) return Match{"@" + scope, "carries your scope's name and a word for what is internal"};
    return std::nullopt;
}

std::optional<PrivateNames::Match> PrivateNames::match(std::string_view name) const {
    if (exact_.contains(std::string(name))) return Match{std::string(name), "in your list of private names"};
    const std::string scope(names::parts_of(name).scope);
    if (!scope.empty() && whole_scopes_.contains(scope)) return Match{"@" + scope, "in your private scope"};
    std::vector<uint32_t> found;
    index_.find(name, found);
    for (const uint32_t place : found)
        if (const auto technique = technique_of(names_.name(place), name))
            return Match{std::string(names_.name(place)), "looks like your private package: " + technique->reason};
    return match_words(name);
}

}  // namespace ward::vet
