// A range in the form of vers before the first line end, a version behind it: an answer or an error, and the same one
// whatever order the constraints stand in.
// LINK: ward_formats
#include <cstddef>
#include <cstdlib>

#include "base/text.h"
#include "formats/versions/vers.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const size_t end = text.find('\n');
    const std::string_view range = text.substr(0, end);
    const std::string_view version = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    const auto* upstream = ward::versions::ordering_named("Upstream");
    const auto one = ward::versions::vers_contains(range, version, upstream);
    // Constraints are a set: turned around they are the same range.
    const size_t slash = range.find('/');
    if (slash == std::string_view::npos || range.size() > ward::versions::max_vers_bytes) return 0;
    std::string turned;
    for (const std::string_view part : ward::split(range.substr(slash + 1), '|'))
        turned = std::string(part) + (turned.empty() ? "" : "|") + turned;
    const auto other =
        ward::versions::vers_contains(std::string(range.substr(0, slash + 1)) + turned, version, upstream);
    if (one && other && *one != *other) std::abort();
    return 0;
}
