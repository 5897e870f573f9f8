// The CycloneDX writer, which two formats share (formats/cyclonedx.cc has it).
#pragma once

#include <string>

#include "model/report.h"

namespace ward::report {

// The inventory with its findings, or the findings alone with the components they are about.
enum class CycloneDxPart { everything, findings };

std::string write_cyclonedx(const Report& report, CycloneDxPart part);

}  // namespace ward::report
