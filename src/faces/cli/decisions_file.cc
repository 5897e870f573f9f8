// assessments.toml, schema 1 (docs/assessments.md). Strict: an unknown key, a missing expiry or a wildcard id is an
// error with its line, because a decision that is half understood hides the wrong thing.
#include "faces/cli/decisions_file.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "base/time.h"
#include "faces/cli/command.h"
#include "formats/cpe.h"
#include "formats/document.h"
#include "formats/openvex.h"
#include "formats/purl.h"
#include "formats/vex/vex.h"

namespace ward::cli {
namespace {

constexpr size_t max_file_bytes = 64u << 20;

std::string line_of(const std::string& name, const Node& node) {
    return name + ":" + std::to_string(node.line);
}

Result<void> check_keys(const Node& table, std::span<const std::string_view> known, const std::string& name) {
    for (const auto& [key, value] : table.fields) {
        if (std::ranges::find(known, key) != known.end()) continue;
        const auto nearest = closest(key, known);
        return fail(
            ErrorCode::usage,
            "unknown key '" + display(key) + "'" + (nearest ? "; did you mean '" + std::string(*nearest) + "'?" : ""),
            line_of(name, value));
    }
    return {};
}

Result<std::string> text_at(const Node& table, std::string_view key, const std::string& name) {
    const Node* value = table.find(key);
    if (value == nullptr) return std::string();
    if (!value->is_string() && value->kind != Node::Kind::date)
        return fail(ErrorCode::usage, "'" + std::string(key) + "' is not a string", line_of(name, *value));
    return value->text;
}

Result<std::string> required_at(const Node& table, std::string_view key, const std::string& name) {
    WARD_TRY(std::string text, text_at(table, key, name));
    if (trim(text).empty()) return fail(ErrorCode::usage, "needs '" + std::string(key) + "'", line_of(name, table));
    return text;
}

Result<void> check_date(std::string_view date, const Node& table, const std::string& name) {
    if (parse_instant(date)) return {};
    return fail(ErrorCode::usage, "'" + display(date) + "' is not a date", line_of(name, table));
}

Result<Assessment> read_assessment(const Node& table, const std::string& name) {
    constexpr std::array<std::string_view, 10> keys{
        "id", "component", "versions", "path", "status", "justification", "reason", "author", "created", "expires"};
    WARD_TRY_VOID(check_keys(table, keys, name));
    Assessment assessment;
    assessment.origin = {name, table.line, ""};
    WARD_TRY(assessment.id, required_at(table, "id", name));
    if (assessment.id.find('*') != std::string::npos)
        return fail(ErrorCode::usage, "an id is one advisory, never a pattern", line_of(name, table));
    WARD_TRY(assessment.component, text_at(table, "component", name));
    if (!assessment.component.empty() && !Purl::parse(assessment.component))
        return fail(ErrorCode::usage,
                    "component '" + display(assessment.component) + "' is no package URL (pkg:TYPE/NAME)",
                    line_of(name, table));
    WARD_TRY(assessment.versions, text_at(table, "versions", name));
    WARD_TRY(assessment.path, text_at(table, "path", name));
    WARD_TRY(const std::string status, required_at(table, "status", name));
    const auto word = vex_status_named(status);
    if (!word)
        return fail(ErrorCode::usage,
                    "status '" + display(status) + "' is not not_affected, affected, fixed or under_investigation",
                    line_of(name, table));
    assessment.status = *word;
    WARD_TRY(assessment.justification, text_at(table, "justification", name));
    if (*word == VexStatus::not_affected && !is_vex_justification(assessment.justification))
        return fail(ErrorCode::usage, "not_affected needs one of the five VEX justifications", line_of(name, table));
    WARD_TRY(assessment.reason, required_at(table, "reason", name));
    WARD_TRY(assessment.author, text_at(table, "author", name));
    WARD_TRY(assessment.created, text_at(table, "created", name));
    WARD_TRY(assessment.expires, required_at(table, "expires", name));
    WARD_TRY_VOID(check_date(assessment.expires, table, name));
    if (!assessment.created.empty()) WARD_TRY_VOID(check_date(assessment.created, table, name));
    return assessment;
}

Result<review::Expected> read_expected(const Node& table, const std::string& name) {
    constexpr std::array<std::string_view, 3> keys{"path", "reason", "expires"};
    WARD_TRY_VOID(check_keys(table, keys, name));
    review::Expected expected;
    expected.origin = {name, table.line, ""};
    WARD_TRY(expected.path, required_at(table, "path", name));
    WARD_TRY(expected.reason, required_at(table, "reason", name));
    WARD_TRY(expected.expires, required_at(table, "expires", name));
    WARD_TRY_VOID(check_date(expected.expires, table, name));
    return expected;
}

Result<review::Backport> read_backport(const Node& table, const std::string& name) {
    constexpr std::array<std::string_view, 8> keys{"id",     "component", "path",   "text",
                                                   "absent", "reason",    "author", "expires"};
    WARD_TRY_VOID(check_keys(table, keys, name));
    review::Backport backport;
    backport.origin = {name, table.line, ""};
    WARD_TRY(backport.id, required_at(table, "id", name));
    if (backport.id.find('*') != std::string::npos)
        return fail(ErrorCode::usage, "an id is one advisory, never a pattern", line_of(name, table));
    WARD_TRY(backport.component, text_at(table, "component", name));
    if (!backport.component.empty() && !Purl::parse(backport.component))
        return fail(ErrorCode::usage,
                    "component '" + display(backport.component) + "' is no package URL (pkg:TYPE/NAME)",
                    line_of(name, table));
    WARD_TRY(backport.path, required_at(table, "path", name));
    if (backport.path.find_first_of("*?") != std::string::npos || backport.path.starts_with('/'))
        return fail(ErrorCode::usage, "path is one file from the root, never a pattern", line_of(name, table));
    WARD_TRY(backport.text, text_at(table, "text", name));
    WARD_TRY(backport.absent, text_at(table, "absent", name));
    if (trim(backport.text).empty() && trim(backport.absent).empty())
        return fail(ErrorCode::usage, "needs 'text' or 'absent'", line_of(name, table));
    if (std::max(backport.text.size(), backport.absent.size()) > review::max_proof_text_bytes)
        return fail(ErrorCode::usage, fmt::format("has a text of more than {} bytes", review::max_proof_text_bytes),
                    line_of(name, table));
    WARD_TRY(backport.reason, required_at(table, "reason", name));
    WARD_TRY(backport.author, text_at(table, "author", name));
    WARD_TRY(backport.expires, required_at(table, "expires", name));
    WARD_TRY_VOID(check_date(backport.expires, table, name));
    return backport;
}

// "[assessment]" for "[[assessment]]" is a slip that must not read as an empty list.
Result<void> check_tables(const Node& root, std::string_view key, const std::string& name) {
    const Node* list = root.find(key);
    const bool good =
        list == nullptr || (list->kind == Node::Kind::list &&
                            std::ranges::all_of(list->items, [](const Node& item) { return item.is_table(); }));
    if (good) return {};
    return fail(ErrorCode::usage, "'" + std::string(key) + "' is a list of tables: [[" + std::string(key) + "]]",
                line_of(name, *list));
}

}  // namespace

Result<void> read_assessments(std::string_view toml, const std::string& name, review::Decisions& decisions) {
    auto parsed = parse_toml(toml, name);
    if (!parsed) return fail(ErrorCode::usage, parsed.error().what, parsed.error().where);
    constexpr std::array<std::string_view, 4> keys{"schema", "assessment", "expected", "backport"};
    WARD_TRY_VOID(check_keys(*parsed, keys, name));
    const Node* schema = parsed->find("schema");
    if (schema == nullptr || schema->kind != Node::Kind::integer || schema->integer != 1)
        return fail(ErrorCode::usage, "needs 'schema = 1'",
                    name + ":" + std::to_string(schema == nullptr ? 1 : schema->line));
    WARD_TRY_VOID(check_tables(*parsed, "assessment", name));
    WARD_TRY_VOID(check_tables(*parsed, "expected", name));
    WARD_TRY_VOID(check_tables(*parsed, "backport", name));
    if (const Node* list = parsed->find("assessment")) {
        for (const Node& table : list->items) {
            WARD_TRY(Assessment assessment, read_assessment(table, name));
            decisions.assessments.push_back(std::move(assessment));
        }
    }
    if (const Node* list = parsed->find("expected")) {
        for (const Node& table : list->items) {
            WARD_TRY(review::Expected expected, read_expected(table, name));
            decisions.expected.push_back(std::move(expected));
        }
    }
    if (const Node* list = parsed->find("backport")) {
        for (const Node& table : list->items) {
            WARD_TRY(review::Backport backport, read_backport(table, name));
            decisions.backports.push_back(std::move(backport));
        }
    }
    return {};
}

namespace {

bool names_version(std::string_view name) {
    if (const auto cpe = Cpe::parse(name)) return !cpe->version_text().empty();
    const auto purl = Purl::parse(name);
    return purl && !purl->version.empty();
}

// A statement that closes findings and never expires should at least say of which version.
bool is_unbounded(const Assessment& assessment) {
    const bool closes = assessment.status == VexStatus::not_affected || assessment.status == VexStatus::fixed;
    return closes && assessment.versions.empty() && !names_version(assessment.component) &&
           !names_version(assessment.product);
}

void add_count(size_t unbounded, size_t all, const std::string& name, review::Decisions& decisions) {
    if (unbounded != 0)
        decisions.notes.push_back({"assessment-unversioned",
                                   fmt::format("{} of {} statement{} name{} no version: what {} close{} is closed in "
                                               "every version, for good",
                                               unbounded, all, all == 1 ? "" : "s", unbounded == 1 ? "s" : "",
                                               unbounded == 1 ? "it" : "they", unbounded == 1 ? "s" : ""),
                                   name});
}

// Statements of the other forms. What could not be taken hides nothing: it becomes a note.
void take(const vex::Document& document, const std::string& name, review::Decisions& decisions) {
    const auto place = [&](int line) { return name + ":" + std::to_string(line); };
    for (const vex::Problem& problem : document.problems)
        decisions.notes.push_back({"assessment-unreadable", problem.what, place(problem.line)});
    size_t unbounded = 0;
    for (const vex::Statement& statement : document.statements) {
        Assessment assessment;
        assessment.component = statement.component;
        assessment.product = statement.product;
        assessment.versions = statement.versions;
        assessment.status = vex_status_named(statement.status).value_or(VexStatus::under_investigation);
        assessment.justification = statement.justification;
        assessment.reason = statement.reason;
        assessment.author = statement.author;
        assessment.created = statement.created;
        assessment.origin = {name, statement.line, ""};
        if (is_unbounded(assessment)) ++unbounded;
        for (const std::string& id : statement.ids) {
            assessment.id = id;
            decisions.assessments.push_back(assessment);
        }
    }
    add_count(unbounded, document.statements.size(), name, decisions);
}

void take(const openvex::Document& document, const std::string& name, review::Decisions& decisions) {
    for (const openvex::Problem& problem : document.problems)
        decisions.notes.push_back({"assessment-unreadable", problem.what, name + ":" + std::to_string(problem.line)});
    size_t unbounded = 0;
    for (const openvex::Statement& statement : document.statements) {
        const auto status = vex_status_named(statement.status);
        if (!status) continue;  // the reader lists it under problems
        Assessment assessment;
        assessment.id = statement.vulnerability;
        assessment.status = *status;
        assessment.justification = statement.justification;
        assessment.reason =
            !statement.impact_statement.empty() ? statement.impact_statement : statement.action_statement;
        assessment.author = document.author;
        assessment.created = !statement.timestamp.empty() ? statement.timestamp : document.timestamp;
        assessment.origin = {name, statement.line, ""};
        bool is_bounded = true;
        const auto put = [&] {
            is_bounded = is_bounded && !is_unbounded(assessment);
            decisions.assessments.push_back(assessment);
        };
        for (const openvex::Product& product : statement.products) {
            assessment.product = product.item.purl();
            assessment.component.clear();
            if (assessment.product.empty()) {
                decisions.notes.push_back({"assessment-unreadable", assessment.id + ": a product without purl",
                                           name + ":" + std::to_string(statement.line)});
                continue;
            }
            if (product.subcomponents.empty()) put();
            for (const openvex::Item& part : product.subcomponents) {
                assessment.component = part.purl();
                if (!assessment.component.empty()) put();
            }
        }
        if (!is_bounded) ++unbounded;
    }
    add_count(unbounded, document.statements.size(), name, decisions);
}

}  // namespace

Result<void> read_vex(std::string_view text, const std::string& name, review::Decisions& decisions) {
    const auto as_usage = [](const Error& error) { return fail(ErrorCode::usage, error.what, error.where); };
    const auto take_or_fail = [&](const auto& document) -> Result<void> {
        if (!document) return as_usage(document.error());
        take(*document, name, decisions);
        return {};
    };
    if (!trim(text).starts_with('{')) return take_or_fail(vex::read_ignore_list(text, name));
    constexpr DocumentLimits limits{
        .bytes = vex::max_bytes, .depth = vex::max_depth, .nodes = vex::max_nodes, .aliases = 0};
    const auto root = parse_json(text, name, limits);
    if (!root) return as_usage(root.error());
    switch (vex::form_of(text, &*root)) {
        case vex::Form::openvex: return take_or_fail(openvex::parse(text, name));
        case vex::Form::csaf: return take_or_fail(vex::read_csaf(*root, name));
        case vex::Form::cyclonedx: return take_or_fail(vex::read_cyclonedx(*root, name));
        case vex::Form::vulnerability_list: return take_or_fail(vex::read_vulnerability_list(*root, name));
        case vex::Form::ignore_list:
        case vex::Form::other: break;
    }
    return fail(ErrorCode::usage,
                "is none of the forms that assessments are read from: OpenVEX, CSAF, CycloneDX, a list of vuln/deps",
                name);
}

Result<void> read_decisions_file(const std::string& path, review::Decisions& decisions) {
    auto text = read_input(path, max_file_bytes);
    if (!text) return fail(ErrorCode::usage, text.error().what, text.error().where);
    const bool is_vex = trim(*text).starts_with('{') || vex::form_of(*text, nullptr) == vex::Form::ignore_list;
    return is_vex ? read_vex(*text, path, decisions) : read_assessments(*text, path, decisions);
}

Result<void> read_project_decisions(const std::string& folder, review::Decisions& decisions) {
    // The project's own file has the strict form, whose decisions expire: VEX documents have no such word.
    WARD_TRY(const auto text, read_project_file(folder, "assessments.toml", max_file_bytes));
    return text ? read_assessments(*text, "assessments.toml", decisions) : Result<void>();
}

}  // namespace ward::cli
