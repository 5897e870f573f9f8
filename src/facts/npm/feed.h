// What a registry tells of its changes, in three forms: a page of a CouchDB-like _changes feed, packuments one a line,
// and a plain list of names. A position in a feed (`seq`) is opaque: registries have renumbered theirs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::npm {

struct FeedLimits {
    size_t bytes = 512u << 20;
    size_t rows = 1'000'000;
    size_t line_bytes = 256u << 20;  // of packuments one a line
};

struct Change {
    std::string name;
    std::string position;  // as written: a number or a text
    std::string revision;  // the last one; empty: not told
    bool is_deleted = false;

    bool operator==(const Change&) const = default;
};

struct ChangesPage {
    std::vector<Change> changes;      // in the order of the feed; a name may come again
    std::string last;                 // the position to ask from next
    std::vector<std::string> passed;  // rows that are about no package, or could not be read, with the reason
};

// Design documents ("_design/app") and rows without an id are passed over. Errors: `parse`, `limit`.
Result<ChangesPage> parse_changes(std::string_view json, const std::string& where, const FeedLimits& limits = {});

// One name a line; blank lines and what follows a '#' that starts a word do not count. What is no package name is in
// `passed`.
struct NameList {
    std::vector<std::string> names;
    std::vector<std::string> passed;
};
Result<NameList> parse_names(std::string_view text, const std::string& where, const FeedLimits& limits = {});

enum class FeedForm : uint8_t { changes, packuments, names };
// By how it begins: an object with `results`, an object a line, or words.
FeedForm form_of_feed(std::string_view text);

// The lines of a text that holds a JSON object a line, blank ones left out; each with its number.
struct FeedLine {
    std::string_view text;
    int64_t line = 0;
};
Result<std::vector<FeedLine>> lines_of_feed(std::string_view text, std::string where, const FeedLimits& limits = {});

}  // namespace ward::npm
