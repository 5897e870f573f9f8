// What is wrong with an entry, and the rules that say so. `ward explain RULE` has their words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actions/release/vulndb/entries.h"
#include "model/finding.h"

namespace ward::release::vulndb {

struct Problem {
    std::string_view rule;  // "vulndb-form"
    std::string path;
    int line = 0;
    std::string what;
    std::string text = {};  // of the place, where one is shown
    std::string id = {};    // the entry's first CVE, or its label
    std::vector<std::string> aliases = {};

    bool operator==(const Problem&) const = default;
};

// About an entry, at a line of it.
Problem problem_of(const Entry& entry, std::string_view rule, int line, std::string what, std::string text = {});

// How much a rule weighs. Every rule that problems name has a row; `unknown` for another word.
Severity severity_of_rule(std::string_view rule);
std::vector<std::string_view> all_rules();

// As findings of a report: worst first, then by place.
std::vector<Finding> findings_of(const std::vector<Problem>& problems);

}  // namespace ward::release::vulndb
