#include "facts/subject/file.h"

#include <fcntl.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/text.h"
#include "facts/inventory/json_scan.h"
#include "facts/subject/binary.h"
#include "facts/subject/form.h"
#include "facts/subject/sbom.h"
#include "formats/purl.h"

namespace ward::subject {
namespace {
using inventory::Json;

// The folder and name of the file that `path` leads to.
struct Place {
    std::string folder;
    std::string name;
};

Result<Place> place_of(const std::string& path) {
    struct Free {
        void operator()(char* memory) const { std::free(memory); }
    };
    const std::unique_ptr<char, Free> real(::realpath(path.c_str(), nullptr));
    if (!real) return fail_errno("cannot open", path);
    const std::string_view whole = real.get();
    const size_t slash = whole.rfind('/');
    return Place{std::string(whole.substr(0, std::max<size_t>(slash, 1))), std::string(whole.substr(slash + 1))};
}

std::string base_of(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

// The file as a reader of trees knows it, where its content is of that kind.
std::optional<std::string_view> manifest_of(const Json::Value& root, std::string_view name) {
    const auto has = [&](std::string_view key) { return root.find(key).has_value(); };
    if (has("lockfileVersion") && (has("packages") || has("dependencies") || has("name")))
        return name == "npm-shrinkwrap.json" ? name : std::string_view("package-lock.json");
    if (const auto list = root.find("registrations"); list && list->kind() == Json::Kind::array)
        return "cgmanifest.json";
    if (root.string_at("name") && (has("version") || has("dependencies") || has("devDependencies")) &&
        !has("components"))
        return "package.json";
    return std::nullopt;
}

bool is_spdx_3(const Json::Value& root) {
    const auto context = root.find("@context");
    if (!context) return false;
    const auto is_ours = [](const Json::Value& value) {
        return value.string().value_or("").find("spdx.org/rdf/3") != std::string_view::npos;
    };
    if (is_ours(*context)) return true;
    for (const Json::Value& one : context->items())
        if (is_ours(one)) return true;
    return false;
}

// Of the readers' own files those whose text is not JSON go by their name: nothing in a yarn.lock says what it is.
bool is_known_name(std::string_view name) {
    return std::ranges::any_of(inventory::all_readers(), [&](const inventory::Reader* reader) {
        return std::ranges::find(reader->names, name) != reader->names.end();
    });
}

Result<inventory::Inventory> as_manifest(const std::string& path, const std::string& as) {
    WARD_TRY(const Place place, place_of(path));
    WARD_TRY(const Root root, Root::open(place.folder));
    return inventory::take_file_inventory(root, place.name, as);
}

// A lock names the project that it locks; in a folder package.json does.
void name_by_lock(inventory::Inventory& inventory, const Json::Value& root) {
    const std::string_view name = root.string_at("name").value_or("");
    Component& subject = inventory.components[0];
    if (name.empty()) return;
    subject.name = name;
    subject.version = root.string_at("version").value_or("");
    subject.purl = npm_purl(subject.name, subject.version).to_string();
    inventory.subject.name = subject.name;
    inventory.subject.version = subject.version;
}

Result<inventory::Inventory> read_json(const std::string& path, std::string_view text) {
    const std::string name = base_of(path);
    inventory::JsonLimits limits;
    limits.bytes = max_sbom_bytes;
    WARD_TRY(const Json json, Json::scan(text, name, limits));
    const Json::Value root = json.root();
    if (root.string_at("bomFormat") == "CycloneDX") return read_cyclonedx(json, name);
    if (root.find("spdxVersion")) return read_spdx(json, name);
    if (is_spdx_3(root))
        return fail(ErrorCode::usage, "is SPDX 3 (JSON-LD), which is not read; SPDX 2.2 and 2.3 are", name);
    if (const auto as = manifest_of(root, name)) {
        WARD_TRY(inventory::Inventory inventory, as_manifest(path, std::string(*as)));
        if (root.find("lockfileVersion")) name_by_lock(inventory, root);
        return inventory;
    }
    if (is_known_name(name)) return as_manifest(path, name);
    return fail(ErrorCode::usage, "is JSON, and neither an npm lock file, CycloneDX nor SPDX", name);
}

void finish(inventory::Inventory& inventory, const std::string& path) {
    inventory.subject.path = path;
    if (!inventory.components.empty() && !inventory.components[0].id.empty()) return;  // a tree's readers did it all
    inventory::say_unknown_versions(inventory.components, inventory.skipped);
    inventory::sort_skipped(inventory.skipped);
    number_components(inventory.components);
}

}  // namespace

Result<inventory::Inventory> take_file_inventory(const std::string& path) {
    // O_NONBLOCK: a FIFO under that name must not make us wait for a writer.
    WARD_TRY(const Fd fd, open_file(path, O_RDONLY | O_NONBLOCK));
    WARD_TRY(const Map map, Map::of(fd, path));
    const std::string_view bytes = map.bytes();
    WARD_TRY(const Form form, form_of(bytes, path));
    inventory::Inventory inventory;
    switch (form) {
        case Form::elf:
        case Form::pe:
        case Form::mach_o: {
            WARD_TRY(inventory, read_binary(bytes, form, base_of(path)));
            break;
        }
        case Form::json: {
            // Copied: a file that shrinks while it is read must not end the program.
            WARD_TRY(const std::string text, read_all(fd.get(), max_sbom_bytes, path));
            WARD_TRY(inventory, read_json(path, text));
            break;
        }
        case Form::text:
        case Form::unknown:
            if (!is_known_name(base_of(path)))
                return fail(ErrorCode::usage, "is no lock file, SBOM or binary of a kind that is read", path);
            WARD_TRY(inventory, as_manifest(path, base_of(path)));
            break;
    }
    finish(inventory, path);
    return inventory;
}

}  // namespace ward::subject
