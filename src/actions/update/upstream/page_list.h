// Versions that stand on a page or in a document of no forge: how it is asked, what becomes of the names that it has,
// and how an artefact is found from it. What a name is, each source kind says itself (url-regex, json-api).
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "actions/update/upstream/source.h"
#include "base/result.h"

namespace ward::update {

// The candidates of one page: each version once, in the page's order.
class PageList {
  public:
    PageList(const Recipe& recipe, std::string url, World& world)
        : recipe_(recipe), url_(std::move(url)), world_(world) {}

    const std::string& url() const { return url_; }
    // A name that the page has; `found` are the words that it brings for artefacts' URLs. A name that spells no version
    // of the recipe, or one that was there, is passed over; `limit` behind max_candidates.
    Result<void> add(std::string_view spelled, std::map<std::string, std::string> found = {});
    std::vector<Candidate> take() && { return std::move(all_); }

  private:
    const Recipe& recipe_;
    std::string url_;
    World& world_;
    std::set<std::string> seen_;
    std::vector<Candidate> all_;
};

// Reads the page of `source.url`, or of its mirror where the first does not answer, into a list.
using PageReader = std::function<Result<void>(const Recipe& recipe, PageList& list, World& world)>;
Result<std::vector<Candidate>> list_of_page(const Recipe& recipe, World& world, const PageReader& read);

// The artefacts of a candidate from such a list: their URLs may be relative to the page that had it. Each has to say
// its URL: a page has no usual one.
Result<std::vector<Fetched>> fetch_from_page(const Recipe& recipe, const Candidate& chosen, World& world);

}  // namespace ward::update
