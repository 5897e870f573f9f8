// Answers of the API as values. Only the fields that are used are looked at; one that is missing or of another kind is
// an error, because a tracker that misreads a state acts on it.
#include <algorithm>

#include "base/text.h"
#include "formats/document.h"
#include "io/net/api_client.h"
#include "io/net/forge.h"

namespace ward::net {
namespace {

constexpr DocumentLimits answer_limits{.bytes = max_answer_bytes, .depth = 32, .nodes = 2'000'000, .aliases = 0};
constexpr size_t max_link_bytes = 16u << 10;

std::unexpected<Error> unexpected_form(std::string_view name, const Node& at, std::string_view what) {
    return fail(ErrorCode::parse, "the answer has no " + std::string(what),
                std::string(name) + ":" + std::to_string(at.line));
}

Result<std::string> text_at(const Node& table, std::string_view key, std::string_view name) {
    const auto text = table.string_at(key);
    if (!text) return unexpected_form(name, table, "text '" + std::string(key) + "'");
    return std::string(*text);
}

// null for an issue that was made without one.
Result<std::string> body_of(const Node& table, std::string_view name) {
    const Node* body = table.find("body");
    if (body != nullptr && body->kind == Node::Kind::null) return std::string();
    return text_at(table, "body", name);
}

// An account that was deleted is null.
Result<Person> author_of(const Node& table, std::string_view name) {
    Person person;
    person.association = std::string(table.string_at("author_association").value_or("NONE"));
    const Node* user = table.find("user");
    if (user == nullptr) return unexpected_form(name, table, "'user'");
    if (user->kind == Node::Kind::null) return person;
    WARD_TRY(person.login, text_at(*user, "login", name));
    person.bot = user->string_at("type") == "Bot";
    return person;
}

Result<std::vector<std::string>> labels_of(const Node& table, std::string_view name) {
    std::vector<std::string> labels;
    const Node* list = table.find("labels");
    if (list == nullptr || !list->is_list()) return unexpected_form(name, table, "list 'labels'");
    for (const Node& label : list->items) {
        if (label.is_string()) labels.push_back(label.text);
        else if (const auto text = label.string_at("name")) labels.emplace_back(*text);
    }
    return labels;
}

Result<Issue> issue_of(const Node& table, std::string_view name) {
    if (!table.is_table()) return unexpected_form(name, table, "issue");
    Issue issue;
    const Node* number = table.find("number");
    if (number == nullptr || number->kind != Node::Kind::integer || number->integer < 1)
        return unexpected_form(name, table, "number of an issue");
    issue.number = number->integer;
    WARD_TRY(issue.title, text_at(table, "title", name));
    WARD_TRY(issue.body, body_of(table, name));
    WARD_TRY(const std::string state, text_at(table, "state", name));
    if (state != "open" && state != "closed") return unexpected_form(name, table, "state of an issue");
    issue.open = state == "open";
    const Node* pull_request = table.find("pull_request");
    issue.pull_request = pull_request != nullptr && pull_request->kind != Node::Kind::null;
    WARD_TRY(issue.author, author_of(table, name));
    WARD_TRY(issue.labels, labels_of(table, name));
    return issue;
}

Result<Node> list_of(std::string_view json, std::string_view name) {
    WARD_TRY(Node root, parse_json(json, name, answer_limits));
    if (!root.is_list()) return unexpected_form(name, root, "list");
    return root;
}

}  // namespace

Result<Issue> issue_from_json(std::string_view json, std::string_view name) {
    WARD_TRY(const Node root, parse_json(json, name, answer_limits));
    return issue_of(root, name);
}

Result<std::vector<Issue>> issues_from_json(std::string_view json, std::string_view name) {
    WARD_TRY(const Node root, list_of(json, name));
    std::vector<Issue> issues;
    for (const Node& item : root.items) {
        WARD_TRY(Issue issue, issue_of(item, name));
        issues.push_back(std::move(issue));
    }
    return issues;
}

Result<std::vector<Comment>> comments_from_json(std::string_view json, std::string_view name) {
    WARD_TRY(const Node root, list_of(json, name));
    std::vector<Comment> comments;
    for (const Node& item : root.items) {
        if (!item.is_table()) return unexpected_form(name, item, "comment");
        Comment comment;
        WARD_TRY(comment.body, body_of(item, name));
        WARD_TRY(comment.author, author_of(item, name));
        comments.push_back(std::move(comment));
    }
    return comments;
}

std::optional<std::string> next_link(std::string_view header) {
    if (header.size() > max_link_bytes) return std::nullopt;
    // <URL>; rel="next", <URL>; rel="last": a comma or semicolon inside of <> belongs to the URL.
    while (!header.empty()) {
        const size_t open = header.find('<');
        if (open == std::string_view::npos) return std::nullopt;
        const size_t close = header.find('>', open);
        if (close == std::string_view::npos) return std::nullopt;
        const std::string_view url = header.substr(open + 1, close - open - 1);
        const size_t end = std::min(header.find('<', close), header.size());
        for (const std::string_view part : split(header.substr(close + 1, end - close - 1), ';')) {
            std::string_view parameter = trim(part);
            while (parameter.ends_with(',')) parameter = trim(parameter.substr(0, parameter.size() - 1));
            if (!parameter.starts_with("rel=")) continue;
            parameter.remove_prefix(4);
            if (parameter.size() >= 2 && parameter.front() == '"' && parameter.back() == '"')
                parameter = parameter.substr(1, parameter.size() - 2);
            if (parameter == "next") return std::string(url);
        }
        header.remove_prefix(end);
    }
    return std::nullopt;
}

}  // namespace ward::net
