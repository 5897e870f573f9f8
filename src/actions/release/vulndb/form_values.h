// Values as the JavaScript validator of security-wg (joi) reads them.
#pragma once

#include <cstddef>
#include <string_view>

#include "formats/document.h"

namespace ward::release::vulndb {

// By RFC 3986: a scheme and something behind it; with "//" a host that is not empty.
bool is_uri(std::string_view text);
// Four, two and two digits; whether there is such a day is not asked.
bool has_date_form(std::string_view text);
// Does "CVE-YYYY-N…" stand somewhere in it?
bool contains_cve(std::string_view text);
// Does it fit /^(unknown)|(low)|(medium)|(high)|(critical)$/? The ends bind to the outer words only, so that more fits
// than was meant.
bool fits_severity_pattern(std::string_view text);
// A number, or a text that joi takes for one ("6.5"), that is finite and within JavaScript's safe integers.
bool reads_as_number(const Node& node);
// Length as JavaScript counts it.
size_t utf16_length(std::string_view text);

}  // namespace ward::release::vulndb
