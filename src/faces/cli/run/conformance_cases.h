// The cases as data: headers of attacks (data/attacks/README.md) and sets of questions (data/conformance/README.md).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::cli::conformance {

// What proves an attack or an operation, looked up from outside.
enum class Proof { content, write, effect, metadata };

struct Attack {
    std::string id, title, label, reference;
    std::string versions;             // those it escapes on: a range, or "none"
    std::vector<std::string> grants;  // "--allow-fs-read={grant}"
    Proof prove = Proof::content;
    std::string stops;               // what of ward stops it: landlock, seccomp, fds, policy, node, nothing
    std::vector<std::string> needs;  // "node>=22.5.0", names of helpers
    std::vector<std::string> setup;  // lines of the vocabulary
    std::chrono::seconds watchdog{10};
    std::string file;  // its name
    std::string_view text;
};
// From the comments at the head of `text`, which has to outlive the attack. `parse` errors name file and line.
Result<Attack> parse_attack(std::string_view file, std::string_view text);

// An answer, and for which versions it stands.
struct Expected {
    std::string range;  // empty: every version
    std::string answer;
};

struct Ask {
    std::string id;                  // "P01.3"
    std::string text;                // "has fs.read {dir}/allow"
    std::vector<std::string> words;  // the same, split
    std::vector<Expected> node;
    std::optional<std::string> ward;    // has() alone: where it differs from node's
    std::optional<std::string> kernel;  // where it differs from node's
    std::string why;
};

struct AskSet {
    std::string id, title, reference;
    std::string nodes;  // a range, empty: every version
    std::vector<std::string> setup;
    std::vector<std::string> grants;
    std::string refused;  // why ward refuses the grants, empty where it takes them
    std::vector<Ask> asks;
};
Result<std::vector<AskSet>> parse_asks(std::string_view file, std::string_view text);

// Is the version in the range (npm's language; "none" has none, an empty one has all)?
Result<bool> in_range(std::string_view version, std::string_view range);
// The answer for this version; nothing where none stands for it.
std::optional<std::string> expected_for(const std::vector<Expected>& answers, std::string_view version);

// What an operation leaves behind, by which its claim is checked.
enum class Trace {
    question,   // has(), drop(): asked of node and of ward, never of the kernel
    content,    // it tells the token
    written,    // its first word is a file with its mark
    folder,     // its first word is a folder
    link,       // its first word is a link to the second
    removed,    // its first word is gone
    mode,       // its first word has the mode 0640
    names,      // it tells the names in its first word
    existence,  // it tells whether its first word is there
    size,       // it tells the size of its first word
    none,       // nothing outside its process
};
// Of an operation of data/conformance/probe.js.
std::optional<Trace> trace_of(std::string_view operation);

}  // namespace ward::cli::conformance
