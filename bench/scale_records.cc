#include "bench/scale_records.h"

#include <algorithm>
#include <vector>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/root.h"
#include "base/text.h"
#include "io/archive/archive.h"

namespace ward::bench {
namespace {

// The generator of Steele, Lea and Flood (SplitMix64): small, and the same everywhere.
uint64_t next_random(uint64_t& state) {
    state += 0x9e3779b97f4a7c15;
    uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

// Digits and lower-case letters of a text's tail, replaced by others of their kind.
std::string renamed(std::string_view text, uint64_t seed) {
    uint64_t state = seed;
    for (const char c : text) state = (state ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    std::string out(text);
    const size_t dash = text.find('-');
    for (size_t i = dash == std::string_view::npos ? 0 : dash; i < out.size(); ++i) {
        if (is_digit(out[i])) out[i] = static_cast<char>('0' + next_random(state) % 10);
        else if (out[i] >= 'a' && out[i] <= 'z') out[i] = static_cast<char>('a' + next_random(state) % 26);
    }
    return out;
}

// Where the values to rename stand in a record, as [begin, end) of the text between the quotes.
struct Place {
    size_t begin;
    size_t end;
    bool is_id;
};

// Looks for `"id":"..."`, `"name":"..."` and the strings of `"aliases":[...]` in compact JSON, outside of other
// strings.
std::vector<Place> places_of(std::string_view json) {
    std::vector<Place> places;
    auto add_string = [&](size_t quote, bool is_id) {
        const size_t end = json.find('"', quote + 1);
        if (end != std::string_view::npos) places.push_back({quote + 1, end, is_id});
        return end;
    };
    for (const std::string_view key : {"\"id\":\"", "\"name\":\""}) {
        for (size_t at = json.find(key); at != std::string_view::npos; at = json.find(key, at + 1))
            if (at > 0 && (json[at - 1] == '{' || json[at - 1] == ',')) add_string(at + key.size() - 1, key[1] == 'i');
    }
    constexpr std::string_view aliases = "\"aliases\":[";
    if (const size_t at = json.find(aliases); at != std::string_view::npos)
        for (size_t quote = at + aliases.size(); quote < json.size() && json[quote] == '"';) {
            const size_t end = add_string(quote, true);
            if (end == std::string_view::npos || json[end + 1] != ',') break;
            quote = end + 2;
        }
    std::ranges::sort(places, {}, &Place::begin);
    return places;
}

}  // namespace

Result<Scaled> scale_records(const std::string& folder, uint64_t records, uint64_t seed,
                             const std::function<void(std::string_view, std::string_view)>& take) {
    WARD_TRY(const Root root, Root::open(folder));
    std::vector<std::string> originals;
    archive::Inflater inflater;
    for (const Entry& entry : root.walk({}, [](std::string_view) { return true; }).entries) {
        if (!entry.path.ends_with("all.zip")) continue;
        WARD_TRY(const std::string bytes, root.read(entry.path, 1u << 30));
        WARD_TRY(const archive::Zip zip, archive::Zip::open(bytes, entry.path));
        for (const archive::ZipEntry& item : zip.entries()) {
            std::string json(item.expanded_bytes, '\0');
            WARD_TRY_VOID(inflater.expand(zip, item, json));
            originals.push_back(std::move(json));
        }
    }
    if (originals.empty()) return fail(ErrorCode::not_found, "no <ECOSYSTEM>/all.zip with records", folder);

    Scaled scaled;
    std::vector<std::vector<Place>> places;
    for (const std::string& json : originals) places.push_back(places_of(json));
    for (uint64_t copy = 0; scaled.records < records; ++copy) {
        for (size_t i = 0; i < originals.size(); ++i) {
            const std::string_view original = originals[i];
            std::string json;
            std::string name;
            size_t copied = 0;
            for (const Place& place : places[i]) {
                std::string text(original.substr(place.begin, place.end - place.begin));
                if (copy != 0) {
                    text = renamed(text, seed + copy);
                    // Short ids would come again by chance.
                    if (place.is_id) text += fmt::format("-{}", copy);
                }
                json += original.substr(copied, place.begin - copied);
                json += text;
                copied = place.end;
                if (place.is_id && name.empty()) name = text;
            }
            json += original.substr(copied);
            take(name + ".json", json);
            ++scaled.records;
            scaled.json_bytes += json.size();
        }
    }
    return scaled;
}

}  // namespace ward::bench
