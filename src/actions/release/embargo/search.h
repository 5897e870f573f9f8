// One pass of a TaintMatcher over a text. (Private to this folder.)
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "actions/release/embargo/matcher.h"
#include "actions/release/embargo/text_words.h"

namespace ward::release {

// The last words of a text, and the hash of any few of them in a row.
class WordTrail {
  public:
    void add(const TextWord& word);
    size_t count() const { return count_; }
    // Of the last `words`, at most count() and max_phrase_words.
    uint64_t hash(size_t words) const;
    size_t begin(size_t words) const { return begins_[(count_ - words) % kept]; }

  private:
    static constexpr size_t kept = 2 * max_phrase_words;
    std::array<uint64_t, kept> sums_{};
    std::array<size_t, kept> begins_{};
    size_t count_ = 0;
};

class TaintMatcher::Search {
  public:
    Search(const TaintMatcher& matcher, std::string_view text) : matcher_(matcher), text_(text) {}

    // Calls hit(Taint, uint64_t hash) for each place of each item.
    template <typename Hit>
    void run(Hit hit) {
        TextWord word;
        for (TextWords words(text_); words.next(word);) {
            all_.add(word);
            if (!word.is_markup) prose_.add(word);
            if (matcher_.last_words_[word.hash >> 48]) look_for_phrases(word, hit);
            look_for_shingles(word, hit);
            if (word.end - word.begin >= min_abbreviated_id_digits) look_for_id(word, hit);
        }
    }

  private:
    template <typename Hit>
    void look_for_phrases(const TextWord& word, Hit& hit) {
        const auto found = matcher_.phrases_.find(word.hash);
        if (found == matcher_.phrases_.end()) return;
        for (const Phrase& phrase : found->second)
            for (const WordTrail* trail : {&all_, &prose_}) {
                if ((trail == &prose_ && word.is_markup) || trail->count() < phrase.words ||
                    trail->hash(phrase.words) != phrase.hash)
                    continue;
                const size_t begin = trail->begin(phrase.words);
                if (!stands_right(phrase.around, begin, word.end)) continue;
                hit(Taint{phrase.item.rule, phrase.item.item, begin, word.end}, phrase.hash);
                break;
            }
    }

    template <typename Hit>
    void look_for_shingles(const TextWord& word, Hit& hit) {
        uint64_t before = 0;
        for (const WordTrail* trail : {&all_, &prose_}) {
            if ((trail == &prose_ && word.is_markup) || trail->count() < shingle_words) continue;
            const uint64_t hash = trail->hash(shingle_words);
            if (hash == before || !(*matcher_.shingle_bits_)[hash >> 44]) continue;
            before = hash;
            if (const auto found = matcher_.shingles_.find(hash); found != matcher_.shingles_.end())
                hit(Taint{found->second.rule, found->second.item, trail->begin(shingle_words), word.end}, hash);
        }
    }

    template <typename Hit>
    void look_for_id(const TextWord& word, Hit& hit) {
        if (const HexId* id = hex_id(text_.substr(word.begin, word.end - word.begin)))
            hit(Taint{id->item.rule, id->item.item, word.begin, word.end}, word.hash);
    }

    bool stands_right(Around around, size_t begin, size_t end) const;
    const HexId* hex_id(std::string_view word) const;

    const TaintMatcher& matcher_;
    std::string_view text_;
    WordTrail all_;
    WordTrail prose_;  // without markup
};

}  // namespace ward::release
