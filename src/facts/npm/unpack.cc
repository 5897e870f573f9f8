#include "facts/npm/unpack.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/json_scan.h"
#include "facts/inventory/npm_spec.h"
#include "io/archive/archive.h"
#include "io/archive/tar.h"

namespace ward::npm {
namespace {

using inventory::Json;
using inventory::npm::base_of;
using inventory::npm::folder_of;

constexpr size_t max_parts = 1'024;       // tar's maxDepth
constexpr size_t hashbang_bytes = 2'048;  // how much of a file bin-links looks at
constexpr std::string_view manifest_name = "package.json";

// C:, C:\, \\server\share: what Windows would start at, tar cuts off everywhere.
bool has_windows_root(std::string_view path) {
    return path.starts_with('\\') || (path.size() >= 2 && is_alpha(path[0]) && path[1] == ':');
}

bool leads_up(std::string_view path) {
    size_t start = 0;
    for (;;) {
        const size_t end = std::min(path.find_first_of("/\\", start), path.size());
        if (path.substr(start, end - start) == "..") return true;
        if (end == path.size()) return false;
        start = end + 1;
    }
}

// As path.join('/', text) of npm-normalize-package-bin: nothing leads above the package.
std::string inside_package(std::string_view text) {
    std::vector<std::string> parts;
    const std::string slashes = replace_all(text, "\\", "/");
    for (const std::string_view part : split(slashes, '/')) {
        if (part.empty() || part == ".") continue;
        if (part != "..") parts.emplace_back(part);
        else if (!parts.empty()) parts.pop_back();
    }
    return join(parts, "/");
}

std::string command_name(std::string_view key) {
    const std::string slashes = replace_all(replace_all(key, "\\", "/"), ":", "/");
    return inside_package(base_of(slashes));
}

std::string below(std::string_view folder, std::string_view path) {
    return folder.empty() ? std::string(path) : fmt::format("{}/{}", folder, path);
}

void add_command(std::vector<Command>& commands, std::string_view folder, std::string_view key, const Json::Value& to) {
    std::string name = command_name(key);
    const std::string path = inside_package(to.string().value_or(""));
    if (!name.empty() && !path.empty()) commands.push_back({std::string(folder), std::move(name), below(folder, path)});
}

// npm builds what has a binding.gyp, though no script says so.
bool runs_on_install(const Json::Value& manifest, bool has_gyp) {
    const auto scripts = manifest.find("scripts");
    const auto has = [&](std::string_view name) { return scripts && scripts->truthy_at(name); };
    if (has("preinstall") || has("install") || has("postinstall")) return true;
    const auto gyp = manifest.find("gypfile");
    return has_gyp && (!gyp || gyp->text() != "false");
}

// Entry by entry what pacote's filter and tar's unpacking do.
class Unpacking {
  public:
    explicit Unpacking(Installer installer) : installer_(installer) {}

    void take(const archive::TarEntry& entry) {
        if (entry.type == archive::TarType::folder) return;
        if (entry.type == archive::TarType::symlink || entry.type == archive::TarType::hardlink) {
            links_.push_back({entry.name, entry.target});
            return;
        }
        if (entry.type == archive::TarType::other) return pass_over(entry, "of a type that npm does not unpack");
        std::string name = entry.name;
        if (installer_ == Installer::npm) {
            const std::string_view base = base_of(name);
            if (base == ".npmignore") ignores_.insert(name);
            else if (base == ".gitignore") {
                name.replace(name.size() - base.size(), base.size(), ".npmignore");
                if (ignores_.contains(name)) return;
            }
        }
        auto path = unpacked_path(name);
        if (!path) return pass_over(entry, path.error());
        UnpackedFile file{*path, entry.bytes, entry.mode};
        const auto [place, is_new] = files_.try_emplace(*path, file);
        if (is_new) return;
        passed_over_.push_back({*path, "twice in the tarball; the later one counts"});
        replaced_.push_back(std::exchange(place->second, std::move(file)));
    }

    void finish(Unpacked& out) {
        out.files.reserve(files_.size());
        for (auto& [path, file] : files_) out.files.push_back(std::move(file));
        out.passed_over = std::move(passed_over_);
        out.links = std::move(links_);
        out.replaced = std::move(replaced_);
    }

  private:
    void pass_over(const archive::TarEntry& entry, std::string_view reason) {
        passed_over_.push_back({entry.name, std::string(reason)});
    }

    Installer installer_;
    std::map<std::string, UnpackedFile> files_;
    std::set<std::string> ignores_;
    std::vector<NamedText> passed_over_;
    std::vector<NamedText> links_;
    std::vector<UnpackedFile> replaced_;
};

// The package itself, and what came bundled in its node_modules.
bool is_manifest(std::string_view path) {
    if (base_of(path) != manifest_name) return false;
    const std::string_view folder = folder_of(path);
    return folder.empty() || inventory::npm::place_of(folder);
}

// `directories.bin` stands for every file of that folder, where there is no `bin`.
void add_folder_of_commands(const Json::Value& manifest, std::string_view folder, Unpacked& out) {
    const auto folders = manifest.find("directories");
    if (manifest.find("bin") || !folders) return;
    const std::string inside = inside_package(folders->string_at("bin").value_or(""));
    if (inside.empty()) return;
    const std::string prefix = below(folder, inside) + "/";
    for (const UnpackedFile& file : out.files)
        if (file.path.starts_with(prefix))
            out.commands.push_back({std::string(folder), std::string(base_of(file.path)), file.path});
}

}  // namespace

void read_unpacked_manifests(Unpacked& out, std::string_view name, const UnpackLimits& limits) {
    for (const UnpackedFile& file : out.files) {
        if (!is_manifest(file.path)) continue;
        const auto manifest = Json::scan(file.bytes, name, {.bytes = limits.manifest_bytes});
        if (!manifest) continue;  // npm could not have installed it with commands or scripts
        const std::string_view folder = folder_of(file.path);
        const bool has_gyp = out.find(below(folder, "binding.gyp")) != nullptr;
        if (runs_on_install(manifest->root(), has_gyp)) out.has_install_script = true;
        std::ranges::move(commands_of(file.bytes, folder, limits), std::back_inserter(out.commands));
        add_folder_of_commands(manifest->root(), folder, out);
    }
    std::set<std::string_view> bins;
    for (const Command& command : out.commands) bins.insert(command.path);
    for (UnpackedFile& file : out.files) file.is_bin = bins.contains(file.path);
}

const UnpackedFile* Unpacked::find(std::string_view path) const {
    const auto found = std::ranges::lower_bound(files, path, {}, &UnpackedFile::path);
    return found != files.end() && found->path == path ? &*found : nullptr;
}

bool Unpacked::has_folder(std::string_view folder) const {
    const std::string prefix = std::string(folder) + "/";
    const auto found = std::ranges::lower_bound(files, prefix, {}, &UnpackedFile::path);
    return found != files.end() && found->path.starts_with(prefix);
}

std::expected<std::string, std::string_view> unpacked_path(std::string_view name) {
    const size_t slash = name.find('/');
    if (slash == std::string_view::npos) return std::unexpected("outside of the tarball's folder");
    std::string_view rest = name.substr(slash + 1);
    rest.remove_prefix(std::min(rest.find_first_not_of('/'), rest.size()));
    if (has_windows_root(rest)) return std::unexpected("its name starts at a root of Windows");
    if (leads_up(rest)) return std::unexpected("its name leads up");
    std::string path;
    size_t parts = 0;
    for (const std::string_view part : split(rest, '/')) {
        if (++parts > max_parts) return std::unexpected("too deep in folders");
        if (part.empty() || part == ".") continue;
        if (!path.empty()) path += '/';
        path += part;
    }
    if (path.empty()) return std::unexpected("has no name of its own");
    return valid_utf8(path);
}

std::vector<Command> commands_of(std::string_view manifest, std::string_view folder, const UnpackLimits& limits) {
    std::vector<Command> commands;
    const auto json = Json::scan(manifest, manifest_name, {.bytes = limits.manifest_bytes});
    if (!json) return commands;
    const auto bin = json->root().find("bin");
    if (!bin) return commands;
    if (bin->string()) {
        if (const auto name = json->root().string_at("name")) add_command(commands, folder, *name, *bin);
    } else if (bin->kind() == Json::Kind::array) {
        for (const Json::Value item : bin->items()) add_command(commands, folder, item.string().value_or(""), item);
    } else {
        for (const auto& member : bin->members()) add_command(commands, folder, member.key, member.value);
    }
    return commands;
}

// /^#![^\n]+\r\n/ in the first bytes of the file; the CR goes.
std::optional<std::string> without_windows_hashbang(std::string_view bytes) {
    if (!bytes.starts_with("#!")) return std::nullopt;
    const size_t end = bytes.substr(0, hashbang_bytes).find('\n');
    if (end == std::string_view::npos || end < 4 || bytes[end - 1] != '\r') return std::nullopt;
    std::string out(bytes);
    out.erase(end - 1, 1);
    return out;
}

Result<Unpacked> unpack_tarball(std::string_view packed, std::string_view name, Installer installer,
                                const UnpackLimits& limits) {
    Unpacked out;
    if (archive::packing_of(packed) == archive::Packing::gzip) {
        const archive::ExpandLimits expand{.expanded_bytes = limits.expanded_bytes,
                                           .ratio = limits.ratio,
                                           .ratio_free_bytes = limits.ratio_free_bytes};
        archive::GzipTail tail;
        WARD_TRY(out.archive, archive::expand_gzip_before_tail(packed, name, expand, tail));
        if (!tail.is_padding) out.hidden_tail_bytes = tail.bytes;
    } else {
        out.archive = packed;  // npm takes a plain tar as well
    }
    WARD_TRY(archive::TarReader reader, archive::TarReader::open(out.archive, name, limits.tar));
    Unpacking unpacking(installer);
    for (;;) {
        WARD_TRY(const std::optional<archive::TarEntry> entry, reader.next());
        if (!entry) break;
        unpacking.take(*entry);
    }
    unpacking.finish(out);
    read_unpacked_manifests(out, name, limits);
    return out;
}

}  // namespace ward::npm
