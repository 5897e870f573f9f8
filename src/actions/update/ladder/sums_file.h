// Files of checksums as projects publish them: `HASH  name` and `HASH *name` (GNU coreutils), `SHA256 (name) = HASH`
// (BSD), and a lone HASH, which is of the file that the sums file is named after.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/digest.h"

namespace ward::update {

constexpr size_t max_sums_bytes = 4u << 20;
constexpr size_t max_sums_lines = 100'000;

struct Sum {
    ShaAlgorithm algorithm = ShaAlgorithm::sha256;
    std::string digest;  // lower-case hexadecimal
    std::string name;    // as written, without "./" in front; empty: a lone digest
    int line = 0;
};

// Lines of MD5 and SHA-1 are passed over; a name that has two digests by one algorithm, a line of no form, a file
// without any digest are `parse` errors. A clear-signed file is `unsupported`: its signature would be taken for
// checked.
Result<std::vector<Sum>> parse_sums(std::string_view text, std::string_view name);

// Those of a file: by its whole name, else by the last part of the path that is written. Two paths that end so are a
// `parse` error.
Result<std::vector<Sum>> sums_of(const std::vector<Sum>& sums, std::string_view file, std::string_view sums_file);

}  // namespace ward::update
