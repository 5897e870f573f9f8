// How a text that holds records is cut into them: one record, one on each line, an array, objects one behind the other,
// or a file of another publisher (containers.h).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "facts/advisory/batch.h"
#include "facts/advisory/containers.h"

namespace ward::advisory {

constexpr std::string_view blanks = " \t\r\n\v\f";
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

// Nothing but one JSON value, from the first byte on.
bool is_one_value(std::string_view text);
// Is there a record on each line? Told by the first one being whole; or, where that is broken, by the second beginning
// another one, which no line inside of a record does.
bool is_by_lines(std::string_view text);

// The records of a file of the Node.js Security WG, copied into the chunk, and what is wrong with the others.
void take_nodejs(Chunk& chunk, const Result<NodejsItems>& items, const std::string& name);
// Takes the text that stands at the end of the chunk's buffer, from `begin` on: one record, or a list of them.
void take_text(Chunk& chunk, size_t begin, std::string name);

}  // namespace ward::advisory
