#include "formats/digest.h"

#include <stdexcept>

#include <openssl/evp.h>

#include "base/text.h"

namespace ward {
namespace {

struct ContextFree {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// A digest that the library does not give is a broken installation, not an input error.
void demand(int status) {
    if (status != 1) throw std::runtime_error("OpenSSL refused a digest operation");
}

template <size_t size>
std::array<unsigned char, size> digest(const EVP_MD* kind, std::string_view bytes) {
    std::array<unsigned char, size> out{};
    unsigned int length = 0;
    demand(EVP_Digest(bytes.data(), bytes.size(), out.data(), &length, kind, nullptr));
    return out;
}

std::string_view as_text(const auto& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

struct Sha256::State {
    std::unique_ptr<EVP_MD_CTX, ContextFree> context{EVP_MD_CTX_new()};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
    demand(EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr));
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::string_view bytes) {
    demand(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()));
}

std::array<unsigned char, 32> Sha256::finish() {
    std::array<unsigned char, 32> out{};
    unsigned int length = 0;
    demand(EVP_DigestFinal_ex(state_->context.get(), out.data(), &length));
    return out;
}

std::string_view name_of(ShaAlgorithm algorithm) {
    constexpr std::array<std::string_view, 3> names{"sha256", "sha384", "sha512"};
    return names.at(static_cast<size_t>(algorithm));
}

std::optional<ShaAlgorithm> sha_algorithm(std::string_view name) {
    for (const ShaAlgorithm algorithm : sha_algorithms)
        if (name_of(algorithm) == name) return algorithm;
    return std::nullopt;
}

void ShaDigests::set(const ShaDigest& digest) {
    algorithms_.add(digest.algorithm);
    digests_.at(static_cast<size_t>(digest.algorithm)) = digest;
}

const ShaDigest* ShaDigests::find(ShaAlgorithm algorithm) const {
    return algorithms_.has(algorithm) ? &digests_.at(static_cast<size_t>(algorithm)) : nullptr;
}

namespace {

// Looked up once: what EVP_sha384() gives is looked up among the providers at every start of a digest, which costs more
// than a small file.
const EVP_MD* fetched(ShaAlgorithm algorithm) {
    static const std::array<EVP_MD*, 3> kinds{EVP_MD_fetch(nullptr, "SHA2-256", nullptr),
                                              EVP_MD_fetch(nullptr, "SHA2-384", nullptr),
                                              EVP_MD_fetch(nullptr, "SHA2-512", nullptr)};
    const EVP_MD* kind = kinds.at(static_cast<size_t>(algorithm));
    if (kind == nullptr) throw std::runtime_error("OpenSSL has no " + std::string(name_of(algorithm)));
    return kind;
}

}  // namespace

struct Sha2::State {
    ShaSet algorithms;
    // In the order of sha_algorithms; made when first asked for and kept.
    std::array<std::unique_ptr<EVP_MD_CTX, ContextFree>, 3> contexts;

    template <typename Visit>
    void each(Visit visit) {
        for (const ShaAlgorithm algorithm : sha_algorithms)
            if (algorithms.has(algorithm)) visit(algorithm, contexts.at(static_cast<size_t>(algorithm)));
    }
};

Sha2::Sha2(ShaSet algorithms) : state_(std::make_unique<State>()) {
    restart(algorithms);
}
Sha2::~Sha2() = default;
Sha2::Sha2(Sha2&&) noexcept = default;
Sha2& Sha2::operator=(Sha2&&) noexcept = default;

void Sha2::restart() {
    state_->each([](ShaAlgorithm algorithm, auto& context) {
        if (context == nullptr) context.reset(EVP_MD_CTX_new());
        demand(EVP_DigestInit_ex2(context.get(), fetched(algorithm), nullptr));
    });
}

void Sha2::restart(ShaSet algorithms) {
    state_->algorithms = algorithms;
    restart();
}

void Sha2::add(std::string_view bytes) {
    state_->each(
        [bytes](ShaAlgorithm, auto& context) { demand(EVP_DigestUpdate(context.get(), bytes.data(), bytes.size())); });
}

ShaDigests Sha2::finish() {
    ShaDigests digests;
    state_->each([&digests](ShaAlgorithm algorithm, auto& context) {
        ShaDigest digest{.algorithm = algorithm};
        unsigned int length = 0;
        demand(EVP_DigestFinal_ex(context.get(), digest.bytes.data(), &length));
        digests.set(digest);
    });
    restart();
    return digests;
}

ShaDigest sha2(ShaAlgorithm algorithm, std::string_view bytes) {
    ShaDigest out{.algorithm = algorithm};
    unsigned int length = 0;
    demand(EVP_Digest(bytes.data(), bytes.size(), out.bytes.data(), &length, fetched(algorithm), nullptr));
    return out;
}

std::array<unsigned char, 32> sha256(std::string_view bytes) {
    return digest<32>(EVP_sha256(), bytes);
}

std::string sha256_hex(std::string_view bytes) {
    return hex(as_text(sha256(bytes)));
}

std::string content_uuid(std::string_view name) {
    // A random namespace of our own, fixed for good.
    constexpr std::string_view space("\x3b\x9e\x1f\x5a\x2c\x41\x5d\x0e\x9c\x77\x8a\x14\xd0\x65\x2b\xe3", 16);
    auto bytes = digest<20>(EVP_sha1(), std::string(space) + std::string(name));
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x50);
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
    const std::string text = hex(as_text(bytes).substr(0, 16));
    return text.substr(0, 8) + '-' + text.substr(8, 4) + '-' + text.substr(12, 4) + '-' + text.substr(16, 4) + '-' +
           text.substr(20, 12);
}

namespace {
constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// The value of each byte as a digit; no_digit for the others. Manifests have tens of thousands of digests.
constexpr uint8_t no_digit = 64;
constexpr auto base64_values = [] {
    std::array<uint8_t, 256> values{};
    values.fill(no_digit);
    for (size_t i = 0; i < base64_digits.size(); ++i)
        values.at(static_cast<unsigned char>(base64_digits[i])) = static_cast<uint8_t>(i);
    return values;
}();

}  // namespace

std::string base64_encode(std::string_view bytes) {
    std::string out;
    out.reserve(4 * ((bytes.size() + 2) / 3));
    for (size_t i = 0; i < bytes.size(); i += 3) {
        const std::string_view group = bytes.substr(i, 3);
        uint32_t bits = 0;
        for (size_t k = 0; k < 3; ++k) bits = bits << 8 | (k < group.size() ? static_cast<unsigned char>(group[k]) : 0);
        for (size_t k = 0; k < 4; ++k) out += k <= group.size() ? base64_digits[bits >> (18 - 6 * k) & 63] : '=';
    }
    return out;
}

std::optional<std::string> base64_decode(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    std::string out;
    out.reserve(text.size() / 4 * 3);
    for (size_t i = 0; i < text.size(); i += 4) {
        std::string_view group = text.substr(i, 4);
        // Padding ends the text and nothing else.
        if (i + 4 == text.size()) group = group.substr(0, group.ends_with("==") ? 2 : group.ends_with('=') ? 3 : 4);
        uint32_t bits = 0;
        for (size_t k = 0; k < 4; ++k) {
            const uint8_t digit = k < group.size() ? base64_values[static_cast<unsigned char>(group[k])] : uint8_t{0};
            if (digit == no_digit) return std::nullopt;
            bits = bits << 6 | digit;
        }
        const size_t count = group.size() - 1;
        for (size_t k = 0; k < count; ++k) out += static_cast<char>(bits >> (16 - 8 * k) & 0xff);
        // Bits that belong to no byte must be zero, or two texts would mean the same bytes.
        if ((bits & ((1u << (24 - 8 * count)) - 1)) != 0) return std::nullopt;
    }
    return out;
}

}  // namespace ward
