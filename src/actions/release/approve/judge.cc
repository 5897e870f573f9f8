// Which approvals count. Every one that does not says why.
#include <algorithm>

#include <fmt/core.h>

#include "actions/release/approve/approval.h"
#include "actions/release/approve/signature.h"

namespace ward::release {
namespace {

using Reason = std::optional<std::string>;

// Of what it speaks.
Reason other_matter(const ApprovalRequest& request, const Approval& approval) {
    if (approval.release != request.release) return "is for another release";
    if (approval.step != request.step) return fmt::format("is for the step {}", approval.step);
    if (approval.plan != request.plan) return "is for another plan";
    if (approval.lift_at != request.lift_at) return "is for another time of lift";
    if (approval.no_return != request.no_return) return "names other points of no return";
    return std::nullopt;
}

// By whom, with which key.
Reason wrong_signer(const Approval& approval, const Signer& signer, const SignedApproval& given) {
    if (signer.steward->name != approval.approver)
        return fmt::format("is signed by {}, and says {}", signer.steward->name, approval.approver);
    if (given.file != approval.approver + ".json") return fmt::format("is not {}.json", approval.approver);
    return std::nullopt;
}

Reason wrong_time(const Approval& approval, const StewardKey& key, Instant now) {
    if (approval.at > now + approval_clock_tolerance)
        return fmt::format("is dated in the future, {}", format_instant(approval.at));
    if (approval.expires <= approval.at) return "expires before it is given";
    if (approval.expires - approval.at > longest_approval_lifetime)
        return fmt::format("is good for more than {} days", longest_approval_lifetime / seconds_per_day);
    if (now >= approval.expires) return fmt::format("expired at {}", format_instant(approval.expires));
    if (auto unfit = key.unfit_at(approval.at)) return "was given when the " + *unfit;
    if (auto unfit = key.unfit_at(std::max(now, approval.at))) return "does not count now: " + *unfit;
    return std::nullopt;
}

// Two people are never one author, so that with k >= 2 there is always another one; with 1 the log has to say it.
void remark_own_plan(const ApprovalRequest& request, Judgement& judgement) {
    if (request.author.empty()) judgement.remarks.emplace_back("who made the plan is not known");
    if (judgement.approved.size() != 1 || !judgement.approved[0].own_plan) return;
    const std::string& who = judgement.approved[0].steward;
    judgement.remarks.push_back(judgement.needed > 1
                                    ? fmt::format("{} made the plan: somebody else must approve it", who)
                                    : fmt::format("{} approved a plan of their own", who));
}

}  // namespace

Judgement judge(const ApprovalRequest& request, const Stewards& stewards, std::span<const SignedApproval> approvals,
                Instant now) {
    Judgement judgement{.needed = stewards.need_of(request.step)};
    const auto refuse = [&](const SignedApproval& given, std::string reason) {
        judgement.refused.push_back({given.file, std::move(reason)});
    };
    for (const SignedApproval& given : approvals) {
        const auto approval = approval_from_json(given.statement, given.file);
        if (!approval) {
            refuse(given, approval.error().what);
            continue;
        }
        const auto signer = signer_of(given.statement, given.signature, SigningPurpose::approval, stewards);
        if (!signer) {
            refuse(given, signer.error().what);
            continue;
        }
        Reason reason = wrong_signer(*approval, *signer, given);
        if (!reason) reason = other_matter(request, *approval);
        if (!reason) reason = wrong_time(*approval, *signer->key, now);
        const bool again = std::ranges::find(judgement.approved, approval->approver, &Judgement::Counted::steward) !=
                           judgement.approved.end();
        if (!reason && again) reason = fmt::format("{} has approved already", approval->approver);
        if (reason) refuse(given, *std::move(reason));
        else
            judgement.approved.push_back(
                {approval->approver, signer->key->shown, approval->at, approval->approver == request.author});
    }
    remark_own_plan(request, judgement);
    return judgement;
}

}  // namespace ward::release
