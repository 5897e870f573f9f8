// Any bytes as the body and the title of an issue: what is put together again is what was taken apart, a marker that
// was read is written as one that reads the same, and people's text is kept to the byte.
// LINK: ward_track
#include <cstddef>
#include <cstdlib>
#include <string_view>

#include "actions/track/marker.h"
#include "actions/track/texts.h"
#include "actions/track/titles.h"

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::track;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    (void)parse_title(text);
    const std::string line = issue_text(text);
    if (line.find('\n') != std::string::npos || line.find('<') != std::string::npos) std::abort();
    const auto body = split_body(text);
    if (!body) return 0;
    const std::string written = to_line(body->marker);
    // Encoded anew, a line may have become too long to be read; nothing writes such a one.
    if (const auto again = parse_marker(written); again && *again != body->marker) std::abort();
    if (!text.starts_with(body->before) || !text.ends_with(body->after)) std::abort();
    const std::string joined = join_body(*body, body->marker, body->managed);
    if (!joined.starts_with(body->before) || !joined.ends_with(body->after)) std::abort();
    const auto twice = split_body(joined);
    if (twice && (twice->before != body->before || twice->ended != body->ended || twice->managed != body->managed))
        std::abort();
    (void)rows_in(body->managed, body->marker.branches);
    (void)without_rows(body->managed, body->marker.branches);
    return 0;
}
