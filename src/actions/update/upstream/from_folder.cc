// See from_folder.h.
#include "actions/update/upstream/from_folder.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "actions/update/derive/derive.h"
#include "base/fd.h"
#include "base/path.h"
#include "base/root.h"
#include "base/text.h"
#include "formats/digest.h"

namespace ward::update {
namespace {

constexpr std::array<std::string_view, 5> archive_ends{".tar.gz", ".tgz", ".tar.xz", ".zip", ".tar"};

std::string last_part(const std::string& text) {
    return text.substr(text.rfind('/') == std::string::npos ? 0 : text.rfind('/') + 1);
}

// The one archive of the folder whose name has this version, whatever else it is called: "libuv1_1.44.2.orig.tar.gz".
Result<std::optional<std::string>> only_archive_of(const Root& root, const std::string& version) {
    std::optional<std::string> found;
    const Listing listing = root.walk({.depth = 1}, [](std::string_view) { return false; });
    for (const Entry& entry : listing.entries) {
        const size_t at = entry.path.find(version);
        if (entry.kind != EntryKind::file || at == std::string::npos) continue;
        const bool is_word = (at == 0 || !is_digit(entry.path[at - 1])) &&
                             (at + version.size() == entry.path.size() || !is_digit(entry.path[at + version.size()]));
        const bool is_archive =
            std::ranges::any_of(archive_ends, [&](std::string_view end) { return entry.path.ends_with(end); });
        if (!is_word || !is_archive) continue;
        if (found)
            return fail(ErrorCode::usage,
                        fmt::format("has two archives of {}: {} and {}", display(version), display(*found),
                                    display(entry.path)),
                        root.path());
        found = entry.path;
    }
    return found;
}

}  // namespace

std::vector<std::string> names_of(const Recipe& recipe, const Artefact& artefact, const Candidate& candidate) {
    std::vector<std::string> out;
    const std::map<std::string, std::string> words{{"v", candidate.version},
                                                   {"tag", candidate.tag},
                                                   {"commit", candidate.commit},
                                                   {"id", recipe.id},
                                                   {"new", candidate.version}};
    for (const std::string* text : {&artefact.name, &artefact.url, &artefact.as})
        if (!text->empty())
            if (const auto filled = fill(*text, words)) out.push_back(last_part(*filled));
    const std::string package = replace_all(
        recipe.source.package.starts_with('@') ? recipe.source.package.substr(1) : recipe.source.package, "/", "-");
    std::vector<std::string> stems;
    if (!package.empty()) stems.push_back(fmt::format("{}-{}", package, candidate.version));
    const std::string repository = last_part(recipe.source.repository);
    for (const std::string& name : {repository, recipe.id})
        if (!name.empty()) {
            stems.push_back(fmt::format("{}-{}", name, candidate.version));
            stems.push_back(fmt::format("{}_{}.orig", name, candidate.version));
        }
    stems.push_back(candidate.tag);
    stems.push_back(candidate.version);
    for (const std::string& stem : stems)
        for (const std::string_view end : archive_ends)
            if (!stem.empty() && !stem.contains('/')) out.push_back(stem + std::string(end));
    return out;
}

Result<std::vector<Fetched>> fetch_from_folder(const Recipe& recipe, const Candidate& candidate,
                                               const std::string& folder) {
    WARD_TRY(const Root root, Root::open(folder));
    std::vector<Fetched> out;
    for (const Artefact& artefact : recipe.artefacts) {
        const std::vector<std::string> names = names_of(recipe, artefact, candidate);
        std::optional<std::string> found;
        for (const std::string& name : names)
            if (!name.empty() && !found && root.size(name)) found = name;
        if (!found) {
            WARD_TRY(found, only_archive_of(root, candidate.version));
        }
        if (!found)
            return fail(ErrorCode::not_found,
                        fmt::format("has no {}", names.empty() ? "artefact" : display(names.front())), folder);
        Fetched one{.artefact = &artefact, .url = "file:" + folder + "/" + *found, .name = *found};
        WARD_TRY(one.bytes, root.read(*found, max_artefact_bytes));
        one.sha256 = sha256_hex(one.bytes);
        one.commit = candidate.commit;
        out.push_back(std::move(one));
    }
    return out;
}

}  // namespace ward::update
