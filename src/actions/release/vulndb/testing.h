// Synthetic vulnerability databases for the tests of this folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "actions/release/vulndb/problem.h"
#include "base/fd.h"
#include "base/temporary_folder.h"
#include "facts/lifecycle/releases.h"

namespace ward::release::vulndb::testing {

// A complete entry of core; `more` is put in front of the other members.
inline std::string core_entry(std::string_view cve, std::string_view vulnerable, std::string_view patched,
                              std::string_view more = "") {
    return fmt::format(
        "{{\n  {}\"cve\": [{}],\n  \"vulnerable\": \"{}\",\n  \"patched\": \"{}\",\n  \"ref\": "
        "\"https://example.org/post\",\n  \"overview\": \"what it is\",\n  \"affectedEnvironments\": [\"all\"],\n  "
        "\"severity\": \"high\"\n}}\n",
        more, cve.empty() ? "" : fmt::format("\"{}\"", cve), vulnerable, patched);
}

inline std::string deps_entry(std::string_view cve, std::string_view more = "") {
    return fmt::format(
        "{{\"cve\": [\"{}\"], {}\"overview\": \"not built\", \"reason\": \"vulnerable_code_not_present\"}}", cve, more);
}

inline std::string npm_entry(std::string_view id, std::string_view more = "") {
    return fmt::format(
        R"({{"id": {}, "created_at": "2030-01-01", "updated_at": "2030-01-01", "title": "A flaw", {}
"author": {{"name": "A Person", "website": null, "username": null}}, "module_name": "left", "publish_date": "2030-01-01",
"cves": ["CVE-2030-0001"], "vulnerable_versions": "<1.0.1", "patched_versions": ">=1.0.1", "overview": "what it is",
"recommendation": null, "references": [], "cvss_vector": null, "cvss_score": null, "coordinating_vendor": null}})",
        id, more);
}

class Folder {
  public:
    Folder() {
        auto made = TemporaryFolder::make("ward-vulndb");
        if (made) folder_ = std::move(*made);
        else ADD_FAILURE() << made.error().message();
    }
    void put(const std::string& path, std::string_view text) const {
        const std::string whole = folder_.path() + "/" + path;
        EXPECT_TRUE(make_folders(whole.substr(0, whole.rfind('/'))));
        EXPECT_TRUE(replace_file(whole, text));
    }
    Root root() const { return std::move(*Root::open(folder_.path())); }
    Database database() const {
        auto read = read_database(root());
        if (read) return std::move(*read);
        ADD_FAILURE() << read.error().message();
        return {};
    }
    const std::string& path() const { return folder_.path(); }

  private:
    TemporaryFolder folder_;
};

inline lifecycle::ReleaseIndex releases(std::string_view table) {
    auto read = lifecycle::ReleaseIndex::parse(table, "releases.tsv");
    if (read) return std::move(*read);
    ADD_FAILURE() << read.error().message();
    return {};
}

// "vulndb-form vuln/core/1.json:3 what"
inline std::vector<std::string> lines_of(const std::vector<Problem>& problems) {
    std::vector<std::string> out;
    for (const Problem& problem : problems)
        out.push_back(fmt::format("{} {}:{} {}", problem.rule, problem.path, problem.line, problem.what));
    return out;
}

}  // namespace ward::release::vulndb::testing
