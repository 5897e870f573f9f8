// The report as it is: schema ward-report/1, for programs and for the next review.
#include "faces/report/report.h"

namespace ward::report {
namespace {

std::string write_json(const Report& report, const Style& /*style*/) {
    return to_json(report);
}

}  // namespace

WARD_REPORT(json) = {
    .name = "json",
    .media_type = "application/json",
    .extension = ".json",
    .summary = "everything the report knows, in ward's own schema ward-report/1",
    .write = write_json,
};

}  // namespace ward::report
