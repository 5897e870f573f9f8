// See branch_commit.h.
#include "actions/update/upstream/branch_commit.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/update/upstream/artefact.h"
#include "actions/update/upstream/git_remote.h"
#include "base/text.h"
#include "io/gitobjects/history.h"

namespace ward::update {
namespace {

constexpr size_t max_told_commits = 3;

bool is_digits(std::string_view text) {
    return text.size() >= min_commit_digits && text.size() <= 64 &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

// How many digits of the commit's id a word of `new_version` stands for; 0: it is another word.
size_t digits_of_word(std::string_view word, size_t rest) {
    if (word == "sha7") return min_commit_digits;
    return word == "commit" ? rest : 0;
}

Result<std::string> commit_at(const Source& source, const std::string& url, std::string_view digits, World& world) {
    WARD_TRY(const FetchedCommit tip, fetch_reference(world, url, branch_reference(source), Depth::history));
    gitobjects::History history(tip.repository);
    WARD_TRY(const gitobjects::History::Commits* behind, history.behind(tip.commit));
    std::vector<std::string> found;
    for (const gitobjects::ObjectId& commit : *behind)
        if (std::string id = commit.hex(); id.starts_with(digits)) found.push_back(std::move(id));
    if (found.size() == 1) return std::move(found.front());
    if (found.empty())
        return fail(ErrorCode::not_found,
                    fmt::format("branch {} has no commit that begins with {}", display(source.reference), digits), url);
    std::ranges::sort(found);
    const size_t count = found.size();
    found.resize(std::min(count, max_told_commits));
    return fail(ErrorCode::conflict,
                fmt::format("branch {} has {} commits that begin with {}: {}", display(source.reference), count, digits,
                            join(found, ", ")),
                url);
}

}  // namespace

std::string branch_reference(const Source& source) {
    return "refs/heads/" + source.reference;
}

// From both ends of the template to its word, because other words may have any length.
std::string commit_digits(const Recipe& recipe, std::string_view version) {
    if (recipe.new_version.empty()) return is_commit_id(version) ? std::string(version) : "";
    const std::string_view text = recipe.new_version;
    const size_t close = text.rfind('}');
    const size_t open = close == std::string_view::npos ? close : text.rfind('{', close);
    if (open == std::string_view::npos) return "";
    const std::string_view behind = text.substr(close + 1);
    if (!version.ends_with(behind)) return "";
    version.remove_suffix(behind.size());
    const size_t before = version.find_last_not_of("0123456789abcdef");
    const size_t digits = digits_of_word(text.substr(open + 1, close - open - 1),
                                         version.size() - (before == std::string_view::npos ? 0 : before + 1));
    if (digits == 0 || version.size() < digits) return "";
    std::string_view found = version.substr(version.size() - digits);
    version.remove_suffix(digits);
    // What stands right before the word in the template stands before it in the version.
    const std::string_view ahead = text.substr(0, open);
    const std::string_view literal =
        ahead.substr(ahead.rfind('}') == std::string_view::npos ? 0 : ahead.rfind('}') + 1);
    return version.ends_with(literal) && is_digits(found) ? std::string(found) : "";
}

Result<std::string> commit_of_branch(const Source& source, std::string_view digits, World& world) {
    if (!is_digits(digits))
        return fail(ErrorCode::usage,
                    fmt::format("'{}' is no commit: {} or more lower-case hexadecimal digits", display(digits),
                                min_commit_digits),
                    source.url);
    // Whole: whether the branch has it is seen when its files are fetched.
    if (is_commit_id(digits)) return std::string(digits);
    auto found = commit_at(source, source.url, digits, world);
    if (found || found.error().code != ErrorCode::network || source.mirror.empty()) return found;
    return commit_at(source, source.mirror, digits, world);
}

}  // namespace ward::update
