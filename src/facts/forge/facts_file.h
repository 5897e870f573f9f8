// The fact bundle as a file: canonical JSON, schema ward-scorecard-facts/1 (docs/formats/scorecard-facts.md). The same
// facts are the same bytes. Whoever made the file is a stranger: all of it is held to limits and forms, and members
// that this version does not know are passed over.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "facts/forge/forge_facts.h"

namespace ward::forge {

constexpr size_t max_facts_bytes = size_t{64} << 20;
constexpr size_t max_facts_values = 2'000'000;
constexpr size_t max_list_items = 10'000;    // of any one list
constexpr size_t max_text_bytes = 1u << 20;  // of any one text
constexpr size_t max_facts_depth = 16;

// `facts` within these limits is read back as it was; invalid UTF-8 becomes U+FFFD.
std::string write_facts(const ForgeFacts& facts);
// `name` is the file's, for messages: "facts.json:12: commits[3].author.login is no text".
Result<ForgeFacts> read_facts(std::string_view json, std::string_view name);

}  // namespace ward::forge
