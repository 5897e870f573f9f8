#include "actions/release/run/effect_kind.h"

#include <fmt/core.h>

#include "base/text.h"

namespace ward::release {
namespace {

Result<const EffectKind*> kind_of(const engine::Effect& effect) {
    const EffectKind* kind = effect_kind_named(effect.kind);
    if (kind == nullptr)
        return fail(ErrorCode::unsupported, fmt::format("an effect of the kind '{}' is none of a release's",
                                                        display(effect.kind).substr(0, 40)));
    return kind;
}

}  // namespace

const EffectKind* effect_kind_named(std::string_view name) {
    for (const EffectKind* kind : all_effect_kinds())
        if (kind->name == name) return kind;
    return nullptr;
}

Result<std::string> content_of(const engine::Effect& effect, const std::string& key) {
    const auto found = effect.content.find(key);
    if (found == effect.content.end())
        return fail(ErrorCode::damaged, fmt::format("an effect '{}' without its '{}'", effect.kind, key));
    return found->second;
}

std::string marker_line(const engine::Effect& effect, std::string_view release) {
    return fmt::format("<!-- ward:{} -->", engine::key_of("release", release, effect));
}

Result<engine::Sight> ReleaseDriver::look(const engine::Effect& effect, engine::Doubt doubt) {
    WARD_TRY(const EffectKind* kind, kind_of(effect));
    return kind->look(doors_, effect, taken_over_ ? engine::Doubt::sent : doubt);
}

Result<std::string> ReleaseDriver::perform(const engine::Effect& effect) {
    WARD_TRY(const EffectKind* kind, kind_of(effect));
    return kind->perform(doors_, effect);
}

}  // namespace ward::release
