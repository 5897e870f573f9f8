// Any bytes as a Dockerfile: instructions stand in order and on lines of the file, and stages name earlier ones.
// LINK: ward_dockerfile
#include <algorithm>
#include <string_view>

#include "lang/dockerfile/stages.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::dockerfile;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto file = parse_dockerfile(text, "Dockerfile");
    if (!file) return 0;
    const auto lines = static_cast<int>(std::ranges::count(text, '\n')) + 1;
    int end = 0;
    for (const Instruction& instruction : file->instructions) {
        if (instruction.start_line <= end || instruction.end_line < instruction.start_line) __builtin_trap();
        end = instruction.end_line;
        if (end > lines) __builtin_trap();
    }
    const Stages stages = read_stages(*file);
    for (size_t i = 0; i < stages.stages.size(); ++i) {
        if (stages.stages[i].base && *stages.stages[i].base >= i) __builtin_trap();
        (void)expand_image(stages.stages[i].image, stages.global_arguments, file->escape);
    }
    return 0;
}
