// The digest under which Windows knows a file: of a portable executable without its checksum and its signatures
// (Windows Authenticode Portable Executable Signature Format, "Calculating the PE Image Hash"), of any other file as it
// is.
//
// Left out, and refused: executables whose sections leave gaps or overlap, because there the specification (section by
// section) and widespread tools (byte by byte) disagree. An executable whose length is no multiple of 8 is digested as
// if it were filled up with zeros, as signing it would do; osslsigncode does the same, Windows was not asked.
#pragma once

#include <string>
#include <string_view>

#include "formats/signing/refusal.h"

namespace ward::signing {

constexpr size_t max_pe_sections = 96;  // what Windows loads

enum class FileForm { flat, portable_executable };

struct FileDigest {
    FileForm form = FileForm::flat;
    std::string sha256{};  // 32 bytes
};

Verdict<FileDigest> authenticode_digest(std::string_view bytes);

}  // namespace ward::signing
