// Finds keys that stand twice in one JSON object. Private to manifest.cc.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace ward::policy {

// The keys of one object: most have few, `resources` has tens of thousands, which are sorted by a number each.
class ObjectKeys {
  public:
    struct Key {
        std::string_view text;
        uint32_t line = 0;
    };
    struct Twice {
        Key first, second;
    };

    void add(std::string_view text, uint32_t line) {
        if (count_ < few_.size()) few_.at(count_++) = {text, line};
        else many_.push_back({text, line});
    }
    // The first key that stands there a second time.
    std::optional<Twice> twice() {
        if (many_.empty()) return twice_of_few();
        many_.insert(many_.begin(), few_.begin(), few_.end());
        struct Sorted {
            size_t hash, index;
        };
        std::vector<Sorted> order;
        order.reserve(many_.size());
        for (const Key& key : many_) order.push_back({std::hash<std::string_view>{}(key.text), order.size()});
        // By text where the numbers are equal: whoever writes the keys can choose them so.
        std::ranges::sort(order, [this](const Sorted& a, const Sorted& b) {
            if (a.hash != b.hash) return a.hash < b.hash;
            const int texts = many_[a.index].text.compare(many_[b.index].text);
            return texts != 0 ? texts < 0 : a.index < b.index;
        });
        std::optional<Twice> found;
        for (size_t i = 1; i < order.size(); ++i) {
            const Key& first = many_[order[i - 1].index];
            const Key& second = many_[order[i].index];
            if (order[i].hash != order[i - 1].hash || first.text != second.text) continue;
            if (!found || second.line < found->second.line) found = Twice{first, second};
        }
        return found;
    }

  private:
    std::optional<Twice> twice_of_few() const {
        for (size_t i = 1; i < count_; ++i)
            for (size_t k = 0; k < i; ++k)
                if (few_.at(k).text == few_.at(i).text) return Twice{few_.at(k), few_.at(i)};
        return std::nullopt;
    }

    size_t count_ = 0;
    std::array<Key, 8> few_;
    std::vector<Key> many_;
};

}  // namespace ward::policy
