#include "io/archive/tar_header.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"

namespace ward::archive {
namespace {

using namespace std::string_view_literals;

template <typename T>
using Read = std::expected<T, Reason>;

struct Field {
    size_t at;
    size_t bytes;
};
constexpr Field name_field{0, 100};
constexpr Field mode_field{100, 8};
constexpr Field size_field{124, 12};
constexpr Field sum_field{148, 8};
constexpr size_t flag_at = 156;
constexpr Field target_field{157, 100};
constexpr Field magic_field{257, 8};
constexpr Field prefix_field{345, 155};

std::string_view raw(std::string_view block, Field field) {
    return block.substr(field.at, field.bytes);
}

// Up to the first NUL. node-tar cuts there only as far as the line goes, so a line break behind it shows it more.
Read<std::string_view> text(std::string_view block, Field field, std::string_view what) {
    const std::string_view all = raw(block, field);
    const size_t end = std::min(all.find('\0'), all.size());
    for (const std::string_view line_break : {"\n"sv, "\r"sv, "\xe2\x80\xa8"sv, "\xe2\x80\xa9"sv})
        if (all.find(line_break, end) != std::string_view::npos)
            return std::unexpected(fmt::format("has a line break behind the end of its {}", what));
    return all.substr(0, end);
}

// The first byte's high bit says that the rest is a big-endian number.
Read<uint64_t> base_256(std::string_view digits, std::string_view what) {
    if (static_cast<unsigned char>(digits.front()) != 0x80)
        return std::unexpected(fmt::format("has a negative or oversized {}", what));
    uint64_t value = 0;
    for (const char c : digits.substr(1)) {
        if (value > std::numeric_limits<uint64_t>::max() >> 8)
            return std::unexpected(fmt::format("has an oversized {}", what));
        value = value << 8 | static_cast<unsigned char>(c);
    }
    return value;
}

// Octal, with blanks before and blanks or NULs after it. An empty field is 0.
Read<uint64_t> number(std::string_view block, Field field, std::string_view what) {
    std::string_view digits = raw(block, field);
    if ((static_cast<unsigned char>(digits.front()) & 0x80) != 0) return base_256(digits, what);
    digits.remove_prefix(std::min(digits.find_first_not_of(' '), digits.size()));
    const size_t last = digits.find_last_not_of(" \0"sv);
    digits = digits.substr(0, last == std::string_view::npos ? 0 : last + 1);
    uint64_t value = 0;
    for (const char c : digits) {  // at most 12 digits: it fits
        if (c < '0' || c > '7') return std::unexpected(fmt::format("has a {} that is no octal number", what));
        value = value << 3 | static_cast<uint64_t>(c - '0');
    }
    return value;
}

uint64_t sum_of(std::string_view block) {
    uint64_t sum = sum_field.bytes * ' ';
    for (size_t i = 0; i < block.size(); ++i)
        if (i < sum_field.at || i >= sum_field.at + sum_field.bytes) sum += static_cast<unsigned char>(block[i]);
    return sum;
}

// In ustar a long name is split over two fields. Old GNU headers keep something else in the place of the second.
Read<std::string> name_in(std::string_view block) {
    auto name = text(block, name_field, "name");
    if (!name) return std::unexpected(name.error());
    const std::string_view magic = raw(block, magic_field);
    if (!magic.starts_with("ustar\0"sv)) return std::string(*name);
    auto prefix = text(block, prefix_field, "name");
    if (!prefix) return std::unexpected(prefix.error());
    if (prefix->empty()) return std::string(*name);
    if (magic != "ustar\00000"sv) return std::unexpected("has a split name in a form of tar that nobody knows");
    return fmt::format("{}/{}", *prefix, *name);
}

struct Record {
    std::string_view key;
    std::string_view value;
};

// "LENGTH KEY=VALUE\n", the length counting itself. Takes it off `records`.
Read<Record> next_record(std::string_view& records) {
    const size_t blank = records.find(' ');
    const auto length =
        blank < 12 && is_digit(records.front()) ? to_number<size_t>(records.substr(0, blank)) : std::nullopt;
    if (!length || *length <= blank + 1 || *length > records.size() || records[*length - 1] != '\n')
        return std::unexpected("has an extended header with a broken record");
    const std::string_view record = records.substr(blank + 1, *length - blank - 2);
    records.remove_prefix(*length);
    const size_t equal = record.find('=');
    if (equal == std::string_view::npos || equal == 0)
        return std::unexpected("has an extended header with a broken record");
    return Record{record.substr(0, equal), record.substr(equal + 1)};
}

bool says_what_an_entry_is(std::string_view key) {
    constexpr std::array keys{"path"sv, "linkpath"sv, "size"sv, "type"sv};
    return std::ranges::find(keys, key) != keys.end();
}

// node-tar reads these records line by line, and up to a NUL.
bool is_one_line(std::string_view value) {
    return !value.empty() && value.find_first_of("\n\0"sv) == std::string_view::npos;
}

template <typename T>
Read<void> set_once(std::optional<T>& place, T value, std::string_view key) {
    if (place) return std::unexpected(fmt::format("has an extended header with two records \"{}\"", key));
    place = std::move(value);
    return {};
}

}  // namespace

Read<TarHeader> parse_tar_header(std::string_view block) {
    TarHeader header;
    const auto sum = number(block, sum_field, "checksum");
    if (!sum || *sum != sum_of(block)) return std::unexpected("has a header with a wrong checksum");
    auto name = name_in(block);
    if (!name) return std::unexpected(name.error());
    auto target = text(block, target_field, "link target");
    if (!target) return std::unexpected(target.error());
    const auto mode = number(block, mode_field, "mode");
    if (!mode) return std::unexpected(mode.error());
    const auto size = number(block, size_field, "size");
    if (!size) return std::unexpected(size.error());
    if (name->empty()) return std::unexpected("has an entry without a name");
    header.name = *std::move(name);
    header.target = *target;
    header.mode = static_cast<uint32_t>(*mode & 07777);
    header.size = *size;
    header.flag = block[flag_at] == '\0' ? '0' : block[flag_at];
    return header;
}

Read<void> parse_pax(std::string_view records, TarPending& pending) {
    if (std::exchange(pending.has_pax, true)) return std::unexpected("has two extended headers for one entry");
    while (!records.empty()) {
        const auto record = next_record(records);
        if (!record) return std::unexpected(record.error());
        const auto& [key, value] = *record;
        if (key.starts_with("GNU.sparse.")) return std::unexpected("has a sparse file");
        if (!says_what_an_entry_is(key)) continue;
        if (!is_one_line(value))
            return std::unexpected(fmt::format("has an extended header whose \"{}\" is empty or no single line", key));
        Read<void> done;
        if (key == "path") done = set_once(pending.pax_name, std::string(value), key);
        else if (key == "linkpath") done = set_once(pending.pax_target, std::string(value), key);
        else if (const auto size = to_number<uint64_t>(value); key == "size" && size)
            done = set_once(pending.pax_size, *size, key);
        else return std::unexpected(fmt::format("has an extended header with a broken record \"{}\"", key));
        if (!done) return done;
    }
    return {};
}

Read<std::string> read_global_pax(std::string_view records) {
    std::string comment;
    while (!records.empty()) {
        const auto record = next_record(records);
        if (!record) return std::unexpected(record.error());
        if (says_what_an_entry_is(record->key) || record->key.starts_with("GNU.sparse."))
            return std::unexpected(fmt::format("has a \"{}\" for all of its entries", record->key));
        if (record->key == "comment") comment = record->value;
    }
    return comment;
}

Read<std::string> parse_long_name(std::string_view body) {
    const size_t end = std::min(body.find('\0'), body.size());
    if (body.find_first_not_of('\0', end) != std::string_view::npos)
        return std::unexpected("has a long name with bytes behind its end");
    if (end == 0) return std::unexpected("has an empty long name");
    return std::string(body.substr(0, end));
}

}  // namespace ward::archive
