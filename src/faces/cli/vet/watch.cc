// See watch.h. Only what was published since it looked last is judged: a version once, however often its package comes
// again in the feed.
#include "faces/cli/vet/watch.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/text.h"
#include "faces/cli/vet/package.h"
#include "faces/cli/vet/report.h"
#include "faces/cli/vet/watch_state.h"
#include "facts/npm/feed.h"
#include "formats/digest.h"
#include "io/net/http.h"
#include "judges/vet/metadata/burst.h"

namespace ward::cli {
namespace {

constexpr size_t default_limit = 1'000;
constexpr size_t most_versions = 20;  // of one package that are judged in one run: the newest

using Document = std::shared_ptr<const npm::Packument>;

struct Feed {
    std::vector<std::string> names;    // each once, in the order of the feed
    std::vector<Document> documents;   // where the feed brings them
    std::string position;              // where it ends; empty: it has none
    std::vector<std::string> removed;  // names that the feed says are gone
    std::vector<std::string> passed;   // rows that could not be used
    bool is_cut = false;               // there is more behind `position`
};

bool is_url(std::string_view word) {
    return word.starts_with("https://") || word.starts_with("http://");
}

// The feed's own words are kept; position and limit are added as CouchDB takes them.
std::string page_url(std::string url, const std::string& since, size_t limit) {
    url += url.contains('?') ? '&' : '?';
    url += fmt::format("limit={}", limit);
    if (!since.empty()) url += fmt::format("&since={}", since);
    return url;
}

Result<std::string> read_feed(const std::string& word, const std::string& since, size_t limit,
                              const Invocation& invocation) {
    const npm::FeedLimits limits;
    if (!is_url(word)) return read_input(word, limits.bytes);
    if (invocation.has("offline")) return fail(ErrorCode::usage, "cannot be asked with --offline", word);
    for (const char c : since)
        if (!is_alnum(c) && c != '-' && c != '_' && c != '.' && c != '~')
            return fail(ErrorCode::usage, "is no position that can stand in a URL: " + display(since), "--since");
    const auto http = net::curl_http("ward/" + std::string(program_version()));
    net::Request request{.url = page_url(word, since, limit), .headers = {{"Accept", "application/json"}}};
    request.limits.body_bytes = limits.bytes;
    WARD_TRY(net::Response response, http->get(request));
    WARD_TRY_VOID(net::check_status(response));
    return std::move(response.body);
}

// At most `limit` packages; the position is then where it stopped.
Result<Feed> changes_of(std::string_view text, const std::string& where, const std::string& since, size_t limit) {
    WARD_TRY(const npm::ChangesPage page, npm::parse_changes(text, where));
    Feed feed;
    feed.position = page.last;
    feed.passed = page.passed;
    // A page from a file is read again from the start: what lies before the position has been seen. Where the position
    // is not on the page all of it counts; versions that were judged are known by themselves.
    auto first = std::ranges::find(page.changes, since, &npm::Change::position);
    first = since.empty() || first == page.changes.end() ? page.changes.begin() : first + 1;
    std::vector<std::string_view> order;
    std::map<std::string_view, bool> deleted;  // by what the feed says last
    for (auto change = first; change != page.changes.end(); ++change) {
        const bool is_new = !deleted.contains(change->name);
        if (is_new && deleted.size() == limit) {
            feed.position = std::prev(change)->position;
            feed.is_cut = true;
            break;
        }
        if (is_new) order.push_back(change->name);
        deleted[change->name] = change->is_deleted;
    }
    for (const std::string_view name : order) (deleted[name] ? feed.removed : feed.names).emplace_back(name);
    return feed;
}

Result<Feed> packuments_of(std::string_view text, const std::string& where) {
    WARD_TRY(const std::vector<npm::FeedLine> lines, npm::lines_of_feed(text, where));
    Feed feed;
    std::map<std::string, size_t> places;  // a later document of a package takes the place of an earlier one
    for (const npm::FeedLine& line : lines) {
        auto document = npm::parse_packument(line.text, fmt::format("{}:{}", where, line.line));
        if (!document) {
            feed.passed.push_back(document.error().message());
            continue;
        }
        const auto [place, is_new] = places.emplace(document->name, feed.documents.size());
        auto kept = std::make_shared<const npm::Packument>(*std::move(document));
        if (is_new) feed.documents.push_back(std::move(kept));
        else feed.documents[place->second] = std::move(kept);
    }
    return feed;
}

Result<Feed> feed_of(std::string_view text, const std::string& where, const std::string& since, size_t limit) {
    switch (npm::form_of_feed(text)) {
        case npm::FeedForm::changes: return changes_of(text, where, since, limit);
        case npm::FeedForm::packuments: return packuments_of(text, where);
        case npm::FeedForm::names: break;
    }
    WARD_TRY(npm::NameList list, npm::parse_names(text, where));
    Feed feed;
    std::set<std::string_view> seen;
    for (const std::string& name : list.names)
        if (seen.insert(name).second) feed.names.push_back(name);
    feed.passed = std::move(list.passed);
    return feed;
}

// Names become documents, as far as a source has them. What is over the limit is told.
Result<void> look_up(Feed& feed, PackageSources& sources, size_t limit, Report& report) {
    for (const std::string& name : feed.names) {
        if (feed.documents.size() >= limit) {
            report.skipped.push_back(
                {"", SkipKind::unread, fmt::format("more than {} packages (--limit)", limit), false});
            break;
        }
        auto document = sources.packuments().packument(name);
        if (!document) report.skipped.push_back({name, SkipKind::unread, document.error().message(), false});
        else if (!*document)
            report.skipped.push_back(
                {name, SkipKind::unread, "its document is in no source (--packuments, --download)", false});
        else feed.documents.push_back(std::make_shared<const npm::Packument>(**std::move(document)));
    }
    return {};
}

// The versions that were not judged yet, the newest first. Of a package that is seen for the first time its newest
// version alone: what came before is not new.
std::vector<const npm::PublishedVersion*> new_versions(const npm::Packument& document, const WatchState& state,
                                                       const std::set<std::string>& in_burst) {
    std::vector<const npm::PublishedVersion*> versions;
    versions.reserve(document.versions.size());
    for (const npm::PublishedVersion& version : document.versions) versions.push_back(&version);
    std::ranges::stable_sort(versions, [](const auto* left, const auto* right) {
        return left->published.value_or(0) > right->published.value_or(0);
    });
    const auto label = [&](const npm::PublishedVersion& one) { return document.name + '@' + one.version(); };
    const bool is_known = std::ranges::any_of(versions, [&](const auto* one) { return state.has_judged(label(*one)); });
    std::vector<const npm::PublishedVersion*> out;
    for (const npm::PublishedVersion* one : versions) {
        if (state.has_judged(label(*one))) {
            if (is_known) break;
            continue;
        }
        if (out.empty() || is_known || in_burst.contains(label(*one))) out.push_back(one);
        if (out.size() == most_versions) break;
    }
    return out;
}

class Watch {
  public:
    Watch(PackageSources& sources, WatchState& state, std::span<const vet::Label> labels, bool with_files,
          Report& report)
        : sources_(sources), state_(state), labels_(labels), with_files_(with_files), report_(report) {}

    Result<void> judge(const std::vector<Document>& documents) {
        std::vector<const npm::Packument*> pointers;
        pointers.reserve(documents.size());
        for (const Document& document : documents) pointers.push_back(document.get());
        std::map<std::string, vet::Sighting> bursts;
        std::set<std::string> in_burst;
        for (vet::BurstMember& member : vet::publish_bursts(pointers)) {
            const std::string label = member.packument->name + '@' + member.version->version();
            in_burst.insert(label);
            bursts.emplace(label, std::move(member.sighting));
        }
        for (const Document& document : documents)
            for (const npm::PublishedVersion* version : new_versions(*document, state_, in_burst))
                WARD_TRY_VOID(judge_one(document, *version, bursts));
        return {};
    }

    std::vector<vet::Judged> judged;

  private:
    Result<void> judge_one(const Document& document, const npm::PublishedVersion& published,
                           const std::map<std::string, vet::Sighting>& bursts) {
        WARD_TRY(const auto version, sources_.load_published(document, published, with_files_));
        WARD_TRY(const auto before, sources_.load_before(*version));
        std::vector<vet::Sighting> more;
        if (const auto burst = bursts.find(version->label); burst != bursts.end()) more.push_back(burst->second);
        WARD_TRY(VersionVerdict verdict, judge_version(*version, before.get(), labels_, std::move(more)));
        judged.push_back(std::move(verdict.judged));
        for (const Skipped& part : version->skipped) report_.skipped.push_back(part);
        state_.add_judged(version->label);
        return {};
    }

    PackageSources& sources_;
    WatchState& state_;
    std::span<const vet::Label> labels_;
    bool with_files_;
    Report& report_;
};

// One file for each feed, by its name.
Result<std::string> state_path(const Invocation& invocation, const std::string& feed) {
    if (invocation.has("state")) return invocation.value("state");
    WARD_TRY(const std::string folder, state_folder());
    WARD_TRY_VOID(make_folders(folder + "/watch"));
    return fmt::format("{}/watch/{}.json", folder, sha256_hex(feed).substr(0, 16));
}

Result<size_t> limit_of(const Invocation& invocation) {
    if (!invocation.has("limit")) return default_limit;
    const auto limit = to_number<size_t>(invocation.value("limit"));
    if (!limit || *limit == 0) return fail(ErrorCode::usage, "is no count of packages", "--limit");
    return *limit;
}

}  // namespace

Result<int> vet_watch(const Invocation& invocation) {
    if (invocation.arguments.size() != 1) return fail(ErrorCode::usage, "takes one feed: a file, - or a URL");
    const std::string& word = invocation.arguments[0];
    WARD_TRY(const size_t limit, limit_of(invocation));
    WARD_TRY(const std::string file, state_path(invocation, word));
    WARD_TRY(WatchState state, WatchState::read(file));
    const std::string since = invocation.value("since", state.position);
    WARD_TRY(PackageSources sources, PackageSources::open(invocation));
    WARD_TRY(const std::vector<vet::Label> labels, known_labels(invocation));
    WARD_TRY(const std::string text, read_feed(word, since, limit, invocation));
    WARD_TRY(Feed feed, feed_of(text, word, since, limit));

    Report report = vet_report(invocation, "registry", word);
    WARD_TRY_VOID(look_up(feed, sources, limit, report));
    for (const std::string& passed : feed.passed) report.skipped.push_back({word, SkipKind::unread, passed, false});
    if (feed.is_cut)
        report.notes.push_back(
            {"more", fmt::format("the page has more than {} packages: run again for the rest", limit), word});
    for (const std::string& name : feed.removed) report.notes.push_back({"removed", "taken out of the registry", name});
    Watch watch(sources, state, labels, invocation.has("files"), report);
    WARD_TRY_VOID(watch.judge(feed.documents));
    WARD_TRY_VOID(sources.check_advisories());
    add_advisories(report, sources);
    add_judged(report, watch.judged, true);
    WARD_TRY(const int status, deliver_vet(report, watch.judged, invocation));
    // Behind the report: a run that breaks off before is repeated, and says the same again.
    if (!feed.position.empty()) state.position = feed.position;
    WARD_TRY_VOID(state.write(file));
    return status;
}

}  // namespace ward::cli
