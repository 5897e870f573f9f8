// ward policy export. See manifests.h.
#include "judges/policy/export.h"

#include <map>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/text.h"
#include "base/time.h"
#include "faces/cli/policy/manifests.h"
#include "faces/cli/policy/subject.h"
#include "formats/signing/catalog.h"
#include "judges/policy/hash.h"
#include "judges/policy/named_files.h"
#include "judges/policy/verify.h"

namespace ward::cli {
namespace {

constexpr int incomplete = 4;
constexpr size_t max_pem_bytes = 4u << 20;
constexpr size_t max_member_bytes = 512u << 20;  // of a file in a catalog: it is held in memory

// What could not go along, on standard error. Many for one reason are one line, so that the others are seen.
int tell(const Invocation& invocation, const std::vector<Problem>& left_out, const std::vector<Problem>& unread) {
    constexpr size_t told_singly = 10;
    std::map<std::string, std::vector<std::string>> keys;
    for (const Problem& problem : left_out) keys[problem.reason].push_back(problem.path);
    for (const auto& [reason, all] : keys) {
        if (all.size() > told_singly)
            invocation.log.warn(fmt::format("left out: {} entries, the first of them {}: {}", all.size(),
                                            display(all[0]), display(reason)));
        else
            for (const std::string& key : all)
                invocation.log.warn(fmt::format("left out: {}: {}", display(key), display(reason)));
    }
    for (const Problem& problem : unread)
        invocation.log.warn(fmt::format("not read: {}: {}", display(problem.path), display(problem.reason)));
    return left_out.empty() && unread.empty() ? 0 : incomplete;
}

// A catalog speaks of the files as they are here; what differs from the manifest does not get into it.
Result<int> write_catalog(const Invocation& invocation, const PolicySubject& subject, const std::string& output) {
    for (const std::string_view needed : {"key", "cert"})
        if (!invocation.has(needed))
            return fail(ErrorCode::usage, "is needed for a catalog", "--" + std::string(needed));
    WARD_TRY(const std::string key, read_file(invocation.value("key"), max_pem_bytes));
    WARD_TRY(const std::string chain, read_file(invocation.value("cert"), max_pem_bytes));
    WARD_TRY(const Root root, Root::open(subject.folder));
    policy::VerifyWants wants;
    wants.extra_files = false;
    wants.names = file_names(invocation);
    WARD_TRY(const policy::Verification seen, verified(subject, [&] { return &subject.manifest; }, root, wants));
    if (!seen.differences.empty())
        return fail(ErrorCode::damaged, fmt::format("{} differs from the manifest; no catalog was made",
                                                    display(seen.differences[0].path)));
    std::vector<signing::CatalogMember> members;
    std::vector<Problem> unread = seen.unread;
    for (const policy::Entry& entry : subject.manifest.resources) {
        const auto path = policy::path_of_key(entry.key, subject.folder);
        if (!path) continue;
        const auto bytes = root.read(*path, max_member_bytes);
        if (!bytes) {
            unread.push_back({*path, bytes.error().what});
            continue;
        }
        const auto digest = signing::authenticode_digest(*bytes);
        if (digest) members.push_back({*path, *digest});
        else unread.push_back({*path, digest.error().error.what});
    }
    signing::CatalogOptions options;
    options.time = now();
    const auto catalog = signing::make_catalog(members, key, chain, options);
    if (!catalog) return std::unexpected(catalog.error().error);
    WARD_TRY_VOID(write_output(output, *catalog));
    return tell(invocation, {}, unread);
}

}  // namespace

Result<int> policy_export(const Invocation& invocation) {
    const std::string form = invocation.value("format");
    if (form.empty())
        return fail(ErrorCode::usage, "is needed: cat, fsverity, ima, import-map, node or sha384sum", "--format");
    WARD_TRY(const PolicySubject subject,
             policy_subject(invocation, invocation.arguments.empty() ? "" : invocation.arguments[0]));
    const std::string output = invocation.value("output", "-");
    if (form == "cat") return write_catalog(invocation, subject, output);
    std::vector<Problem> left_out;
    std::vector<Problem> unread;
    std::string text;
    if (form == "node") {
        text = policy::node_manifest(subject.manifest);
    } else if (form == "import-map") {
        text = policy::import_map(subject.manifest);
    } else if (form == "ima") {
        text = policy::ima_attributes(subject.manifest, left_out);
    } else if (form == "fsverity") {
        WARD_TRY(const Root root, Root::open(subject.folder));
        WARD_TRY(text, policy::verity_list(subject.manifest, root, subject.folder, unread));
    } else {
        const auto algorithm = sha_algorithm(std::string_view(form).substr(0, form.size() - 3));
        text = policy::checksum_list(subject.manifest, *algorithm, left_out);
    }
    WARD_TRY_VOID(write_output(output, text));
    return tell(invocation, left_out, unread);
}

}  // namespace ward::cli
