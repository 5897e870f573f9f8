// Two reports for the tests of all formats: one as a real review gives it, one whose every string attacks its sink.
// All names, ids and versions in them are made up or harmless.
#pragma once

#include <string>

#include "model/report.h"

namespace ward::report {

// A review of a project like a JavaScript runtime: open, new, assessed, backported and gone findings, a contradiction,
// parts not read and unexplained, notes.
Report sample_report();
// All 256 bytes, terminal escapes, workflow commands, HTML, Markdown, bidirectional marks: in every field.
Report hostile_report();
// Nothing but a subject.
Report empty_report();

}  // namespace ward::report
