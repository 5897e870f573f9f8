// Stage one and the grammar are simdjson's; this file turns its forward-only view into a table that can be asked twice.
#include "facts/inventory/json_scan.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/core.h>
#include <simdjson.h>

namespace ward::inventory {
namespace {
namespace ondemand = simdjson::ondemand;
using simdjson::SUCCESS;

// Objects up to this size look for repeated keys pair by pair; larger ones sort.
constexpr size_t few_members = 12;
}  // namespace

// Fills one Json. Recursion is bounded by JsonLimits::depth.
class JsonScanner {
  public:
    JsonScanner(Json& json, std::string_view text, std::string_view name, const JsonLimits& limits)
        : json_(json), name_(name), limits_(limits), counted_(text.data()), end_(text.data() + text.size()) {}

    Result<void> scan(ondemand::document& document) {
        ondemand::object root;
        if (const auto error = document.get_object().get(root)) return broken(error);
        WARD_TRY_VOID(scan_object(root, 1));
        // simdjson stops at the root's bracket; nothing but white space may follow it.
        const char* rest = nullptr;
        if (document.current_location().get(rest) == SUCCESS && rest < end_)
            return fail(ErrorCode::parse, "text follows the JSON value", where(line_of(rest)));
        return {};
    }

  private:
    using Kind = Json::Kind;

    std::string where(int64_t line) const { return fmt::format("{}:{}", name_, line); }
    std::unexpected<Error> broken(simdjson::error_code error) const {
        return fail(ErrorCode::parse, fmt::format("not JSON: {}", simdjson::error_message(error)), where(line_));
    }

    // Tokens come in the order of the file, so each byte is looked at once.
    uint32_t line_of(const char* at) {
        if (at > counted_) {
            line_ += static_cast<uint32_t>(std::count(counted_, at, '\n'));
            counted_ = at;
        }
        return line_;
    }

    Result<uint32_t> add(std::string_view text, const char* at, Kind kind) {
        if (json_.cells_.size() >= limits_.values)
            return fail(ErrorCode::limit, fmt::format("more than {} values", limits_.values), where(line_));
        const auto number = static_cast<uint32_t>(json_.cells_.size());
        json_.cells_.push_back({text, line_of(at), static_cast<uint32_t>(at - json_.bytes_.data()), number + 1, kind});
        return number;
    }

    Result<void> scan_object(ondemand::object& object, size_t depth) {
        WARD_TRY(const uint32_t number, add({}, counted_, Kind::object));
        std::vector<uint32_t> keys;
        for (auto item : object) {
            ondemand::field field;
            if (const auto error = std::move(item).get(field)) return broken(error);
            // The key is checked as a string only when it is decoded: it ends at a quote either way.
            const char* start = field.key().raw();
            const std::string_view plain = plain_string(start);
            if (plain.data() != nullptr) {
                WARD_TRY(const uint32_t key, add(plain, start, Kind::key));
                keys.push_back(key);
            } else {
                std::string_view decoded;
                const std::string_view text =
                    field.unescaped_key().get(decoded) == SUCCESS ? decoded : written_string(start);
                WARD_TRY(const uint32_t key, add(json_.decoded_.emplace_back(text), start, Kind::key));
                keys.push_back(key);
            }
            WARD_TRY_VOID(scan_value(field.value(), depth));
        }
        json_.cells_[number].end = static_cast<uint32_t>(json_.cells_.size());
        note_repeated(std::move(keys));
        return {};
    }

    Result<void> scan_array(ondemand::array& array, size_t depth) {
        WARD_TRY(const uint32_t number, add({}, counted_, Kind::array));
        for (auto item : array) {
            ondemand::value value;
            if (const auto error = std::move(item).get(value)) return broken(error);
            WARD_TRY_VOID(scan_value(value, depth));
        }
        json_.cells_[number].end = static_cast<uint32_t>(json_.cells_.size());
        return {};
    }

    Result<void> scan_value(ondemand::value value, size_t depth) {
        ondemand::json_type type{};
        if (const auto error = value.type().get(type)) return broken(error);
        const std::string_view token = value.raw_json_token();
        line_of(&token.front());
        switch (type) {
            case ondemand::json_type::object:
            case ondemand::json_type::array: {
                if (depth >= limits_.depth)
                    return fail(ErrorCode::limit, fmt::format("nested deeper than {}", limits_.depth), where(line_));
                if (type == ondemand::json_type::object) {
                    ondemand::object object;
                    if (const auto error = value.get_object().get(object)) return broken(error);
                    return scan_object(object, depth + 1);
                }
                ondemand::array array;
                if (const auto error = value.get_array().get(array)) return broken(error);
                return scan_array(array, depth + 1);
            }
            case ondemand::json_type::string: return scan_string(value, token.data() + 1);
            case ondemand::json_type::number: {
                double number = 0;
                // A number too large for a double is still JSON; whoever needs it reads the text.
                if (const auto error = value.get_double().get(number); error && error != simdjson::NUMBER_OUT_OF_RANGE)
                    return broken(error);
                return scan_word(token, Kind::number);
            }
            case ondemand::json_type::boolean: {
                bool truth = false;
                if (const auto error = value.get_bool().get(truth)) return broken(error);
                return scan_word(token, Kind::boolean);
            }
            case ondemand::json_type::null: {
                bool is_null = false;
                if (const auto error = value.is_null().get(is_null)) return broken(error);
                if (!is_null) return broken(simdjson::N_ATOM_ERROR);
                return scan_word(token, Kind::null);
            }
        }
        return broken(simdjson::TAPE_ERROR);
    }

    Result<void> scan_string(ondemand::value value, const char* start) {
        const std::string_view plain = plain_string(start);
        if (plain.data() != nullptr) {
            ondemand::raw_json_string consumed;
            if (const auto error = value.get_raw_json_string().get(consumed)) return broken(error);
            WARD_TRY([[maybe_unused]] const uint32_t cell, add(plain, start, Kind::string));
            return {};
        }
        std::string_view decoded;
        const std::string_view text = value.get_string().get(decoded) == SUCCESS ? decoded : written_string(start);
        WARD_TRY([[maybe_unused]] const uint32_t cell, add(json_.decoded_.emplace_back(text), start, Kind::string));
        return {};
    }

    Result<void> scan_word(std::string_view token, Kind kind) {
        const std::string_view word = token.substr(0, token.find_first_of(" \t\r\n,]}"));
        WARD_TRY([[maybe_unused]] const uint32_t cell, add(word, &token.front(), kind));
        return {};
    }

    // The string that starts after a quote, if it has no escapes; null data otherwise.
    std::string_view plain_string(const char* start) const {
        const auto* quote = static_cast<const char*>(std::memchr(start, '"', static_cast<size_t>(end_ - start)));
        if (quote == nullptr || std::memchr(start, '\\', static_cast<size_t>(quote - start)) != nullptr) return {};
        return {start, static_cast<size_t>(quote - start)};
    }

    // The same with its escapes as written.
    std::string_view written_string(const char* start) const {
        const char* at = start;
        while (at < end_ && *at != '"') at += *at == '\\' ? 2 : 1;
        return {start, static_cast<size_t>(std::min(at, end_) - start)};
    }

    void note_repeated(std::vector<uint32_t> keys) {
        const auto text_of = [this](uint32_t key) { return json_.cells_[key].text; };
        const auto note = [this](uint32_t key) {
            if (json_.repeated_.size() < limits_.repeated_keys)
                json_.repeated_.push_back({json_.cells_[key].text, json_.cells_[key].line});
        };
        if (keys.size() <= few_members) {
            for (size_t i = 1; i < keys.size(); ++i)
                if (std::any_of(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(i),
                                [&](uint32_t earlier) { return text_of(earlier) == text_of(keys[i]); }))
                    note(keys[i]);
            return;
        }
        std::ranges::sort(keys, {}, [&](uint32_t key) { return std::pair(text_of(key), key); });
        for (size_t i = 1; i < keys.size(); ++i)
            if (text_of(keys[i - 1]) == text_of(keys[i])) note(keys[i]);
    }

    Json& json_;
    std::string_view name_;
    const JsonLimits& limits_;
    const char* counted_;  // newlines before this are in line_
    const char* end_;
    uint32_t line_ = 1;
};

Result<Json> Json::scan(std::string_view text, std::string_view name, const JsonLimits& limits) {
    if (text.size() > limits.bytes || text.size() >= UINT32_MAX)
        return fail(ErrorCode::limit, fmt::format("larger than {} bytes", limits.bytes), std::string(name));
    Json json;
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    const size_t size = text.size();
    json.bytes_.resize(size + simdjson::SIMDJSON_PADDING);
    std::ranges::copy(text, json.bytes_.begin());

    ondemand::parser parser;
    ondemand::document document;
    const simdjson::padded_string_view padded(json.bytes_.data(), size, json.bytes_.size());
    if (const auto error = parser.iterate(padded).get(document))
        return fail(ErrorCode::parse, fmt::format("not JSON: {}", simdjson::error_message(error)), std::string(name));
    json.cells_.reserve(size / 24);
    JsonScanner scanner(json, {json.bytes_.data(), size}, name, limits);
    WARD_TRY_VOID(scanner.scan(document));
    return json;
}

Json::Value Json::root() const {
    return {this, 0};
}

std::optional<std::string_view> Json::Value::string() const {
    if (kind() != Kind::string) return std::nullopt;
    return cell().text;
}

bool Json::Value::is_truthy() const {
    switch (kind()) {
        case Kind::null: return false;
        case Kind::boolean: return cell().text == "true";
        case Kind::number: return cell().text.find_first_of("123456789") != std::string_view::npos;
        case Kind::string: return !cell().text.empty();
        default: return true;
    }
}

std::optional<Json::Value> Json::Value::find(std::string_view key) const {
    std::optional<Value> found;
    for (const auto& member : members())
        if (member.key == key) found = member.value;
    return found;
}

std::optional<std::string_view> Json::Value::string_at(std::string_view key) const {
    const auto value = find(key);
    return value ? value->string() : std::nullopt;
}

bool Json::Value::truthy_at(std::string_view key) const {
    const auto value = find(key);
    return value && value->is_truthy();
}

Json::Members Json::Value::members() const {
    return is_object() ? Members(json_, number_ + 1, cell().end) : Members(json_, number_, number_);
}

Json::Items Json::Value::items() const {
    return kind() == Kind::array ? Items(json_, number_ + 1, cell().end) : Items(json_, number_, number_);
}

}  // namespace ward::inventory
