// LINK: ward_permission ward_base
#include <string_view>

#include "permission/windows_path.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::permission;
    const WindowsContext context{.current_directory = "C:\\work", .drive_directories = {"D:\\data"}, .long_name = {}};
    const auto path = resolve_windows_path({reinterpret_cast<const char*>(data), size}, context);
    if (!path) return 0;
    // The canonical spelling needs no context and stands for the same file, which is inside itself.
    const auto again = resolve_windows_path(path->canonical, WindowsContext{});
    if (!again || again->canonical != path->canonical || again->key != path->key) __builtin_trap();
    if (!windows_inside(*path, *again) || !windows_inside(*again, *path)) __builtin_trap();
    return 0;
}
