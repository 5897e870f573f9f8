// See answer.h.
#include "judges/scorecard/practices/answer.h"

#include <array>
#include <stdexcept>

#include <fmt/core.h>

namespace ward::scorecard::practices {
namespace {

Answer grounded(Status status, std::string justification, std::vector<Evidence> evidence) {
    if (evidence.empty()) throw std::logic_error("an answer without evidence: " + justification);
    return {status, std::move(justification), std::move(evidence)};
}

}  // namespace

std::string_view name_of(Status status) {
    constexpr std::array<std::string_view, 4> names{"?", "Unmet", "Met", "N/A"};
    return names.at(static_cast<size_t>(status));
}

std::string text_of(const Evidence& evidence) {
    if (evidence.path.empty()) return fmt::format("{}: {}", evidence.source, evidence.text);
    return evidence.line == 0 ? evidence.path : fmt::format("{}:{}", evidence.path, evidence.line);
}

Answer met(std::string justification, std::vector<Evidence> evidence) {
    return grounded(Status::met, std::move(justification), std::move(evidence));
}

Answer unmet(std::string justification, std::vector<Evidence> evidence) {
    return grounded(Status::unmet, std::move(justification), std::move(evidence));
}

Answer not_applicable(std::string justification, std::vector<Evidence> evidence) {
    return grounded(Status::not_applicable, std::move(justification), std::move(evidence));
}

Answer unknown(std::string reason, std::vector<Evidence> hints) {
    return {Status::unknown, std::move(reason), std::move(hints)};
}

}  // namespace ward::scorecard::practices
