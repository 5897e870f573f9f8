// Artefacts: what their words stand for, which names may stand in them, and how one is downloaded. What came is either
// the whole of what was asked for, or an error: a server's error page with status 200, a body cut short, a redirect to
// elsewhere never become an artefact.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actions/update/recipe/recipe.h"
#include "actions/update/recipe/version.h"
#include "actions/update/upstream/source.h"
#include "base/result.h"

namespace ward::update {

constexpr size_t max_tag_bytes = 200;
constexpr size_t max_told_passed_over = 1'000;  // in World::passed_over, told one by one

// A tag ends in URLs, git's arguments and messages: parts of [0-9A-Za-z.+_~@-] with '/' between them, none of which
// begins with '-' or '.', no "..", no "@" alone, no ".lock" at the end. Narrower than git itself, so that a hostile tag
// cannot be an option, a path or a script.
bool is_safe_tag(std::string_view tag);
// "owner/name" of a forge; more parts where groups have groups (GitLab).
bool is_repository(std::string_view name, size_t most_parts = 2);
// 40 or 64 lower-case hexadecimal digits.
bool is_commit_id(std::string_view text);

// Of a candidate that may have been kept since it was listed: version, tag and commit are what they should be.
Result<void> check_candidate(const Candidate& candidate);
// The candidate that a tag is; nothing, told in `world.passed_over`, where the tag or its version is not safe. A tag
// that spells no version is none of the recipe's and is not told.
std::optional<Candidate> candidate_of_tag(const Recipe& recipe, std::string_view tag, World& world);
void pass_over(World& world, std::string what);

// The recipe's artefacts; `usual` where it names none.
std::vector<const Artefact*> artefacts_of(const Recipe& recipe, const Artefact& usual);
// {v}, {tag}, {commit}, {sha7} and what the source found.
std::map<std::string, std::string> words_of(const Recipe& recipe, const Artefact& artefact, const Candidate& candidate);
// A URL of the recipe with its words, relative to `base` where that is not empty.
Result<std::string> url_of(std::string_view text, const std::map<std::string, std::string>& words,
                           std::string_view base = {});
// What stands behind the last '/' of a URL's path.
std::string file_name_of(std::string_view url);

// The door; `unsupported` where the run is offline.
Result<net::Http*> door_of(World& world, std::string_view url);

// By which the API gives an asset itself, and not what it knows of it.
inline constexpr std::string_view asset_media_type = "application/octet-stream";

struct Wanted {
    const Artefact* artefact = nullptr;  // null: evidence, which no recipe pins
    std::string url;
    std::string name;
    std::optional<uint64_t> size = {};  // as the source told
    std::string sha256 = {};            // the same
    uint64_t most_bytes = max_artefact_bytes;
    // Where github_api has the same bytes, and what is to be accepted there; empty: nowhere. A private repository shows
    // strangers nothing: then the API is asked, with the token. It goes to that host alone, not to where that leads.
    std::string api_url = {};
    std::string api_accept = {};
};
// One request, or two where the second is the API's. Errors: those of the door and of check_status; `network` where
// length, size or scheme differ, or where another network answered; `parse` for an HTML page where none is asked for;
// `damaged` for another digest.
Result<Fetched> download(World& world, const Wanted& wanted);

// Is it an HTML page? By its first bytes, as browsers do.
bool is_html(std::string_view bytes);

}  // namespace ward::update
