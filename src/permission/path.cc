// See path.h.
#include "permission/path.h"

namespace ward::permission {
namespace {

void append(std::string& out, std::string_view rest) {
    while (true) {
        const std::string_view component = next_component(rest);
        if (component.empty()) return;
        if (component == "..") {
            const size_t slash = out.rfind('/');
            out.resize(slash == std::string::npos ? 0 : slash);
            continue;
        }
        out += '/';
        out += component;
    }
}

}  // namespace

std::string resolve(std::string_view folder, std::string_view path) {
    std::string out;
    out.reserve(folder.size() + path.size() + 1);
    if (!path.starts_with('/')) append(out, folder);
    append(out, path);
    return out.empty() ? "/" : out;
}

}  // namespace ward::permission
