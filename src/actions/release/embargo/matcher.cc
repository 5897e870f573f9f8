#include "actions/release/embargo/matcher.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include <fmt/core.h>

#include "actions/release/embargo/search.h"
#include "base/text.h"

namespace ward::release {
namespace {

// What stands before an id or a handle that could be any number or word.
constexpr std::array<std::string_view, 4> id_leads{"report", "reports", "h1", "hackerone"};
constexpr std::array<std::string_view, 9> handle_leads{"reported by",  "found by",   "thanks to",
                                                       "thank you to", "thank you",  "credit to",
                                                       "reporter",     "github com", "hackerone com"};
constexpr std::string_view hidden = "[embargoed]";

std::vector<TextWord> matcher_words(std::string_view text) {
    std::vector<TextWord> out;
    TextWord word;
    for (TextWords words(text); words.next(word);) out.push_back(word);
    return out;
}

size_t characters_of(std::string_view text) {
    size_t count = 0;
    for (const TextWord& word : matcher_words(text)) count += word.end - word.begin;
    return count;
}

// "nodejs-private/node-private#12" of "github.com/nodejs-private/node-private/pull/12"; else empty.
std::string short_form(std::string_view place) {
    std::vector<std::string_view> parts;
    for (const std::string_view part : split(place, '/'))
        if (!part.empty() && part != "-") parts.push_back(part);
    constexpr std::array<std::string_view, 5> kinds{"pull", "pulls", "issues", "merge_requests", "discussions"};
    if (parts.size() < 5 || std::ranges::find(kinds, parts[3]) == kinds.end()) return {};
    return fmt::format("{}/{}#{}", parts[1], parts[2], parts[4]);
}

// Could no ordinary word be this handle?
bool is_distinctive(std::string_view handle) {
    if (handle.size() < min_bare_handle_characters) return false;
    return std::ranges::any_of(handle, [](char c) { return is_digit(c) || c == '-' || c == '_'; }) ||
           std::ranges::any_of(handle.substr(1), [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::string without(std::string_view text, std::vector<std::pair<size_t, size_t>> places) {
    std::ranges::sort(places);
    std::string out;
    size_t done = 0;
    for (const auto& [begin, end] : places) {
        if (end <= done) continue;
        if (begin >= done) {
            out += text.substr(done, begin - done);
            out += hidden;
        }
        done = end;
    }
    return out += text.substr(done);
}

}  // namespace

void TaintMatcher::add_phrase(std::string_view text, TaintRule rule, size_t item, Around around) {
    WordTrail trail;
    TextWord word;
    TextWord last;
    for (TextWords words(text); trail.count() < max_phrase_words && words.next(word);) {
        trail.add(word);
        last = word;
    }
    if (trail.count() == 0) return;
    phrases_[last.hash].push_back(
        {trail.hash(trail.count()), trail.count(), {rule, static_cast<uint32_t>(item)}, around});
}

void TaintMatcher::add_id(std::string_view id, size_t item) {
    id = trim(id);
    const bool is_number = std::ranges::all_of(id, is_digit);
    if (characters_of(id) >= min_bare_id_characters)
        return add_phrase(id, TaintRule::report_id, item, is_number ? Around::no_fraction : Around::anything);
    for (const std::string_view lead : id_leads) add_phrase(fmt::format("{} {}", lead, id), TaintRule::report_id, item);
}

void TaintMatcher::add_url(std::string_view url, size_t item) {
    if (const size_t scheme = url.find("://"); scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
    add_phrase(url, TaintRule::private_url, item);
    add_phrase(short_form(url), TaintRule::private_url, item);
}

void TaintMatcher::add_handle(std::string_view handle, size_t item) {
    handle = trim(handle);
    while (handle.starts_with('@')) handle.remove_prefix(1);
    if (characters_of(handle) == 0) return;
    if (is_distinctive(handle)) return add_phrase(handle, TaintRule::handle, item);
    add_phrase(handle, TaintRule::handle, item, Around::at_sign);
    for (const std::string_view lead : handle_leads)
        add_phrase(fmt::format("{} {}", lead, handle), TaintRule::handle, item);
}

void TaintMatcher::add_prose(std::string_view text, TaintRule rule, size_t item) {
    WordTrail trail;
    TextWord word;
    for (TextWords words(text); words.next(word);) {
        if (word.is_markup) continue;
        trail.add(word);
        if (trail.count() >= shingle_words)
            shingles_.emplace(trail.hash(shingle_words), Item{rule, static_cast<uint32_t>(item)});
    }
    if (trail.count() >= shingle_words) return;
    if (trail.count() < min_text_words) ++too_short_;
    else
        phrases_[word.hash].push_back(
            {trail.hash(trail.count()), trail.count(), {rule, static_cast<uint32_t>(item)}, Around::anything});
}

Result<void> TaintMatcher::add_lists(const TaintSet& set) {
    struct List {
        const std::vector<std::string>& texts;
        std::string_view name;
        void (*add)(TaintMatcher&, std::string_view, size_t);
    };
    const List lists[] = {
        {set.report_ids, "report ids", [](auto& me, auto text, size_t item) { me.add_id(text, item); }},
        {set.cve_ids, "CVE ids",
         [](auto& me, auto text, size_t item) { me.add_phrase(text, TaintRule::cve_id, item); }},
        {set.private_urls, "private URLs", [](auto& me, auto text, size_t item) { me.add_url(text, item); }},
        {set.handles, "handles", [](auto& me, auto text, size_t item) { me.add_handle(text, item); }},
        {set.titles, "titles", [](auto& me, auto text, size_t item) { me.add_prose(text, TaintRule::title, item); }},
        {set.summaries, "summaries",
         [](auto& me, auto text, size_t item) { me.add_prose(text, TaintRule::summary, item); }},
    };
    for (const List& list : lists) {
        if (list.texts.size() > max_taint_items)
            return fail(ErrorCode::usage, fmt::format("has more than {} {}", max_taint_items, list.name), "taint set");
        for (size_t i = 0; i < list.texts.size(); ++i) {
            if (list.texts[i].size() > max_taint_text)
                return fail(ErrorCode::usage,
                            fmt::format("number {} of its {} has more than {} bytes", i + 1, list.name, max_taint_text),
                            "taint set");
            list.add(*this, list.texts[i], i);
        }
    }
    return {};
}

Result<void> TaintMatcher::add_objects(const TaintSet& set) {
    const auto bad = [](size_t i, std::string_view list) {
        return fail(ErrorCode::usage, fmt::format("number {} of its {} is no id", i + 1, list), "taint set");
    };
    const auto add_ids = [&](const std::vector<std::string>& texts, std::string_view list, TaintRule rule,
                             auto& ids) -> Result<void> {
        for (size_t i = 0; i < texts.size(); ++i) {
            const auto id = gitobjects::ObjectId::from_hex(texts[i]);
            if (!id || i >= max_taint_items) return bad(i, list);
            const auto item = static_cast<uint32_t>(i);
            ids.emplace(*id, item);
            hex_ids_.push_back({id->hex(), {rule, item}});
        }
        return {};
    };
    WARD_TRY_VOID(add_ids(set.commit_ids, "commit ids", TaintRule::private_commit, commits_));
    WARD_TRY_VOID(add_ids(set.blob_ids, "blob ids", TaintRule::private_blob, blobs_));
    std::ranges::sort(hex_ids_, {}, &HexId::digits);
    for (size_t i = 0; i < set.patch_ids.size(); ++i) {
        const auto sum = LineSum::from_hex(set.patch_ids[i]);
        if (!sum || i >= max_taint_items) return bad(i, "patch ids");
        if (!sum->empty()) patches_.emplace(sum->first, std::pair(*sum, static_cast<uint32_t>(i)));
    }
    return {};
}

void TaintMatcher::make_filters() {
    last_words_.reset();
    for (const auto& [last, phrases] : phrases_) last_words_.set(last >> 48);
    shingle_bits_->reset();
    for (const auto& [hash, item] : shingles_) shingle_bits_->set(hash >> 44);
}

void TaintMatcher::drop_public(std::string_view text) {
    std::unordered_set<uint64_t> known;
    Search(*this, text).run([&](const Taint& taint, uint64_t hash) {
        if (taint.rule == TaintRule::title || taint.rule == TaintRule::summary) known.insert(hash);
    });
    std::erase_if(shingles_, [&](const auto& shingle) { return known.contains(shingle.first); });
    for (auto& [last, phrases] : phrases_)
        std::erase_if(phrases, [&](const Phrase& phrase) {
            return (phrase.item.rule == TaintRule::title || phrase.item.rule == TaintRule::summary) &&
                   known.contains(phrase.hash);
        });
}

Result<TaintMatcher> TaintMatcher::of(const TaintSet& set) {
    TaintMatcher out;
    WARD_TRY_VOID(out.add_lists(set));
    WARD_TRY_VOID(out.add_objects(set));
    out.make_filters();
    for (const std::string& text : set.public_texts) out.drop_public(text);
    if (!set.public_texts.empty()) out.make_filters();
    out.digest_ = digest_of(set);
    return out;
}

std::vector<Taint> TaintMatcher::find(std::string_view text) const {
    std::vector<Taint> out;
    std::unordered_set<uint64_t> seen;
    Search(*this, text).run([&](const Taint& taint, uint64_t) {
        const uint64_t key = uint64_t{taint.item} * taint_rule_count + static_cast<uint64_t>(taint.rule);
        if (seen.insert(key).second) out.push_back(taint);
    });
    return out;
}

std::string TaintMatcher::redact(std::string_view text) const {
    // What is hidden stood between words that are neighbours now, or in markup that is none any more: what is left is
    // searched again. An item that has the word "embargoed" itself would go on for ever.
    constexpr int most_passes = 8;
    std::string out(text);
    for (int pass = 0; pass < most_passes; ++pass) {
        std::vector<std::pair<size_t, size_t>> places;
        Search(*this, out).run([&](const Taint& taint, uint64_t) {
            if (taint.rule != TaintRule::private_commit && taint.rule != TaintRule::private_blob)
                places.emplace_back(taint.begin, taint.end);
        });
        if (places.empty()) return out;
        out = without(out, std::move(places));
    }
    return std::string(hidden);
}

std::optional<Taint> TaintMatcher::commit(const gitobjects::ObjectId& id) const {
    const auto found = commits_.find(id);
    if (found == commits_.end()) return std::nullopt;
    return Taint{TaintRule::private_commit, found->second};
}

std::optional<Taint> TaintMatcher::blob(const gitobjects::ObjectId& id) const {
    const auto found = blobs_.find(id);
    if (found == blobs_.end()) return std::nullopt;
    return Taint{TaintRule::private_blob, found->second};
}

std::optional<Taint> TaintMatcher::patch(const LineSum& sum) const {
    if (sum.empty()) return std::nullopt;
    const auto found = patches_.find(sum.first);
    if (found == patches_.end() || found->second.first != sum) return std::nullopt;
    return Taint{TaintRule::same_patch, found->second.second};
}

std::optional<Taint> TaintMatcher::patch(const ChangeSums& sums) const {
    std::optional<Taint> found = patch(sums.all);
    for (size_t i = 0; !found && i < sums.files.size(); ++i) found = patch(sums.files[i]);
    return found;
}

}  // namespace ward::release
