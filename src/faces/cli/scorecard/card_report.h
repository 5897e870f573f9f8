// A scorecard in the form that all of ward's reports have.
#pragma once

#include "faces/cli/scorecard/card_subject.h"
#include "model/report.h"

namespace ward::cli {

// A finding for each check below the best score, one for each detail that has a place, and inconclusive checks under
// `skipped`.
Report report_of_card(const scorecard::Card& card, const CardSubject& subject, const Invocation& invocation);

// Something that should have been looked at was not.
bool is_incomplete(const scorecard::Card& card, const CardSubject& subject);

}  // namespace ward::cli
