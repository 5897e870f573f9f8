#include <string>
#include <vector>

#include "faces/cli/command.h"

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    return ward::cli::run_program(words);
}
