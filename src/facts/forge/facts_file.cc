#include "facts/forge/facts_file.h"

#include <fmt/core.h>

#include "base/text.h"
#include "base/time.h"
#include "facts/forge/facts_fields.h"
#include "formats/document.h"
#include "formats/json_writer.h"

namespace ward::forge {
namespace {

class Writer {
  public:
    explicit Writer(JsonWriter& json) : json_(json) {}

    template <typename Value>
    void must(std::string_view key, const Value& value) {
        json_.key(key);
        put(value);
    }
    template <typename Value>
    void may(std::string_view key, const Value& value) {
        if (!(value == Value{})) must(key, value);
    }
    template <typename Value>
    void may(std::string_view key, const std::optional<Value>& value) {
        if (value) must(key, *value);
    }
    void must_time(std::string_view key, const std::string& time) { must(key, time); }
    template <typename Text>
    void may_time(std::string_view key, const Text& time) {
        may(key, time);
    }

  private:
    void put(const std::string& text) { json_.value(text); }
    void put(bool truth) { json_.value(truth); }
    void put(int64_t number) { json_.value(number); }
    void put(const std::vector<std::string>& texts) { json_.values(texts); }
    template <typename Item>
    void put(const std::vector<Item>& items) {
        json_.begin_array();
        for (const Item& item : items) put(item);
        json_.end_array();
    }
    template <typename Value>
    void put(const std::map<std::string, Value>& table) {
        json_.begin_object();
        for (const auto& [key, value] : table) must(key, value);
        json_.end_object();
    }
    template <typename Struct>
    void put(const Struct& value) {
        json_.begin_object();
        describe(*this, value);
        json_.end_object();
    }

    JsonWriter& json_;
};

// Stops at the first error: what comes behind it stays as it begins.
class Reader {
  public:
    Reader(const Node& root, std::string_view name) : at_(&root), name_(name) {}

    template <typename Value>
    void must(std::string_view key, Value& value) {
        if (error_) return;
        if (at_->find(key) == nullptr) return inside(key, [&] { refuse(*at_, "is missing"); });
        may(key, value);
    }
    template <typename Value>
    void may(std::string_view key, Value& value) {
        const Node* node = at_->find(key);
        if (error_ || node == nullptr) return;
        inside(key, [&] { take(*node, value); });
    }
    void must_time(std::string_view key, std::string& time) {
        must(key, time);
        check_time(key, time);
    }
    void may_time(std::string_view key, std::string& time) {
        may(key, time);
        if (!time.empty()) check_time(key, time);
    }
    void may_time(std::string_view key, std::optional<std::string>& time) {
        may(key, time);
        if (time) check_time(key, *time);
    }

    const std::optional<Error>& error() const { return error_; }

  private:
    void refuse(const Node& node, std::string_view why) {
        if (error_) return;
        std::string place;
        for (const std::string& part : path_) place += (place.empty() || part.starts_with('[') ? "" : ".") + part;
        error_ =
            fail(ErrorCode::parse, fmt::format("{} {}", display(place), why), fmt::format("{}:{}", name_, node.line))
                .error();
    }
    template <typename Do>
    void inside(std::string_view key, const Do& what) {
        path_.emplace_back(key);
        what();
        path_.pop_back();
    }
    void check_time(std::string_view key, std::string_view time) {
        if (error_ || parse_instant(time)) return;
        inside(key, [&] { refuse(*at_->find(key), "is no time of the form 2026-11-22T12:00:00Z"); });
    }

    void take(const Node& node, std::string& text) {
        if (!node.is_string()) return refuse(node, "is no text");
        if (node.text.size() > max_text_bytes)
            return refuse(node, fmt::format("is longer than {} bytes", max_text_bytes));
        text = node.text;
    }
    void take(const Node& node, bool& truth) {
        if (node.kind != Node::Kind::boolean) return refuse(node, "is neither true nor false");
        truth = node.truth;
    }
    void take(const Node& node, int64_t& number) {
        if (node.kind != Node::Kind::integer) return refuse(node, "is no whole number");
        number = node.integer;
    }
    template <typename Value>
    void take(const Node& node, std::optional<Value>& value) {
        take(node, value.emplace());
    }
    template <typename Item>
    void take(const Node& node, std::vector<Item>& items) {
        if (!node.is_list()) return refuse(node, "is no list");
        if (node.items.size() > max_list_items)
            return refuse(node, fmt::format("has more than {} items", max_list_items));
        items.resize(node.items.size());
        for (size_t i = 0; i < items.size() && !error_; ++i)
            inside(fmt::format("[{}]", i), [&] { take(node.items[i], items[i]); });
    }
    template <typename Value>
    void take(const Node& node, std::map<std::string, Value>& table) {
        if (!node.is_table()) return refuse(node, "is no object");
        if (node.fields.size() > max_list_items)
            return refuse(node, fmt::format("has more than {} members", max_list_items));
        for (const auto& field : node.fields) inside(field.first, [&] { take(field.second, table[field.first]); });
    }
    template <typename Struct>
    void take(const Node& node, Struct& value) {
        if (!node.is_table()) return refuse(node, "is no object");
        const Node* outer = std::exchange(at_, &node);
        describe(*this, value);
        at_ = outer;
    }

    const Node* at_;
    std::string_view name_;
    std::vector<std::string> path_;
    std::optional<Error> error_;
};

}  // namespace

std::string write_facts(const ForgeFacts& facts) {
    JsonWriter json;
    json.begin_object().member("schema", facts_schema);
    Writer writer(json);
    describe(writer, facts);
    json.end_object();
    return json.take();
}

Result<ForgeFacts> read_facts(std::string_view json, std::string_view name) {
    constexpr DocumentLimits limits{
        .bytes = max_facts_bytes, .depth = max_facts_depth, .nodes = max_facts_values, .aliases = 0};
    WARD_TRY(const Node root, parse_json(json, name, limits));
    const auto schema = root.string_at("schema");
    if (!schema) return fail(ErrorCode::parse, "is no fact bundle: it names no schema", std::string(name));
    if (*schema != facts_schema)
        return fail(ErrorCode::unsupported,
                    fmt::format("has the schema {}; {} is read", display(schema->substr(0, 80)), facts_schema),
                    std::string(name));
    ForgeFacts facts;
    Reader reader(root, name);
    describe(reader, facts);
    if (reader.error()) return std::unexpected(*reader.error());
    return facts;
}

}  // namespace ward::forge
