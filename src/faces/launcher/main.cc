// The program that people start. `ward run` is started around other programs, again and again, and must cost little: it
// is answered here, in a small static executable, where nothing is loaded or relocated. Every other command, and every
// form of `ward run` that needs more (configuration, JSON, learning), is the big program's, ward-main, which lies
// beside this one or in libexec.
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
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

constexpr Verb verbs[] = {{.name = "",
                           .usage = "-- PROGRAM [ARGUMENT…]",
                           .summary = "",
                           .options = {run_options},
                           .run = start_program,
                           .words = Verb::Words::program,
                           .status_of = run_status}};
constexpr Command command_run = {.name = "run", .summary = "", .verbs = verbs};
constexpr std::array<const Command*, 1> commands{&command_run};

// Options that only choose grants; with any other one the big program takes over.
constexpr std::array<std::string_view, 18> simple{
    "allow-fs-read",   "allow-fs-write", "allow-child-process", "allow-worker", "allow-addons", "allow-wasi",
    "allow-inspector", "allow-net",      "allow-env",           "allow-signal", "allow-nested", "allow-fs-metadata",
    "keep-fd",         "profile",        "node-permission",     "strict",       "require-abi",  "landlock-abi",
};

bool is_toml(const char* file) {
    std::array<char, 64> head{};
    const Fd fd(::open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    const ssize_t count = fd.valid() ? ::read(fd.get(), head.data(), head.size()) : -1;
    const std::string_view text = count > 0 ? trim({head.data(), static_cast<size_t>(count)}) : "";
    return !text.empty() && text[0] != '{';
}

// Is all of it for us? `ward run`, simple options, then the program.
bool is_ours(std::span<char* const> words) {
    if (words.size() < 2 || words[1] != std::string_view("run")) return false;
    for (size_t i = 2; i < words.size(); ++i) {
        const std::string_view word = words[i];
        if (word == "--" || !word.starts_with('-')) return true;
        if (!word.starts_with("--")) return false;
        const size_t equals = word.find('=');
        const std::string_view name = word.substr(2, equals == std::string_view::npos ? equals : equals - 2);
        const auto* row = std::ranges::find(run_options, name, &Option::name);
        if (row == std::end(run_options)) return false;
        const bool next = equals == std::string_view::npos && !row->argument.empty() && row->takes == Argument::always;
        if (next && i + 1 == words.size()) return false;
        const char* value = next ? words[i + 1] : words[i] + (equals == std::string_view::npos ? 0 : equals + 1);
        if (name == "policy" ? !is_toml(value) : std::ranges::find(simple, name) == simple.end()) return false;
        i += next ? 1 : 0;
    }
    return false;  // no program: the big one says so
}

// Settings of the environment or of the user's own file are the big program's to read.
bool has_settings() {
    for (char** variable = ::environ; *variable != nullptr; ++variable) {
        const std::string_view text = *variable;
        if (text.starts_with("WARD_") && !text.starts_with("WARD_HOME=")) return true;
    }
    return ::access(user_configuration().c_str(), F_OK) == 0;
}

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
    (void)write_all(STDERR_FILENO, text, "standard error");
    return 3;
}

}  // namespace

std::span<const Command* const> all_commands() {
    return commands;
}

}  // namespace ward::cli

namespace ward {

// The reader of policy files names it; is_toml() sends JSON to the big program, which has the parser.
Result<Node> parse_json(std::string_view /*text*/, std::string_view name, const DocumentLimits& /*limits*/) {
    return fail(ErrorCode::unsupported, "JSON is not read here", std::string(name));
}

}  // namespace ward

int main(int argc, char** argv) {
    using namespace ward::cli;
    const std::span<char* const> words(argv, static_cast<size_t>(argc));
    if (!is_ours(words) || has_settings()) return become_main(argv);
    return run_program(std::vector<std::string>(argv + 1, argv + argc));
}
