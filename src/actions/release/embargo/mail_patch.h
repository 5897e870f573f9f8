// Patches as mails (git format-patch) and plain diffs: their words are those of any text; here is what they change.
// https://git-scm.com/docs/git-format-patch
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actions/release/embargo/leak.h"
#include "actions/release/embargo/matcher.h"
#include "formats/line_sum.h"

namespace ward::release {

struct MailPatch {
    size_t line = 1;  // where it begins, from 1
    ChangeSums sums;
    bool is_binary = false;   // has a change that is not of lines, which is not compared
    bool is_encoded = false;  // a mail whose text is base64 or quoted-printable, which is not read
};

// Is there a diff in it?
bool has_patch(std::string_view text);
// One for each mail of a mailbox; one for a diff without a mail.
std::vector<MailPatch> patches_in(std::string_view text);

// Words and changes of a text that has patches.
LeakReport check_patch_text(std::string_view text, const TaintMatcher& matcher, const std::string& place);

}  // namespace ward::release
