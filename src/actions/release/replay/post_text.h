// Sentences of posts: what they say of release lines, people and dependencies. All of it by scanning once, over text
// of strangers.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ward::release {

// Markdown as one line of plain text: links are their texts, emphasis and escapes are gone, blanks are single.
std::string plain_line(std::string_view markdown);

// A heading of a report taken apart from its end: "TITLE (CVE-2026-1) - (High)", "TITLE (High) (CVE-2026-1)",
// "TITLE (HIGH)(CVE-2026-1)", "TITLE (High) ([CVE-2026-1](URL))". Nothing where no CVE id stands at its end.
struct HeadingParts {
    std::string title;
    std::vector<std::string> cves;
    std::string rating;  // small; empty: none
};
std::optional<HeadingParts> report_heading(std::string_view heading);

// A sentence that names more is not read further.
constexpr size_t max_named_lines = 200;

// Release lines that a sentence names: "22.x", "v22.x", "v22", "Node.js 20, 22 and 24"; of "24.17.0" only where
// `of_versions`. `known` ones alone, where there are some. In their order, without doubles.
std::vector<std::string> lines_named(std::string_view sentence, const std::vector<std::string>& known,
                                     bool of_versions = false);
// Does it say "all (active|supported) release lines"?
bool names_all_lines(std::string_view sentence);
// Versions: "6.27.0", "3.0.13+quic1", without v.
std::vector<std::string> versions_named(std::string_view sentence);

// "This vulnerability affects all Windows users in active release lines: 20.x": "all Windows users". Empty where the
// sentence does not say whom it affects.
std::string who_is_affected(std::string_view sentence);

// "Reported by A. Fixed by B. Thank you!", "Thank you, to A and B for reporting this vulnerability and thank you C for
// fixing it.", "Thanks to A who reported and created the security patch."
struct Thanks {
    std::vector<std::string> reporters;
    std::vector<std::string> fixers;
};
std::optional<Thanks> thanks_of(std::string_view sentence);

// The rating that stands in a text as a word, the worst one: "high". Empty where none does.
std::string worst_rating(std::string_view sentence);
// "2 high severity issues": 2 by "high".
std::vector<std::pair<std::string, int>> rating_counts(std::string_view sentence);

}  // namespace ward::release
