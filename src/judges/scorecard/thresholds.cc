// See thresholds.h.
#include "judges/scorecard/thresholds.h"

#include <fmt/core.h>

#include "base/text.h"
#include "formats/document.h"

namespace ward::scorecard {
namespace {

std::unexpected<Error> wrong(std::string_view file, const Node& node, std::string_view what) {
    return fail(ErrorCode::usage, std::string(what), fmt::format("{}:{}", file, node.line));
}

// Go reads a missing number as 0, and so does the peer.
Result<int> score_of(const Node& row, std::string_view file) {
    const Node* score = row.find("score");
    if (score == nullptr) return 0;
    if (score->kind != Node::Kind::integer || score->integer < 0 || score->integer > max_score)
        return wrong(file, *score, "a score is a whole number from 0 to 10");
    return static_cast<int>(score->integer);
}

}  // namespace

Result<Thresholds> read_thresholds(std::string_view yaml, std::string_view file) {
    WARD_TRY(const Node root, parse_yaml(yaml, file));
    const Node* version = root.find("version");
    if (version == nullptr || version->kind != Node::Kind::integer || version->integer != 1)
        return wrong(file, version == nullptr ? root : *version, "needs `version: 1`");
    Thresholds out;
    const Node* policies = root.find("policies");
    if (policies == nullptr || policies->kind == Node::Kind::null) return out;
    if (!policies->is_table()) return wrong(file, *policies, "`policies` has a row for each check");
    for (const auto& [name, row] : policies->fields) {
        if (check_named(name) == nullptr) return wrong(file, row, fmt::format("no check '{}'", display(name)));
        const std::string mode = text_at(row, "mode");
        if (mode != "enforced" && mode != "disabled")
            return wrong(file, row, fmt::format("{}: the mode is enforced or disabled", name));
        WARD_TRY(const int least, score_of(row, file));
        out[name] = {.least = least, .is_enforced = mode == "enforced"};
    }
    return out;
}

bool is_below(const CheckResult& result, const Threshold& threshold) {
    return threshold.is_enforced && result.score != inconclusive && result.score < threshold.least;
}

}  // namespace ward::scorecard
