// The binary form of SSH's data (RFC 4251, section 5), read strictly. Private to this folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ward::signing {

// Takes one value after another off `bytes`, which it does not own. What does not fit is nothing, and stays there.
class SshWire {
  public:
    explicit SshWire(std::string_view bytes) : rest_(bytes) {}

    std::optional<unsigned char> octet();
    std::optional<uint32_t> word();
    std::optional<std::string_view> text();
    // The bytes of an mpint above zero in its shortest form, which is also the contents of a DER INTEGER.
    std::optional<std::string_view> number();
    bool take(std::string_view prefix);
    bool at_end() const { return rest_.empty(); }

  private:
    std::string_view rest_;
};

std::string ssh_text(std::string_view bytes);
std::string ssh_word(uint32_t number);

}  // namespace ward::signing
