// RFC 3161 timestamps: an authority's word that some bytes existed at a time. Private to this folder.
#pragma once

#include <string_view>

#include "base/time.h"
#include "formats/signing/refusal.h"

namespace ward::signing {

// The time that `token` (DER of a TimeStampToken, or of a whole TimeStampResp) gives to `stamped`. The authority's path
// must lead to one of `roots_pem` and be valid at that very time; `others_pem` may lie on it. SHA-2 imprints only.
Verdict<Instant> check_timestamp(std::string_view token, std::string_view stamped, std::string_view roots_pem,
                                 std::string_view others_pem = {});

}  // namespace ward::signing
