// url-regex: a web page on which versions stand, found by an RE2 pattern: group "version", else group 1, is the
// version. All groups are words of the artefacts' URLs ({0} is the whole match, {1}, {NAME}), which may be relative to
// the page.
#include <map>

#include <fmt/core.h>
#include <re2/re2.h>

#include "actions/update/upstream/artefact.h"
#include "actions/update/upstream/fetch.h"
#include "actions/update/upstream/page_list.h"
#include "base/text.h"

namespace ward::update {
namespace {

constexpr size_t max_page_bytes = size_t{16} << 20;
constexpr size_t max_group_bytes = 2'048;
constexpr int64_t max_pattern_bytes = 8 << 20;  // of RE2's program
constexpr std::string_view url_regex_needs[] = {"url", "pattern"};

Result<void> add_matches(const Recipe& recipe, const std::string& page, PageList& versions, World& world) {
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
    const re2::StringPiece text(page);
    for (size_t at = 0; at <= page.size();) {
        if (!pattern.Match(text, at, page.size(), RE2::UNANCHORED, groups.data(), count)) break;
        const auto start = static_cast<size_t>(groups[0].data() - page.data());
        at = start + std::max<size_t>(groups[0].size(), 1);
        std::map<std::string, std::string> found;
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
        WARD_TRY_VOID(versions.add(spelled, std::move(found)));
    }
    return {};
}

Result<void> read_page(const Recipe& recipe, PageList& versions, World& world) {
    // As a page and not as an artefact: HTML is what is asked for.
    WARD_TRY(const Fetched page,
             download(world, {.url = versions.url(), .name = "page.html", .most_bytes = max_page_bytes}));
    return add_matches(recipe, page.bytes, versions, world);
}

Result<std::vector<Candidate>> list_url_regex(const Recipe& recipe, World& world) {
    WARD_TRY(std::vector<Candidate> all, list_of_page(recipe, world, read_page));
    // A page that was rebuilt looks like one without news otherwise.
    if (all.empty()) return fail(ErrorCode::parse, "the pattern finds no version there", recipe.source.url);
    return all;
}

}  // namespace

WARD_UPDATE_SOURCE(url_regex) = {
    .name = "url-regex",
    .summary = "a web page on which a pattern finds versions",
    .needs = url_regex_needs,
    .list = list_url_regex,
    .fetch = fetch_from_page,
};

}  // namespace ward::update
