// LINK: ward_formats
// A line is the base, the rest a URL relative to it.
#include <string_view>

#include "formats/url.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const size_t end = input.find('\n');
    const auto base = ward::parse_url(input.substr(0, end));
    const std::string_view rest = end == std::string_view::npos ? std::string_view() : input.substr(end + 1);
    const auto url = ward::parse_url(rest, base ? &*base : nullptr);
    (void)ward::file_url_of_windows_path(rest);
    if (!url) return 0;
    // What is serialised is read as the same, with or without a base.
    const auto again = ward::parse_url(url->href(), base ? &*base : nullptr);
    if (url->href().size() <= ward::max_url_bytes && (!again || *again != *url)) __builtin_trap();
    if (const auto path = ward::path_of_file_url(*url)) {
        const auto written = ward::file_url_of_path(*path);
        if (!written) __builtin_trap();
        const auto same = ward::path_of_file_url(*ward::parse_url(*written));
        if (!same || ward::file_url_of_path(*same) != *written) __builtin_trap();
    }
    if (const auto path = ward::windows_path_of_file_url(*url)) {
        const auto written = ward::file_url_of_windows_path(*path);
        if (!written || ward::windows_path_of_file_url(*ward::parse_url(*written)) != *path) __builtin_trap();
    }
    return 0;
}
