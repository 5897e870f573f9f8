// How much one advisory record may hold. Records come from feeds that others write: a record over a limit is a problem
// that is reported, never a record that is read in part.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ward::advisory::limits {

constexpr size_t record_bytes = 16u << 20;
constexpr size_t affected = 100'000;            // `affected` entries of one record
constexpr size_t ranges = 100'000;              // of one record
constexpr size_t range_events = 10'000;         // of one range
constexpr size_t events = 200'000;              // of one record
constexpr size_t versions = 500'000;            // `versions` entries of one record
constexpr size_t aliases = 1'000;               // of one record
constexpr size_t severities = 1'000;            // of one record, in all places together
constexpr size_t version_bytes = 1'024;         // of one version or event
constexpr size_t name_bytes = 4'096;            // of one package name or repository URL
constexpr size_t ecosystem_bytes = 256;         // of one ecosystem with its suffix
constexpr size_t vector_bytes = 1'024;          // of one severity
constexpr size_t id_bytes = 128;                // of one id or alias
constexpr size_t nesting = 256;                 // deeper parts are kept in the original, and noted
constexpr size_t record_conditions = 4u << 20;  // bytes of the conditions of one record, in all
constexpr size_t references = 1'000;            // shown of one record
constexpr size_t listed_problems = 1'000;       // the rest is counted

// What one source file may expand to, and what is held of it in memory at once (zip archives are read in pieces).
constexpr uint64_t source_bytes = uint64_t{8} << 30;
constexpr uint64_t expanded_bytes = uint64_t{64} << 30;
constexpr uint64_t stream_bytes = uint64_t{1}
                                  << 30;  // of a pipe, or of a gzip or zstd file when expanded: all in memory
constexpr uint64_t archive_entries = 20'000'000;
constexpr uint64_t ratio = 1'000;       // of a zip archive, whose entries are read one by one
constexpr uint64_t stream_ratio = 200;  // of a gzip or zstd file: records shrink to a tenth, some to a thirtieth

}  // namespace ward::advisory::limits
