// Files compiled into the program by ward_embed_files() (cmake/ward_embed.cmake).
#pragma once

#include <string_view>

namespace ward {

struct EmbeddedFile {
    std::string_view name;  // without its folder: "a01_dot_dot.js"
    std::string_view text;
};

}  // namespace ward
