#include "base/secret.h"

#include <cstring>

namespace ward {

void wipe(std::string& text) {
    ::explicit_bzero(text.data(), text.capacity());
    text.clear();
}

Secret::Secret(std::string&& text) : bytes_(text.begin(), text.end()) {
    ward::wipe(text);
}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this == &other) return *this;
    wipe();
    bytes_ = std::move(other.bytes_);
    other.bytes_.clear();
    return *this;
}

void Secret::wipe() {
    if (!bytes_.empty()) ::explicit_bzero(bytes_.data(), bytes_.size());
    bytes_.clear();
}

}  // namespace ward
