// The file around the sections: page checksums, digests, header and trailer.
#pragma once

#include <string>

#include "facts/advisory/builder.h"

namespace ward::advisory {

// The whole index file, byte for byte the same for the same sections.
std::string make_image(Sections sections);

}  // namespace ward::advisory
