// See create.h.
#include "judges/policy/create.h"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/parallel.h"
#include "base/survey.h"
#include "formats/sri.h"
#include "judges/policy/named_files.h"

namespace ward::policy {
namespace {

struct Listed {
    std::optional<HashedFile> file;
    std::string key;
    bool may_import = false;
    std::optional<Problem> unread;
};

std::string integrity_of(const HashedFile& file) {
    std::string out = sri_text(file.digests);
    if (file.other_endings) out += ' ' + sri_text(*file.other_endings);
    return out;
}

void add_links(const Root& root, const Survey& tree, Created& out) {
    for (const SurveyEntry& entry : tree.entries) {
        if (entry.kind == EntryKind::other) out.unread.push_back({entry.path, "is no regular file"});
        if (entry.kind != EntryKind::symlink) continue;
        auto target = root.link_target(entry.path);
        auto key = resource_key(entry.path);
        if (!target || !key) {
            out.unread.push_back({entry.path, target ? key.error().what : target.error().what});
            continue;
        }
        out.manifest.ward->symlinks.push_back({.name = std::move(*key), .text = std::move(*target)});
    }
}

}  // namespace

bool is_code(std::string_view path) {
    static constexpr std::array<std::string_view, 9> endings{".js",   ".mjs", ".cjs", ".json", ".node",
                                                             ".wasm", ".ts",  ".mts", ".cts"};
    return std::ranges::any_of(endings, [&](std::string_view ending) { return path.ends_with(ending); });
}

bool is_node_command(const Root& root, std::string_view path, const FileStatus& status) {
    constexpr unsigned executable = 0111;
    constexpr size_t longest_line = 256;  // of those that the kernel reads to start a program
    if ((status.mode & executable) == 0) return false;
    const auto fd = root.open_regular(path);
    if (!fd) return false;
    std::array<char, longest_line> start{};
    const ssize_t count = ::read(fd->get(), start.data(), start.size());
    const std::string_view text(start.data(), count > 0 ? static_cast<size_t>(count) : 0);
    const std::string_view line = text.substr(0, text.find('\n'));
    return line.starts_with("#!") && line.contains("node");
}

Result<std::string> resource_key(std::string_view path) {
    WARD_TRY(const std::string url, file_url_of_path("/" + std::string(path)));
    constexpr std::string_view root = "file:///";
    return "./" + url.substr(root.size());
}

Result<Created> create_manifest(const Root& root, const std::string& folder, const CreateWants& wants) {
    Created out;
    Survey tree = survey(root, wants.limits, [&](std::string_view path) { return !wants.leave_out(path); });
    out.unread = std::move(tree.problems);
    std::erase_if(tree.entries, [&](const SurveyEntry& entry) {
        if (entry.kind == EntryKind::folder || wants.leave_out(entry.path)) return true;
        return wants.only && !std::ranges::binary_search(*wants.only, entry.path);
    });

    std::vector<Listed> listed(tree.entries.size());
    parallel_for(listed.size(), [&](size_t i) {
        const SurveyEntry& entry = tree.entries[i];
        if (entry.kind != EntryKind::file) return;
        auto key = resource_key(entry.path);
        if (!key) {
            listed[i].unread = Problem{entry.path, key.error().what};
            return;
        }
        // A digest with the other line ending is not in the index: such files are read.
        const FileIndex* index = wants.endings == LineEndings::both ? nullptr : wants.index;
        auto known = known_file(index, entry.path, entry.status, wants.algorithms);
        const auto file =
            known ? *known : hash_file(root, entry.path, wants.algorithms, wants.endings, nullptr, {}, &entry.status);
        if (file) listed[i].file = *file;
        else listed[i].unread = Problem{entry.path, file.error().what};
        listed[i].key = std::move(*key);
        listed[i].may_import = is_code(entry.path) || is_node_command(root, entry.path, entry.status);
    });

    out.manifest.ward.emplace();
    out.manifest.ward->serial = wants.serial;
    std::vector<size_t> order;
    for (size_t i = 0; i < listed.size(); ++i) {
        if (listed[i].unread) out.unread.push_back(std::move(*listed[i].unread));
        if (!listed[i].file) continue;
        order.push_back(i);
        if (listed[i].file->was_known) ++out.known;
        if (listed[i].file->other_endings) ++out.texts;
    }
    std::ranges::sort(order, {}, [&](size_t i) -> const std::string& { return tree.entries[i].path; });
    for (const size_t i : order)
        out.index.add(tree.entries[i].path, listed[i].file->status.identity, listed[i].file->digests, wants.now);
    std::ranges::sort(order, {}, [&](size_t i) -> const std::string& { return listed[i].key; });
    out.manifest.resources.reserve(order.size());
    out.files.reserve(order.size());
    for (const size_t i : order) {
        Entry entry;
        entry.key = std::move(listed[i].key);
        entry.integrity = {Integrity::Kind::hashes, integrity_of(*listed[i].file)};
        if (listed[i].may_import) entry.dependencies.kind = Dependencies::Kind::any;
        out.manifest.resources.push_back(std::move(entry));
        out.files.push_back(std::move(tree.entries[i].path));
    }
    add_links(root, tree, out);
    WARD_TRY(const Url base, manifest_url(folder));
    WARD_TRY([[maybe_unused]] const NormalNames names, normalise(out.manifest, base, wants.names));
    sort_manifest(out.manifest);
    return out;
}

}  // namespace ward::policy
