// POSIX paths by name alone: what Node's path.resolve() does, without looking at any link.
#pragma once

#include <string>
#include <string_view>

namespace ward::permission {

// The next component of `rest`, which is cut off it; empty at the end. Repeated slashes are one; "." is passed over.
inline std::string_view next_component(std::string_view& rest) noexcept {
    for (;;) {
        const size_t start = rest.find_first_not_of('/');
        if (start == std::string_view::npos) {
            rest = {};
            return {};
        }
        const size_t end = rest.find('/', start);
        const std::string_view component = rest.substr(start, end - start);
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end);
        if (component != ".") return component;
    }
}

// `path` without . and .., repeated and final slashes; relative to `folder`, which is absolute. ".." of the root is the
// root.
std::string resolve(std::string_view folder, std::string_view path);

}  // namespace ward::permission
