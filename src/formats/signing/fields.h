// Reading of JSON as protocol buffers write it (bytes in base64, 64-bit numbers as strings or numbers), each missing or
// wrong field with its name. Private to this folder.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "formats/document.h"
#include "formats/signing/refusal.h"

namespace ward::signing {

Verdict<const Node*> table_at(const Node& node, std::string_view key);
Verdict<std::string> string_of(const Node& node, std::string_view key);  // there and not empty
Verdict<std::string> bytes_at(const Node& node, std::string_view key);   // there and not empty
Verdict<int64_t> number_at(const Node& node, std::string_view key);      // there and not negative

}  // namespace ward::signing
