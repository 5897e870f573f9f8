// What a CMake file fetches: FetchContent_Declare, ExternalProject_Add, CPMAddPackage (and CPMFindPackage).
// Read as a list of commands; nothing is executed. A variable counts where the same file sets it to one literal value;
// any other leaves the entry unread, with the variable's name.
// https://cmake.org/cmake/help/latest/manual/cmake-language.7.html, .../module/FetchContent.html, ExternalProject.html
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "facts/inventory/fetched.h"

namespace ward::inventory {

constexpr size_t max_cmake_commands = 100'000;
constexpr size_t max_cmake_arguments = 1'000'000;  // of one file
constexpr size_t max_cmake_nesting = 64;           // parentheses inside arguments, and variables inside variables

struct CMakeArgument {
    std::string text;  // without quotes and escapes; variables as they stand
    size_t offset = 0;
    bool is_bracket = false;  // [[...]]: its ${} are no variables
};

struct CMakeCommand {
    std::string name;  // lower-case
    size_t offset = 0;
    std::vector<CMakeArgument> arguments;
};

// The commands of a file up to the first place that is not CMake; that place is an error.
Result<std::vector<CMakeCommand>> read_cmake_commands(std::string_view text, std::string_view path);

Result<Pins> read_cmake_fetches(std::string_view text, std::string_view path);

}  // namespace ward::inventory
