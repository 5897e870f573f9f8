// The titles by which issues without a marker are recognised: those of dep_checker, "CVE-… (OpenSSL) found on v22.x",
// and ward's own, "CVE-… (openssl)".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ward::track {

constexpr size_t max_title_bytes = 1'024;

struct FindingTitle {
    std::string id;
    std::string dependency;
    std::string branch;  // empty in ward's own form

    bool operator==(const FindingTitle&) const = default;
};

std::optional<FindingTitle> parse_title(std::string_view title);

// "CJS Module Lexer" and "cjs-module-lexer", "OpenSSL" and "openssl", "ICU" and "icu4c": how surely do the two name
// one dependency?
enum class Likeness { none, similar, same };
Likeness likeness(std::string_view dependency, std::string_view name);

}  // namespace ward::track
