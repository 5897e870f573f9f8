#include "formats/signing/ssh_wire.h"

namespace ward::signing {

std::optional<unsigned char> SshWire::octet() {
    if (rest_.empty()) return std::nullopt;
    const auto value = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return value;
}

std::optional<uint32_t> SshWire::word() {
    if (rest_.size() < 4) return std::nullopt;
    uint32_t value = 0;
    for (const char byte : rest_.substr(0, 4)) value = value << 8 | static_cast<unsigned char>(byte);
    rest_.remove_prefix(4);
    return value;
}

std::optional<std::string_view> SshWire::text() {
    const std::string_view before = rest_;
    const auto size = word();
    if (!size || *size > rest_.size()) {
        rest_ = before;
        return std::nullopt;
    }
    const std::string_view value = rest_.substr(0, *size);
    rest_.remove_prefix(*size);
    return value;
}

std::optional<std::string_view> SshWire::number() {
    const auto value = text();
    if (!value || value->empty()) return std::nullopt;
    const auto top = [&](size_t i) { return static_cast<unsigned char>((*value)[i]); };
    if ((top(0) & 0x80) != 0) return std::nullopt;                                  // below zero
    if (top(0) == 0 && (value->size() == 1 || top(1) < 0x80)) return std::nullopt;  // zero, or a zero too many
    return value;
}

bool SshWire::take(std::string_view prefix) {
    if (!rest_.starts_with(prefix)) return false;
    rest_.remove_prefix(prefix.size());
    return true;
}

std::string ssh_word(uint32_t number) {
    return {static_cast<char>(number >> 24), static_cast<char>(number >> 16), static_cast<char>(number >> 8),
            static_cast<char>(number)};
}

std::string ssh_text(std::string_view bytes) {
    return ssh_word(static_cast<uint32_t>(bytes.size())).append(bytes);
}

}  // namespace ward::signing
