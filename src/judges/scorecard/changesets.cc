// See changesets.h. The platforms' marks are those of ossf/scorecard 5; trailers are ward's own.
#include "judges/scorecard/changesets.h"

#include <algorithm>
#include <optional>

#include <re2/re2.h>

#include "base/text.h"

namespace ward::scorecard {
namespace {

struct ReviewMark {
    ReviewPlatform platform = ReviewPlatform::unknown;
    std::string id;
};

// The first group of a pattern's first match. Messages are bytes of strangers, not always UTF-8.
std::string first_group(const re2::RE2& pattern, std::string_view text) {
    re2::StringPiece group;
    if (!re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern, &group)) return {};
    return std::string(group);
}

ReviewMark mark_of(const forge::Commit& commit) {
    static const re2::RE2 phabricator(R"(Differential Revision:[^\r\n]*(D[0-9]+))", re2::RE2::Latin1);
    static const re2::RE2 piper(R"(PiperOrigin-RevId:\s*([0-9]{3,}))", re2::RE2::Latin1);

    if (commit.pull_request && !commit.pull_request->merged.empty()) {
        const forge::PullRequest& request = *commit.pull_request;
        const bool is_prow = std::ranges::any_of(request.labels, [&](const std::string& label) {
            return label == "lgtm" || (label == "approved" && request.number != 0);
        });
        if (is_prow) return {.platform = ReviewPlatform::prow, .id = std::to_string(request.number)};
        if (request.number != 0) return {.platform = ReviewPlatform::github, .id = std::to_string(request.number)};
    }
    if (std::string id = first_group(phabricator, commit.message); !id.empty()) {
        return {.platform = ReviewPlatform::phabricator, .id = std::move(id)};
    }
    if (commit.message.contains("Reviewed-on:") && commit.message.contains("Reviewed-by:") && !commit.id.empty()) {
        return {.platform = ReviewPlatform::gerrit, .id = commit.id};
    }
    if (std::string id = first_group(piper, commit.message); !id.empty()) {
        return {.platform = ReviewPlatform::piper, .id = std::move(id)};
    }
    return {.id = commit.id};
}

// The value of a line "Key: value", or nothing.
std::optional<std::string_view> trailer(std::string_view line, std::string_view key) {
    if (line.size() <= key.size() || line[key.size()] != ':') return std::nullopt;
    if (!equal_ignoring_case(line.substr(0, key.size()), key)) return std::nullopt;
    const std::string_view value = trim(line.substr(key.size() + 1));
    return value.empty() ? std::nullopt : std::optional(value);
}

bool has_trailers(const forge::Commit& commit) {
    bool names_request = false;
    bool names_reviewer = false;
    for (const std::string_view line : split(commit.message, '\n')) {
        if (const auto url = trailer(line, "PR-URL")) names_request = names_request || url->starts_with("https://");
        // Nobody reviews his own change.
        if (const auto who = trailer(line, "Reviewed-By")) {
            const std::string_view person = trim(who->substr(0, who->find('<')));
            names_reviewer = names_reviewer || !equal_ignoring_case(person, commit.author.login);
        }
    }
    return names_request && names_reviewer;
}

}  // namespace

bool Changeset::is_approved() const {
    if (platform != ReviewPlatform::unknown && platform != ReviewPlatform::github) return true;
    return std::ranges::any_of(reviews, [&](const forge::Review& review) {
        return review.state == "APPROVED" && review.author.login != author.login;
    });
}

bool Changeset::has_review_trailers() const {
    return std::ranges::all_of(commits, [](const forge::Commit* commit) { return has_trailers(*commit); });
}

std::vector<Changeset> changesets_of(const std::vector<forge::Commit>& commits) {
    std::vector<Changeset> out;
    for (const forge::Commit& commit : commits) {
        ReviewMark mark = mark_of(commit);
        const auto same = std::ranges::find_if(
            out, [&](const Changeset& set) { return set.platform == mark.platform && set.id == mark.id; });
        if (same != out.end()) {
            same->commits.push_back(&commit);
            continue;
        }
        Changeset set{.platform = mark.platform, .id = std::move(mark.id), .commits = {&commit}};
        if (set.platform == ReviewPlatform::github) {
            set.author = commit.pull_request->author;
            set.reviews = commit.pull_request->reviews;
            set.reviews.push_back({.author = commit.pull_request->merged_by, .state = "APPROVED"});
        }
        out.push_back(std::move(set));
    }
    return out;
}

}  // namespace ward::scorecard
