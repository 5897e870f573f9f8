// What the verbs of `ward policy` have in common: a folder, its manifest, and what is no part of it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "faces/cli/command.h"
#include "judges/policy/file_index.h"
#include "judges/policy/manifest.h"
#include "judges/policy/normal.h"
#include "judges/policy/semantics.h"
#include "judges/policy/verify.h"

namespace ward::cli {

// A manifest's bytes and the folder that its keys are relative to.
struct PolicyText {
    std::string folder;         // absolute, without links
    std::string manifest_path;  // as the caller named it
    std::string bytes;          // of the manifest, as they were signed
    policy::Semantics semantics = policy::Semantics::ward;
};
struct PolicySubject : PolicyText {
    policy::Manifest manifest;
};

// Of `folder` (the manifest's own where it is empty) and --manifest. The manifest is read once: what was checked is
// what is used. `check` sees its bytes before they are parsed.
Result<PolicyText> policy_text(const Invocation& invocation, const std::string& folder,
                               const std::function<Result<void>(const std::string& bytes)>& check = {});
Result<PolicySubject> policy_subject(const Invocation& invocation, const std::string& folder,
                                     const std::function<Result<void>(const std::string& bytes)>& check = {});

// For VerifyWants::about. `digest` is that of the manifest's bytes.
std::string about(const PolicyText& text, const std::string& digest, const std::vector<std::string>& left_out);
// The tree beside the manifest; what is wrong with the manifest itself is said with its name.
Result<policy::Verification> verified(const PolicyText& text, const policy::ManifestSource& manifest, const Root& root,
                                      policy::VerifyWants wants);

// What is no part of a tree: the manifest `manifest_path` and its sidecars, where they are in `folder`, and `globs`.
std::function<bool(std::string_view path)> left_out(const std::string& folder, const std::string& manifest_path,
                                                    std::vector<std::string> globs);
// What no manifest lists unless it is told to: files that the program or its tools write.
std::vector<policy::NamedText> usual_exclusions();

// --index, read where it exists: a damaged one is said and left, and the file is written anew.
struct IndexFile {
    std::string path;  // empty: none was asked for
    policy::FileIndex index;
    int64_t now = 0;

    const policy::FileIndex* known() const { return path.empty() ? nullptr : &index; }
    Result<void> write(const policy::FileIndex& seen) const;
};
Result<IndexFile> index_file(const Invocation& invocation);

policy::FileNames file_names(const Invocation& invocation);

constexpr size_t max_manifest_bytes = 64u << 20;

}  // namespace ward::cli
