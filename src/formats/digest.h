// SHA-2 digests (OpenSSL) of bytes in memory or in pieces, and the text forms of bytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ward {

// Digest in pieces. Not copyable; one thread at a time.
class Sha256 {
  public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    void add(std::string_view bytes);
    std::array<unsigned char, 32> finish();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

std::array<unsigned char, 32> sha256(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);
// UUIDv5 (RFC 9562) of `name` within ward's own namespace; the same content always has the same serial.
std::string content_uuid(std::string_view name);

// RFC 4648 with padding, on one line. Decoding is strict: nothing for anything that encoding would not write.
std::string base64_encode(std::string_view bytes);
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace ward
