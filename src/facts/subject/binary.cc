#include "facts/subject/binary.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/catalogue.h"
#include "facts/inventory/subject.h"
#include "facts/inventory/version_text.h"
#include "facts/subject/banners.h"
#include "facts/subject/executable.h"
#include "facts/subject/node_keys.h"
#include "facts/subject/node_versions.h"
#include "formats/document.h"
#include "formats/purl.h"

namespace ward::subject {
namespace {

// What tells by itself which version is linked in, by the key of process.versions. A second zlib (V8 has its own) shows
// a banner too: of texts only OpenSSL's counts here.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> keys_of_symbols{{{"zlib", "zlib"},
                                                                                        {"brotli", "brotli"},
                                                                                        {"libuv", "uv"},
                                                                                        {"zstd", "zstd"},
                                                                                        {"SQLite", "sqlite"},
                                                                                        {"http-parser", "http_parser"},
                                                                                        {"openssl", "openssl"}}};

std::string evidence_text(size_t offset, std::string_view text) {
    return fmt::format("byte {:#x}: {}", offset, text);
}

std::map<std::string, Known> known_of(const std::vector<Shown>& banners, const std::vector<Shown>& symbols) {
    std::map<std::string, Known> known;
    const auto take = [&](const Shown& shown) {
        for (const auto& [component, key] : keys_of_symbols)
            if (shown.component == component)
                known.try_emplace(std::string(key), Known{shown.version, shown.offset, shown.text});
    };
    const auto is_openssl = [](const Shown& shown) { return shown.component == "openssl"; };
    if (std::ranges::count_if(banners, is_openssl) == 1) take(*std::ranges::find_if(banners, is_openssl));
    for (const Shown& shown : symbols) take(shown);
    return known;
}

// What systemd's "package metadata for executable files" says of the package that the file came in.
struct PackageNote {
    std::string type, os, name, version;
};
std::optional<PackageNote> package_note_of(std::string_view json) {
    if (json.empty()) return std::nullopt;
    const auto note = parse_json(json, "note");
    if (!note || !note->is_table()) return std::nullopt;
    const auto at = [&](std::string_view key) { return std::string(note->string_at(key).value_or("")); };
    return PackageNote{at("type"), at("os"), at("name"), at("version")};
}

class Reader {
  public:
    Reader(std::string_view bytes, Executable exe, std::string_view name)
        : bytes_(bytes), exe_(std::move(exe)), name_(name) {}

    inventory::Inventory read() {
        const std::vector<Shown> banners = find_banners(bytes_, exe_);
        const std::vector<Shown> symbols = find_version_symbols(bytes_, exe_);
        const NodeVersions node =
            exe_.is_little_endian ? read_node_versions(bytes_, known_of(banners, symbols)) : NodeVersions();
        set_subject(node);
        for (const NodeVersion& one : node.found) add_key(one);
        for (const Shown& shown : symbols) add_shown(shown);
        for (const Shown& shown : banners) add_shown(shown);
        tell_problems(node);
        inventory_.subject.kind = "binary";
        inventory_.subject.name = inventory_.components[0].name;
        inventory_.subject.version = inventory_.components[0].version;
        return std::move(inventory_);
    }

  private:
    void set_subject(const NodeVersions& node) {
        Component subject;
        if (!node.version.empty()) {
            subject = inventory::node_component(node.version);
            subject.evidence.push_back({name_, 0, evidence_text(node.version_offset, node.version_text)});
        } else {
            subject.name = name_;
        }
        if (const auto note = package_note_of(exe_.package_note)) {
            if (node.version.empty() && !note->name.empty()) {
                subject.name = note->name;
                subject.version = note->version;
            }
            const size_t offset = static_cast<size_t>(exe_.package_note.data() - bytes_.data());
            subject.evidence.push_back({name_, 0,
                                        evidence_text(offset, fmt::format(".note.package: {} {} {} {}", note->os,
                                                                          note->type, note->name, note->version))});
        }
        subject.evidence.push_back(
            {name_, 0, exe_.format + (exe_.build_id.empty() ? "" : ", build id " + exe_.build_id)});
        if (subject.purl.empty()) {
            Purl purl;
            purl.type = "generic";
            purl.name = subject.name;
            purl.version = subject.version;
            subject.purl = purl.to_string();
        }
        subject.source = Source::binary;
        subject.scope = Scope::runtime;
        inventory_.components.push_back(std::move(subject));
    }

    void add_key(const NodeVersion& one) {
        const NodeKey* key = node_key(one.key);
        const std::string_view component = key != nullptr && !key->component.empty() ? key->component : one.key;
        add(component, one.key, one.version, {name_, 0, evidence_text(one.offset, one.text)});
    }

    // A banner of what is known already is more evidence of it; another version is another copy of the library.
    void add_shown(const Shown& shown) {
        const inventory::CatalogueRow* row = inventory::row_named(shown.component);
        const std::string_view name = row == nullptr ? std::string_view(shown.component) : row->name;
        Evidence evidence{name_, 0, evidence_text(shown.offset, shown.text)};
        bool is_there = false;
        for (Component& component : inventory_.components) {
            if (component.path.empty() || component.name != name) continue;
            is_there = true;
            if (!inventory::same_version(component.version, shown.version)) continue;
            if (std::ranges::find(component.evidence, evidence) == component.evidence.end())
                component.evidence.push_back(std::move(evidence));
            return;
        }
        add(name, is_there ? fmt::format("{}@{}", name, shown.version) : std::string(name), shown.version,
            std::move(evidence));
    }

    void add(std::string_view name, std::string_view place, const std::string& version, Evidence evidence) {
        const std::string path = fmt::format("{}/{}", name_, place);
        const inventory::CatalogueRow* row = inventory::row_named(name);
        Component component = row != nullptr ? inventory::component_of(*row, path, version)
                                             : inventory::component_of(name, "", path, version);
        component.source = Source::binary;
        component.scope = Scope::runtime;
        component.commit.clear();
        component.evidence = {std::move(evidence)};
        inventory_.components.push_back(std::move(component));
    }

    void tell_problems(const NodeVersions& node) {
        for (const std::string& problem : exe_.problems)
            inventory_.skipped.push_back({name_, SkipKind::unread, problem, false});
        for (const std::string& key : node.not_found)
            inventory_.skipped.push_back(
                {fmt::format("{}/{}", name_, key), SkipKind::unexplained,
                 fmt::format("process.versions.{}: no value of it is certain in the file", key), false});
        if (!exe_.is_little_endian)
            inventory_.skipped.push_back(
                {name_, SkipKind::unread, "big-endian: process.versions is not looked for", false});
        tell_other_toolchains();
        if (inventory_.components.size() == 1 && node.version.empty())
            inventory_.skipped.push_back({name_, SkipKind::unread,
                                          "shows no library that is known; what it was linked from cannot be told",
                                          false});
    }

    // What carries a list of its modules that has no reader yet.
    void tell_other_toolchains() {
        const auto has = [&](std::string_view text) {
            return std::ranges::any_of(exe_.data, [&](const Part& part) {
                return bytes_.substr(part.offset, std::min(part.size, max_toolchain_bytes)).find(text) !=
                       std::string_view::npos;
            });
        };
        if (has("\xff Go buildinf:"))
            inventory_.skipped.push_back(
                {name_, SkipKind::unread, "a Go program: the list of its modules is not read yet", false});
    }

    // Go's list begins a section of its own.
    static constexpr size_t max_toolchain_bytes = 4096;

    std::string_view bytes_;
    Executable exe_;
    std::string name_;
    inventory::Inventory inventory_;
};

}  // namespace

Result<inventory::Inventory> read_binary(std::string_view bytes, Form form, std::string_view name) {
    WARD_TRY(Executable exe, read_executable(bytes, form, name));
    return Reader(bytes, std::move(exe), name).read();
}

}  // namespace ward::subject
