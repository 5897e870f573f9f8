#include "formats/sri.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"

namespace ward {
namespace {

constexpr std::string_view sri_blanks = " \t";
constexpr std::string_view padding = "=";

bool is_base64(char c) {
    return is_alnum(c) || c == '+' || c == '/';
}
bool is_visible(char c) {
    return c >= 0x21 && c <= 0x7e;
}

// As Buffer.from(text, 'base64'): what is left over at the end is dropped, and so are bits that belong to no byte.
std::string lenient_base64(std::string_view text) {
    std::string out;
    uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        const int value = c == '+'      ? 62
                          : c == '/'    ? 63
                          : is_digit(c) ? c - '0' + 52
                          : c >= 'a'    ? c - 'a' + 26
                                        : c - 'A';
        bits = bits << 6 | static_cast<uint32_t>(value);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        out += static_cast<char>(bits >> count & 0xff);
    }
    return out;
}

// The grammar that both readings share, one hash at a time.
class SriReader {
  public:
    explicit SriReader(std::string_view text) : text_(text) {}

    bool at_end() const { return at_ == text_.size(); }
    size_t place() const { return at_; }
    bool skip_blanks() {
        const size_t before = at_;
        at_ = std::min(text_.find_first_not_of(sri_blanks, at_), text_.size());
        return at_ > before;
    }
    // What stands before the first '-' of this word.
    std::string_view algorithm_name() const {
        const std::string_view word = text_.substr(at_, text_.find_first_of(sri_blanks, at_) - at_);
        return word.substr(0, word.find('-'));
    }
    // `sha384-`
    std::optional<ShaAlgorithm> algorithm() {
        for (const ShaAlgorithm algorithm : sha_algorithms) {
            const std::string_view name = name_of(algorithm);
            if (!text_.substr(at_).starts_with(name) || text_.substr(at_ + name.size(), 1) != "-") continue;
            at_ += name.size() + 1;
            return algorithm;
        }
        return std::nullopt;
    }
    // Digits with at most two '='; empty where there are none.
    std::string_view value() {
        const size_t start = at_;
        while (at_ < text_.size() && is_base64(text_[at_])) ++at_;
        if (at_ == start) return {};
        for (int i = 0; i < 2 && text_.substr(at_, 1) == padding; ++i) ++at_;
        return text_.substr(start, at_ - start);
    }
    std::string_view options() {
        if (text_.substr(at_, 1) != "?") return {};
        const size_t start = ++at_;
        while (at_ < text_.size() && is_visible(text_[at_])) ++at_;
        return text_.substr(start, at_ - start);
    }

  private:
    std::string_view text_;
    size_t at_ = 0;
};

std::string shown_word(std::string_view word) {
    constexpr size_t most = 40;
    return word.size() > most ? display(word.substr(0, most)) + "..." : display(word);
}

std::unexpected<Error> bad(const SriReader& reader, std::string_view reason) {
    return fail(ErrorCode::parse, fmt::format("integrity metadata, at character {}: {}", reader.place() + 1, reason));
}

std::string about_algorithm(std::string_view name) {
    for (const std::string_view weak : {"md5", "sha1", "sha-1", "sha"})
        if (equal_ignoring_case(name, weak))
            return fmt::format("{} is broken: two files can be made to have the same digest", shown_word(name));
    return fmt::format("unknown algorithm \"{}\"; sha256, sha384 and sha512 are known", shown_word(name));
}

Result<std::string> strict_digest(const SriReader& reader, ShaAlgorithm algorithm, std::string_view text) {
    const auto digest = base64_decode(text);
    if (!digest) return bad(reader, "the digest is not in base64 as RFC 4648 writes it");
    if (digest->size() != digest_bytes(algorithm))
        return bad(reader, fmt::format("a {} digest has {} bytes, not {}", name_of(algorithm), digest_bytes(algorithm),
                                       digest->size()));
    return *digest;
}

ShaAlgorithm strongest(std::span<const SriHash> hashes) {
    return std::ranges::max(hashes, {}, &SriHash::algorithm).algorithm;
}

}  // namespace

Result<std::vector<SriHash>> parse_sri(std::string_view text, SriReading reading) {
    const bool strict = reading == SriReading::strict;
    if (strict && text.size() > max_sri_bytes)
        return fail(ErrorCode::limit, fmt::format("integrity metadata of more than {} bytes", max_sri_bytes));
    std::vector<SriHash> hashes;
    SriReader reader(text);
    for (;;) {
        const bool apart = reader.skip_blanks() || hashes.empty();
        if (reader.at_end()) break;
        if (!apart) return bad(reader, "expected a blank, \"?\" or the end");
        if (strict && hashes.size() == max_sri_hashes)
            return fail(ErrorCode::limit, fmt::format("integrity metadata with more than {} hashes", max_sri_hashes));
        const std::string_view name = reader.algorithm_name();
        const auto algorithm = reader.algorithm();
        if (!algorithm) return bad(reader, about_algorithm(name));
        const std::string_view value = reader.value();
        if (value.empty()) return bad(reader, "expected a digest in base64");
        SriHash hash{.algorithm = *algorithm, .digest = {}, .options = {}};
        if (strict) {
            WARD_TRY(hash.digest, strict_digest(reader, *algorithm, value));
        } else {
            hash.digest = lenient_base64(value.substr(0, value.find(padding)));
        }
        hash.options = reader.options();
        hashes.push_back(std::move(hash));
    }
    if (strict && hashes.empty()) return bad(reader, "no hash at all; nothing would ever match");
    return hashes;
}

ShaSet needed_algorithms(std::span<const SriHash> hashes, SriReading reading) {
    if (hashes.empty()) return {};
    if (reading == SriReading::strict) return {strongest(hashes)};
    ShaSet all;
    for (const SriHash& hash : hashes) all.add(hash.algorithm);
    return all;
}

bool matches(std::span<const SriHash> hashes, const ShaDigests& digests, SriReading reading) {
    if (hashes.empty()) return false;
    const ShaAlgorithm best = strongest(hashes);
    return std::ranges::any_of(hashes, [&](const SriHash& hash) {
        if (reading == SriReading::strict && hash.algorithm != best) return false;
        const ShaDigest* digest = digests.find(hash.algorithm);
        return digest != nullptr && digest->view() == hash.digest;
    });
}

std::string sri_text(const ShaDigest& digest) {
    return std::string(name_of(digest.algorithm)) + '-' + base64_encode(digest.view());
}

std::string sri_text(const ShaDigests& digests) {
    std::string out;
    for (const ShaAlgorithm algorithm : {ShaAlgorithm::sha512, ShaAlgorithm::sha384, ShaAlgorithm::sha256}) {
        const ShaDigest* digest = digests.find(algorithm);
        if (digest == nullptr) continue;
        if (!out.empty()) out += ' ';
        out += sri_text(*digest);
    }
    return out;
}

}  // namespace ward
