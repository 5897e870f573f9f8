// See subject.h.
#include "faces/cli/policy/subject.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/path.h"
#include "base/text.h"

namespace ward::cli {
namespace {

int64_t nanoseconds_now() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

// The endings of what stands beside a manifest and speaks of it.
constexpr std::string_view sidecars[] = {"", ".p7s", ".sig", ".cat", ".sigstore.json", ".tsr"};

// The one that nobody named, of whoever owns the folder: a pipe there would have us wait for ever.
Result<std::string> usual_manifest(const std::string& path) {
    WARD_TRY(const Fd fd, open_file(path, O_RDONLY | O_NONBLOCK | O_NOCTTY));
    struct stat info{};
    if (::fstat(fd.get(), &info) != 0) return fail_errno("cannot look at", path);
    if (!S_ISREG(info.st_mode)) return fail(ErrorCode::unsupported, "is not a regular file", path);
    return read_all(fd.get(), max_manifest_bytes, path);
}

std::string absolute(const std::string& path) {
    return path.starts_with('/') ? path : real_path(".") + '/' + path;
}

}  // namespace

Result<PolicyText> policy_text(const Invocation& invocation, const std::string& folder,
                               const std::function<Result<void>(const std::string&)>& check) {
    PolicyText out;
    const std::string named = invocation.value("manifest");
    out.manifest_path = named.empty() ? (folder.empty() ? "" : folder + '/') + "policy.json" : named;
    out.folder = real_path(!folder.empty() ? folder : folder_of(absolute(out.manifest_path)));
    if (!is_folder(out.folder)) return fail(ErrorCode::not_found, "is no folder", folder);
    WARD_TRY(out.bytes, named.empty() ? usual_manifest(out.manifest_path) : read_input(named, max_manifest_bytes));
    if (check) WARD_TRY_VOID(check(out.bytes));
    if (invocation.value("semantics") == "node") out.semantics = policy::Semantics::node;
    return out;
}

Result<PolicySubject> policy_subject(const Invocation& invocation, const std::string& folder,
                                     const std::function<Result<void>(const std::string&)>& check) {
    WARD_TRY(PolicyText text, policy_text(invocation, folder, check));
    WARD_TRY(policy::Manifest manifest, policy::parse_manifest(text.bytes, text.manifest_path));
    return PolicySubject{std::move(text), std::move(manifest)};
}

std::string about(const PolicyText& text, const std::string& digest, const std::vector<std::string>& left_out) {
    std::string out = digest;
    // Where the manifest lies decides what is its own.
    const std::string place = absolute(text.manifest_path);
    for (const std::string_view part : {program_version(), program_commit(), std::string_view(place)})
        out += fmt::format("{}:{}", part.size(), part);
    for (const std::string& glob : left_out) out += fmt::format("{}:{}", glob.size(), glob);
    return out;
}

Result<policy::Verification> verified(const PolicyText& text, const policy::ManifestSource& manifest, const Root& root,
                                      policy::VerifyWants wants) {
    wants.name = text.manifest_path;
    return verify_tree(manifest, root, text.folder, text.semantics, wants);
}

std::function<bool(std::string_view)> left_out(const std::string& folder, const std::string& manifest_path,
                                               std::vector<std::string> globs) {
    std::vector<std::string> own;
    const std::string place = absolute(manifest_path);
    if (!manifest_path.empty() && manifest_path != "-") {
        const std::string above = real_path(folder_of(place));
        const std::string before = folder == "/" ? "/" : folder + '/';
        if (const std::string full = above + '/' + base_name(place); full.starts_with(before))
            for (const std::string_view ending : sidecars)
                own.push_back(full.substr(before.size()) + std::string(ending));
    }
    // Asked for each of tens of thousands of paths: what a glob ends with, up to its last wildcard, decides mostly.
    std::vector<std::pair<std::string, std::string>> rules;
    for (std::string& glob : globs) {
        std::string ending = glob.substr(glob.find_last_of("*?") + 1);
        rules.emplace_back(std::move(glob), std::move(ending));
    }
    return [own = std::move(own), rules = std::move(rules)](std::string_view path) {
        const auto named = [&](const auto& rule) {
            return path.ends_with(rule.second) && glob_match(rule.first, path);
        };
        return std::ranges::find(own, path) != own.end() || std::ranges::any_of(rules, named);
    };
}

std::vector<policy::NamedText> usual_exclusions() {
    return {{".git", "history: no program reads it"},
            {"node_modules/.cache", "written by tools"},
            {"**/node_modules/.cache", "written by tools"}};
}

Result<void> IndexFile::write(const policy::FileIndex& seen) const {
    if (path.empty()) return {};
    return replace_file(path, seen.bytes(), 0600);
}

Result<IndexFile> index_file(const Invocation& invocation) {
    IndexFile out;
    out.path = invocation.value("index");
    out.now = nanoseconds_now();
    if (out.path.empty() || !path_exists(out.path)) return out;
    WARD_TRY(const std::string bytes, read_file(out.path, policy::FileIndex::max_bytes));
    auto index = policy::FileIndex::read(bytes, out.path);
    if (index) out.index = std::move(*index);
    else invocation.log.warn(index.error().message() + ": every file is read again");
    return out;
}

policy::FileNames file_names(const Invocation& invocation) {
    return invocation.has("case-sensitive") ? policy::FileNames::exact : policy::FileNames::folding;
}

}  // namespace ward::cli
