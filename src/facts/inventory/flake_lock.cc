#include "facts/inventory/flake_lock.h"

#include <array>
#include <optional>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "facts/inventory/json_scan.h"

namespace ward::inventory {
namespace {

// Kinds of inputs that name an owner and a repository, and the host where they are unless `host` names another.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> flake_forges{
    {{"github", "github.com"}, {"gitlab", "gitlab.com"}, {"sourcehut", "git.sr.ht"}}};

std::string field(const Json::Value& node, std::string_view name) {
    return std::string(node.string_at(name).value_or(""));
}

// Nothing for a kind that is not known.
std::optional<Pin> flake_pin(const Json::Value& locked) {
    Pin pin;
    pin.revision = field(locked, "rev");
    pin.is_development = true;
    const std::string type = field(locked, "type");
    for (const auto& [forge, host] : flake_forges) {
        if (type != forge) continue;
        const std::string named = field(locked, "host");
        pin.repository = fmt::format("https://{}/{}/{}", named.empty() ? host : named, field(locked, "owner"),
                                     field(locked, "repo"));
        return pin;
    }
    if (type == "git" || type == "hg") {
        pin.repository = field(locked, "url");
        return pin;
    }
    if (type == "tarball" || type == "file") {
        pin.urls.push_back(field(locked, "url"));
        return pin;
    }
    return std::nullopt;
}

}  // namespace

Result<Pins> read_flake_lock(std::string_view text, std::string_view path) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    WARD_TRY(const Json json, Json::scan(text, path, {.bytes = max_build_file_bytes}));
    const auto nodes = json.root().find("nodes");
    if (!nodes || !nodes->is_object()) return fail(ErrorCode::parse, "has no table of nodes", std::string(path));
    Pins found;
    for (const auto& [name, line, node] : nodes->members()) {
        const auto locked = node.find("locked");
        // The project itself is a node too, and fetches nothing.
        if (!locked || locked->string_at("type") == "path") continue;
        auto pin = flake_pin(*locked);
        if (!pin) {
            found.problems.push_back(
                {locked->line(), fmt::format("\"{}\" is of a kind that is not known", name.substr(0, 80))});
            continue;
        }
        pin->name = name;
        // The line that proves it: the commit's, else the input's.
        const auto revision = locked->find("rev");
        pin->offset = revision ? revision->offset() : locked->offset();
        if (found.pins.size() > max_pins) break;
        found.pins.push_back(*std::move(pin));
    }
    return found;
}

}  // namespace ward::inventory
