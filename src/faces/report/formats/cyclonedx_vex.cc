// CycloneDX VEX 1.6: what is known and decided about each advisory, with the components it is about, for readers who
// have the inventory already or want none.
#include "faces/report/cyclonedx.h"
#include "faces/report/report.h"

namespace ward::report {
namespace {

std::string write_cyclonedx_vex(const Report& report, const Style& /*style*/) {
    return write_cyclonedx(report, CycloneDxPart::findings);
}

}  // namespace

WARD_REPORT(cyclonedx_vex) = {
    .name = "cyclonedx-vex",
    .media_type = "application/vnd.cyclonedx+json; version=1.6",
    .extension = ".vex.cdx.json",
    .summary = "CycloneDX 1.6 VEX: the vulnerabilities with their analysis, and the components they are about",
    .write = write_cyclonedx_vex,
};

}  // namespace ward::report
