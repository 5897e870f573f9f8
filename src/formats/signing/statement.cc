// In-toto statements (https://github.com/in-toto/attestation): which files an attestation is about.
#include <fmt/core.h>

#include "base/text.h"
#include "formats/signing/fields.h"
#include "formats/signing/sigstore.h"

namespace ward::signing {
namespace {

constexpr DocumentLimits statement_limits{.bytes = max_bundle_bytes, .depth = 64, .nodes = 1'000'000};

}  // namespace

Verdict<Statement> parse_statement(std::string_view json) {
    const auto root = parse_json(json, "statement", statement_limits);
    if (!root) return std::unexpected(Refusal{Problem::malformed, root.error()});
    Statement statement{.type = text_at(*root, "_type"), .predicate_type = text_at(*root, "predicateType")};
    if (statement.type != "https://in-toto.io/Statement/v1" && statement.type != "https://in-toto.io/Statement/v0.1")
        return refuse(
            Problem::unsupported_algorithm,
            fmt::format("`_type` is not an in-toto statement of version 0.1 or 1: \"{}\"", display(statement.type)),
            "statement");
    const auto subjects = items_at(*root, "subject");
    if (subjects.size() > max_statement_subjects)
        return refuse(Problem::too_large, fmt::format("more than {} subjects", max_statement_subjects), "statement");
    for (const Node& row : subjects) {
        StatementSubject subject{.name = text_at(row, "name")};
        WARD_TRY(const Node* digests, table_at(row, "digest"));
        for (const auto& [algorithm, value] : digests->fields)
            if (value.is_string()) subject.digests.emplace_back(algorithm, to_lower(value.text));
        statement.subjects.push_back(std::move(subject));
    }
    return statement;
}

}  // namespace ward::signing
