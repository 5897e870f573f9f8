// --sarif and --path-scope: results of other tools, and what their places are about.
#pragma once

#include <string>
#include <vector>

#include "faces/cli/branches.h"
#include "faces/cli/command.h"
#include "formats/sarif.h"
#include "review/sarif_findings.h"

namespace ward::cli {

struct SarifFile {
    std::string name;
    sarif::Log log;
    std::vector<std::string> remarks = {};
};

struct SarifLogs {
    std::vector<review::ScopeRule> scopes;
    // Of each branch where branches are looked at, else of the one tree; a file is in all whose results it has.
    std::vector<std::vector<SarifFile>> files;

    void add_to(Report& report, size_t branch) const {
        for (const SarifFile& file : files[branch]) {
            review::add_sarif(report, file.log, file.name, scopes);
            for (const std::string& remark : file.remarks) report.notes.push_back({"sarif", remark, file.name});
        }
    }
};

// Without `branches` all files are of the one tree. With branches a run of a tool is of the branch that BRANCH=FILE
// names, else of those whose commit or name it says it looked at (versionControlProvenance), else of the only branch
// there is; anything else is `usage`.
Result<SarifLogs> gather_sarif(const Invocation& invocation, const Branches* branches);

}  // namespace ward::cli
