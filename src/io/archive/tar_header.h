// The fields of a tar archive's blocks (private to this folder): what one 512-byte header and one extended header say,
// each for itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "io/archive/tar.h"

namespace ward::archive {

constexpr size_t tar_block = 512;

struct TarHeader {
    std::string name;  // with its prefix
    uint32_t mode = 0;
    uint64_t size = 0;
    char flag = '0';  // the type; NUL is '0'
    std::string target;
};

// What extended headers say of the entry that follows them.
struct TarPending {
    bool any = false;
    bool has_pax = false;
    std::optional<std::string> pax_name;
    std::optional<std::string> pax_target;
    std::optional<uint64_t> pax_size;
    std::optional<std::string> long_name;  // GNU
    std::optional<std::string> long_target;
};

// Errors have only a reason; the reader knows the place.
using Reason = std::string;

// `block` has tar_block bytes and is not all zero.
std::expected<TarHeader, Reason> parse_tar_header(std::string_view block);

// Records of an extended header of one entry, put into `pending`.
std::expected<void, Reason> parse_pax(std::string_view records, TarPending& pending);
// Of one that stands for all entries: nothing that says what an entry is may be in it. What is wanted of it is its
// comment; empty where it has none.
std::expected<std::string, Reason> read_global_pax(std::string_view records);

// A long name as GNU tar stores it: with a NUL at its end.
std::expected<std::string, Reason> parse_long_name(std::string_view body);

}  // namespace ward::archive
