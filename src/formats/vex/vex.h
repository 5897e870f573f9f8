// What documents about exploitability have in common, whatever their form: who states what of which package. The
// readers of CSAF, CycloneDX and the lists that projects keep give statements of this kind; OpenVEX keeps its own,
// because it is also written from them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward {
struct Node;
}

namespace ward::vex {

// Limits of every document we read, whatever its form.
constexpr size_t max_bytes = 64u << 20;
constexpr size_t max_depth = 64;
constexpr size_t max_nodes = 10'000'000;
constexpr size_t max_statements = 100'000;
constexpr size_t max_problems = 100;  // told one by one; the others are counted

struct Statement {
    std::vector<std::string> ids;  // names of one vulnerability; never empty
    std::string product;           // purl or CPE name of what contains the component; empty: not told
    std::string component;         // purl or CPE name; empty: the product itself, or (without product) whatever it is
    std::string versions;          // "vers:npm/<2", or empty: as the names above have it
    std::string status;            // not_affected, affected, fixed or under_investigation
    std::string justification;     // one of VEX's five words, or empty
    std::string reason;
    std::string author;
    std::string created;  // RFC 3339, or empty
    int line = 0;

    bool operator==(const Statement&) const = default;
};

// A statement that was not taken, and why.
struct Problem {
    int line = 0;
    std::string what;

    bool operator==(const Problem&) const = default;
};

struct Document {
    std::vector<Statement> statements;
    std::vector<Problem> problems;  // at most max_problems and one that counts the rest

    void problem(int line, std::string what);
    bool operator==(const Document&) const = default;
};

// Which form a text has, by its content alone. JSON that is none of these, and everything else, is `other`.
enum class Form { openvex, csaf, cyclonedx, vulnerability_list, ignore_list, other };

// The first JSON value tells the form of JSON; `ignore_list = [` at the start of a line is Python.
Form form_of(std::string_view text, const Node* json);

// One of VEX's five justifications, or nothing.
bool is_justification(std::string_view word);

// CSAF 2.0 (csaf.cc), any profile: what product_status says.
Result<Document> read_csaf(const Node& root, std::string_view name);
// CycloneDX 1.4 to 1.6 JSON (cyclonedx.cc): vulnerabilities that have an analysis.
Result<Document> read_cyclonedx(const Node& root, std::string_view name);
// The lists of vuln/deps in nodejs/security-wg: one entry, or an index of them (vulnerability_list.cc).
Result<Document> read_vulnerability_list(const Node& root, std::string_view name);
// dep_checker's ignore_list, a list of strings in a Python file (ignore_list.cc): the comment beside an id is why.
Result<Document> read_ignore_list(std::string_view python, std::string_view name);

}  // namespace ward::vex
