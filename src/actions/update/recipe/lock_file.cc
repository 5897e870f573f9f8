// Reads ward.update.lock. Nothing in it is taken on trust: a digest that is none would be one that nothing can equal,
// or worse, that is taken for "not recorded"; so what is there has its form or is an error with its line.
#include "actions/update/recipe/lock_file.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/update/recipe/recipe_fields.h"
#include "actions/update/recipe/version.h"
#include "base/text.h"
#include "base/time.h"
#include "formats/document.h"

namespace ward::update {
namespace {

constexpr size_t sha1_digits = 40;
constexpr size_t sha256_digits = 64;
constexpr size_t sha512_digits = 128;

bool is_hex(std::string_view text, size_t digits) {
    return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// The keys of one table of the lock: any text is one here, evidence is what strangers wrote.
class LockTable {
  public:
    LockTable(const Node& node, std::string_view file, const std::string& name) : fields_(node, file, name) {}

    std::string text(std::string_view key) {
        const Node* value = fields_.find(key);
        if (value == nullptr) return {};
        if (!value->is_string() || value->text.empty())
            fields_.fault(*value, fmt::format("'{}' is a string that is not empty", key));
        return value->text;
    }
    std::string needed(std::string_view key) {
        if (fields_.node().find(key) == nullptr) fields_.need(key);
        return text(key);
    }
    std::string checked(std::string_view key, bool (*is_good)(std::string_view), std::string_view what) {
        std::string value = text(key);
        if (!value.empty() && !is_good(value))
            fields_.fault(*fields_.node().find(key), fmt::format("'{}' is no {}", display(key), what));
        return value;
    }
    std::string sha256(std::string_view key) {
        return checked(
            key, [](std::string_view value) { return is_hex(value, sha256_digits); },
            "SHA-256 of 64 digits in lower case");
    }
    std::string instant(std::string_view key) {
        return checked(
            key, [](std::string_view value) { return parse_instant(value).has_value(); }, "instant of RFC 3339");
    }
    uint64_t size(std::string_view key) {
        const Node* value = fields_.find(key);
        if (value == nullptr) return 0;
        if (value->kind != Node::Kind::integer || value->integer < 0)
            fields_.fault(*value, fmt::format("'{}' is a number of bytes", key));
        return static_cast<uint64_t>(std::max<int64_t>(value->integer, 0));
    }
    std::map<std::string, std::string> texts(std::string_view key) {
        std::map<std::string, std::string> out;
        const Node* value = fields_.find(key);
        if (value == nullptr) return out;
        if (!value->is_table()) fields_.fault(*value, fmt::format("'{}' is a table of strings", key));
        for (const auto& [name, text] : value->fields) {
            if (!text.is_string()) fields_.fault(text, fmt::format("'{}' is a table of strings", key));
            out.emplace(name, text.text);
        }
        return out;
    }
    Fields& fields() { return fields_; }

  private:
    Fields fields_;
};

void read_artefact(LockedDependency& locked, LockTable table, Fields& outer) {
    LockedArtefact artefact;
    artefact.url = table.text("url");
    artefact.name = table.text("name");
    artefact.sha256 = table.sha256("sha256");
    artefact.sha512 = table.checked(
        "sha512", [](std::string_view value) { return is_hex(value, sha512_digits); },
        "SHA-512 of 128 digits in lower case");
    artefact.size = table.size("size");
    artefact.tree_sha256 = table.sha256("tree_sha256");
    locked.artefacts.push_back(std::move(artefact));
    outer.absorb(table.fields().finish());
}

void read_patch(LockedDependency& locked, LockTable table, Fields& outer) {
    LockedPatch patch;
    patch.name = table.needed("name");
    patch.sha256 = table.sha256("sha256");
    locked.patches.push_back(std::move(patch));
    outer.absorb(table.fields().finish());
}

void read_hook(LockedDependency& locked, LockTable table, Fields& outer) {
    LockedHook hook;
    hook.name = table.needed("name");
    hook.command = table.text("command");
    hook.inputs_sha256 = table.sha256("inputs_sha256");
    hook.outputs_sha256 = table.sha256("outputs_sha256");
    locked.hooks.push_back(std::move(hook));
    outer.absorb(table.fields().finish());
}

Result<LockedDependency> read_dependency(const Node& node, const std::string& id, std::string_view file) {
    const std::string name = fmt::format("[dep.{}]", display(id));
    LockTable table(node, file, name);
    Fields& fields = table.fields();
    LockedDependency locked;
    locked.id = id;
    if (!is_recipe_word(id)) fields.fault(node, fmt::format("'{}' is no id", display(id)));
    locked.version = table.needed("version");
    if (!locked.version.empty() && !is_safe_version(locked.version))
        fields.fault(*node.find("version"), fmt::format("'{}' is no version", display(locked.version)));
    locked.previous = table.checked("previous", is_safe_version, "version");
    locked.tag = table.text("tag");
    locked.commit = table.checked(
        "commit", [](std::string_view value) { return is_hex(value, sha1_digits) || is_hex(value, sha256_digits); },
        "commit of 40 or 64 digits");
    locked.published_at = table.instant("published_at");
    locked.first_seen_at = table.instant("first_seen_at");
    locked.tree_sha256 = table.sha256("tree_sha256");
    locked.pristine_sha256 = table.sha256("pristine_sha256");
    locked.license_sha256 = table.sha256("license_sha256");
    locked.ward = table.text("ward");
    locked.evidence = table.texts("evidence");
    const auto inner = [&](std::string_view what, const Node& item) {
        return LockTable(item, file, fmt::format("{} of {}", what, name));
    };
    fields.tables("artefact", [&](const Node& item) { read_artefact(locked, inner("artefact", item), fields); });
    fields.tables("patch", [&](const Node& item) { read_patch(locked, inner("patch", item), fields); });
    fields.tables("hook", [&](const Node& item) { read_hook(locked, inner("hook", item), fields); });
    WARD_TRY_VOID(fields.finish());
    return locked;
}

Result<LockFile> read_lock(const Node& root, std::string_view file) {
    Fields fields(root, file, std::string(file));
    const Node* schema = fields.need("schema");
    const Node* dependencies = fields.find("dep");
    WARD_TRY_VOID(fields.finish());
    if (schema->kind != Node::Kind::integer || schema->integer != 1)
        return fail(ErrorCode::unsupported,
                    fmt::format("schema {} is not known; this program reads schema = 1", display(schema->text)),
                    place(file, schema->line));
    LockFile lock;
    if (dependencies == nullptr) return lock;
    if (!dependencies->is_table())
        return fail(ErrorCode::parse, "'dep' is a table of dependencies: [dep.ID]", place(file, dependencies->line));
    for (const auto& [id, node] : dependencies->fields) {
        WARD_TRY(LockedDependency locked, read_dependency(node, id, file));
        lock.emplace(id, std::move(locked));
    }
    return lock;
}

}  // namespace

Result<LockFile> parse_lock(std::string_view text, std::string_view name) {
    DocumentLimits limits;
    limits.bytes = max_lock_bytes;
    WARD_TRY(const Node root, parse_toml(text, name, limits));
    auto lock = read_lock(root, name);
    // Nobody's configuration: the program writes it, and what it cannot read is no lock.
    if (!lock && lock.error().code == ErrorCode::usage) lock.error().code = ErrorCode::parse;
    return lock;
}

}  // namespace ward::update
