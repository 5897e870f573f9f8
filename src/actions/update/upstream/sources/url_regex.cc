// url-regex: a web page on which versions stand, found by an RE2 pattern: group "version", else group 1, is the
// version. All groups are words of the artefacts' URLs ({0} is the whole match, {1}, {NAME}), which may be relative to
// the page.
#include <map>
#include <set>

#include <fmt/format.h>
#include <re2/re2.h>

#include "actions/update/upstream/artefact.h"
#include "actions/update/upstream/fetch.h"
#include "base/text.h"
#include "formats/url.h"

namespace ward::update {
namespace {

constexpr size_t max_page_bytes = size_t{16} << 20;
constexpr size_t max_group_bytes = 2'048;
constexpr int64_t max_pattern_bytes = 8 << 20;  // of RE2's program
constexpr std::string_view needs[] = {"url", "pattern"};

const Artefact none;  // an artefact of a page has to say its URL

Result<std::string> page_of(const std::string& url, World& world) {
    // As a page and not as an artefact: HTML is what is asked for.
    WARD_TRY(const Fetched page, download(world, {.url = url, .name = "page.html", .most_bytes = max_page_bytes}));
    return page.bytes;
}

Result<std::vector<Candidate>> matches(const Recipe& recipe, const std::string& page, const std::string& url,
                                       World& world) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(max_pattern_bytes);
    options.set_encoding(RE2::Options::EncodingLatin1);  // a page's bytes, whatever it claims
    const RE2 pattern(recipe.source.pattern, options);
    if (!pattern.ok()) return fail(ErrorCode::usage, "the pattern is none: " + pattern.error(), recipe.source.pattern);
    const auto& names = pattern.NamedCapturingGroups();
    const auto named = names.find("version");
    const int version_group = named != names.end() ? named->second : 1;
    const int count = pattern.NumberOfCapturingGroups() + 1;
    if (count <= version_group)
        return fail(ErrorCode::usage, "the pattern has no group for the version", recipe.source.pattern);
    std::vector<re2::StringPiece> groups(static_cast<size_t>(count));
    std::vector<Candidate> all;
    std::set<std::string> seen;
    const re2::StringPiece text(page);
    for (size_t at = 0; at <= page.size();) {
        if (!pattern.Match(text, at, page.size(), RE2::UNANCHORED, groups.data(), count)) break;
        const auto start = static_cast<size_t>(groups[0].data() - page.data());
        at = start + std::max<size_t>(groups[0].size(), 1);
        std::map<std::string, std::string> found = {{"page", url}};
        bool is_short = true;
        for (size_t i = 0; i < groups.size(); ++i) {
            is_short = is_short && groups[i].size() <= max_group_bytes;
            found[std::to_string(i)] = std::string(groups[i].substr(0, max_group_bytes));
        }
        for (const auto& [name, index] : names) found[name] = found[std::to_string(index)];
        const std::string spelled = found[std::to_string(version_group)];
        if (!is_short) {
            pass_over(world, fmt::format("\"{}\": a match of more than {} bytes", display(spelled.substr(0, 64)),
                                         max_group_bytes));
            continue;
        }
        auto candidate = candidate_of_tag(recipe, spelled, world);
        if (!candidate || !seen.insert(candidate->version).second) continue;
        candidate->found = std::move(found);
        if (all.size() == max_candidates)
            return fail(ErrorCode::limit, fmt::format("has more than {} versions", max_candidates), url);
        all.push_back(*std::move(candidate));
    }
    return all;
}

Result<std::vector<Candidate>> list(const Recipe& recipe, World& world) {
    std::string url = recipe.source.url;
    auto page = page_of(url, world);
    if (!page && page.error().code == ErrorCode::network && !recipe.source.mirror.empty())
        page = page_of(url = recipe.source.mirror, world);
    if (!page) return std::unexpected(page.error());
    WARD_TRY(std::vector<Candidate> all, matches(recipe, *page, url, world));
    // A page that was rebuilt looks like one without news otherwise.
    if (all.empty()) return fail(ErrorCode::parse, "the pattern finds no version there", url);
    return all;
}

Result<std::vector<Fetched>> fetch(const Recipe& recipe, const Candidate& chosen, World& world) {
    const auto page = chosen.found.find("page");
    Places places;
    places.page = page == chosen.found.end() ? recipe.source.url : page->second;
    return fetch_artefacts(recipe, chosen, world, none, places);
}

}  // namespace

WARD_UPDATE_SOURCE(url_regex) = {
    .name = "url-regex",
    .summary = "a web page on which a pattern finds versions",
    .needs = needs,
    .list = list,
    .fetch = fetch,
};

}  // namespace ward::update
