// The program that people start. `ward run` is started around other programs, again and again, and must cost little: it
// is answered here, in a small static executable, where nothing is loaded or relocated. Every other command, and every
// form of `ward run` that needs more (configuration, JSON, learning), is the big program's, ward-main, which lies
// beside this one or in libexec.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/text.h"
#include "faces/cli/command.h"
#include "faces/cli/run/options.h"
#include "faces/cli/run/start.h"
#include "formats/document.h"

namespace ward::cli {
namespace {

// What may stand beside grants; with any other option the big program takes over.
constexpr std::array<std::string_view, 6> simple{"policy", "profile",     "node-permission",
                                                 "strict", "require-abi", "landlock-abi"};

void say(const std::string& text) {
    // Nothing can be done about a standard error that is closed.
    [[maybe_unused]] const auto written = write_all(STDERR_FILENO, display(text) + "\n", "standard error");
}

bool is_toml(const std::string& file) {
    std::array<char, 64> head{};
    const Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    const ssize_t count = fd.valid() ? ::read(fd.get(), head.data(), head.size()) : -1;
    const std::string_view text = count > 0 ? trim({head.data(), static_cast<size_t>(count)}) : "";
    return !text.empty() && text[0] != '{';
}

// The invocation, where all of it is for us: `ward run`, simple options, then the program. Whatever is odd is the big
// program's to read, and to complain about.
std::optional<Invocation> our_invocation(std::span<const std::string> words) {
    if (words.empty() || words[0] != "run") return std::nullopt;
    std::vector<const Option*> rows;
    for (const Option& row : grant_options) rows.push_back(&row);
    for (const Option& row : run_options) rows.push_back(&row);
    Invocation out;
    out.command = "run";
    if (!split_words(out, words.subspan(1), rows, Verb::Words::program) || out.arguments.empty()) return std::nullopt;
    for (const Option& row : run_options)
        if (out.has(row.name) && std::ranges::find(simple, row.name) == simple.end()) return std::nullopt;
    const auto policies = out.values("policy");
    if (!std::ranges::all_of(policies, is_toml)) return std::nullopt;
    out.log = Log([](LogLevel level, std::string_view message) {
        if (level == LogLevel::warning) say("warning: " + std::string(message));
    });
    return out;
}

// Settings of the environment or of the user's own file are the big program's to read.
bool has_settings() {
    for (char** variable = ::environ; *variable != nullptr; ++variable) {
        const std::string_view text = *variable;
        if (text.starts_with("WARD_") && !text.starts_with("WARD_HOME=")) return true;
    }
    return ::access(user_configuration().c_str(), F_OK) == 0;
}

char** own_words = nullptr;  // main()'s

int become_main(char** words) {
    std::array<char, PATH_MAX> self{};
    const ssize_t size = ::readlink("/proc/self/exe", self.data(), self.size());
    const std::string path(self.data(), size > 0 ? static_cast<size_t>(size) : 0);
    const std::string folder = path.substr(0, path.rfind('/') + 1);
    for (const std::string& file : {folder + "ward-main", folder + "../libexec/ward/ward-main"}) {
        ::execv(file.c_str(), words);  // returns only where it fails
        if (errno != ENOENT) break;
    }
    const std::string text =
        std::string("ward: cannot start ward-main beside this program: ") + strerrordesc_np(errno) + "\n";
    [[maybe_unused]] const auto written = write_all(STDERR_FILENO, text, "standard error");
    return 3;
}

}  // namespace

}  // namespace ward::cli

namespace ward {

// Whoever needs JSON (a package.json that names its main file) needs the big program: nothing has happened yet.
Result<Node> parse_json(std::string_view /*text*/, std::string_view name, const DocumentLimits& /*limits*/) {
    cli::become_main(cli::own_words);
    return fail(ErrorCode::unsupported, "JSON is not read here", std::string(name));
}

}  // namespace ward

int main(int argc, char** argv) {
    using namespace ward::cli;
    own_words = argv;
    const auto invocation = our_invocation(std::vector<std::string>(argv + 1, argv + argc));
    if (!invocation || has_settings()) return become_main(argv);
    const auto status = start_program(*invocation);
    if (status) return *status;
    say("ward run: " + status.error().message());
    if (status.error().code == ward::ErrorCode::usage) say("hint: ward run --help");
    // Where the program could not be executed, this process is confined: what runs at an ordinary exit (a sanitizer's
    // search for leaks) may be refused.
    ::_exit(run_status(status.error()));
}
