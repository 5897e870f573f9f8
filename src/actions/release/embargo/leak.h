// What a leak check found. Nothing here quotes embargoed text: names of files and refs that have some are redacted.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actions/release/embargo/matcher.h"
#include "actions/release/embargo/taint.h"
#include "base/root.h"

namespace ward::release {

struct Leak {
    TaintRule rule = TaintRule::report_id;
    size_t item = 0;          // in the taint set's list of that rule
    std::string kind = {};    // "commit", "tree", "blob", "tag", "ref", "file", "name", "mail"
    std::string object = {};  // its id; empty where it is none
    std::string place = {};   // file, or path in a commit, redacted; may be empty
    size_t line = 0;          // 0: not of a line
    // Where the object is reached from: "refs/stash", "reflog of HEAD", "no ref". Empty where it is none.
    std::string reached_from = {};

    bool operator==(const Leak&) const = default;
};

struct LeakReport {
    std::vector<Leak> leaks = {};
    size_t objects = 0;                  // that were looked at or known clean
    size_t files = 0;                    // likewise
    size_t known_clean = 0;              // of these, not read again
    std::vector<Problem> problems = {};  // what could not be read: then nothing can be said of it

    bool clean() const { return leaks.empty(); }
    bool complete() const { return problems.empty(); }
    void add(LeakReport other);
};

// "blob 1a2b… (docs/a.md:12, reached from refs/heads/x): has words of a report's title (title 2)". One line.
std::string sentence_of(const Leak& leak);

// Leaks of one text.
std::vector<Leak> leaks_in(std::string_view text, const TaintMatcher& matcher, const Leak& where);

// What a commit or tag says, without the people of its header lines: names there are public.
std::string without_people(std::string_view object);

}  // namespace ward::release
