#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/fd.h"
#include "base/root.h"
#include "base/text.h"
#include "faces/cli/command.h"

namespace ward::cli {

Result<void> print(std::string_view text) {
    return write_all(STDOUT_FILENO, text, "standard output");
}

Result<std::optional<std::string>> read_project_file(const std::string& folder, std::string_view name,
                                                     size_t max_bytes) {
    WARD_TRY(const Root root, Root::open(folder));
    auto text = root.read(name, max_bytes);
    if (text) return std::move(*text);
    if (text.error().code == ErrorCode::not_found) return std::nullopt;
    return fail(ErrorCode::usage, text.error().what, text.error().where);
}

Result<std::string> read_input(const std::string& path, size_t max_bytes) {
    return path == "-" ? read_all(STDIN_FILENO, max_bytes, "standard input") : read_file(path, max_bytes);
}

Result<void> write_output(const std::string& path, std::string_view bytes) {
    if (path == "-") return print(bytes);
    struct stat info{};
    if (::stat(path.c_str(), &info) != 0) return replace_file(path, bytes);
    // A pipe or device that the user names is written to, not replaced.
    if (!S_ISREG(info.st_mode)) {
        WARD_TRY(const Fd fd, open_file(path, O_WRONLY));
        return write_all(fd.get(), bytes, path);
    }
    // A file keeps its mode, and a link keeps leading to it.
    std::error_code error;
    const std::filesystem::path target = std::filesystem::canonical(path, error);
    return replace_file(error ? path : target.string(), bytes, static_cast<int>(info.st_mode & 07777));
}

bool wants_colour(const Invocation& invocation) {
    const auto environment = [](const char* name) -> std::string_view {
        const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): read before any thread starts
        return value == nullptr ? std::string_view() : std::string_view(value);
    };
    const std::string when = invocation.value("color", "auto");
    if (when != "auto") return when == "always";
    if (!environment("NO_COLOR").empty()) return false;
    if (const auto forced = environment("CLICOLOR_FORCE"); !forced.empty() && forced != "0") return true;
    return ::isatty(STDOUT_FILENO) != 0 && environment("TERM") != "dumb";
}

size_t terminal_width() {
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40) return size.ws_col;
    return 100;
}

}  // namespace ward::cli
