// No script comes in that npm would run at installation, and no command that it would put into the path.
#include <array>

#include <fmt/core.h>

#include "actions/update/check/checks.h"
#include "base/text.h"
#include "formats/document.h"

namespace ward::update {
namespace {

constexpr std::array<std::string_view, 5> install_scripts{"preinstall", "install", "postinstall", "prepare",
                                                          "prepublish"};

// Script or command, and what it runs.
using Runs = std::map<std::string, std::string>;

Runs runs_of(std::string_view bytes, std::string_view path) {
    Runs out;
    const auto manifest = parse_json(bytes, path);
    if (!manifest) return out;
    if (const Node* scripts = manifest->find("scripts"))
        for (const std::string_view name : install_scripts)
            if (const auto text = scripts->string_at(name)) out[fmt::format("script {}", name)] = *text;
    if (const Node* bin = manifest->find("bin")) {
        if (bin->is_string()) out["command"] = bin->text;
        for (const auto& [name, target] : bin->fields) out["command " + name] = target.text;
    }
    return out;
}

CheckResult run_new_install_script(const CheckInput& input) {
    // What is vendored for the first time, a person has just chosen.
    if (input.before->empty()) return holds();
    std::vector<std::string> found;
    for (const auto& [path, file] : input.derived->files) {
        const bool is_gyp = path == "binding.gyp" && !input.before->contains(path);
        if (is_gyp) found.emplace_back("binding.gyp: npm would build it at installation");
        if (path != "package.json" && !path.ends_with("/package.json")) continue;
        const auto before = input.before->find(path);
        const Runs was = before == input.before->end() ? Runs{} : runs_of(before->second.bytes(), path);
        for (const auto& [name, text] : runs_of(file.bytes(), path)) {
            const auto at = was.find(name);
            // A command that leads elsewhere is no news; a script that runs something else is.
            if (at == was.end() || (at->second != text && name.starts_with("script")))
                found.push_back(fmt::format("{}: {}: {}", display(path), display(name), display(text)));
        }
    }
    return acknowledge_with(std::move(found));
}

}  // namespace

WARD_UPDATE_CHECK(new_install_script) = {.id = "new-install-script",
                                         .summary = "no installation script or command comes in or changes",
                                         .run = run_new_install_script};

}  // namespace ward::update
