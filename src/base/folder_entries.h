// Listing one open folder: for walks that meet tens of thousands of them, and need nothing that opendir() sets up.
#pragma once

#include <dirent.h>

#include <array>
#include <cerrno>
#include <string_view>

#include "base/fd.h"

namespace ward {

// Calls use(const dirent64&) for each entry but "." and "..", in no order, until it returns false. Returns 0, or the
// errno of the listing, which then ended early.
template <typename Use>
int for_each_entry(const Fd& folder, Use use) {
    alignas(dirent64) std::array<char, 32u << 10> buffer;
    for (;;) {
        const ssize_t count = ::getdents64(folder.get(), buffer.data(), buffer.size());
        if (count <= 0) return count == 0 ? 0 : errno;
        for (ssize_t at = 0; at < count;) {
            const auto& item = *reinterpret_cast<const dirent64*>(buffer.data() + at);
            at += item.d_reclen;
            const std::string_view name = item.d_name;
            if (name != "." && name != ".." && !use(item)) return 0;
        }
    }
}

}  // namespace ward
