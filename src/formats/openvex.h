// OpenVEX 0.2.0 (https://github.com/openvex/spec): what somebody states about vulnerabilities in products. Read from
// documents of others, and written by the report of the same name. Documents of 0.0.x, which give the vulnerability and
// the products as plain strings, are read too.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::openvex {

// Limits of a document we read.
constexpr size_t max_bytes = 64u << 20;
constexpr size_t max_depth = 16;
constexpr size_t max_statements = 100'000;

// Something a statement is about. `identifiers` has "purl", "cpe23", "cpe22" where they are given.
struct Item {
    std::string id;  // an IRI, often a purl
    std::map<std::string, std::string> identifiers;

    // The package URL as written (it need not be canonical: "pkg:nodejs/node@v5.1.1"), or empty.
    std::string_view purl() const;
    bool operator==(const Item&) const = default;
};

struct Product {
    Item item;
    std::vector<Item> subcomponents;  // empty: the product itself

    bool operator==(const Product&) const = default;
};

struct Statement {
    std::string vulnerability;     // its name: "CVE-2024-0001"
    std::string vulnerability_id;  // an IRI, may be empty
    std::string description;
    std::vector<std::string> aliases;
    std::vector<Product> products;
    std::string status;         // one of not_affected, affected, fixed, under_investigation
    std::string justification;  // empty, or one of the five words
    std::string impact_statement;
    std::string action_statement;
    std::string status_notes;
    std::string timestamp;     // empty: the document's
    std::string last_updated;  // empty: never
    int line = 0;              // where it was read

    bool operator==(const Statement&) const = default;
};

// A statement that was not taken, and why.
struct Problem {
    int line = 0;
    std::string what;

    bool operator==(const Problem&) const = default;
};

struct Document {
    std::string id;
    std::string author;
    std::string role;
    std::string timestamp;  // RFC 3339
    int64_t version = 1;
    std::string tooling;
    std::vector<Statement> statements;
    std::vector<Problem> problems;  // only of documents that were read

    bool operator==(const Document&) const = default;
};

// Reads a document. A statement that breaks a rule of the specification (no product, an unknown status, not_affected
// without a reason) is left out and listed under problems: it must not hide anything.
Result<Document> parse(std::string_view json, std::string_view name);

// Statements as they are, problems left out.
std::string to_json(const Document& document);

// The id that go-vex derives from the content: the same statements, author and time give the same id everywhere.
std::string canonical_id(const Document& document);

}  // namespace ward::openvex
