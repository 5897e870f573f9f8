// Records of one run, put together: the kernel tells a refusal, its domain and its caller in records of their own,
// mixed with those of everybody else on the machine.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "permission/audit_record.h"
#include "ward/permission.h"

namespace ward::permission::audit {

// Refusals whose caller is still to be told; more than that, and the oldest are told without one.
inline constexpr size_t max_waiting = 256;

// The refusals of the one domain that a process made. The first of them is that process's own: it asks for something on
// purpose that is never granted, so that its domain is known before it becomes somebody else's program.
class Events {
  public:
    using Told = std::function<void(const Access&)>;

    explicit Events(int pid) : pid_(pid) {}

    // One record; `told` is called where it completes an event of this domain.
    void take(uint16_t type, std::string_view text, const Told& told);

    // The domain is known, and with it that refusals are told with their callers: the first event is complete.
    bool recognised() const { return recognised_; }
    // The domain has been named; without recognised(), its caller was not.
    bool named() const { return domain_.has_value(); }
    // The kernel said that no process of the domain is left: there is nothing more to come.
    bool ended() const { return refusals_.has_value(); }
    // Tells what still waits for a caller.
    void flush(const Told& told);
    // Refusals that the kernel counted and no record told; nothing before ended().
    std::optional<uint64_t> lost() const;

  private:
    struct Waiting {
        std::vector<Refusal> refusals;
        std::optional<CallOf> call;
    };
    void take_refusal(Refusal refusal, const Told& told);
    void take_domain(const DomainState& state);
    void complete(const Event& event, const Told& told);
    static void tell(const Waiting& waiting, const Told& told);

    int pid_;
    std::optional<uint64_t> domain_;
    bool recognised_ = false;
    std::map<Event, Waiting> waiting_;
    uint64_t received_ = 0;
    std::optional<uint64_t> refusals_;
};

}  // namespace ward::permission::audit
