// Writing of DER (X.690) for the few structures that OpenSSL has no functions for. Private to this folder.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ward::signing::der {

// One element: tag, length, contents.
std::string element(unsigned char tag, std::string_view contents);

inline std::string sequence(std::string_view contents) {
    return element(0x30, contents);
}
inline std::string octets(std::string_view bytes) {
    return element(0x04, bytes);
}
inline std::string null() {
    return element(0x05, {});
}
// Constructed, context-specific.
inline std::string tagged(int number, std::string_view contents) {
    return element(static_cast<unsigned char>(0xa0 | number), contents);
}
// In the order that DER demands of a SET OF.
std::string set_of(std::vector<std::string> elements);
std::string integer(uint32_t value);
std::string object(std::string_view dotted);  // "1.2.840.113549"; the caller's constant, so it is right

}  // namespace ward::signing::der
