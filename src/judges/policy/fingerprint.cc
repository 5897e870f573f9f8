// See fingerprint.h.
#include "judges/policy/fingerprint.h"

#include <algorithm>

#include "formats/digest.h"

namespace ward::policy {

Survey tree_of(const Root& root, const VerifyWants& wants) {
    Survey tree = survey(root, wants.limits, [&](std::string_view path) { return !wants.leave_out(path); });
    std::erase_if(tree.entries, [&](const SurveyEntry& entry) { return wants.leave_out(entry.path); });
    return tree;
}

std::string fingerprint_of(const Survey& tree, const std::string& folder, Semantics semantics,
                           const VerifyWants& wants) {
    if (wants.about.empty() || !tree.problems.empty()) return {};
    std::string bytes;
    const auto put = [&](uint64_t number) { bytes.append(reinterpret_cast<const char*>(&number), sizeof number); };
    const auto put_text = [&](std::string_view text) {
        put(text.size());
        bytes += text;
    };
    put_text(wants.about);
    put_text(folder);
    put(static_cast<uint64_t>(semantics));
    put(static_cast<uint64_t>(wants.names));
    put(static_cast<uint64_t>(wants.extra_files));
    for (const SurveyEntry& entry : tree.entries) {
        put_text(entry.path);
        put(static_cast<uint64_t>(entry.kind));
        const FileIdentity& identity = entry.status.identity;
        for (const uint64_t number : {identity.device, identity.inode, identity.size}) put(number);
        for (const int64_t time : {identity.modified, identity.changed}) put(static_cast<uint64_t>(time));
    }
    const auto digest = sha256(bytes);
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace ward::policy
