// Facts made up at random, from the same description by which they are written and read: for property tests.
#pragma once

#include <random>
#include <string>

#include "base/time.h"
#include "facts/forge/facts_fields.h"

namespace ward::forge {

class MadeUp {
  public:
    explicit MadeUp(uint32_t seed) : dice_(seed) {}

    ForgeFacts facts() {
        ForgeFacts made;
        describe(*this, made);
        return made;
    }

    template <typename Value>
    void must(std::string_view, Value& value) {
        make(value);
    }
    template <typename Value>
    void may(std::string_view, Value& value) {
        if (below(3) > 0) make(value);
    }
    void must_time(std::string_view, std::string& time) { time = format_instant(below(2'000'000'000)); }
    void may_time(std::string_view key, std::string& time) {
        if (below(2) > 0) must_time(key, time);
    }
    void may_time(std::string_view key, std::optional<std::string>& time) {
        if (below(2) > 0) must_time(key, time.emplace());
    }

  private:
    uint32_t below(uint32_t limit) { return std::uniform_int_distribution<uint32_t>(0, limit - 1)(dice_); }
    void make(std::string& text) {
        constexpr std::string_view pieces[] = {"",         "a",      "\"", "\\", "\n",  "\x01",
                                               "<script>", "\u2028", "ü",  "𝄞",  "null"};
        text.clear();
        for (uint32_t count = below(4); count > 0; --count) text += pieces[below(std::size(pieces))];
    }
    void make(bool& truth) { truth = below(2) > 0; }
    void make(int64_t& number) {
        number = std::uniform_int_distribution<int64_t>(INT64_MIN, INT64_MAX)(dice_);
        if (below(2) > 0) number %= 100;
    }
    template <typename Value>
    void make(std::optional<Value>& value) {
        make(value.emplace());
    }
    template <typename Item>
    void make(std::vector<Item>& items) {
        items.resize(below(4));
        for (Item& item : items) make(item);
    }
    template <typename Value>
    void make(std::map<std::string, Value>& table) {
        for (uint32_t count = below(3); count > 0; --count) {
            std::string key;
            make(key);
            make(table[key]);
        }
    }
    template <typename Struct>
    void make(Struct& value) {
        describe(*this, value);
    }

    std::minstd_rand dice_;
};

}  // namespace ward::forge
