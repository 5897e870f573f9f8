// What a file in a folder or archive is, by its name: records, a list of them, an archive, or something else.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace ward::advisory {

constexpr std::array<std::string_view, 1> record_endings = {".json"};
constexpr std::array<std::string_view, 2> list_endings = {".ndjson", ".jsonl"};
constexpr std::array<std::string_view, 4> packed_endings = {".zip", ".gz", ".zst", ".zstd"};
// What lies beside records in a cache of ours or in the bucket: no records, and no reason for a note.
constexpr std::array<std::string_view, 4> expected_endings = {".state", ".part", ".csv", "ecosystems.txt"};

// Ignores case; a name that is nothing but the ending has none.
bool has_ending(std::string_view name, std::span<const std::string_view> endings);

// cvelistV5 keeps lists of its latest changes beside the records.
bool is_change_log(std::string_view path);

// Is the path below a folder that holds records in repositories which hold other JSON too (the CVE list, OpenSSL's
// release metadata, the Node.js Security WG), in the root or in the one folder that an archive of a repository has?
bool is_in_record_folder(std::string_view path);
// JSON of such a repository that is below none of them.
bool is_other_json(std::string_view path);

}  // namespace ward::advisory
