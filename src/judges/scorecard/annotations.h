// What a project says of its own scores, in its scorecard.yml. ossf/scorecard shows it, and leaves the check out of
// SARIF; it never counts. https://github.com/ossf/scorecard/blob/main/config/README.md
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "judges/scorecard/check.h"

namespace ward::scorecard {

struct AnnotationReason {
    std::string_view id;         // "test-data"
    std::string_view text;       // in ward's words, for people
    std::string_view peer_text;  // as the peer's JSON has it
};
const AnnotationReason* annotation_reason(std::string_view id);  // null where there is none

struct Annotations {
    // Ids of reasons, by the check's name.
    std::map<std::string, std::vector<std::string>, std::less<>> reasons = {};
    // The whole file was passed over, as the peer does it where one name in it is unknown.
    std::string problem = {};
};

// Of the first file there is, whether it can be read or not: scorecard.yml, .scorecard.yml, .github/scorecard.yml, each
// also as .yaml.
Annotations read_annotations(const Facts& facts);

// Those that apply to a result: nothing is said of the best score.
std::vector<const AnnotationReason*> annotations_of(const CheckResult& result,
                                                    const decltype(Annotations::reasons)& reasons);

}  // namespace ward::scorecard
