// See policy_file.h. The keys are the flags without their dashes: a list of values, or true.
#include "faces/cli/run/policy_file.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/fd.h"
#include "base/text.h"
#include "formats/document.h"

namespace ward::cli {
namespace {

using permission::Grant;

constexpr size_t max_policy_bytes = 1u << 20;
constexpr size_t max_grants = 100'000;

std::string place(std::string_view name, const Node& node) {
    return fmt::format("{}:{}", name, node.line);
}

std::unexpected<Error> wrong(std::string_view name, const Node& node, std::string_view what) {
    return fail(ErrorCode::usage, std::string(what), place(name, node));
}

std::string from_home(std::string_view value) {
    const char* home = std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe): nothing here writes the environment
    return value.starts_with("~/") && home != nullptr ? std::string(home) + std::string(value.substr(1))
                                                      : std::string(value);
}

class Reader {
  public:
    Reader(RunRequest& request, std::string_view name, const std::string& folder)
        : request_(request), name_(name), folder_(folder) {}

    // One key; false where it is none of the grants.
    Result<bool> grant(std::string_view key, const Node& value) {
        for (const permission::ScopeWords& words : permission::all_scopes()) {
            if (words.flag.substr(2) != key) continue;
            if (value.kind == Node::Kind::boolean) {
                if (value.truth) WARD_TRY_VOID(add(words.scope, "", value));
                return true;
            }
            WARD_TRY(const auto texts, strings(key, value));
            for (const Node* text : texts) {
                // On the command line a flag without a value grants everything; here that is `true`.
                if (text->text.empty()) return wrong(name_, *text, fmt::format("{} has an empty value", display(key)));
                WARD_TRY_VOID(add(words.scope, text->text, *text));
            }
            return true;
        }
        return false;
    }

    Result<std::vector<const Node*>> strings(std::string_view key, const Node& value) const {
        std::vector<const Node*> out;
        if (value.is_string()) return std::vector{&value};
        if (!value.is_list()) return wrong(name_, value, fmt::format("{} is true, or a list of strings", display(key)));
        for (const Node& item : value.items) {
            if (!item.is_string()) return wrong(name_, item, fmt::format("{} is a list of strings", display(key)));
            out.push_back(&item);
        }
        return out;
    }

    Result<bool> truth(std::string_view key, const Node& value) const {
        if (value.kind != Node::Kind::boolean)
            return wrong(name_, value, fmt::format("{} is true or false", display(key)));
        return value.truth;
    }

    std::unexpected<Error> unknown(std::string_view key, const Node& value) const {
        std::vector<std::string_view> keys{"schema",       "profile",           "keep-fd",
                                           "allow-nested", "allow-fs-metadata", "node-permission"};
        for (const permission::ScopeWords& words : permission::all_scopes()) keys.push_back(words.flag.substr(2));
        const auto near = closest(key, keys);
        return wrong(name_, value,
                     fmt::format("no key '{}'{}", display(key),
                                 near ? fmt::format("; did you mean '{}'?", *near) : std::string()));
    }

  private:
    Result<void> add(permission::Scope scope, std::string_view text, const Node& at) {
        if (request_.policy.grants.size() >= max_grants) return wrong(name_, at, "more than 100000 grants");
        auto grant = permission::parse_grant(scope, from_home(text), folder_);
        if (!grant) return wrong(name_, at, grant.error().what);
        request_.policy.grants.push_back(std::move(*grant));
        return {};
    }

    RunRequest& request_;
    std::string_view name_;
    const std::string& folder_;
};

Result<void> add_toml_key(RunRequest& request, Reader& reader, std::string_view name, const std::string& key,
                          const Node& value) {
    if (key == "profile") {
        WARD_TRY(const auto names, reader.strings(key, value));
        for (const Node* one : names) request.profiles.push_back(one->text);
        return {};
    }
    if (key == "keep-fd") {
        if (!value.is_list()) return wrong(name, value, "keep-fd is a list of numbers");
        for (const Node& item : value.items) {
            if (item.kind != Node::Kind::integer || item.integer < 0 || item.integer > 1 << 20)
                return wrong(name, item, "keep-fd is a list of descriptors");
            request.policy.keep_fds.push_back(static_cast<int>(item.integer));
        }
        return {};
    }
    if (key == "allow-nested") {
        WARD_TRY(request.policy.nested, reader.truth(key, value));
        return {};
    }
    if (key == "allow-fs-metadata") {
        WARD_TRY(const bool allowed, reader.truth(key, value));
        if (allowed) request.policy.metadata = permission::Policy::Metadata::allow;
        return {};
    }
    if (key == "node-permission") {
        if (value.text != "auto" && value.text != "on" && value.text != "off")
            return wrong(name, value, "node-permission is auto, on or off");
        request.node = value.text == "on"    ? NodePermission::on
                       : value.text == "off" ? NodePermission::off
                                             : NodePermission::automatic;
        return {};
    }
    WARD_TRY(const bool known, reader.grant(key, value));
    if (!known) return reader.unknown(key, value);
    return {};
}

std::string folder_of(const std::string& file, const std::string& current) {
    const size_t slash = file.rfind('/');
    const std::string above = slash == std::string::npos ? "" : file.substr(0, slash + 1);
    return above.starts_with('/') ? above : current + "/" + above;
}

std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
        else out += c;
    }
    return out + '"';
}

std::string value_text(const Grant& grant, const std::string& folder) {
    const std::string flag = permission::flag_of(grant);
    const size_t equals = flag.find('=');
    std::string value = equals == std::string::npos ? "" : flag.substr(equals + 1);
    const bool is_path = grant.scope == permission::Scope::fs_read || grant.scope == permission::Scope::fs_write;
    if (is_path && value.starts_with(folder + "/")) value = "." + value.substr(folder.size());
    return value;
}

}  // namespace

Result<void> add_policy_toml(RunRequest& request, std::string_view text, std::string_view name,
                             const std::string& folder) {
    WARD_TRY(const Node document, parse_toml(text, name));
    const Node* schema = document.find("schema");
    if (schema == nullptr || schema->kind != Node::Kind::integer || schema->integer != 1)
        return fail(ErrorCode::usage, "begins with schema = 1", std::string(name));
    Reader reader(request, name, folder);
    for (const auto& [key, value] : document.fields)
        if (key != "schema") WARD_TRY_VOID(add_toml_key(request, reader, name, key, value));
    return {};
}

// Grants of node's that are none of ward's: what they let in is native code, node's own store of keys, files in memory.
constexpr std::string_view node_alone[]{"allow-ffi", "allow-fs-vfs", "allow-openssl-store"};

// A key of node's object that is no grant of ward's; false where node has none of that name either.
Result<bool> node_key(const Reader& reader, std::string_view name, const std::string& key, const Node& value) {
    const bool switches = key == "permission";
    if (!switches && std::ranges::find(node_alone, key) == std::end(node_alone)) return false;
    WARD_TRY(const bool on, reader.truth(key, value));
    if (switches && !on) return wrong(name, value, "permission is false: by this file node would keep nothing");
    if (!switches && on) return wrong(name, value, fmt::format("{} is node's alone: ward run cannot grant it", key));
    return true;
}

// node.config.json: {"permission": {"allow-fs-read": [...], ...}}; the rest of the file is Node's own.
Result<void> add_policy_json(RunRequest& request, std::string_view text, std::string_view name,
                             const std::string& folder) {
    WARD_TRY(const Node document, parse_json(text, name));
    const Node* object = document.find("permission");
    if (object == nullptr || !object->is_table())
        return fail(ErrorCode::usage, "has no object 'permission'", std::string(name));
    Reader reader(request, name, folder);
    for (const auto& [key, value] : object->fields) {
        WARD_TRY(const bool granted, reader.grant(key, value));
        if (granted) continue;
        WARD_TRY(const bool known, node_key(reader, name, key, value));
        if (!known) return reader.unknown(key, value);
    }
    return {};
}

Result<void> add_policy_file(RunRequest& request, const std::string& file, const std::string& folder) {
    WARD_TRY(const std::string text, read_file(file, max_policy_bytes));
    if (trim(text).starts_with('{')) return add_policy_json(request, text, file, folder);
    return add_policy_toml(request, text, file, folder_of(file, folder));
}

std::string policy_toml(const RunRequest& request, std::string_view heading, const std::string& folder) {
    std::string out;
    for (const std::string_view line : split(heading, '\n'))
        if (!line.empty()) out += fmt::format("# {}\n", display(line));
    out += "schema = 1\n";
    if (!request.profiles.empty()) {
        std::vector<std::string> names;
        names.reserve(request.profiles.size());
        for (const std::string& name : request.profiles) names.push_back(in_quotes(name));
        out += fmt::format("profile = [{}]\n", join(names, ", "));
    }
    for (const permission::ScopeWords& words : permission::all_scopes()) {
        std::vector<std::string> values;
        for (const Grant& grant : request.policy.grants)
            if (grant.scope == words.scope) values.push_back(value_text(grant, folder));
        if (values.empty()) continue;
        const std::string_view key = words.flag.substr(2);
        if (std::ranges::find(values, "") != values.end()) {
            out += fmt::format("{} = true\n", key);
            continue;
        }
        std::ranges::sort(values);
        out += fmt::format("{} = [\n", key);
        for (const std::string& value : values) out += fmt::format("    {},\n", in_quotes(value));
        out += "]\n";
    }
    if (!request.policy.keep_fds.empty())
        out += fmt::format("keep-fd = [{}]\n", fmt::join(request.policy.keep_fds, ", "));
    if (request.policy.nested) out += "allow-nested = true\n";
    if (request.policy.metadata == permission::Policy::Metadata::allow) out += "allow-fs-metadata = true\n";
    if (request.node == NodePermission::off) out += "node-permission = \"off\"\n";
    if (request.node == NodePermission::on) out += "node-permission = \"on\"\n";
    return out;
}

}  // namespace ward::cli
