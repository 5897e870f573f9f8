// The integrity metadata of lock files: SRI, with the SHA-1 that npm wrote until 2017.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::npm {

enum class Strength : uint8_t { strong, weak };

// Has the tarball the digest that the lock file names? Of several algorithms the strongest decides, and of several
// digests by it any. A lone SHA-1 is checked, and told as weak: it stops every accident, but not somebody who made two
// tarballs with one SHA-1 before publishing. Errors: parse for metadata that says nothing; damaged for other bytes.
Result<Strength> check_integrity(std::string_view tarball, std::string_view integrity);

// The 20 bytes of a SHA-1, for what older registries and git say. Error: unsupported where this OpenSSL has none.
Result<std::string> sha1(std::string_view bytes);

// "sha512/ab/cd/ef…": where a store that goes by digests has such content, the strongest first.
std::vector<std::string> digest_paths(std::string_view integrity);

}  // namespace ward::npm
