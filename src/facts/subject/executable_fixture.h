// For tests: small programs made by hand, and the strings of a V8 snapshot.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ward::subject {

inline std::string little(uint64_t number, size_t size) {
    std::string bytes;
    for (size_t i = 0; i < size; ++i) bytes += static_cast<char>(number >> (8 * i) & 0xff);
    return bytes;
}

// A 64-bit ELF of one segment that holds everything, with `data` right behind the header, at data_offset and, loaded,
// at base + data_offset. Symbols stand at offsets in `data`.
class ElfMaker {
  public:
    static constexpr uint64_t base = 0x400000;
    static constexpr uint64_t data_offset = 64 + 2 * 56;

    explicit ElfMaker(std::string data) : data_(std::move(data)) {}
    ElfMaker& machine(uint64_t number) {
        machine_ = number;
        return *this;
    }
    ElfMaker& symbol(std::string name, uint64_t offset_in_data) {
        symbols_.emplace_back(std::move(name), offset_in_data);
        return *this;
    }
    // An entry of a note segment.
    ElfMaker& note(std::string_view owner, uint64_t type, std::string_view content) {
        const auto padded = [](const std::string& text) { return text + std::string((4 - text.size() % 4) % 4, '\0'); };
        const std::string name = std::string(owner) + '\0';
        notes_ += little(name.size(), 4) + little(content.size(), 4) + little(type, 4) + padded(name) +
                  padded(std::string(content));
        return *this;
    }

    std::string make() const {
        std::string tail;
        const uint64_t notes = data_offset + data_.size();
        tail += notes_;
        std::string names(1, '\0');
        std::string table(24, '\0');
        for (const auto& [name, offset] : symbols_) {
            table += little(names.size(), 4) + little(0x12, 1) + little(0, 1) + little(1, 2) +
                     little(base + data_offset + offset, 8) + little(8, 8);
            names += name + '\0';
        }
        const uint64_t table_at = notes + notes_.size();
        const uint64_t names_at = table_at + table.size();
        tail += table + names;
        const uint64_t sections_at = notes + tail.size();
        const auto section = [](uint64_t type, uint64_t offset, uint64_t size, uint64_t link, uint64_t entry) {
            return little(0, 4) + little(type, 4) + little(0, 8) + little(0, 8) + little(offset, 8) + little(size, 8) +
                   little(link, 4) + little(0, 4) + little(8, 8) + little(entry, 8);
        };
        tail += section(0, 0, 0, 0, 0) + section(2, table_at, table.size(), 2, 24) +
                section(3, names_at, names.size(), 0, 0);
        const uint64_t whole = notes + tail.size();
        std::string elf = std::string("\x7f") + "ELF" + std::string("\x02\x01\x01", 3) + std::string(9, '\0');
        elf += little(2, 2) + little(machine_, 2) + little(1, 4) + little(base, 8) + little(64, 8) +
               little(sections_at, 8) + little(0, 4) + little(64, 2) + little(56, 2) + little(2, 2) + little(64, 2) +
               little(3, 2) + little(0, 2);
        const auto segment = [](uint64_t type, uint64_t offset, uint64_t address, uint64_t size) {
            return little(type, 4) + little(4, 4) + little(offset, 8) + little(address, 8) + little(address, 8) +
                   little(size, 8) + little(size, 8) + little(4, 8);
        };
        elf += segment(1, 0, base, whole) + segment(4, notes, base + notes, notes_.size());
        return elf + data_ + tail;
    }

  private:
    std::string data_;
    std::string notes_;
    uint64_t machine_ = 62;
    std::vector<std::pair<std::string, uint64_t>> symbols_;
};

// A string as V8's snapshot holds it, with the marks of its object before it.
inline std::string snapshot_string(std::string_view text, uint64_t hash) {
    std::string bytes = std::string("\x01\x0cQa", 4) + little(hash, 4) + little(text.size(), 4) + std::string(text);
    while (bytes.size() % 4 != 0) bytes += '\0';
    return bytes;
}

// What a program of node 24 has of process.versions: the keys that nothing needed before, and the values, those in the
// object itself last.
inline std::string node_snapshot(const std::vector<std::pair<std::string, std::string>>& values,
                                 const std::vector<std::string>& needed_before = {"brotli", "icu", "modules", "openssl",
                                                                                  "sqlite", "unicode", "uv", "v8",
                                                                                  "zlib", "zstd"}) {
    const auto is_needed_before = [&](std::string_view key) {
        for (const std::string& one : needed_before)
            if (one == key) return true;
        return false;
    };
    std::string keys;
    std::string before;
    std::string rest;
    std::string inside;
    size_t count = 0;
    for (const auto& [key, value] : values) {
        if (is_needed_before(key)) before += snapshot_string(key, 0x1234567a) + std::string(40, '\x05');
        else if (key != "node") keys += snapshot_string(key, 0x7654321a);
        if (value.size() < 2) continue;
        (count++ < 4 ? inside : rest) += snapshot_string(value, 3);
    }
    return before + std::string(64, '\x07') + rest + inside + std::string(64, '\x07') + keys + std::string(64, '\x07');
}

}  // namespace ward::subject
