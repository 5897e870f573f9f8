// Build stages: what each FROM builds on, and the arguments that may stand in its image.
// https://docs.docker.com/reference/dockerfile/#from
#pragma once

#include <map>

#include "lang/dockerfile/dockerfile.h"

namespace ward::dockerfile {

struct Argument {
    std::string name = {};
    std::optional<std::string> value = {};  // its default, with quotes and escapes as written
    int line = 0;
};

struct Stage {
    std::string image = {};     // as written; empty for a FROM without words
    std::string alias = {};     // FROM image AS alias; empty without one
    std::string platform = {};  // --platform=…
    // The stage of this file that `image` names, compared in lower case: only earlier ones count.
    std::optional<size_t> base = {};
    bool regular = true;  // FROM image, or FROM image AS alias: anything else is an error to a build
    size_t instruction = 0;
    int start_line = 0;
    int end_line = 0;
};

struct Stages {
    std::vector<Argument> global_arguments = {};  // before the first FROM, in order
    std::vector<Stage> stages = {};
};

Stages read_stages(const Dockerfile& file);

// The name and default of each word of an ARG.
std::vector<Argument> arguments_of(const Instruction& instruction);

// `image` with $NAME and ${NAME…} replaced by the defaults of `arguments` (an argument without one is unset, a later
// one counts, and a default may name earlier arguments). Nothing where the text is not well-formed.
std::optional<std::string> expand_image(std::string_view image, const std::vector<Argument>& arguments, char escape);

}  // namespace ward::dockerfile
