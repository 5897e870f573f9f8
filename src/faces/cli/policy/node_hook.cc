// See node_hook.h.
#include "faces/cli/policy/node_hook.h"

#include <span>

#include <fmt/core.h>

#include "base/embedded.h"
#include "base/fd.h"
#include "base/path.h"
#include "base/text.h"
#include "formats/digest.h"
#include "formats/sri.h"
#include "judges/policy/hook_table.h"
#include "judges/policy/named_files.h"

namespace ward::cli {

std::span<const EmbeddedFile> policy_hook_files();  // data/policy

namespace {

using permission::Grant;

// module.registerHooks, in a form that covers require() and import alike.
bool has_hooks(const NodeVersion& version) {
    constexpr NodeVersion hooks_in_22{22, 15, 0};
    constexpr NodeVersion hooks_in_23{23, 11, 0};
    return version >= hooks_in_23 || (version.major == hooks_in_22.major && version >= hooks_in_22);
}

bool has_own_policy(const NodeVersion& version) {
    constexpr NodeVersion begin{16, 0, 0};
    constexpr NodeVersion end{22, 2, 0};
    return version >= begin && version < end;
}

// --disable-sigusr1: a signal would open the inspector.
bool can_disable_sigusr1(const NodeVersion& version) {
    constexpr NodeVersion in_22{22, 14, 0};
    constexpr NodeVersion in_23{23, 7, 0};
    return version >= in_23 || (version.major == in_22.major && version >= in_22);
}

// A folder of its own for each content, so that two runs never write one another's files.
Result<std::string> hook_folder(const std::string& table) {
    Sha256 digest;
    for (const EmbeddedFile& file : policy_hook_files()) digest.add(file.text);
    digest.add(table);
    const auto bytes = digest.finish();
    WARD_TRY(const std::string cache, cache_folder());
    return real_path(cache) + "/policy-hook/" + hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

Result<void> put_file(const std::string& path, std::string_view bytes) {
    constexpr int own_only = 0600;
    if (const auto there = read_file(path, bytes.size()); there && *there == bytes) return {};
    return replace_file(path, bytes, own_only);
}

void let_read(permission::Policy& others, const std::string& path) {
    others.grants.push_back({permission::Scope::fs_read, path, Grant::Reach::exact});
}

Result<std::vector<std::string>> hook_flags(const Invocation& invocation, const PolicySubject& subject,
                                            const RunPlan& plan, permission::Policy& others) {
    WARD_TRY(const Url base, policy::manifest_url(subject.folder));
    policy::HookOptions options;
    options.conditions = invocation.values("conditions");
    options.allow = invocation.values("allow-ability");
    for (const Grant& grant : plan.asked.grants)
        if (grant.scope == permission::Scope::inspector) options.allow.emplace_back("inspector");
    if (invocation.has("no-wasm")) options.deny.emplace_back("wasm");
    WARD_TRY(const std::string table, policy::hook_table(subject.manifest, base, options));
    WARD_TRY(const std::string folder, hook_folder(table));
    WARD_TRY_VOID(make_folders(folder));
    for (const EmbeddedFile& file : policy_hook_files()) {
        const std::string path = folder + '/' + std::string(file.name);
        WARD_TRY_VOID(put_file(path, file.text));
        let_read(others, path);
    }
    WARD_TRY_VOID(put_file(folder + "/policy.bin", table));
    let_read(others, folder + "/policy.bin");
    WARD_TRY(const std::string url, file_url_of_path(folder + "/hook.mjs"));
    std::vector<std::string> flags{"--import=" + url};
    for (const std::string& condition : options.conditions) flags.push_back("--conditions=" + condition);
    return flags;
}

Result<std::vector<std::string>> native_flags(const PolicySubject& subject, permission::Policy& others) {
    const std::string manifest = real_path(subject.manifest_path);
    if (folder_of(manifest) != subject.folder)
        return fail(ErrorCode::usage, "node takes keys from the manifest's own folder: it must lie in the folder",
                    "--native");
    let_read(others, manifest);
    return std::vector<std::string>{"--experimental-policy=" + manifest,
                                    "--policy-integrity=" + sri_text(sha2(ShaAlgorithm::sha384, subject.bytes))};
}

}  // namespace

Result<void> add_node_enforcer(const Invocation& invocation, const PolicySubject& subject, RunPlan& plan,
                               permission::Policy& others) {
    if (!plan.node) {
        if (invocation.has("native")) return fail(ErrorCode::usage, "the program is not run by node", "--native");
        return {};
    }
    std::vector<std::string> flags;
    if (invocation.has("native")) {
        if (!has_own_policy(*plan.node))
            return fail(ErrorCode::usage, fmt::format("node {} has no policy of its own", plan.node->text()),
                        "--native");
        WARD_TRY(flags, native_flags(subject, others));
    } else if (invocation.has("no-hook")) {
        return {};
    } else if (has_hooks(*plan.node)) {
        WARD_TRY(flags, hook_flags(invocation, subject, plan, others));
    } else {
        const std::string gap = fmt::format(
            "node {} has no module.registerHooks: which module may import which is not enforced", plan.node->text());
        if (invocation.has("strict")) return fail(ErrorCode::unsupported, gap);
        invocation.log.warn("not enforced: " + gap);
    }
    if (invocation.has("no-eval")) flags.emplace_back("--disallow-code-generation-from-strings");
    if (can_disable_sigusr1(*plan.node)) flags.emplace_back("--disable-sigusr1");
    put_node_flags(plan, flags);
    return {};
}

}  // namespace ward::cli
