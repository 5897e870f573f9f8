// What is said of a criterion, and what it rests on.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ward::scorecard::practices {

// In the order of reports: what a person has to look at comes first.
enum class Status : uint8_t { unknown, unmet, met, not_applicable };
std::string_view name_of(Status status);  // as the badge site has them: "?", "Unmet", "Met", "N/A"

// A place in the tree, or a fact of another source ("forge", "check", "refs"), which has no path.
struct Evidence {
    std::string path = {};
    uint32_t line = 0;  // 0: the whole file
    std::string text = {};
    std::string source = {};  // empty: the tree

    bool operator==(const Evidence&) const = default;
};
std::string text_of(const Evidence& evidence);  // "README.md:12", "forge: 4 releases"

struct Answer {
    Status status = Status::unknown;
    std::string justification = {};  // one sentence; of `unknown`: what was not found
    std::vector<Evidence> evidence = {};

    bool operator==(const Answer&) const = default;
};

// Words of rules. Met, unmet and not applicable need something that was seen.
Answer met(std::string justification, std::vector<Evidence> evidence);
Answer unmet(std::string justification, std::vector<Evidence> evidence);
Answer not_applicable(std::string justification, std::vector<Evidence> evidence);
Answer unknown(std::string reason, std::vector<Evidence> hints = {});

}  // namespace ward::scorecard::practices
