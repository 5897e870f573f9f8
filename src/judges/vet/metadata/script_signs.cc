// M03: what installing the version runs, and what installing the one before did not.
#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/vet/metadata/signs.h"
#include "judges/vet/signals.h"

namespace ward::vet {
namespace {

constexpr std::array<std::string_view, 3> install_scripts{"preinstall", "install", "postinstall"};

// Commands that build or fetch a native add-on by its own description: each may stand alone or behind || and &&.
bool is_build_command(std::string_view command) {
    constexpr std::array<std::string_view, 9> builders{
        "node-gyp",         "node-gyp-build",   "node-pre-gyp",
        "prebuild-install", "cmake-js",         "node-gyp-build-optional-packages",
        "prebuildify",      "napi-postinstall", "pkg-prebuilds-verify"};
    // Whatever else a shell would do with it is more than a build.
    if (command.find_first_of(";|&`$<>\n") != std::string_view::npos) return false;
    const std::string_view program = command.substr(0, command.find(' '));
    return std::ranges::find(builders, program) != builders.end();
}

bool only_builds(std::string_view script) {
    const std::string one = replace_all(replace_all(script, "||", "\n"), "&&", "\n");
    return std::ranges::all_of(split(one, '\n'), [](std::string_view part) { return is_build_command(trim(part)); });
}

std::string_view script_text(const npm::Manifest& manifest, std::string_view name) {
    const std::string* text = manifest.script(name);
    return text == nullptr ? std::string_view() : trim(*text);
}

}  // namespace

void look_at_install_scripts(Signs& signs) {
    const MetadataInputs& in = signs.inputs;
    const npm::Manifest* manifest = in.manifest();
    if (manifest == nullptr) return;
    const npm::Manifest* before = in.manifest_before();
    const bool is_first = in.published != nullptr && before == nullptr && in.before.by_time;
    // An abbreviated document has no scripts: hasInstallScript alone says that there are some.
    const bool was_told = in.package_before != nullptr || in.packument == nullptr || !in.packument->is_abbreviated;
    for (const std::string_view name : install_scripts) {
        const std::string_view text = script_text(*manifest, name);
        if (text.empty()) continue;
        const std::string_view old = before == nullptr ? std::string_view() : script_text(*before, name);
        if (before != nullptr && (text == old || !was_told)) continue;
        if (before == nullptr && !is_first) {
            signs.do_not_know(fmt::format("whether {} is new: no earlier version is known", name));
            continue;
        }
        const bool harmless = only_builds(text);
        std::string what = is_first      ? fmt::format("the first version runs `{}` as {}", text, name)
                           : old.empty() ? fmt::format("{} is new: it runs `{}`", name, text)
                                         : fmt::format("{} was `{}` and is now `{}`", name, old, text);
        std::optional<double> weight;
        if (harmless) weight = low_weight;
        else if (is_first) weight = medium_weight;
        signs.see("M03", std::move(what), {signs.in_manifest({"scripts", name}, std::string(text))}, weight);
    }
    const bool builds = in.package != nullptr && in.package->builds_on_install;
    const bool built = in.package_before != nullptr && in.package_before->builds_on_install;
    if (builds && in.package_before != nullptr && !built)
        signs.see("M03", "binding.gyp is new: npm runs `node-gyp rebuild` for it", {{"binding.gyp", 0, ""}},
                  low_weight);
}

}  // namespace ward::vet
