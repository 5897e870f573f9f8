#include "facts/forge/api.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/json_writer.h"
#include "io/net/courtesy.h"

namespace ward::forge {
namespace {

constexpr DocumentLimits answer_limits{.bytes = net::max_answer_bytes, .depth = 32, .nodes = 2'000'000, .aliases = 0};
constexpr size_t max_message_bytes = 300;
constexpr size_t max_graph_errors = 1'000;

std::string shown(std::string_view text) {
    return display(text.substr(0, max_message_bytes));
}

GraphError graph_error(const Node& node) {
    GraphError error{text_at(node, "type"), shown(text_at(node, "message")), {}};
    // GitHub names some kinds in `extensions` only.
    if (const Node* extensions = node.find("extensions"); extensions != nullptr && error.type.empty())
        error.type = text_at(*extensions, "code");
    for (const Node& part : items_at(node, "path")) error.path.push_back(part.text);
    return error;
}

bool is_rate_limit(const GraphError& error) {
    return error.type == "RATE_LIMITED" || error.type == "RATE_LIMIT";
}

ErrorCode code_of(const GraphError& error) {
    if (error.type == "NOT_FOUND") return ErrorCode::not_found;
    if (error.type == "FORBIDDEN" || error.type == "INSUFFICIENT_SCOPES") return ErrorCode::auth;
    return ErrorCode::network;
}

}  // namespace

const Node* GraphAnswer::data() const {
    return root.find("data");
}

const GraphError* GraphAnswer::error_at(std::string_view member) const {
    for (const GraphError& error : errors)
        if (std::ranges::find(error.path, member) != error.path.end()) return &error;
    return nullptr;
}

Api::Api(net::Http& http, const net::ApiOptions& options, GraphEndpoint graph, std::string variable)
    : client_(http, options),
      graph_(std::move(graph)),
      variable_(std::move(variable)),
      attempts_(options.courtesy.attempts) {}

Result<void> Api::check_running() const {
    if (stopped_) return std::unexpected(*stopped_);
    return {};
}

template <typename Value>
Result<Value> Api::note(Result<Value> answer) {
    if (!answer && answer.error().code == ErrorCode::rate_limited) stopped_ = answer.error();
    return answer;
}

Result<net::CachedAnswer> Api::fetch(const std::string& url) {
    WARD_TRY_VOID(check_running());
    return note(client_.get(url));
}

Result<Node> Api::get(const std::string& path) {
    const std::string url = client_.base_url() + path;
    WARD_TRY(const net::CachedAnswer answer, fetch(url));
    WARD_TRY(Node root, parse_json(answer.body, url, answer_limits));
    if (!root.is_table()) return fail(ErrorCode::parse, "the answer is not as documented: it is no object", url);
    return root;
}

Result<Node> Api::get_list(const std::string& path, int most_pages) {
    std::string url = client_.base_url() + path;
    Node all;
    all.kind = Node::Kind::list;
    for (int page = 0; page < most_pages; ++page) {
        WARD_TRY(const net::CachedAnswer answer, fetch(url));
        if (answer.body.empty()) break;
        WARD_TRY(Node list, parse_json(answer.body, url, answer_limits));
        if (!list.is_list()) return fail(ErrorCode::parse, "the answer is not as documented: it is no list", url);
        std::ranges::move(list.items, std::back_inserter(all.items));
        if (page + 1 == most_pages) break;
        WARD_TRY(const auto next, client_.next_page(answer, url));
        if (!next) break;
        url = *next;
    }
    return all;
}

Result<GraphAnswer> Api::graph(std::string_view query, const Variables& variables, int attempts) {
    if (graph_.needs_token && !has_token())
        return fail(ErrorCode::auth, "GraphQL answers nobody without a token", graph_.url);
    JsonWriter json(JsonLayout::compact);
    json.begin_object().member("query", query).key("variables").begin_object();
    for (const auto& [name, value] : variables) json.key(name).raw(value);
    const std::string body = json.end_object().end_object().take();
    for (int limited = 0;; ++limited) {
        WARD_TRY_VOID(check_running());
        WARD_TRY(net::Response response, note(client_.ask(graph_.url, body, attempts > 0 ? attempts : attempts_)));
        WARD_TRY_VOID(note(net::check_answer(response)));
        GraphAnswer answer;
        WARD_TRY(answer.root, parse_json(response.body, graph_.url, answer_limits));
        for (const Node& error :
             items_at(answer.root, "errors").first(std::min(items_at(answer.root, "errors").size(), max_graph_errors)))
            answer.errors.push_back(graph_error(error));
        if (std::ranges::any_of(answer.errors, is_rate_limit)) {
            // Told with status 200; the headers are those of any other rate limit.
            response.status = 429;
            const auto wait = net::rate_limit_wait(response, limited, client_.time());
            WARD_TRY_VOID(note(client_.be_patient(wait.value_or(std::chrono::seconds(60)), graph_.url)));
            continue;
        }
        const Node* data = answer.data();
        if (data != nullptr && data->is_table()) return answer;
        if (answer.errors.empty())
            return fail(ErrorCode::parse, "the answer is not as documented: no data", graph_.url);
        const GraphError& first = answer.errors.front();
        return fail(code_of(first), fmt::format("{}{}{}", first.type, first.type.empty() ? "" : ": ", first.message),
                    graph_.url);
    }
}

std::string Api::reason_of(const Error& error, std::string_view needed) const {
    std::string reason = error.what;
    if (error.code != ErrorCode::auth && error.code != ErrorCode::not_found) return reason;
    if (!has_token() && !variable_.empty()) reason += fmt::format("; needs a token ({})", variable_);
    if (!needed.empty()) reason += fmt::format("; needs {}", needed);
    return reason;
}

}  // namespace ward::forge
