// Answers that a project has published, and how they agree with what is seen. Two forms are read:
//   - the badge site's JSON (https://www.bestpractices.dev/projects/N.json, also .bestpractices.json of a repository):
//     members ID_status and ID_justification;
//   - a questionnaire in Markdown, as nodejs/security-wg keeps its own: a question in a quotation (>), then the answer
//     in bold: **Met**, **Met. https://…**, **N/A** because.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/root.h"
#include "judges/scorecard/practices/answer.h"
#include "judges/scorecard/practices/criteria.h"

namespace ward::scorecard::practices {

constexpr size_t max_published_bytes = 4u << 20;
constexpr size_t max_published_answers = 10'000;

struct PublishedAnswer {
    std::string id = {};  // of a criterion
    Status status = Status::unknown;
    std::string justification = {};
    uint32_t line = 0;

    bool operator==(const PublishedAnswer&) const = default;
};

struct Published {
    std::string name = {};                      // of the file
    std::vector<PublishedAnswer> answers = {};  // in the file's order, each id once
    std::vector<Problem> unmatched = {};        // questions that no criterion was found for, and members of none
};

// `name` is the file's, for messages. Fails for what is neither form.
Result<Published> read_published(std::string_view text, std::string_view name);

// How an answer that is seen and a published one go together.
enum class Verdict : uint8_t { agree, differ, only_published, only_seen, neither };
std::string_view name_of(Verdict verdict);  // "agree", "only-published"
Verdict verdict_of(Status seen, Status published);

struct Agreement {
    size_t agree = 0;
    size_t differ = 0;
    size_t only_published = 0;
    size_t only_seen = 0;
};

}  // namespace ward::scorecard::practices
