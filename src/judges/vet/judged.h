// A package with its verdict, as the report has it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "judges/vet/labels.h"
#include "judges/vet/score.h"
#include "model/finding.h"
#include "model/report.h"

namespace ward::vet {

// What is judged.
struct Candidate {
    std::string purl;                                  // with the version where one is known
    std::string component;                             // id or path of the report's component; empty: none
    Evidence place;                                    // where the subject names it: the first evidence of its finding
    std::vector<std::vector<std::string>> paths = {};  // chains from the subject down
    std::vector<std::string> records = {};             // ids of advisories that say it is malware
    std::vector<Sighting> sightings = {};
};

struct Judged {
    Candidate candidate;  // its sightings without those that labels cover
    Score score;
    std::vector<std::string> labels = {};  // one sentence for each that had a part in it
};

Judged judge(Candidate candidate, std::span<const Label> labels, Instant today);

// block: critical, warn: medium, notice: none; nothing for ok.
Severity severity_of(Outcome outcome);
// Nothing where the verdict is ok. With a record the rule is `malicious-package`, as audit has it; else
// `suspicious-package`.
std::optional<Finding> finding_of(const Judged& judged);
PackageVerdict verdict_of(const Judged& judged);

}  // namespace ward::vet
