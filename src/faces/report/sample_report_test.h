// Two reports for the tests of all formats: one as a real review gives it, one whose every string attacks its sink.
// All names, ids and versions in them are made up or harmless.
#pragma once

#include <string>
#include <vector>

#include "model/report.h"

namespace ward::report {

// A review of a project like a JavaScript runtime: open, new, assessed, backported and gone findings, a contradiction,
// parts not read and unexplained, notes.
Report sample_report();
// All 256 bytes, terminal escapes, workflow commands, HTML, Markdown, bidirectional marks: in every field.
Report hostile_report();
// Nothing but a subject.
Report empty_report();
// Of the branches main, v22.x, v20.x and v18.x with these versions of the project: zlib 1.2.11 is open on main, 1.2.13
// assessed on v22.x, 1.2.11 fixed by a backport on v20.x, and v18.x has none of it.
Report branches_report(const std::vector<std::string>& versions);

}  // namespace ward::report
