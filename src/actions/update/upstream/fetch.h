// The artefacts of a chosen version, of whatever kind, where the source that chose it has them.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "actions/update/upstream/source.h"
#include "base/result.h"

namespace ward::update {

// The files of a commit that were fetched already.
struct GitTree {
    FileTree files;
    std::string commit;
};

// Where a source keeps what. What it has not is empty, and an artefact of that kind is a `usage` error.
struct Places {
    std::string clone = {};  // git remote
    // The archive of a tag, and a file of the repository at a tag or commit; URLs.
    std::function<std::string(const std::string& tag)> archive = {};
    std::function<std::string(const std::string& tag, const std::string& path)> raw = {};
    // The same by an API that takes a token; empty where there is none.
    std::function<std::string(const std::string& tag)> api_archive = {};
    std::function<std::string(const std::string& tag, const std::string& path)> api_raw = {};
    std::string reference = {};      // what git is asked for, where that is no tag: "refs/heads/main"
    const GitTree* known = nullptr;  // the files at `reference`
    std::string page = {};           // that relative URLs of artefacts start from
    std::string asset_origin = {};   // "https://github.com/": assets elsewhere are refused
    std::string folder = {};         // of this machine
};

// Each artefact is downloaded once. `usual` stands for the artefacts of a recipe that names none; it must live as long
// as what is fetched.
Result<std::vector<Fetched>> fetch_artefacts(const Recipe& recipe, const Candidate& chosen, World& world,
                                             const Artefact& usual, const Places& places);

// A tag that moved between the list and now is somebody's doing: an error that names both commits.
Result<void> check_not_moved(const Candidate& chosen, const std::string& commit_now, const std::string& url);

}  // namespace ward::update
