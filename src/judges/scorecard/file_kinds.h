// What a file is by its first bytes: the content types that make a binary artifact to OpenSSF Scorecard, after the
// matchers of h2non/filetype 1.1.3 that it asks.
//
// That library tries its matchers in an order that changes from run to run; here it is fixed, with the more particular
// type first (a Debian package before the archive that it is) and the types below before all others it knows. Known
// ways of it, which are kept: "MZ" alone is a program; a Java class is a Mach-O file (both begin with CAFEBABE); an ISO
// image is only recognised in its first 32,774 bytes, which Scorecard does not read.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace ward::scorecard {

enum class FileKind : uint8_t { unknown, crx, deb, ar, dex, dey, elf, exe, iso, macho, rpm, wasm };

constexpr size_t examined_bytes = 1024;  // how much of a file Scorecard looks at

FileKind kind_of_content(std::string_view content);
// Every kind whose marks are there, in the order in which they are tried.
std::vector<FileKind> kinds_of_content(std::string_view content);
std::string_view name_of(FileKind kind);  // empty for unknown

// A kind that is a binary artifact (all but `ar`, which is none to Scorecard).
bool is_binary_kind(FileKind kind);
// An extension of a binary artifact, without its dot. Capitals count.
bool is_binary_extension(std::string_view extension);

// No control character but \t, \n and \r among the first `examined_bytes`. Bytes that are not UTF-8 are text; the last
// three are not looked at, since they may be half a character.
bool is_text(std::string_view content);

}  // namespace ward::scorecard
