// PyPI's versions, taken apart (PEP 440), and the keys around them that specifiers are made of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ward::versions {

// The phase before the final release, in rising order; below every number, so that a longer release is greater.
enum class Pre : uint8_t { dev_only = 0x01, alpha, beta, candidate, final };

// Views into the text it was read from. `dev_only` is never read: it is how the key of 1.0.dev1 begins.
struct Pep440 {
    std::string_view epoch = "0";
    std::vector<std::string_view> release = {};
    Pre pre = Pre::final;
    std::string_view pre_number = {};
    std::optional<std::string_view> post = {};
    std::optional<std::string_view> dev = {};
    std::string_view local = {};

    bool is_prerelease() const { return dev || pre != Pre::final; }
};

// `text` must be lower-case, without white space at its ends. Nothing where it is not PEP 440.
std::optional<Pep440> parse_pep440(std::string_view text);

std::string key_of(const Pep440& version);
// The first key above the version and everything that only adds a local label to it.
std::string above_local_labels(Pep440 version);
// The first key above the version and all its post releases.
std::string above_post_releases(const Pep440& version);
// The key of the first development release that the version could have had.
std::string before_prereleases(Pep440 version);

}  // namespace ward::versions
