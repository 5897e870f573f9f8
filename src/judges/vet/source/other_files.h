// Files that are no JavaScript: scripts of shells and of Python, and files planted for other programs.
#pragma once

#include <string_view>

#include "judges/vet/source/commands.h"
#include "judges/vet/source/marks.h"
#include "judges/vet/source/package_files.h"

namespace ward::vet {

// Gives the commands of a shell script.
CommandReading read_other(FileKind kind, std::string_view bytes, FileMarks& marks);
// The patterns alone, over text of which nothing else is known. Lines are counted from 1.
void read_plain_text(std::string_view text, FileMarks& marks);

}  // namespace ward::vet
