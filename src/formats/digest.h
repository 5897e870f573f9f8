// SHA-2 digests (OpenSSL) of bytes in memory or in pieces, and the text forms of bytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
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

// The SHA-2 family as integrity metadata names it. In order of strength.
enum class ShaAlgorithm : uint8_t { sha256, sha384, sha512 };
constexpr std::array sha_algorithms{ShaAlgorithm::sha256, ShaAlgorithm::sha384, ShaAlgorithm::sha512};

constexpr size_t digest_bytes(ShaAlgorithm algorithm) {
    return algorithm == ShaAlgorithm::sha256 ? 32 : algorithm == ShaAlgorithm::sha384 ? 48 : 64;
}
std::string_view name_of(ShaAlgorithm algorithm);  // "sha384"
std::optional<ShaAlgorithm> sha_algorithm(std::string_view name);

struct ShaDigest {
    ShaAlgorithm algorithm = ShaAlgorithm::sha384;
    std::array<unsigned char, 64> bytes{};  // the rest is zero

    std::string_view view() const { return {reinterpret_cast<const char*>(bytes.data()), digest_bytes(algorithm)}; }
    bool operator==(const ShaDigest&) const = default;
};

class ShaSet {
  public:
    constexpr ShaSet() = default;
    constexpr ShaSet(std::initializer_list<ShaAlgorithm> algorithms) {
        for (const ShaAlgorithm algorithm : algorithms) add(algorithm);
    }
    constexpr void add(ShaAlgorithm algorithm) { bits_ = static_cast<uint8_t>(bits_ | bit(algorithm)); }
    constexpr bool has(ShaAlgorithm algorithm) const { return (bits_ & bit(algorithm)) != 0; }
    constexpr bool empty() const { return bits_ == 0; }
    constexpr ShaSet operator|(ShaSet other) const {
        ShaSet both = *this;
        both.bits_ = static_cast<uint8_t>(both.bits_ | other.bits_);
        return both;
    }
    bool operator==(const ShaSet&) const = default;

  private:
    static constexpr uint8_t bit(ShaAlgorithm algorithm) {
        return static_cast<uint8_t>(1u << static_cast<int>(algorithm));
    }
    uint8_t bits_ = 0;
};

// Digests of the same bytes.
class ShaDigests {
  public:
    void set(const ShaDigest& digest);
    const ShaDigest* find(ShaAlgorithm algorithm) const;  // null where it was not computed
    ShaSet algorithms() const { return algorithms_; }

  private:
    ShaSet algorithms_;
    std::array<ShaDigest, 3> digests_;  // in the order of sha_algorithms
};

// Digests in pieces, for one file after another: OpenSSL's algorithms are looked up once a process and the contexts are
// kept, so that a small file costs its bytes and little else (measured in bench/). Not copyable; one thread at a time.
class Sha2 {
  public:
    explicit Sha2(ShaSet algorithms);
    ~Sha2();
    Sha2(Sha2&&) noexcept;
    Sha2& operator=(Sha2&&) noexcept;
    void add(std::string_view bytes);
    // The digests of what was added since the last finish(); starts over.
    ShaDigests finish();
    // Forgets what was added, for example after an error half way; from now on other algorithms where given.
    void restart();
    void restart(ShaSet algorithms);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

ShaDigest sha2(ShaAlgorithm algorithm, std::string_view bytes);

std::array<unsigned char, 32> sha256(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);
// UUIDv5 (RFC 9562) of `name` within ward's own namespace; the same content always has the same serial.
std::string content_uuid(std::string_view name);

// RFC 4648 with padding, on one line. Decoding is strict: nothing for anything that encoding would not write.
std::string base64_encode(std::string_view bytes);
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace ward
