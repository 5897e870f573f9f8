// JSON written by strangers as one flat table of values, each with its line: for package manifests and lock files,
// where evidence needs exact lines and fields come in any order. Strict about form (every value is visited), lenient
// about text: a string that is not valid Unicode (a lone surrogate) keeps its escapes and spoils only itself. Keys that
// repeat in one object are listed; look-ups then answer the last one, as JavaScript does.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::inventory {

struct JsonLimits {
    size_t bytes = 16u << 20;
    size_t depth = 512;           // arrays and objects inside each other
    size_t values = 50'000'000;   // keys included
    size_t repeated_keys = 1000;  // that are remembered; the scan goes on beyond
};

class Json {
  public:
    enum class Kind : uint8_t { null, boolean, number, string, array, object, key };
    class Value;
    class Members;
    class Items;

    struct RepeatedKey {
        std::string_view key;
        int64_t line = 0;  // of the later one
    };

    // The table of `text`, which must be an object. `parse` and `limit` errors name the line as "name:line".
    static Result<Json> scan(std::string_view text, std::string_view name, const JsonLimits& limits = {});

    Json(Json&&) noexcept = default;
    Json& operator=(Json&&) noexcept = default;

    // Views live as long as this object, also when it is moved; values until it is moved.
    Value root() const;
    const std::vector<RepeatedKey>& repeated_keys() const { return repeated_; }

  private:
    friend class JsonScanner;
    struct Cell {
        std::string_view text;  // strings and keys: decoded; others: as written
        uint32_t line;
        uint32_t offset;
        uint32_t end;  // number of the cell after this value, its contents included
        Kind kind;
    };
    Json() = default;

    std::vector<char> bytes_;  // the file, padded
    std::deque<std::string> decoded_;
    std::vector<Cell> cells_;
    std::vector<RepeatedKey> repeated_;
};

class Json::Value {
  public:
    Kind kind() const { return cell().kind; }
    bool is_object() const { return kind() == Kind::object; }
    int64_t line() const { return cell().line; }
    // Of its first byte behind a quote or bracket, in the text without a byte order mark.
    size_t offset() const { return cell().offset; }
    // Strings decoded, words as written, nothing for arrays and objects.
    std::string_view text() const { return cell().text; }
    // The decoded text of a string; nothing for any other kind.
    std::optional<std::string_view> string() const;
    // JavaScript's truth, which npm applies to flags: not null, false, 0 or "".
    bool is_truthy() const;
    // The last member of that name; nothing also where this is not an object.
    std::optional<Value> find(std::string_view key) const;
    // The member's decoded text, where it is a string.
    std::optional<std::string_view> string_at(std::string_view key) const;
    bool truthy_at(std::string_view key) const;
    // Empty for other kinds.
    Members members() const;
    Items items() const;

  private:
    friend class Json;
    friend class Members;
    friend class Items;
    Value(const Json* json, uint32_t number) : json_(json), number_(number) {}
    const Cell& cell() const { return json_->cells_[number_]; }

    const Json* json_;
    uint32_t number_;
};

// for (const auto& [key, line, value] : object.members()), in the order of the file.
class Json::Members {
  public:
    struct Member {
        std::string_view key;
        int64_t line;  // of the key
        Value value;
    };
    class Iterator {
      public:
        Iterator(const Json* json, uint32_t number) : json_(json), number_(number) {}
        Member operator*() const {
            const Cell& key = json_->cells_[number_];
            return {key.text, key.line, Value(json_, number_ + 1)};
        }
        Iterator& operator++() {
            number_ = json_->cells_[number_ + 1].end;
            return *this;
        }
        bool operator==(const Iterator&) const = default;

      private:
        const Json* json_;
        uint32_t number_;
    };
    Iterator begin() const { return {json_, begin_}; }
    Iterator end() const { return {json_, end_}; }

  private:
    friend class Value;
    Members(const Json* json, uint32_t begin, uint32_t end) : json_(json), begin_(begin), end_(end) {}
    const Json* json_;
    uint32_t begin_;
    uint32_t end_;
};

class Json::Items {
  public:
    class Iterator {
      public:
        Iterator(const Json* json, uint32_t number) : json_(json), number_(number) {}
        Value operator*() const { return Value(json_, number_); }
        Iterator& operator++() {
            number_ = json_->cells_[number_].end;
            return *this;
        }
        bool operator==(const Iterator&) const = default;

      private:
        const Json* json_;
        uint32_t number_;
    };
    Iterator begin() const { return {json_, begin_}; }
    Iterator end() const { return {json_, end_}; }

  private:
    friend class Value;
    Items(const Json* json, uint32_t begin, uint32_t end) : json_(json), begin_(begin), end_(end) {}
    const Json* json_;
    uint32_t begin_;
    uint32_t end_;
};

}  // namespace ward::inventory
