// An index file from any bytes, and an index of ours whose rows somebody forged: every six bytes of the input put a
// number somewhere into a section, under checksums that are right again.
// LINK: ward_advisory ward_formats ward_base
#include <cstring>

#include "../tests/support/advisory_forge.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    (void)ward::advisory::Index::from_bytes({reinterpret_cast<const char*>(data), size});
    static const std::string good = ward::test::sample_index(12);
    const auto index = ward::advisory::Index::from_bytes(ward::test::forge(good, [&](auto section, std::string& bytes) {
        for (size_t at = 0; at + 6 <= size; at += 6) {
            const size_t place = data[at + 1] * size_t{4};
            constexpr auto sections = static_cast<uint32_t>(ward::advisory::layout::section_count) - 1;
            if (2 + data[at] % sections != static_cast<uint32_t>(section) || place + 4 > bytes.size()) continue;
            std::memcpy(bytes.data() + place, data + at + 2, 4);
        }
    }));
    if (index) (void)ward::test::answers_rightly(*index, 12), (void)index->verify();
    return 0;
}
