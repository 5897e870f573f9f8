// The checks of a scorecard and their probes.
#include "faces/cli/pages.h"
#include "judges/scorecard/probes.h"

namespace ward::cli {
namespace {

std::string text_scorecard_checks() {
    std::string text = table_head({"check", "says", "risk", "needs", "probes"});
    for (const scorecard::Check* check : scorecard::all_checks()) {
        std::string probes;
        for (const scorecard::Probe& probe : scorecard::all_probes())
            if (probe.check == check->name) probes += (probes.empty() ? "" : ", ") + code(probe.id);
        std::string needs = check->needed.empty() ? "the tree" : std::string(check->needed);
        if (check->is_experimental) needs += " (only with --experimental, or by name)";
        text += table_row(
            {code(check->name), plain(check->summary), std::string(name_of(check->risk)), plain(needs), probes});
    }
    text += '\n' + table_head({"probe", "asks", "bad answer", "remedy"});
    for (const scorecard::Probe& probe : scorecard::all_probes())
        text += table_row({code(probe.id), plain(probe.summary), std::string(name_of(probe.bad)), plain(probe.remedy)});
    return text;
}

}  // namespace

WARD_PAGE(scorecard_checks) = {
    .file = "scorecard-checks.md",
    .title = "Checks of a scorecard",
    .about =
        "What `ward scorecard` checks, with OpenSSF Scorecard's names. A check's weight follows its risk: 10, 7.5, 5 "
        "and 2.5.\n[ward scorecard](../scorecard.md) says how it is used.",
    .text = text_scorecard_checks,
};

}  // namespace ward::cli
