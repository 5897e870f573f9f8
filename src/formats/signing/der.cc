#include "formats/signing/der.h"

#include <algorithm>

#include "base/text.h"

namespace ward::signing::der {
namespace {

std::string base_128(uint64_t number) {
    std::string out(1, static_cast<char>(number & 0x7f));
    while ((number >>= 7) != 0) out.insert(out.begin(), static_cast<char>(0x80 | (number & 0x7f)));
    return out;
}

std::string base_256(uint64_t number) {
    std::string out;
    do out.insert(out.begin(), static_cast<char>(number & 0xff));
    while ((number >>= 8) != 0);
    return out;
}

}  // namespace

std::string element(unsigned char tag, std::string_view contents) {
    std::string out(1, static_cast<char>(tag));
    const std::string length = base_256(contents.size());
    if (contents.size() >= 0x80) out += static_cast<char>(0x80 | length.size());
    return out.append(length).append(contents);
}

std::string set_of(std::vector<std::string> elements) {
    std::sort(elements.begin(), elements.end());
    return element(0x31, join(elements, ""));
}

std::string integer(uint32_t value) {
    std::string bytes = base_256(value);
    if ((bytes.front() & 0x80) != 0) bytes.insert(bytes.begin(), '\0');
    return element(0x02, bytes);
}

std::string object(std::string_view dotted) {
    std::string out;
    const auto arcs = split(dotted, '.');
    out += base_128(to_number<uint64_t>(arcs.at(0)).value_or(0) * 40 + to_number<uint64_t>(arcs.at(1)).value_or(0));
    for (size_t i = 2; i < arcs.size(); ++i) out += base_128(to_number<uint64_t>(arcs[i]).value_or(0));
    return element(0x06, out);
}

}  // namespace ward::signing::der
