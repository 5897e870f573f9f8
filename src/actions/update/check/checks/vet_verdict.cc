// What comes from npm has no signs of a taken-over package that the version before had not: most damage is done by
// compromised releases of real packages.
#include <fmt/core.h>

#include "actions/update/check/checks.h"

namespace ward::update {
namespace {

CheckResult run_vet_verdict(const CheckInput& input) {
    if (input.vet == nullptr || (input.vet->verdict != "warn" && input.vet->verdict != "block")) return holds();
    // A package that does by nature what vet warns of (corepack fetches and runs programs) did so before, or was chosen
    // by a person just now. A published record is no matter of nature.
    const bool is_news = input.vet->has_new_signals && !input.before->empty();
    if (input.vet->verdict == "warn" && !is_news) return holds();
    std::vector<std::string> details{fmt::format("vet says {}: {}", input.vet->verdict, input.vet->reason)};
    // A published record, or proof: nobody can acknowledge that away.
    return input.vet->verdict == "block" ? fails_with(std::move(details)) : acknowledge_with(std::move(details));
}

}  // namespace

WARD_UPDATE_CHECK(vet_verdict) = {.id = "vet-verdict",
                                  .summary = "a package of npm has no signs of malware that the version before had not",
                                  .run = run_vet_verdict};

}  // namespace ward::update
