// The kinds of effects of a release: how the world stands to one, and how it is done once. A kind is a row of the
// registry `run/effects/`, one file each; the engine (actions/engine) knows no more of it than these two functions.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "actions/engine/executor.h"
#include "actions/release/run/doors.h"

namespace ward::release {

struct EffectKind {
    std::string_view name;     // "issue.open", Effect::kind
    std::string_view summary;  // one line
    // How it is taken back; empty: there is no way back, which a plan says before it is approved.
    std::string_view undo = {};
    // What `look` finds for one depends on what it found for those before it in the plan: a run that is resumed looks
    // at all of them in their order first.
    bool in_order = false;
    // As engine::Driver has them.
    Result<engine::Sight> (*look)(Doors& doors, const engine::Effect& effect, engine::Doubt doubt) = nullptr;
    Result<std::string> (*perform)(Doors& doors, const engine::Effect& effect) = nullptr;
};

#define WARD_RELEASE_EFFECT(id)               \
    extern const EffectKind effect_kind_##id; \
    const EffectKind effect_kind_##id

std::span<const EffectKind* const> all_effect_kinds();  // sorted by file
const EffectKind* effect_kind_named(std::string_view name);

// The content of an effect; a `damaged` error names the key that is missing.
Result<std::string> content_of(const engine::Effect& effect, const std::string& key);

// The hidden line by which an issue or comment that this effect makes is known again: `<!-- ward:KEY -->`.
std::string marker_line(const engine::Effect& effect, std::string_view release);

class ReleaseDriver : public engine::Driver {
  public:
    // `doors` outlive it. `taken_over`: somebody else's run may have come anywhere, so that nothing is certain not to
    // have been sent.
    explicit ReleaseDriver(Doors& doors, bool taken_over = false) : doors_(doors), taken_over_(taken_over) {}

    Result<engine::Sight> look(const engine::Effect& effect, engine::Doubt doubt) override;
    Result<std::string> perform(const engine::Effect& effect) override;

  private:
    Doors& doors_;
    bool taken_over_;
};

}  // namespace ward::release
