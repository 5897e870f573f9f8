// The issues that tell other teams of a release before it is out: what the step `notify` opens, and what closes them.
#pragma once

#include <string>

#include "actions/release/output/output.h"

namespace ward::release {

struct IssueText {
    std::string title;
    std::string body;  // with its final line end
};

// The release has a date.
IssueText heads_up_issue(const HeadsUp& heads_up, const Project& project, const Release& release);
// The comment that the issue is closed with when the releases are out.
std::string heads_up_closing(const Project& project, const Release& release);
// The comment when the release got another date.
std::string heads_up_moved(const Release& release);

}  // namespace ward::release
