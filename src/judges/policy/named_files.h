// Which paths of a tree a manifest names: its files, and the symbolic links of ward's own object.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "formats/url.h"
#include "judges/policy/manifest.h"
#include "judges/policy/normal.h"
#include "judges/policy/text_index.h"

namespace ward::policy {

// The URL of the manifest `name` in `folder` (absolute, real): what its keys are relative to.
Result<Url> manifest_url(const std::string& folder, std::string_view name = "policy.json");

// The path below `folder` (absolute, real) of the file that a key of its manifest means, whatever the key's query;
// nothing for what is no file there.
std::optional<std::string> path_of_key(std::string_view key, const std::string& folder);

// Of a file: more than one resource where a key has a query.
struct NamedFile {
    std::string path;
    size_t resource = 0;
    std::vector<size_t> others = {};
    bool seen = false;  // for the reader's own use
};
struct NamedLink {
    const NamedText* link = nullptr;
    bool seen = false;
};

class NamedFiles {
  public:
    // `names` are the manifest's, which has to outlive this; `base` is its URL, in `folder` (absolute, real).
    NamedFiles(const Manifest& manifest, const NormalNames& names, const Url& base, const std::string& folder);

    // The number of the file with this path.
    std::optional<size_t> find(std::string_view path) const;
    NamedFile& operator[](size_t number) { return files_[number]; }
    const NamedFile& operator[](size_t number) const { return files_[number]; }
    const std::vector<NamedFile>& files() const { return files_; }
    // By path.
    std::unordered_map<std::string, NamedLink>& links() { return links_; }
    // Keys that name no file of this folder: other folders, data:, https:.
    const std::vector<std::string>& elsewhere() const { return elsewhere_; }

  private:
    std::string_view path_of(size_t number) const { return files_[number].path; }

    std::vector<NamedFile> files_;
    TextIndex index_;  // of their paths
    std::unordered_map<std::string, NamedLink> links_;
    std::vector<std::string> elsewhere_;
};

}  // namespace ward::policy
