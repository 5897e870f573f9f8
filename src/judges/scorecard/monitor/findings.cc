#include "judges/scorecard/monitor/findings.h"

#include <map>
#include <ranges>

#include "base/text.h"

namespace ward::scorecard::monitor {
namespace {

size_t digits_at(std::string_view text, size_t at) {
    size_t count = 0;
    while (at + count < text.size() && is_digit(text[at + count])) ++count;
    return count;
}

// The length of ":12" or ":12-14" where `at` is its colon and something else follows it; 0 where there is none.
size_t line_reference(std::string_view text, size_t at) {
    size_t length = digits_at(text, at + 1);
    if (length == 0) return 0;
    ++length;
    if (at + length < text.size() && text[at + length] == '-') {
        if (const size_t more = digits_at(text, at + length + 1); more > 0) length += more + 1;
    }
    const bool ends = at + length == text.size() || text[at + length] == ':' || text[at + length] == ' ';
    return ends ? length : 0;
}

}  // namespace

std::vector<std::string> findings_of(const CheckScore& check) {
    std::vector<std::string> out;
    for (const std::string& detail : check.details)
        if (detail.starts_with("Warn: ")) out.push_back(detail);
    return out;
}

std::string finding_key(std::string_view finding) {
    std::string out;
    for (size_t at = 0; at < finding.size();) {
        const size_t cut = finding[at] == ':' ? line_reference(finding, at) : 0;
        if (cut == 0) out += finding[at++];
        else at += cut;
    }
    return out;
}

FindingsDifference compare_findings(const std::vector<std::string>& before, const std::vector<std::string>& after) {
    std::map<std::string, int> known;
    for (const std::string& finding : before) ++known[finding_key(finding)];
    FindingsDifference out;
    for (const std::string& finding : after)
        if (--known[finding_key(finding)] < 0) out.appeared.push_back(finding);
    // From the end: what stood there first is taken for what is still there.
    for (const std::string& finding : before | std::views::reverse)
        if (known[finding_key(finding)]-- > 0) out.gone.insert(out.gone.begin(), finding);
    return out;
}

}  // namespace ward::scorecard::monitor
