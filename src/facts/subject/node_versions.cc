// Which value of the snapshot is whose, and what is told where there is no snapshot: node's own version, the constants,
// ICU's time zones, V8's version.
#include "facts/subject/node_versions.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/subject/executable.h"
#include "facts/subject/node_keys.h"
#include "facts/subject/snapshot_strings.h"

namespace ward::subject {
namespace {

constexpr size_t snapshot_before = 4u << 20;  // the values, where the keys are looked for, and behind them
constexpr size_t snapshot_bytes = 16u << 20;

// A key that the values may be of.
struct Candidate {
    std::string_view key;
    bool is_certain = false;  // it has a value, though perhaps a silent one
    bool may_be_silent = false;
    ValueForm form = ValueForm::dotted;
    std::string_view known;  // its value, where something else tells it
};

std::vector<Candidate> candidates_of(std::string_view snapshot, const std::vector<std::string_view>& beside,
                                     const std::map<std::string, Known>& known) {
    std::set<std::string_view> names(beside.begin(), beside.end());
    for (const NodeKey& key : node_keys()) names.insert(key.key);
    std::vector<Candidate> all;
    for (const std::string_view name : names) {
        if (name == "node") continue;
        Candidate one;
        one.key = name;
        const NodeKey* row = node_key(name);
        if (row != nullptr) {
            one.may_be_silent = row->may_be_silent;
            one.form = row->form;
        }
        const auto found = known.find(std::string(name));
        if (found != known.end()) one.known = found->second.version;
        one.is_certain = std::ranges::find(beside, name) != beside.end() || (row != nullptr && row->is_always_there) ||
                         !one.known.empty();
        if (!one.is_certain && places_of(snapshot, name).empty()) continue;
        all.push_back(one);
    }
    return all;
}

bool can_be(const Candidate& candidate, std::string_view value) {
    // A library need not know the commit that node adds: "1.3.2.1-motley" and "1.3.2.1-motley-8002e91".
    const std::string_view known = candidate.known;
    if (!known.empty())
        return value.starts_with(known) &&
               (value.size() == known.size() || value[known.size()] == '-' || value[known.size()] == '+');
    return fits(candidate.form, value);
}

// For each value the key that it has in every way in which all values fit all keys; nothing where ways differ.
// Both are in the same order; a certain key has a value unless that may be silent.
std::vector<std::optional<size_t>> align(const std::vector<std::string_view>& values,
                                         const std::vector<Candidate>& keys) {
    const size_t n = values.size();
    const size_t m = keys.size();
    const auto may_skip = [&](size_t j) { return !keys[j].is_certain || keys[j].may_be_silent; };
    // from[i][j]: the first i values can be those of the first j keys; to[i][j]: the rest of the rest.
    std::vector<std::vector<char>> from(n + 1, std::vector<char>(m + 1, 0));
    std::vector<std::vector<char>> to = from;
    from[0][0] = 1;
    to[n][m] = 1;
    for (size_t i = 0; i <= n; ++i)
        for (size_t j = 0; j <= m; ++j) {
            if (j > 0 && from[i][j - 1] != 0 && may_skip(j - 1)) from[i][j] = 1;
            if (i > 0 && j > 0 && from[i - 1][j - 1] != 0 && can_be(keys[j - 1], values[i - 1])) from[i][j] = 1;
        }
    for (size_t i = n + 1; i-- > 0;)
        for (size_t j = m + 1; j-- > 0;) {
            if (j < m && to[i][j + 1] != 0 && may_skip(j)) to[i][j] = 1;
            if (i < n && j < m && to[i + 1][j + 1] != 0 && can_be(keys[j], values[i])) to[i][j] = 1;
        }
    std::vector<std::optional<size_t>> key_of(n);
    for (size_t i = 0; i < n; ++i) {
        size_t ways = 0;
        for (size_t j = 0; j < m; ++j) {
            if (from[i][j] == 0 || to[i + 1][j + 1] == 0 || !can_be(keys[j], values[i])) continue;
            if (++ways == 1) key_of[i] = j;
        }
        if (ways != 1) key_of[i].reset();
    }
    return key_of;
}

// node's own version: of the address of its headers, or, in builds that name none, of the only text "v18.20.4" that
// stands alone.
void find_node_version(std::string_view bytes, NodeVersions& result) {
    constexpr std::string_view before = "/node-v";
    constexpr std::string_view after = "-headers.tar.gz";
    size_t tries = 0;
    for (size_t at = text_offset(bytes, after, 0); at != std::string_view::npos && tries < max_anchors;
         at = text_offset(bytes, after, at + 1), ++tries) {
        const size_t from = at < max_string_bytes ? 0 : at - max_string_bytes;
        const std::string_view text = bytes.substr(from, at - from);
        const size_t start = text.rfind(before);
        if (start == std::string_view::npos) continue;
        const std::string_view version = text.substr(start + before.size());
        if (!version.empty() && is_value(version) && fits(ValueForm::dotted, version)) {
            result.version = version;
            result.version_offset = from + start + before.size();
            result.version_text = valid_utf8(bytes.substr(from + start + 1, at + after.size() - from - start - 1));
            return;
        }
    }
}

void read_snapshot(std::string_view bytes, const std::map<std::string, Known>& known, NodeVersions& result) {
    const std::vector<SnapshotString> run = find_values(bytes, result.version);
    if (run.empty()) return;
    const size_t first = run.front().header < snapshot_before ? 0 : run.front().header - snapshot_before;
    const std::string_view snapshot = bytes.substr(first, snapshot_bytes);
    const std::vector<std::string_view> beside = find_keys(snapshot);
    if (beside.empty()) return;

    // Some values are kept in the object itself, node's first, and the others before them: in the order of the keys
    // what follows node comes first.
    const auto node = std::ranges::find(run, std::string_view(result.version), &SnapshotString::text);
    std::vector<SnapshotString> ordered(node + 1, run.end());
    ordered.insert(ordered.end(), run.begin(), node);
    std::vector<std::string_view> values;
    values.reserve(ordered.size());
    for (const SnapshotString& text : ordered) values.push_back(text.text);
    std::vector<Candidate> keys = candidates_of(snapshot, beside, known);
    auto key_of = align(values, keys);
    const auto is_told = [](const auto& key) { return key.has_value(); };
    if (std::ranges::none_of(key_of, is_told)) {
        // A library that is linked in twice may have shown its other version.
        keys = candidates_of(snapshot, beside, {});
        key_of = align(values, keys);
    }

    std::set<std::string_view> told;
    for (size_t i = 0; i < values.size(); ++i) {
        if (!key_of[i]) continue;
        const std::string_view key = keys[*key_of[i]].key;
        told.insert(key);
        if (is_abi_number(key)) continue;
        result.found.push_back({std::string(key), std::string(values[i]), ordered[i].header + string_header_bytes,
                                fmt::format("process.versions.{} = '{}'", key, values[i])});
    }
    const bool has_way = std::ranges::any_of(key_of, is_told);
    for (const Candidate& key : keys)
        if (!told.contains(key.key) && key.is_certain && !is_abi_number(key.key) && !(has_way && key.may_be_silent))
            result.not_found.emplace_back(key.key);
}

// The constants of a build without the object: "1.2.11", "1.18.1", "1.41.0", ... from zlib's on, in the order of node's
// source. Only the whole sequence counts: a text that the linker kept elsewhere leaves a gap, and then nobody knows
// which.
void read_constants(std::string_view bytes, const std::map<std::string, Known>& known, NodeVersions& result) {
    const auto zlib = known.find("zlib");
    const auto major = to_number<unsigned>(std::string_view(result.version).substr(0, result.version.find('.')));
    if (zlib == known.end() || !major || *major > 16) return;
    constexpr std::array<std::string_view, 4> keys_12{"ares", "nghttp2", "icu", "unicode"};
    constexpr std::array<std::string_view, 5> keys_14{"ares", "nghttp2", "llhttp", "icu", "unicode"};
    constexpr std::array<std::string_view, 7> keys_16{"ares",    "nghttp2", "llhttp", "icu",
                                                      "unicode", "ngtcp2",  "nghttp3"};
    const std::string start = '\0' + zlib->second.version + '\0';
    size_t tries = 0;
    for (size_t at = text_offset(bytes, start, 0); at != std::string_view::npos && tries < max_anchors;
         at = text_offset(bytes, start, at + 1), ++tries) {
        std::vector<std::pair<size_t, std::string_view>> texts;
        for (size_t here = at + start.size(); texts.size() <= keys_16.size();) {
            const auto text = text_at(bytes, here, max_string_bytes);
            if (!text || text->empty() || !is_value(*text)) break;
            texts.emplace_back(here, *text);
            here += text->size() + 1;
        }
        std::span<const std::string_view> keys;
        if (*major <= 12 && texts.size() == keys_12.size()) keys = keys_12;
        else if (*major > 12 && texts.size() == keys_14.size()) keys = keys_14;
        else if (*major > 12 && texts.size() == keys_16.size()) keys = keys_16;
        const bool all_fit =
            !keys.empty() && std::ranges::all_of(keys, [&, i = size_t{0}](std::string_view key) mutable {
                return fits(node_key(key)->form, texts[i++].second);
            });
        if (!all_fit) continue;
        for (size_t i = 0; i < keys.size(); ++i)
            result.found.push_back({std::string(keys[i]), std::string(texts[i].second), texts[i].first,
                                    fmt::format("process.versions.{} = '{}', by its place among node's constants",
                                                keys[i], texts[i].second)});
        return;
    }
}

// ICU's time zones name their edition in UTF-16: "2022f" between two NULs, once in the whole of the data.
std::optional<NodeVersion> find_time_zones(std::string_view bytes) {
    constexpr std::string_view start("\0\0002\0000\0", 6);
    std::optional<NodeVersion> found;
    for (size_t at = text_offset(bytes, start, 0); at != std::string_view::npos;
         at = text_offset(bytes, start, at + 2)) {
        std::string text;
        size_t here = at + 2;
        while (text.size() <= 6 && here + 1 < bytes.size() && bytes[here] != '\0' && bytes[here + 1] == '\0') {
            text += bytes[here];
            here += 2;
        }
        const bool ends = here + 1 < bytes.size() && bytes[here] == '\0' && bytes[here + 1] == '\0';
        if (!ends || !fits(ValueForm::tz, text)) continue;
        if (found && found->version != text) return std::nullopt;
        if (!found) found = NodeVersion{"tz", text, at + 2, fmt::format("time zones '{}' of ICU's data", text)};
    }
    return found;
}

// "11.3.244.8-node.38" as a text of its own.
std::optional<NodeVersion> find_v8(std::string_view bytes) {
    size_t tries = 0;
    for (size_t at = text_offset(bytes, "-node.", 0); at != std::string_view::npos && tries < max_anchors;
         at = text_offset(bytes, "-node.", at + 1), ++tries) {
        size_t start = at;
        while (start > 0 && (is_digit(bytes[start - 1]) || bytes[start - 1] == '.')) --start;
        const auto text = text_at(bytes, start, max_string_bytes);
        if (text && start > 0 && bytes[start - 1] == '\0' && is_value(*text) && fits(ValueForm::v8, *text))
            return NodeVersion{"v8", std::string(*text), start, fmt::format("V8's version '{}'", *text)};
    }
    return std::nullopt;
}

}  // namespace

bool is_abi_number(std::string_view key) {
    return key == "modules" || key == "napi";
}

NodeVersions read_node_versions(std::string_view bytes, const std::map<std::string, Known>& known) {
    NodeVersions result;
    find_node_version(bytes, result);
    if (result.version.empty()) return result;
    read_snapshot(bytes, known, result);
    if (result.found.empty()) {
        result.not_found.clear();
        read_constants(bytes, known, result);
        if (auto zones = find_time_zones(bytes)) result.found.push_back(*std::move(zones));
    }
    const auto has = [&](std::string_view key) {
        return std::ranges::find(result.found, key, &NodeVersion::key) != result.found.end();
    };
    if (auto v8 = has("v8") ? std::nullopt : find_v8(bytes)) result.found.push_back(*std::move(v8));
    for (const auto& [key, version] : known)
        if (!has(key) && !version.version.empty())
            result.found.push_back({key, version.version, version.offset, version.text});
    // With ICU come its data.
    if (has("icu"))
        for (const std::string_view key : {"cldr", "tz", "unicode"})
            if (!has(key)) result.not_found.emplace_back(key);
    for (const NodeKey& key : node_keys())
        if (key.is_always_there && !is_abi_number(key.key) && !has(key.key)) result.not_found.emplace_back(key.key);
    std::erase_if(result.not_found, has);
    std::ranges::sort(result.not_found);
    const auto doubles = std::ranges::unique(result.not_found);
    result.not_found.erase(doubles.begin(), doubles.end());
    std::ranges::sort(result.found, {}, &NodeVersion::key);
    return result;
}

}  // namespace ward::subject
