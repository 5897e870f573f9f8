// ward policy edit. See manifests.h.
#include "judges/policy/edit.h"

#include <fmt/core.h>

#include "base/text.h"
#include "faces/cli/policy/manifests.h"
#include "faces/cli/policy/subject.h"
#include "formats/sri.h"
#include "judges/policy/create.h"
#include "judges/policy/named_files.h"

namespace ward::cli {
namespace {

// The algorithms that the manifest uses already, or the usual one.
ShaSet algorithms_of(const policy::Manifest& manifest) {
    ShaSet out;
    for (const policy::Entry& entry : manifest.resources)
        if (const auto hashes = parse_sri(entry.integrity.text, SriReading::strict))
            for (const SriHash& hash : *hashes) out.add(hash.algorithm);
    if (out.empty()) out.add(ShaAlgorithm::sha384);
    return out;
}

Result<void> add(PolicySubject& subject, const Url& base, const std::string& path, policy::Existing existing) {
    WARD_TRY(const Root root, Root::open(subject.folder));
    WARD_TRY(const policy::HashedFile file, policy::hash_file(root, path, algorithms_of(subject.manifest)));
    policy::Entry entry;
    WARD_TRY(entry.key, policy::resource_key(path));
    entry.integrity = {policy::Integrity::Kind::hashes, sri_text(file.digests)};
    if (policy::is_code(path) || policy::is_node_command(root, path, file.status))
        entry.dependencies.kind = policy::Dependencies::Kind::any;
    return policy::add_resource(subject.manifest, base, std::move(entry), existing);
}

Result<void> edit(PolicySubject& subject, const Url& base, const Invocation& invocation) {
    const std::string& what = invocation.arguments[0];
    const std::vector<std::string> words(invocation.arguments.begin() + 1, invocation.arguments.end());
    if (words.empty()) return fail(ErrorCode::usage, "needs what to " + display(what));
    if (what == "add") {
        const auto existing = invocation.has("replace") ? policy::Existing::replace : policy::Existing::refuse;
        for (const std::string& path : words) WARD_TRY_VOID(add(subject, base, path, existing));
        return {};
    }
    const auto key = [](const std::string& word) -> Result<std::string> {
        if (word.starts_with("./") || word.contains(':')) return word;
        return policy::resource_key(word);
    };
    if (what == "remove") {
        for (const std::string& word : words) {
            WARD_TRY(const std::string named, key(word));
            WARD_TRY(const policy::Removed removed, policy::remove_resources(subject.manifest, base, named));
            for (const std::string& dangling : removed.dangling)
                invocation.log.warn("still imported: " + display(dangling));
            invocation.log.info(fmt::format("{}: {} removed", display(named), removed.resources));
        }
        return {};
    }
    if (what != "mv") return unknown_word("edit", what, {"add", "remove", "mv"});
    if (words.size() != 2) return fail(ErrorCode::usage, "mv takes the old key and the new one");
    WARD_TRY(const std::string from, key(words[0]));
    WARD_TRY(const std::string to, key(words[1]));
    WARD_TRY(const policy::Moved moved, policy::move_resources(subject.manifest, base, from, to));
    invocation.log.info(
        fmt::format("{} moved, {} references follow", moved.resources + moved.scopes, moved.references));
    return {};
}

}  // namespace

Result<int> policy_edit(const Invocation& invocation) {
    if (invocation.arguments.empty()) return fail(ErrorCode::usage, "needs add, remove or mv");
    WARD_TRY(PolicySubject subject, policy_subject(invocation, invocation.value("dir")));
    WARD_TRY(const Url base, policy::manifest_url(subject.folder));
    WARD_TRY_VOID(edit(subject, base, invocation));
    if (invocation.has("serial")) {
        const auto serial = to_number<int64_t>(invocation.value("serial"));
        if (!serial || *serial < 0) return fail(ErrorCode::usage, "needs a number, 0 or above", "--serial");
        if (!subject.manifest.ward) subject.manifest.ward.emplace();
        subject.manifest.ward->serial = serial;
    }
    WARD_TRY_VOID(
        write_output(invocation.value("output", subject.manifest_path), policy::manifest_text(subject.manifest)));
    return 0;
}

}  // namespace ward::cli
