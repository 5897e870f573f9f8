#include "base/temporary_folder.h"

#include <cstdlib>
#include <filesystem>

#include <fmt/core.h>

namespace ward {

Result<TemporaryFolder> TemporaryFolder::make(std::string_view prefix) {
    namespace files = std::filesystem;
    std::error_code error;
    const files::path folder = files::temp_directory_path(error);
    const files::path real = error ? files::path("/tmp") : files::canonical(folder, error);
    TemporaryFolder out;
    std::string name = fmt::format("{}/{}-XXXXXX", error ? "/tmp" : real.string(), prefix);
    if (::mkdtemp(name.data()) == nullptr) return fail_errno("cannot make a temporary folder", name);
    out.path_ = std::move(name);
    return out;
}

TemporaryFolder& TemporaryFolder::operator=(TemporaryFolder&& other) noexcept {
    if (this != &other) {
        remove();
        path_ = std::exchange(other.path_, {});
    }
    return *this;
}

void TemporaryFolder::remove() {
    std::error_code ignored;  // what cannot be removed stays in the temporary folder
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
    path_.clear();
}

}  // namespace ward
