// The start scripts that pnpm writes where npm makes links (@pnpm/cmd-shim, and pnpm's own since 11): read strictly, so
// that what one does is known although its text hangs on where the project stands (private to this folder).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ward::policy {

struct StartScript {
    std::string target;   // from the script's own folder: "../a/bin.js"
    std::string program;  // what the target's first line names; empty: the target itself is started
    std::string arguments;
    std::vector<std::string> node_path;  // absolute, or from the script's own folder
};

// Since pnpm 11.6 a script begins with up to 70 lines that find its own folder and are the same in every script: they
// are known by their digest.
struct StartHead {
    std::string_view sha256;  // hex, of all before the first line that says what is started
    std::string_view folder;  // the variable that holds the script's folder then
};
extern const std::span<const StartHead> pnpm_heads;

// Nothing where the text is not, byte for byte, what pnpm 8 to 12 write.
std::optional<StartScript> read_start_script(std::string_view text, std::span<const StartHead> heads = pnpm_heads);

struct Interpreter {
    std::string program;
    std::string arguments;

    bool operator==(const Interpreter&) const = default;
};
// What pnpm puts before a file with this name and text: by its first line, else by its ending; empty for none.
Interpreter interpreter_of(std::string_view path, std::string_view text);

}  // namespace ward::policy
