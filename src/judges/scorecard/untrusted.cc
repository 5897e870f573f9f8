// See untrusted.h.
#include "judges/scorecard/untrusted.h"

#include <re2/re2.h>

namespace ward::scorecard {

bool is_untrusted(std::string_view expression) {
    static const RE2 whole_event(R"((?i)tojson\s*\(\s*github(\.event)?\s*\))");
    static const RE2 parts(
        R"(issue\.title|issue\.body|pull_request\.title|pull_request\.body|discussion\.title|discussion\.body|)"
        R"(comment\.body|review\.body|review_comment\.body|pages.*\.page_name|commits.*\.message|)"
        R"(head_commit\.message|head_commit\.author\.email|head_commit\.author\.name|commits.*\.author\.email|)"
        R"(commits.*\.author\.name|blocked_user\.name|blocked_user\.email|pull_request\.head\.ref|)"
        R"(pull_request\.head\.label|pull_request\.head\.repo\.default_branch)");
    if (expression.contains("github.head_ref") || RE2::PartialMatch(expression, whole_event)) return true;
    return expression.contains("github.event.") && RE2::PartialMatch(expression, parts);
}

}  // namespace ward::scorecard
