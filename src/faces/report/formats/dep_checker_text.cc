// dep_checker's plain output, byte for byte: one line per vulnerability, then its advice. What it calls ignored is here
// what assessments closed.
#include <fmt/core.h>

#include "faces/report/dependency_names.h"
#include "faces/report/report.h"
#include "formats/escape.h"

namespace ward::report {
namespace {

constexpr std::string_view advice =
    R"(For each dependency and vulnerability, check the following:
- Check that the dependency's version printed by the script corresponds to the version present in the Node repo.
If not, update dependencies.py with the actual version number and run the script again.
- If the version is correct, check the vulnerability's description to see if it applies to the dependency as
used by Node. If not, the vulnerability ID (either a CVE or a GHSA) can be added to the ignore list in
dependencies.py. IMPORTANT: Only do this if certain that the vulnerability found is a false positive.
- Otherwise, the vulnerability found must be remediated by updating the dependency in the Node repo to a
non-affected version, followed by updating dependencies.py with the new version.
)";

std::string write_dep_checker_text(const Report& report, const Style& /*style*/) {
    const auto lines = dep_checker_lines(report);
    if (lines.empty()) return fmt::format("No new vulnerabilities found ({} ignored)\n", report.summary.assessed);
    std::string out = "WARNING: New vulnerabilities found\n";
    for (const DepCheckerLine& line : lines)
        out += escape_log_line(
                   fmt::format("- {} (version {}) : {} ({})", line.dependency, line.version, line.id, line.url)) +
               '\n';
    return fmt::format("{}\n{}\n", out, advice);
}

}  // namespace

WARD_REPORT(dep_checker_text) = {
    .name = "dep-checker-text",
    .media_type = "text/plain; charset=utf-8",
    .extension = ".dep-checker.txt",
    .summary = "open advisories as dep_checker prints them for people",
    .write = write_dep_checker_text,
};

}  // namespace ward::report
