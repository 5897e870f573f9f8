#include "formats/openvex.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/core.h>

#include "base/text.h"
#include "base/time.h"
#include "formats/digest.h"
#include "formats/document.h"
#include "formats/json_writer.h"

namespace ward::openvex {
namespace {

constexpr std::string_view context = "https://openvex.dev/ns";
constexpr std::array<std::string_view, 4> statuses{"not_affected", "affected", "fixed", "under_investigation"};
constexpr std::array<std::string_view, 5> justifications{
    "component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist"};

// A component of the specification: a table, or in 0.0.x its id alone.
std::optional<Item> read_item(const Node& node) {
    if (node.is_string()) return node.text.empty() ? std::nullopt : std::optional(Item{node.text, {}});
    Item item;
    item.id = text_at(node, "@id");
    if (const Node* identifiers = node.find("identifiers"))
        for (const auto& [kind, value] : identifiers->fields)
            if (value.is_string()) item.identifiers.emplace(kind, value.text);
    if (item.id.empty() && item.identifiers.empty()) return std::nullopt;
    return item;
}

// The statement, or what is wrong with it.
std::expected<Statement, std::string> read_statement(const Node& node) {
    Statement statement;
    statement.line = node.line;
    const Node* vulnerability = node.find("vulnerability");
    if (vulnerability != nullptr && vulnerability->is_string()) {
        statement.vulnerability = vulnerability->text;
    } else if (vulnerability != nullptr) {
        statement.vulnerability = text_at(*vulnerability, "name");
        statement.vulnerability_id = text_at(*vulnerability, "@id");
        statement.description = text_at(*vulnerability, "description");
        if (const Node* aliases = vulnerability->find("aliases"))
            for (const Node& alias : aliases->items)
                if (alias.is_string()) statement.aliases.push_back(alias.text);
    }
    if (statement.vulnerability.empty()) return std::unexpected("names no vulnerability");
    statement.status = text_at(node, "status");
    statement.justification = text_at(node, "justification");
    statement.impact_statement = text_at(node, "impact_statement");
    statement.action_statement = text_at(node, "action_statement");
    statement.status_notes = text_at(node, "status_notes");
    statement.timestamp = text_at(node, "timestamp");
    statement.last_updated = text_at(node, "last_updated");
    if (std::ranges::find(statuses, statement.status) == statuses.end())
        return std::unexpected(fmt::format("has the unknown status \"{}\"", statement.status));
    if (!statement.justification.empty() &&
        std::ranges::find(justifications, statement.justification) == justifications.end())
        return std::unexpected(fmt::format("has the unknown justification \"{}\"", statement.justification));
    if (statement.status == "not_affected" && statement.justification.empty() && statement.impact_statement.empty())
        return std::unexpected("says not_affected without justification or impact_statement");
    if (const Node* products = node.find("products")) {
        for (const Node& entry : products->items) {
            auto item = read_item(entry);
            if (!item) return std::unexpected("has a product without id");
            Product product{std::move(*item), {}};
            if (const Node* subcomponents = entry.find("subcomponents")) {
                for (const Node& part : subcomponents->items) {
                    auto subcomponent = read_item(part);
                    // Left out, it would widen the statement to the whole product.
                    if (!subcomponent) return std::unexpected("has a subcomponent without id");
                    product.subcomponents.push_back(std::move(*subcomponent));
                }
            }
            statement.products.push_back(std::move(product));
        }
    }
    if (statement.products.empty()) return std::unexpected("names no product");
    return statement;
}

void write(JsonWriter& json, const Item& item) {
    json.member_if("@id", item.id);
    if (item.identifiers.empty()) return;
    json.key("identifiers").begin_object();
    for (const auto& [kind, value] : item.identifiers) json.member(kind, value);
    json.end_object();
}

void write(JsonWriter& json, const Statement& statement) {
    json.begin_object().key("vulnerability").begin_object().member_if("@id", statement.vulnerability_id);
    json.member("name", statement.vulnerability).member_if("description", statement.description);
    if (!statement.aliases.empty()) json.member_values("aliases", statement.aliases);
    json.end_object().member_if("timestamp", statement.timestamp).member_if("last_updated", statement.last_updated);
    json.key("products").begin_array();
    for (const Product& product : statement.products) {
        json.begin_object();
        write(json, product.item);
        if (!product.subcomponents.empty()) {
            json.key("subcomponents").begin_array();
            for (const Item& part : product.subcomponents) {
                json.begin_object();
                write(json, part);
                json.end_object();
            }
            json.end_array();
        }
        json.end_object();
    }
    json.end_array().member("status", statement.status).member_if("status_notes", statement.status_notes);
    json.member_if("justification", statement.justification).member_if("impact_statement", statement.impact_statement);
    json.member_if("action_statement", statement.action_statement).end_object();
}

std::string canonical(const Item& item) {
    std::string out = ':' + item.id;
    for (const auto& [kind, value] : item.identifiers) out += fmt::format(":{}@{}", kind, value);
    return out;
}

}  // namespace

std::string_view Item::purl() const {
    if (const auto found = identifiers.find("purl"); found != identifiers.end()) return found->second;
    return id.starts_with("pkg:") ? std::string_view(id) : std::string_view();
}

Result<Document> parse(std::string_view json, std::string_view name) {
    constexpr DocumentLimits limits{.bytes = max_bytes, .depth = max_depth, .nodes = 10'000'000, .aliases = 0};
    WARD_TRY(const Node root, parse_json(json, name, limits));
    if (!root.string_at("@context").value_or("").starts_with(context))
        return fail(ErrorCode::parse, fmt::format("is not OpenVEX (no \"@context\" of {})", context),
                    std::string(name));
    const Node* statements = root.find("statements");
    if (statements == nullptr || !statements->is_list())
        return fail(ErrorCode::parse, "has no list of statements", std::string(name));
    if (statements->items.size() > max_statements)
        return fail(ErrorCode::limit, fmt::format("has more than {} statements", max_statements), std::string(name));

    Document document;
    document.id = text_at(root, "@id");
    document.author = text_at(root, "author");
    document.role = text_at(root, "role");
    document.timestamp = text_at(root, "timestamp");
    document.tooling = text_at(root, "tooling");
    if (const Node* version = root.find("version")) {
        // 0.0.x wrote the number as a string.
        document.version = version->is_string() ? to_number<int64_t>(version->text).value_or(1) : version->integer;
    }
    for (const Node& node : statements->items) {
        auto statement = read_statement(node);
        if (statement) document.statements.push_back(std::move(*statement));
        else document.problems.push_back({node.line, "the statement " + statement.error()});
    }
    return document;
}

std::string to_json(const Document& document) {
    JsonWriter json;
    json.begin_object().member("@context", fmt::format("{}/v0.2.0", context)).member("@id", document.id);
    json.member("author", document.author).member_if("role", document.role).member("timestamp", document.timestamp);
    json.member("version", document.version).member_if("tooling", document.tooling);
    json.key("statements").begin_array();
    for (const Statement& statement : document.statements) write(json, statement);
    json.end_array().end_object();
    return json.take();
}

// go-vex joins time, version, author and, for each statement in the order of vulnerability names, vulnerability,
// status, justification, time and products with colons, and takes SHA-256 of that.
std::string canonical_id(const Document& document) {
    const Instant made = parse_instant(document.timestamp).value_or(0);
    const auto time_of = [made](const Statement& statement) {
        return parse_instant(statement.timestamp).value_or(made);
    };
    std::vector<const Statement*> sorted;
    sorted.reserve(document.statements.size());
    for (const Statement& statement : document.statements) sorted.push_back(&statement);
    std::ranges::stable_sort(sorted, [&](const Statement* a, const Statement* b) {
        return a->vulnerability != b->vulnerability ? a->vulnerability < b->vulnerability : time_of(*a) < time_of(*b);
    });
    std::string text = fmt::format("{}:{}:{}", made, document.version, document.author);
    for (const Statement* statement : sorted) {
        std::vector<std::string> aliases = statement->aliases;
        std::ranges::sort(aliases);
        text += fmt::format(":{}:{}{}", statement->vulnerability_id, statement->vulnerability, join(aliases, ":"));
        text += fmt::format(":{}:{}:{}", statement->status, statement->justification, time_of(*statement));
        std::vector<std::string> products;
        for (const Product& product : statement->products) {
            products.push_back(canonical(product.item));
            for (const Item& part : product.subcomponents) products.back() += canonical(part);
        }
        std::ranges::sort(products);
        text += ':' + join(products, ":");
    }
    return "https://openvex.dev/docs/public/vex-" + sha256_hex(text);
}

}  // namespace ward::openvex
