// ward policy diff. See manifests.h.
#include "judges/policy/diff.h"

#include <fmt/core.h>

#include "base/fd.h"
#include "base/text.h"
#include "faces/cli/policy/manifests.h"
#include "faces/cli/policy/subject.h"
#include "formats/json_writer.h"
#include "judges/policy/named_files.h"

namespace ward::cli {
namespace {

using policy::ChangedDependency;
using policy::ChangedText;
using policy::ManifestDiff;
using policy::NewBuiltin;

// Keys are relative to each manifest, wherever it lies: two releases are compared as if they stood in one place.
struct Side {
    policy::Manifest manifest;
    Url base;
};

Result<Side> side_of(const std::string& file) {
    Side out;
    WARD_TRY(const std::string bytes, read_input(file, max_manifest_bytes));
    WARD_TRY(out.manifest, policy::parse_manifest(bytes, file));
    WARD_TRY(out.base, policy::manifest_url("/manifest"));
    return out;
}

void write_texts(JsonWriter& json, std::string_view name, const std::vector<ChangedText>& rows) {
    json.key(name).begin_array();
    for (const ChangedText& row : rows)
        json.begin_object().member("key", row.key).member("before", row.before).member("after", row.after).end_object();
    json.end_array();
}

std::string json_of(const ManifestDiff& diff) {
    JsonWriter json;
    json.begin_object().member("schema", "ward-policy-diff/1");
    json.member_values("added", diff.added);
    json.member_values("removed", diff.removed);
    write_texts(json, "changed", diff.changed);
    json.member_values("added_scopes", diff.added_scopes);
    json.member_values("removed_scopes", diff.removed_scopes);
    write_texts(json, "changed_scopes", diff.changed_scopes);
    json.key("dependencies").begin_array();
    for (const ChangedDependency& row : diff.dependencies) {
        json.begin_object().member("owner", row.owner).member("key", row.key);
        json.member_or_null("before", row.before).member_or_null("after", row.after).end_object();
    }
    json.end_array().key("builtins").begin_array();
    for (const NewBuiltin& row : diff.builtins)
        json.begin_object().member("owner", row.owner).member("builtin", row.builtin).end_object();
    json.end_array();
    json.member_values("now_anything", diff.now_anything);
    json.member_values("native", diff.native);
    json.member_values("scripts", diff.scripts);
    if (diff.onerror)
        json.key("onerror")
            .begin_object()
            .member("before", diff.onerror->before)
            .member("after", diff.onerror->after)
            .end_object();
    const auto serial = [&](std::string_view name, std::optional<int64_t> value) {
        json.key(name);
        if (value) json.value(*value);
        else json.null();
    };
    serial("serial_before", diff.serial_before);
    serial("serial_after", diff.serial_after);
    json.member("rolls_back", diff.rolls_back());
    return json.end_object().take();
}

void add_lines(std::string& out, std::string_view what, const std::vector<std::string>& keys) {
    for (const std::string& key : keys) out += fmt::format("{:<15} {}\n", what, display(key));
}

// What a reviewer looks at first stands last, where a terminal ends.
std::string text_of_diff(const ManifestDiff& diff) {
    std::string out;
    add_lines(out, "added", diff.added);
    add_lines(out, "removed", diff.removed);
    for (const ChangedText& row : diff.changed) out += fmt::format("{:<15} {}\n", "changed", display(row.key));
    add_lines(out, "added scope", diff.added_scopes);
    add_lines(out, "removed scope", diff.removed_scopes);
    for (const ChangedText& row : diff.changed_scopes)
        out += fmt::format("{:<15} {}: {} -> {}\n", "changed scope", display(row.key), display(row.before),
                           display(row.after));
    for (const ChangedDependency& row : diff.dependencies)
        out += fmt::format("{:<15} {}{}{}: {} -> {}\n", "imports", display(row.owner), row.key.empty() ? "" : " > ",
                           display(row.key), display(row.before.value_or("-")), display(row.after.value_or("-")));
    add_lines(out, "new script", diff.scripts);
    add_lines(out, "native code", diff.native);
    add_lines(out, "any import", diff.now_anything);
    for (const NewBuiltin& row : diff.builtins)
        out += fmt::format("{:<15} {} by {}\n", "new builtin", display(row.builtin), display(row.owner));
    if (diff.onerror)
        out += fmt::format("{:<15} {} -> {}\n", "onerror", display(diff.onerror->before), display(diff.onerror->after));
    if (diff.rolls_back())
        out += fmt::format("{:<15} {} -> {}: it did not grow\n", "serial",
                           diff.serial_before ? std::to_string(*diff.serial_before) : "none",
                           diff.serial_after ? std::to_string(*diff.serial_after) : "none");
    out += diff.same() ? "the same\n"
                       : fmt::format("{} added, {} removed, {} changed\n", diff.added.size(), diff.removed.size(),
                                     diff.changed.size());
    return out;
}

}  // namespace

Result<int> policy_diff(const Invocation& invocation) {
    if (invocation.arguments.size() != 2) return fail(ErrorCode::usage, "takes two manifests, the older one first");
    WARD_TRY(const Side before, side_of(invocation.arguments[0]));
    WARD_TRY(const Side after, side_of(invocation.arguments[1]));
    const ManifestDiff diff = diff_manifests(before.manifest, before.base, after.manifest, after.base);
    WARD_TRY_VOID(
        write_output(invocation.value("output", "-"), invocation.has("json") ? json_of(diff) : text_of_diff(diff)));
    return diff.same() ? 0 : 1;
}

}  // namespace ward::cli
