// M16, M17, M18: commands, binaries and sizes.
#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/npm/release_line.h"
#include "judges/vet/metadata/binary.h"
#include "judges/vet/metadata/signs.h"
#include "judges/vet/signals.h"

namespace ward::vet {
namespace {

// Sorted.
constexpr std::array<std::string_view, 62> tools{
    "apt",      "apt-get", "awk",      "base64",  "bash",    "brew",    "bun",    "bunx", "cargo", "cat",  "chmod",
    "cmake",    "cmd",     "corepack", "cp",      "curl",    "deno",    "docker", "env",  "find",  "gcc",  "gh",
    "git",      "go",      "gpg",      "grep",    "java",    "kubectl", "ln",     "ls",   "make",  "mv",   "node",
    "node-gyp", "nodejs",  "npm",      "npx",     "openssl", "perl",    "pip",    "pip3", "pnpm",  "pnpx", "powershell",
    "ps",       "pwsh",    "python",   "python3", "rm",      "rsync",   "ruby",   "scp",  "sed",   "sh",   "ssh",
    "sudo",     "tar",     "v8",       "wget",    "yarn",    "yarnpkg", "zsh"};

// Whose own names these are.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> owners{{{"bun", "bunx"},
                                                                                {"corepack", "npm"},
                                                                                {"corepack", "npx"},
                                                                                {"corepack", "pnpm"},
                                                                                {"corepack", "pnpx"},
                                                                                {"corepack", "yarn"},
                                                                                {"corepack", "yarnpkg"},
                                                                                {"npm", "npx"},
                                                                                {"pnpm", "pnpx"},
                                                                                {"yarn", "yarnpkg"},
                                                                                {"@pnpm/exe", "pnpm"},
                                                                                {"@yarnpkg/cli-dist", "yarn"}}};

constexpr double jump = 5;
constexpr uint64_t least_bytes = 1u << 20;  // a smaller package does not grow notably
constexpr uint64_t least_files = 50;
constexpr size_t one_line_bytes = 100u << 10;  // a new file of one line that is larger
constexpr size_t huge_line_bytes = 500u << 10;

bool is_tool(std::string_view name) {
    return std::ranges::binary_search(tools, name);
}

bool owns(std::string_view package, std::string_view command) {
    return package == command || std::ranges::find(owners, std::pair{package, command}) != owners.end();
}

// A script of a shell that hands over to a shell: whoever runs the command gets one.
bool starts_shell(std::string_view bytes) {
    bytes = bytes.substr(0, 4'096);
    if (!bytes.starts_with("#!")) return false;
    for (const std::string_view way : {"exec sh\n", "exec bash\n", "exec /bin/sh", "exec /bin/bash", "exec $SHELL",
                                       "exec \"$SHELL\"", "exec sh \"$@\"", "exec bash \"$@\""})
        if (bytes.contains(way)) return true;
    return false;
}

bool leads_out(std::string_view path) {
    const std::string slashes = replace_all(path, "\\", "/");
    size_t depth = 0;
    for (const std::string_view part : split(slashes, '/')) {
        if (part == "..") {
            if (depth == 0) return true;
            --depth;
        } else if (!part.empty() && part != ".") {
            ++depth;
        }
    }
    return slashes.starts_with('/');
}

std::string size_text(uint64_t bytes) {
    if (bytes >= 10u << 20) return fmt::format("{} MiB", bytes >> 20);
    if (bytes >= 10u << 10) return fmt::format("{} KiB", bytes >> 10);
    return fmt::format("{} bytes", bytes);
}

size_t longest_line(std::string_view bytes) {
    size_t longest = 0;
    while (!bytes.empty()) {
        const size_t end = std::min(bytes.find('\n'), bytes.size());
        longest = std::max(longest, end);
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
    }
    return longest;
}

bool is_script(std::string_view path) {
    return path.ends_with(".js") || path.ends_with(".cjs") || path.ends_with(".mjs");
}

bool is_bundle(std::string_view path) {
    if (path.contains(".min.") || path.contains(".bundle.") || path.contains(".prod.")) return true;
    for (const std::string_view part : split(path, '/'))
        for (const std::string_view built : {"dist", "build", "umd", "bundle", "bundles", "out", "compiled", "vendor"})
            if (part == built) return true;
    return false;
}

// With a new major, packages are written anew.
bool begins_line(const MetadataInputs& in) {
    const npm::Manifest* before = in.manifest_before();
    return before != nullptr && npm::begins_line(in.version, before->version);
}

void look_at_jump(Signs& signs, std::string_view what, uint64_t before, uint64_t now, uint64_t least,
                  const std::function<std::string(uint64_t)>& words) {
    if (before == 0 || now < least || static_cast<double>(now) <= jump * static_cast<double>(before)) return;
    const bool is_new_line = begins_line(signs.inputs);
    signs.see("M18",
              fmt::format("{} grew from {} to {}{}", what, words(before), words(now),
                          is_new_line ? ", with a new line of releases" : ""),
              {signs.in_registry(fmt::format("{}: {}, before: {}", what, words(now), words(before)))},
              is_new_line ? std::optional(medium_weight) : std::nullopt);
}

void look_at_new_lines(Signs& signs) {
    const MetadataInputs& in = signs.inputs;
    for (const npm::PackageFile& file : in.package->files) {
        if (!is_script(file.path) || file.bytes.size() < one_line_bytes || is_bundle(file.path)) continue;
        if (in.package_before->find(file.path) != nullptr) continue;
        const size_t longest = longest_line(file.bytes);
        // Nearly all of the file is one line.
        if (longest < one_line_bytes || longest * 10 < file.bytes.size() * 9) continue;
        signs.see("M18", fmt::format("{} is new: {} in one line", file.path, size_text(longest)),
                  {{file.path, 1, std::string(file.bytes.substr(0, 80))}},
                  longest >= huge_line_bytes ? std::nullopt : std::optional(medium_weight));
    }
}

}  // namespace

void look_at_commands(Signs& signs) {
    const MetadataInputs& in = signs.inputs;
    const npm::Manifest* manifest = in.manifest();
    if (manifest == nullptr) return;
    for (const npm::NamedText& command : manifest->bin) {
        const Evidence place =
            signs.in_manifest({"bin", command.name}, fmt::format("{}: {}", command.name, command.text));
        if (leads_out(command.text) || command.name.contains('/') || command.name.contains(".."))
            signs.see("M16", fmt::format("the command {} leads out of the package, to {}", command.name, command.text),
                      {place});
        // Of a package of that name it is the name alone, which may still be taken.
        if (is_tool(command.name) && !owns(in.name, command.name))
            signs.see("M16", fmt::format("installs a command called {}", command.name), {place});
        else if (command.name == "v8")
            signs.see("M16", "installs a command called v8, as the shell of the runtime's engine is called", {place},
                      low_weight);
    }
    if (in.package == nullptr) return;
    for (const npm::NamedText& command : in.package->commands) {
        const npm::PackageFile* file = in.package->find(command.text);
        if (file != nullptr && starts_shell(file->bytes))
            signs.see("M16", fmt::format("the command {} hands over to a shell", command.name), {{file->path, 1, ""}});
    }
}

void look_at_binaries(Signs& signs) {
    const MetadataInputs& in = signs.inputs;
    if (in.published != nullptr && in.package == nullptr && in.published->has_shrinkwrap)
        signs.see("M17", "brings a shrinkwrap, which pins other packages", {signs.in_registry("_hasShrinkwrap")},
                  low_weight);
    if (in.package == nullptr) return;
    // A platform's package is there for its binary.
    const bool is_platform = !in.package->manifest.system.empty() || !in.package->manifest.processor.empty();
    std::vector<Evidence> plain;
    std::vector<Evidence> disguised;
    std::vector<Evidence> modules;
    for (const npm::PackageFile& file : in.package->files) {
        const BinaryKind kind = binary_kind(file.bytes);
        if (kind == BinaryKind::none) continue;
        const Evidence place{file.path, 0, fmt::format("{}, {}", name_of(kind), size_text(file.bytes.size()))};
        if (is_disguised(file.path, kind)) disguised.push_back(place);
        else if (kind == BinaryKind::wasm) modules.push_back(place);
        else plain.push_back(place);
    }
    const auto first = [](const std::vector<Evidence>& list) {
        return list.size() == 1 ? list[0].path : fmt::format("{} and {} more", list[0].path, list.size() - 1);
    };
    if (!disguised.empty())
        signs.see("M17", fmt::format("{}: a binary that is named as something else", first(disguised)), disguised,
                  high_weight);
    if (!plain.empty())
        signs.see("M17", fmt::format("{}: {}", first(plain), plain[0].text), plain,
                  is_platform ? std::optional(faint) : std::nullopt);
    if (!modules.empty()) signs.see("M17", fmt::format("{}: WebAssembly", first(modules)), modules, faint);
    if (in.package->find("npm-shrinkwrap.json") != nullptr)
        signs.see("M17", "brings a shrinkwrap, which pins other packages", {{"npm-shrinkwrap.json", 0, ""}},
                  low_weight);
}

void look_at_sizes(Signs& signs) {
    const MetadataInputs& in = signs.inputs;
    uint64_t bytes_before = 0;
    uint64_t bytes_now = 0;
    uint64_t files_before = 0;
    uint64_t files_now = 0;
    if (in.package != nullptr && in.package_before != nullptr) {
        bytes_before = in.package_before->unpacked_bytes();
        bytes_now = in.package->unpacked_bytes();
        files_before = in.package_before->files.size();
        files_now = in.package->files.size();
    } else if (in.published != nullptr && in.before.version != nullptr) {
        bytes_before = in.before.version->distribution.unpacked_bytes.value_or(0);
        bytes_now = in.published->distribution.unpacked_bytes.value_or(0);
        files_before = in.before.version->distribution.file_count.value_or(0);
        files_now = in.published->distribution.file_count.value_or(0);
    } else {
        return;
    }
    look_at_jump(signs, "the unpacked size", bytes_before, bytes_now, least_bytes, size_text);
    look_at_jump(signs, "the number of files", files_before, files_now, least_files,
                 [](uint64_t count) { return std::to_string(count); });
    if (in.package != nullptr && in.package_before != nullptr) look_at_new_lines(signs);
}

}  // namespace ward::vet
