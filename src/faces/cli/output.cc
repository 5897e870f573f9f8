#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

#include "base/fd.h"
#include "base/text.h"
#include "faces/cli/command.h"

namespace ward::cli {

Result<void> print(std::string_view text) {
    return write_all(STDOUT_FILENO, text, "standard output");
}

Result<void> write_output(const std::string& path, std::string_view bytes) {
    if (path == "-") return print(bytes);
    // A pipe or device that the user names is written to, not replaced.
    if (path.starts_with("/dev/")) {
        WARD_TRY(const Fd fd, open_file(path, O_WRONLY));
        return write_all(fd.get(), bytes, path);
    }
    return replace_file(path, bytes);
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
