// See path.h.
#include "base/path.h"

#include <sys/stat.h>

#include <cstdlib>
#include <memory>

namespace ward {
namespace {

mode_t mode_of(const std::string& path) {
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode : 0;
}

}  // namespace

std::string folder_of(const std::string& path) {
    const size_t slash = path.rfind('/');
    return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

std::string base_name(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

bool path_exists(const std::string& path) {
    return mode_of(path) != 0;
}
bool is_regular_file(const std::string& path) {
    return S_ISREG(mode_of(path));
}
bool is_folder(const std::string& path) {
    return S_ISDIR(mode_of(path));
}

std::string real_path(const std::string& path) {
    const std::unique_ptr<char, decltype(&::free)> real(::realpath(path.c_str(), nullptr), &::free);
    return real == nullptr ? path : real.get();
}

}  // namespace ward
