// What a commit changes as one number that stays the same when the commit is rewritten, reworded, rebased, moved to
// another line or to other paths: the sum of the lines it adds minus those it removes, white space aside.
//
// The sum of a file's change is the sum of the new file's lines minus the old one's. So no diff is made, and it does
// not matter which diff algorithm made a patch that is compared with it. What only moves lines about, or only white
// space, has the empty sum, which equals nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ward {

struct LineSum {
    uint64_t first = 0;
    uint64_t second = 0;

    bool empty() const { return first == 0 && second == 0; }
    LineSum& operator+=(const LineSum& other) {
        first += other.first;
        second += other.second;
        return *this;
    }
    LineSum& operator-=(const LineSum& other) {
        first -= other.first;
        second -= other.second;
        return *this;
    }
    bool operator==(const LineSum&) const = default;

    std::string hex() const;  // 32 digits
    static std::optional<LineSum> from_hex(std::string_view text);
};

// What a commit or a patch changes.
struct ChangeSums {
    LineSum all;
    std::vector<LineSum> files;  // each one's own, without empty ones

    void add(const LineSum& file) {
        if (file.empty()) return;
        all += file;
        files.push_back(file);
    }
};

// Of all lines of a file.
LineSum line_sum(std::string_view text);

}  // namespace ward
