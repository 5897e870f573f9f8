// Writes ward.update.lock: ids sorted, keys in one order, what is empty left out, LF, so that one state is one set of
// bytes and a merge of two updates touches only their own tables.
#include <fmt/core.h>

#include "actions/update/recipe/lock_file.h"
#include "base/text.h"

namespace ward::update {
namespace {

// A basic string. Whatever is not plain is escaped, so that evidence cannot end its own value, nor move a reader's eye.
std::string in_quotes(std::string_view raw) {
    const std::string text = valid_utf8(raw);
    std::string out = "\"";
    for (std::string_view rest = text; !rest.empty();) {
        const std::string_view character = rest.substr(0, utf8_length(rest));
        rest.remove_prefix(character.size());
        const char32_t code = decode_utf8(character);
        if (code == '"' || code == '\\') out.append(1, '\\').append(character);
        else if (code < ' ' || code == 0x7f || (is_deceptive(code) && code <= 0xffff))
            out += fmt::format("\\u{:04x}", static_cast<uint32_t>(code));
        else if (is_deceptive(code)) out += fmt::format("\\U{:08x}", static_cast<uint32_t>(code));
        else out += character;
    }
    return out += '"';
}

std::string key_text(std::string_view key) {
    const bool is_bare = !key.empty() && key.find_first_not_of(
                                             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                             "0123456789_-") == std::string_view::npos;
    return is_bare ? std::string(key) : in_quotes(key);
}

void add(std::string& out, std::string_view key, std::string_view value) {
    if (!value.empty()) out += fmt::format("{} = {}\n", key, in_quotes(value));
}

void add_dependency(std::string& out, const std::string& id, const LockedDependency& locked) {
    const std::string name = "dep." + key_text(id);
    out += fmt::format("\n[{}]\n", name);
    add(out, "version", locked.version);
    add(out, "previous", locked.previous);
    add(out, "tag", locked.tag);
    add(out, "commit", locked.commit);
    add(out, "published_at", locked.published_at);
    add(out, "first_seen_at", locked.first_seen_at);
    add(out, "tree_sha256", locked.tree_sha256);
    add(out, "pristine_sha256", locked.pristine_sha256);
    add(out, "license_sha256", locked.license_sha256);
    add(out, "ward", locked.ward);
    for (const LockedArtefact& artefact : locked.artefacts) {
        out += fmt::format("[[{}.artefact]]\n", name);
        add(out, "url", artefact.url);
        add(out, "name", artefact.name);
        add(out, "sha256", artefact.sha256);
        add(out, "sha512", artefact.sha512);
        if (artefact.size != 0) out += fmt::format("size = {}\n", artefact.size);
        add(out, "tree_sha256", artefact.tree_sha256);
    }
    for (const LockedPatch& patch : locked.patches) {
        out += fmt::format("[[{}.patch]]\n", name);
        add(out, "name", patch.name);
        add(out, "sha256", patch.sha256);
    }
    for (const LockedHook& hook : locked.hooks) {
        out += fmt::format("[[{}.hook]]\n", name);
        add(out, "name", hook.name);
        add(out, "command", hook.command);
        add(out, "inputs_sha256", hook.inputs_sha256);
        add(out, "outputs_sha256", hook.outputs_sha256);
    }
    if (locked.evidence.empty()) return;
    out += fmt::format("[{}.evidence]\n", name);
    for (const auto& [key, value] : locked.evidence) out += fmt::format("{} = {}\n", key_text(key), in_quotes(value));
}

}  // namespace

std::string to_text(const LockFile& lock) {
    std::string out =
        "# Written by `ward update`; what each dependency was made of when it was verified.\nschema = 1\n";
    for (const auto& [id, locked] : lock) add_dependency(out, id, locked);
    return out;
}

}  // namespace ward::update
