// What the drivers beside Go programs read: four bytes of length, big end first, then the bytes.
#pragma once

#include <cstdio>
#include <string>

inline bool read_frame(std::string& into) {
    unsigned char length[4];
    if (std::fread(length, 1, 4, stdin) != 4) return false;
    into.resize(size_t{length[0]} << 24 | size_t{length[1]} << 16 | size_t{length[2]} << 8 | length[3]);
    return std::fread(into.data(), 1, into.size(), stdin) == into.size();
}
