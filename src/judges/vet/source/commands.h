// Command lines that a package runs: scripts of its manifest, shell files, texts handed to child_process. Read by the
// shell's grammar, so that a tool is one only where a command starts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "judges/vet/source/marks.h"

namespace ward::vet {

// Limits: bytes of a command line that is looked at, and how deep command lines may stand in command lines
// (`sh -c 'sh -c …'`).
inline constexpr size_t max_command_bytes = size_t{4} << 20;
inline constexpr unsigned max_command_depth = 4;

struct CommandReading {
    std::vector<std::string> javascript;   // what `node -e` is given
    std::vector<std::string> python;       // what `python -c` is given
    std::vector<std::string> run_files;    // what `node FILE` and ./FILE run, as written
    std::vector<std::string> shell_files;  // what `sh FILE` runs
    std::vector<std::string> scripts;      // what `npm run NAME` runs
    std::vector<std::string> packages;     // what `npx NAME` or `npm install NAME` fetches
    bool installs_packages = false;        // `npm install` of what a package.json in some folder says
    bool is_unreadable = false;            // not the shell's grammar: only patterns were looked for
};

// Adds what `text` would do to `marks`. `line` is where it starts in its file.
CommandReading read_commands(std::string_view text, uint32_t line, FileMarks& marks);

}  // namespace ward::vet
