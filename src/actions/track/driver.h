// The engine's driver for issues: asks the forge how an effect stands, and does it once.
#pragma once

#include "actions/engine/executor.h"
#include "io/net/forge.h"
#include "io/net/trust.h"

namespace ward::track {

// How often, and after which waits, an effect that may have arrived is looked for: a list can lag behind a write.
struct Patience {
    std::vector<std::chrono::milliseconds> waits{std::chrono::milliseconds(1'000), std::chrono::milliseconds(4'000)};
    std::function<void(std::chrono::milliseconds)> sleep = {};  // empty: the machine's
};

class IssueDriver : public engine::Driver {
  public:
    // Both must outlive it.
    IssueDriver(net::Forge& forge, const net::Trust& trust, Patience patience = {})
        : forge_(forge), trust_(trust), patience_(std::move(patience)) {}

    Result<engine::Sight> look(const engine::Effect& effect, engine::Doubt doubt) override;
    Result<std::string> perform(const engine::Effect& effect) override;

  private:
    Result<engine::Sight> look_once(const engine::Effect& effect, engine::Doubt doubt);
    Result<engine::Sight> look_for_issue(const engine::Effect& effect, engine::Doubt doubt);
    Result<engine::Sight> look_at_issue(const engine::Effect& effect);
    Result<engine::Sight> look_for_comment(const engine::Effect& effect);

    net::Forge& forge_;
    const net::Trust& trust_;
    Patience patience_;
};

}  // namespace ward::track
