// ward version compare|satisfies: an ecosystem's version order and ranges, for users, tests and scripts.
#include <algorithm>
#include <iostream>
#include <optional>
#include <vector>

#include "base/text.h"
#include "faces/cli/command.h"
#include "formats/versions/versions.h"

namespace ward::cli {
namespace {

using Answer = std::string (*)(const versions::Ordering* ordering, std::string_view a, std::string_view b,
                               std::string& problem);

// "-1", "0", "1", or "?" where the ecosystem has no order or a version is none of its.
std::string compare(const versions::Ordering* ordering, std::string_view a, std::string_view b,
                    std::string& /*problem*/) {
    const auto order = ordering == nullptr ? std::nullopt : versions::compare(*ordering, a, b);
    if (!order) return "?";
    return *order < 0 ? "-1" : *order > 0 ? "1" : "0";
}

std::string satisfies(const versions::Ordering* ordering, std::string_view version, std::string_view range,
                      std::string& problem) {
    if (ordering == nullptr) return version == range ? "true" : "false";
    const auto inside = versions::satisfies(*ordering, version, range);
    if (!inside) {
        problem = inside.error().message();
        return "false";  // as npm answers: nothing is inside a range that is none
    }
    return *inside ? "true" : "false";
}

Result<int> answer_lines(const versions::Ordering* ordering, Answer answer) {
    std::string line;
    std::string out;
    size_t number = 0;
    std::string problem;
    while (std::getline(std::cin, line)) {
        ++number;
        const size_t tab = line.find('\t');
        if (tab == std::string::npos) {
            WARD_TRY_VOID(print(out));  // what is answered is answered
            return fail(ErrorCode::parse, "a line needs two values with a tab between them",
                        "standard input:" + std::to_string(number));
        }
        out +=
            answer(ordering, std::string_view(line).substr(0, tab), std::string_view(line).substr(tab + 1), problem) +
            '\n';
        if (out.size() > (1 << 16)) {
            WARD_TRY_VOID(print(out));
            out.clear();
        }
    }
    WARD_TRY_VOID(print(out));
    return 0;
}

// "?" is an answer for an ecosystem without an order; a slip of the pen looks the same, so it is said.
void warn_of(std::string_view ecosystem, const Log& log) {
    std::vector<std::string_view> names;
    for (const versions::Ordering* known : versions::all_orderings()) {
        names.push_back(known->name);
        names.insert(names.end(), known->ecosystems.begin(), known->ecosystems.end());
    }
    const auto same =
        std::ranges::find_if(names, [&](std::string_view name) { return equal_ignoring_case(name, ecosystem); });
    const auto nearest = same != names.end() ? std::optional(*same) : closest(ecosystem, names);
    log.warn("no order is known for '" + display(ecosystem) + "'" +
             (nearest ? "; did you mean '" + std::string(*nearest) + "'?" : ""));
}

Result<int> run_version(const Invocation& invocation, Answer answer) {
    const auto& words = invocation.arguments;
    const bool from_input = words.size() == 2 && words[1] == "-";
    if (words.size() != 3 && !from_input)
        return fail(ErrorCode::usage, "needs an ecosystem and two values, or an ecosystem and -");
    const versions::Ordering* ordering = versions::ordering_named(words[0]);
    if (ordering == nullptr) warn_of(words[0], invocation.log);
    if (from_input) return answer_lines(ordering, answer);
    std::string problem;
    const std::string text = answer(ordering, words[1], words[2], problem);
    if (!problem.empty()) return fail(ErrorCode::usage, problem);
    WARD_TRY_VOID(print(text + "\n"));
    return 0;
}

Result<int> run_compare(const Invocation& invocation) {
    return run_version(invocation, compare);
}
Result<int> run_satisfies(const Invocation& invocation) {
    return run_version(invocation, satisfies);
}

constexpr std::string_view pairs_from_input =
    "With - instead of the values, tab-separated pairs are read from standard input and answered one a line.";

constexpr Verb version_verbs[] = {
    {.name = "compare",
     .usage = "ECOSYSTEM A B",
     .summary = "print -1, 0 or 1, or ? where the ecosystem has no order",
     .run = run_compare,
     .details = pairs_from_input},
    {.name = "satisfies",
     .usage = "ECOSYSTEM VERSION RANGE",
     .summary = "print true or false",
     .run = run_satisfies,
     .details = pairs_from_input},
};

}  // namespace

WARD_COMMAND(version) = {
    .name = "version", .summary = "compare versions, and test them against ranges", .verbs = version_verbs, .rank = 92};

}  // namespace ward::cli
