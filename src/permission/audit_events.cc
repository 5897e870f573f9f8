// See audit_events.h.
#include "permission/audit_events.h"

#include <algorithm>
#include <utility>

#include "permission/audit_access.h"

namespace ward::permission::audit {

void Events::take(uint16_t type, std::string_view text, const Told& told) {
    auto record = parse_record(type, text);
    if (!record) return;
    if (auto* refusal = std::get_if<Refusal>(&*record)) take_refusal(std::move(*refusal), told);
    else if (const auto* state = std::get_if<DomainState>(&*record)) take_domain(*state);
    else if (auto* call = std::get_if<CallOf>(&*record)) {
        const auto at = waiting_.find(call->event);
        if (at != waiting_.end()) at->second.call = std::move(*call);
    } else if (const auto* end = std::get_if<EndOf>(&*record)) {
        complete(end->event, told);
    }
}

// Whose it is is known once the domain is named, which comes after its first refusal.
void Events::take_refusal(Refusal refusal, const Told& told) {
    if (domain_ && refusal.domain != *domain_) return;
    if (domain_) ++received_;
    if (waiting_.size() == max_waiting && !waiting_.contains(refusal.event)) {
        const auto oldest = waiting_.extract(waiting_.begin());
        if (recognised_) tell(oldest.mapped(), told);
    }
    waiting_[refusal.event].refusals.push_back(std::move(refusal));
}

void Events::take_domain(const DomainState& state) {
    if (state.ended) {
        if (domain_ == state.domain) refusals_ = state.refusals;
        return;
    }
    if (domain_ || state.pid != pid_) return;
    domain_ = state.domain;
    for (auto at = waiting_.begin(); at != waiting_.end();) {
        std::erase_if(at->second.refusals, [&](const Refusal& refusal) { return refusal.domain != *domain_; });
        received_ += at->second.refusals.size();
        at = at->second.refusals.empty() ? waiting_.erase(at) : std::next(at);
    }
}

void Events::complete(const Event& event, const Told& told) {
    const auto at = waiting_.find(event);
    if (at == waiting_.end() || !domain_) return;
    const auto done = waiting_.extract(at);
    if (recognised_) tell(done.mapped(), told);
    else recognised_ = done.mapped().call && done.mapped().call->pid == pid_;
}

void Events::flush(const Told& told) {
    if (recognised_)
        for (const auto& [event, waiting] : waiting_) tell(waiting, told);
    waiting_.clear();
}

std::optional<uint64_t> Events::lost() const {
    if (!refusals_) return std::nullopt;
    return *refusals_ > received_ ? *refusals_ - received_ : 0;
}

void Events::tell(const Waiting& waiting, const Told& told) {
    if (!told) return;
    for (const Refusal& refusal : waiting.refusals)
        for (const Access& access : accesses_of(refusal, waiting.call ? &*waiting.call : nullptr)) told(access);
}

}  // namespace ward::permission::audit
