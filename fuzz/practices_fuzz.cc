// Answers that a project has published: JSON of the badge site, or a questionnaire.
// LINK: ward_scorecard_practices
#include <algorithm>
#include <string_view>

#include "judges/scorecard/practices/published.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    namespace practices = ward::scorecard::practices;
    const auto read = practices::read_published({reinterpret_cast<const char*>(data), size}, "answers");
    if (!read) return 0;
    for (const practices::PublishedAnswer& answer : read->answers) {
        // Each is a criterion's, and stands once.
        if (std::ranges::count(read->answers, answer.id, &practices::PublishedAnswer::id) != 1) __builtin_trap();
        const auto all = practices::all_criteria();
        if (std::ranges::find(all, answer.id, &practices::Criterion::id) == all.end()) __builtin_trap();
    }
    return 0;
}
