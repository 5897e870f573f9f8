// CVSS vectors and their scores: 2.0, 3.0, 3.1 and 4.0, by FIRST's specifications. Base, temporal/threat and
// environmental metrics are honoured where the vector gives them.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ward::cvss {

enum class Version { v2, v3_0, v3_1, v4_0 };

struct Score {
    Version version = Version::v3_1;
    double value = 0;  // 0.0 to 10.0, one decimal
};

// The score of a vector ("CVSS:3.1/AV:N/...", "AV:N/AC:L/..." for 2.0, with or without parentheses).
// `parse` error for unknown, repeated or missing metrics.
Result<Score> score(std::string_view vector);
// The vector without what is not of its base metrics, which are in the order they had: what belongs to a base score.
std::string base_vector(std::string_view vector);

}  // namespace ward::cvss
