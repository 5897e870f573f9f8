// Drafts of mails: header lines, a blank line, plain text. Titles stand in them as they are: no mail program reads
// Markdown, and a record has no control characters.
#pragma once

#include <string>
#include <string_view>

#include "actions/release/output/post.h"

namespace ward::release {

// "Node.js security updates for all active release lines, June 2026"
std::string mail_subject(const Release& release, const Project& project);
std::string mail_draft(std::string_view to, std::string_view subject, std::string_view body);
std::string post_link(const Release& release, const Project& project);

}  // namespace ward::release
