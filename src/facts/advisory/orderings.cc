#include "facts/advisory/orderings.h"

#include <array>
#include <string>

#include "formats/crc32c.h"

namespace ward::advisory {
namespace {

// Enough spellings of enough families that a change of any key encoding moves the mark.
constexpr std::array<std::string_view, 24> probes = {"0",
                                                     "1",
                                                     "1.0",
                                                     "1.2.3",
                                                     "v1.2.3",
                                                     "1.2.3-rc.1",
                                                     "1.2.3-0",
                                                     "1.2.3+b.7",
                                                     "10.20.30.40",
                                                     "1!2.0.post1",
                                                     "1.0a1.dev2",
                                                     "2.0+local.1",
                                                     "1:2.3~rc1-4",
                                                     "2.3.4-5+b1",
                                                     "1.0.2zk",
                                                     "3.0.13+quic",
                                                     "1.3.0.1-motley",
                                                     "74.2",
                                                     "3.45.1",
                                                     "3045001",
                                                     "10.2.154.26-node.39",
                                                     "0.0.0-20240101000000-abcdef123456",
                                                     "go1.22rc1",
                                                     "2024.01.02"};

}  // namespace

uint32_t key_mark(const versions::Ordering* ordering) {
    if (ordering == nullptr) return 0;
    uint32_t mark = crc32c(ordering->name);
    for (const std::string_view probe : probes) {
        const auto key = ordering->key(probe);
        mark = crc32c(key ? *key : std::string_view("none"), mark);
        mark = crc32c(std::string_view("\0", 1), mark);
    }
    return mark == 0 ? 1 : mark;
}

}  // namespace ward::advisory
