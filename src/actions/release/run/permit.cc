#include "actions/release/run/permit.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/release/approve/approval_files.h"
#include "actions/release/run/plan_files.h"

namespace ward::release {
namespace {

constexpr size_t least_named_digits = 12;

bool is_named(const std::string& hash, const std::string& named) {
    return named.size() >= least_named_digits && hash.starts_with(named);
}

}  // namespace

std::string approval_word(const Step& step) {
    std::string word(step.approval.empty() ? step.name : step.approval);
    std::ranges::replace(word, ' ', '-');
    return word;
}

ApprovalRequest request_of(const Step& step, const std::string& release, const engine::Plan& plan, std::string hash,
                           std::optional<Instant> lift_at, std::string author) {
    ApprovalRequest request = approval_request(plan, release, approval_word(step), lift_at, std::move(author));
    if (!step.no_return.empty()) request.no_return.emplace_back(step.no_return);
    request.plan = std::move(hash);
    return request;
}

Result<std::optional<Stewards>> stewards_of(const Group& group, const StewardTrust& trust, Instant now) {
    WARD_TRY(const auto list, group.read("stewards.toml"));
    if (!list) return std::nullopt;
    if (trust.digest.empty() && trust.root_keys.empty())
        return fail(ErrorCode::usage,
                    "the group lists its stewards, and nothing says that the list is to be believed: "
                    "--stewards-digest or --root-key (sha256sum stewards.toml, compared with another steward)");
    WARD_TRY(const std::vector<StewardFile> chain, read_steward_files(group.folder()));
    WARD_TRY(Stewards stewards, trusted_stewards(chain, trust, now));
    return stewards;
}

Result<Permit> permit_of(const Group& group, const Step& step, const StepPlan& planned, const PermitOptions& options) {
    const std::string& id = planned.after.id;
    const std::string word = approval_word(step);
    Permit permit{.hash = files_of(planned, step.name).hash};
    ApprovalRequest request = request_of(step, id, planned.plan, permit.hash, planned.after.lift_at, options.author);
    permit.no_return = request.no_return;
    WARD_TRY(const auto stewards, stewards_of(group, options.trust, options.now));
    const bool is_outside = !planned.plan.effects.empty() || !step.no_return.empty();
    const size_t needed = stewards ? stewards->need_of(word) : 0;
    if (stewards && (is_outside || needed > 1)) {
        permit.by_signatures = true;
        WARD_TRY(const std::vector<SignedApproval> approvals, read_approvals(group.folder_of(id), permit.hash));
        const Judgement judgement = judge(request, *stewards, approvals, options.now);
        permit.holds = judgement.holds();
        permit.needed = judgement.needed;
        permit.have = judgement.approved.size();
        for (const Judgement::Refused& one : judgement.refused)
            permit.refused.push_back(fmt::format("{}: {}", one.file, one.reason));
        permit.note = judgement.text();
        return permit;
    }
    permit.holds = !is_outside || is_named(permit.hash, options.named_plan);
    if (is_outside && permit.holds) permit.note = "plan named on the command line";
    return permit;
}

}  // namespace ward::release
