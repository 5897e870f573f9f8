// See page_list.h.
#include "actions/update/upstream/page_list.h"

#include <fmt/core.h>

#include "actions/update/upstream/artefact.h"
#include "actions/update/upstream/fetch.h"

namespace ward::update {
namespace {

constexpr const char* page_word = "page";
const Artefact none;

}  // namespace

Result<void> PageList::add(std::string_view spelled, std::map<std::string, std::string> found) {
    auto candidate = candidate_of_tag(recipe_, spelled, world_);
    if (!candidate || !seen_.insert(candidate->version).second) return {};
    if (all_.size() == max_candidates)
        return fail(ErrorCode::limit, fmt::format("has more than {} versions", max_candidates), url_);
    found[page_word] = url_;
    candidate->found = std::move(found);
    all_.push_back(*std::move(candidate));
    return {};
}

Result<std::vector<Candidate>> list_of_page(const Recipe& recipe, World& world, const PageReader& read) {
    PageList list(recipe, recipe.source.url, world);
    const Result<void> done = read(recipe, list, world);
    if (done) return std::move(list).take();
    if (done.error().code != ErrorCode::network || recipe.source.mirror.empty()) return std::unexpected(done.error());
    PageList mirrored(recipe, recipe.source.mirror, world);
    WARD_TRY_VOID(read(recipe, mirrored, world));
    return std::move(mirrored).take();
}

Result<std::vector<Fetched>> fetch_from_page(const Recipe& recipe, const Candidate& chosen, World& world) {
    const auto page = chosen.found.find(page_word);
    Places places;
    places.page = page == chosen.found.end() ? recipe.source.url : page->second;
    return fetch_artefacts(recipe, chosen, world, none, places);
}

}  // namespace ward::update
