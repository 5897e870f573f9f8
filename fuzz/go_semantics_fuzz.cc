// Any bytes, cut in two at their first line end, to the functions that answer as Go's do.
// LINK: ward_scorecard
#include <string_view>

#include "judges/scorecard/file_kinds.h"
#include "judges/scorecard/go_semantics.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::scorecard;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const size_t cut = text.find('\n');
    const std::string_view first = text.substr(0, cut);
    const std::string_view second = cut == std::string_view::npos ? std::string_view{} : text.substr(cut + 1);

    // A pattern is malformed or not whatever the name is.
    const bool good = go_path_match(first, second).has_value();
    if (good != go_path_match(first, "").has_value()) __builtin_trap();
    if (go_equal_fold(first, second) != go_equal_fold(second, first)) __builtin_trap();
    if (!go_equal_fold(first, first)) __builtin_trap();
    const std::string clean = go_clean(first);
    if (go_clean(clean) != clean || clean.empty() || go_base(first).empty()) __builtin_trap();
    (void)go_parse_request_uri(first);
    (void)go_parse_url(first);
    const std::string_view trimmed = go_trim_space(text);
    if (go_trim_space(trimmed) != trimmed) __builtin_trap();
    for (const std::string_view line : go_scan_lines(text).lines)
        if (line.find('\n') != std::string_view::npos) __builtin_trap();
    (void)is_text(text);
    const auto kinds = kinds_of_content(text);
    if (kind_of_content(text) != (kinds.empty() ? FileKind::unknown : kinds[0])) __builtin_trap();
    return 0;
}
