// What a program needs to be started at all: its file, its interpreters, the libraries the loader opens for it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ward/permission.h"

namespace ward::permission {

// The program that a shell would run for `name`: as it is where it has a slash, else found in `search` (PATH's text).
// Absolute; `not_found`, or `io` where it is there and cannot be executed.
Result<std::string> find_program(std::string_view name, std::string_view search, const std::string& folder);

struct StartupNeeds {
    std::vector<std::string> execute;  // the program, script interpreters, the loader: in the order they are met
    std::vector<std::string> read;     // scripts, libraries, the loader's own files
    // What runs in the end: the script's interpreter, or the program itself.
    std::string runtime;
};

// By reading files alone; nothing is run. What cannot be found is left out: the loader will say so.
StartupNeeds startup_needs(const std::string& program, std::string_view search);

// Lets the policy start it: programs to execute, fs_read to read. No child process is granted by that.
void add_startup(Policy& policy, const StartupNeeds& needs);

}  // namespace ward::permission
