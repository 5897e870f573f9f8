#include "actions/release/vulndb/form.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include <fmt/format.h>

#include "actions/release/vulndb/form_values.h"
#include "base/text.h"

namespace ward::release::vulndb {
namespace {

constexpr std::string_view rule = "vulndb-form";

enum class Presence { required, optional };
enum class Null { refused, taken };

// Why a value is not what the field takes; empty where it is.
using Check = std::string (*)(const Node&);

struct Field {
    std::string_view name;
    Presence presence;
    Null null;
    Check check;
};

std::string text(const Node& node) {
    if (!node.is_string()) return "is no text";
    return node.text.empty() ? "is empty" : "";
}

std::string uri(const Node& node) {
    if (auto reason = text(node); !reason.empty()) return reason;
    return is_uri(node.text) ? "" : "is no URI";
}

std::string date(const Node& node) {
    if (auto reason = text(node); !reason.empty()) return reason;
    return has_date_form(node.text) ? "" : "is no date (YYYY-MM-DD)";
}

std::string title(const Node& node) {
    constexpr size_t most = 150;
    if (auto reason = text(node); !reason.empty()) return reason;
    if (utf16_length(node.text) > most) return fmt::format("is longer than {} characters", most);
    return node.text.contains('\n') ? "is more than one line" : "";
}

std::string number(const Node& node) {
    return reads_as_number(node) ? "" : "is no number";
}

std::string list(const Node& node) {
    return node.is_list() ? "" : "is no list";
}

std::string cves(const Node& node) {
    if (!node.is_list()) return "is no list";
    for (const Node& item : node.items)
        if (!item.is_string() || !contains_cve(item.text)) return "has an item without CVE-YYYY-NNNN";
    return {};
}

std::string environments(const Node& node) {
    // https://nodejs.org/api/os.html#osplatform
    constexpr std::array<std::string_view, 9> known{"all",     "aix",   "darwin", "freebsd", "linux",
                                                    "openbsd", "sunos", "win32",  "android"};
    if (!node.is_list() || node.items.empty()) return "is no list with at least one word";
    for (const Node& item : node.items)
        if (!item.is_string() || std::ranges::find(known, item.text) == known.end())
            return fmt::format("has '{}', which is none of {}", display(item.text),
                               fmt::join(known.begin(), known.end(), ", "));
    return {};
}

std::string severity(const Node& node) {
    if (auto reason = text(node); !reason.empty()) return reason;
    return fits_severity_pattern(node.text) ? "" : "is none of unknown, low, medium, high, critical";
}

std::string justification(const Node& node) {
    if (auto reason = text(node); !reason.empty()) return reason;
    return is_vex_justification(node.text) ? "" : "is none of the five justifications of VEX";
}

using enum Presence;

constexpr Field author_fields[] = {
    {"name", required, Null::refused, text},
    {"username", required, Null::taken, text},
    {"website", required, Null::taken, text},
};

std::string problem_of_fields(const Node& node, std::span<const Field> fields);

std::string author(const Node& node) {
    if (!node.is_table()) return "is no object";
    return problem_of_fields(node, author_fields);
}

constexpr Field core_fields[] = {
    {"cve", required, Null::refused, cves},
    {"ref", optional, Null::refused, uri},
    {"vulnerable", optional, Null::refused, text},
    {"patched", optional, Null::refused, text},
    {"description", optional, Null::refused, text},
    {"overview", optional, Null::refused, text},
    {"author", optional, Null::refused, text},
    {"publish_date", optional, Null::refused, date},
    {"type", optional, Null::refused, text},
    {"cvss_score", optional, Null::refused, number},
    {"cvss", optional, Null::refused, text},
    {"reported_by", optional, Null::refused, text},
    {"affectedEnvironments", required, Null::refused, environments},
    {"severity", required, Null::refused, severity},
};

constexpr Field npm_fields[] = {
    {"id", required, Null::refused, number},
    {"cves", required, Null::refused, cves},
    {"created_at", required, Null::refused, date},
    {"updated_at", required, Null::refused, date},
    {"title", required, Null::refused, title},
    {"author", optional, Null::refused, author},
    {"module_name", required, Null::refused, text},
    {"publish_date", required, Null::refused, date},
    {"vulnerable_versions", required, Null::taken, text},
    {"patched_versions", required, Null::taken, text},
    {"overview", required, Null::refused, text},
    {"recommendation", required, Null::taken, text},
    {"references", required, Null::taken, list},
    {"cvss_vector", required, Null::taken, text},
    {"cvss_score", required, Null::taken, number},
    {"coordinating_vendor", required, Null::taken, text},
};

std::string problem_of(const Field& field, const Node& node) {
    const Node* value = node.find(field.name);
    if (value == nullptr) return field.presence == required ? "is missing" : "";
    if (value->kind == Node::Kind::null && field.null == Null::taken) return {};
    return field.check(*value);
}

std::string problem_of_fields(const Node& node, std::span<const Field> fields) {
    for (const Field& field : fields)
        if (const std::string reason = problem_of(field, node); !reason.empty())
            return fmt::format("has a \"{}\" that {}", field.name, reason);
    for (const auto& [name, value] : node.fields)
        if (std::ranges::find(fields, name, &Field::name) == fields.end())
            return fmt::format("has a \"{}\", which nobody reads", display(name));
    return {};
}

std::vector<Problem> problems_by(const Entry& entry, std::span<const Field> fields) {
    std::vector<Problem> out;
    const auto add = [&](const Node& at, std::string what) {
        out.push_back(vulndb::problem_of(entry, rule, at.line, std::move(what)));
    };
    for (const Field& field : fields) {
        const Node* value = entry.root.find(field.name);
        if (const std::string reason = problem_of(field, entry.root); !reason.empty())
            add(value == nullptr ? entry.root : *value, fmt::format("\"{}\" {}", field.name, reason));
    }
    for (const auto& [name, value] : entry.root.fields)
        if (std::ranges::find(fields, name, &Field::name) == fields.end())
            add(value, fmt::format("\"{}\" is no field of an entry", display(name)));
    return out;
}

// No tool of theirs looks at a deps entry as a whole: the index builder wants a reason, the VEX generator texts where
// it expects them.
std::vector<Problem> deps_problems(const Entry& entry) {
    std::vector<Problem> out;
    const auto add = [&](const Node& at, std::string what) {
        out.push_back(vulndb::problem_of(entry, rule, at.line, std::move(what)));
    };
    const Node* reason = entry.root.find("reason");
    const std::string wrong = reason == nullptr ? "is missing" : justification(*reason);
    if (!wrong.empty()) add(reason == nullptr ? entry.root : *reason, fmt::format("\"reason\" {}", wrong));
    for (const std::string_view key : {"description", "overview", "ref"})
        if (const Node* value = entry.root.find(key);
            value != nullptr && !value->is_string() && value->kind != Node::Kind::null)
            add(*value, fmt::format("\"{}\" is no text", key));
    const Node* ids = entry.root.find("cve");
    const bool are_texts = ids == nullptr || ids->kind == Node::Kind::null ||
                           (ids->is_list() && std::ranges::all_of(ids->items, &Node::is_string));
    if (!are_texts) add(*ids, "\"cve\" is no list of texts");
    return out;
}

}  // namespace

std::vector<Problem> form_problems(const Entry& entry) {
    if (!entry.root.is_table()) return {vulndb::problem_of(entry, rule, entry.root.line, "is no object")};
    switch (entry.collection) {
        case Collection::core: return problems_by(entry, core_fields);
        case Collection::npm: return problems_by(entry, npm_fields);
        case Collection::deps: return deps_problems(entry);
    }
    return {};
}

}  // namespace ward::release::vulndb
