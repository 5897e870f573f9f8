// A text that must not be seen: a token, a key, a password. It is never printed, compared or copied by accident, and
// its bytes are overwritten when it ends.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace ward {

class Secret {
  public:
    Secret() = default;
    explicit Secret(std::string text) : text_(std::move(text)) {}
    Secret(const Secret&) = default;
    Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { other.wipe(); }
    Secret& operator=(const Secret& other) {
        if (this != &other) {
            wipe();
            text_ = other.text_;
        }
        return *this;
    }
    Secret& operator=(Secret&& other) noexcept {
        if (this != &other) {
            wipe();
            text_ = std::move(other.text_);
            other.wipe();
        }
        return *this;
    }
    ~Secret() { wipe(); }

    bool empty() const { return text_.empty(); }
    // For the one place that sends it; what is made of it is the caller's to keep.
    const std::string& reveal() const { return text_; }

  private:
    void wipe() {
        volatile char* bytes = text_.data();
        for (size_t i = 0; i < text_.size(); ++i) bytes[i] = '\0';
        text_.clear();
    }

    std::string text_;
};

// In its place, for tests and messages that print whatever they are given.
inline std::ostream& operator<<(std::ostream& out, const Secret& secret) {
    return out << (secret.empty() ? "(no secret)" : "(secret)");
}

}  // namespace ward
