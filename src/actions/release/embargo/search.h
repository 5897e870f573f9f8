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
    void add(const TextWord& word) {
        begins_[count_ % kept] = word.begin;
        const uint64_t sum = sums_[count_ % kept] * base + word.hash;
        sums_[++count_ % kept] = sum;
    }
    size_t count() const { return count_; }
    // Of the last `words`, at most count() and max_phrase_words.
    uint64_t hash(size_t words) const { return sums_[count_ % kept] - sums_[(count_ - words) % kept] * powers[words]; }
    size_t begin(size_t words) const { return begins_[(count_ - words) % kept]; }

  private:
    static constexpr uint64_t base = 0x9fb21c651e98df25;  // odd: nothing is lost by multiplying
    static constexpr std::array<uint64_t, max_phrase_words + 1> powers = [] {
        std::array<uint64_t, max_phrase_words + 1> out{};
        uint64_t power = 1;
        for (uint64_t& one : out) {
            one = power;
            power *= base;
        }
        return out;
    }();
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
            if (word.is_markup) last_markup_ = all_.count();
            else prose_.add(word);
            if (matcher_.last_words_[word.hash >> 48]) look_for_phrases(word, hit);
            look_for_shingles(word, hit);
            if (word.end - word.begin >= min_abbreviated_id_digits) look_for_id(word, hit);
        }
    }

  private:
    // Without markup among the last words both trails say the same.
    bool is_plain() const { return last_markup_ == 0 || all_.count() - last_markup_ >= max_phrase_words; }

    template <typename Hit>
    void look_for_phrases(const TextWord& word, Hit& hit) {
        const auto found = matcher_.phrases_.find(word.hash);
        if (found == matcher_.phrases_.end()) return;
        for (const Phrase& phrase : found->second) {
            if (look_for_phrase(phrase, all_, word, hit) || word.is_markup || is_plain()) continue;
            look_for_phrase(phrase, prose_, word, hit);
        }
    }

    template <typename Hit>
    bool look_for_phrase(const Phrase& phrase, const WordTrail& trail, const TextWord& word, Hit& hit) {
        if (trail.count() < phrase.words || trail.hash(phrase.words) != phrase.hash) return false;
        const size_t begin = trail.begin(phrase.words);
        if (!stands_right(phrase.around, begin, word.end)) return false;
        hit(Taint{phrase.item.rule, phrase.item.item, begin, word.end}, phrase.hash);
        return true;
    }

    template <typename Hit>
    void look_for_shingles(const TextWord& word, Hit& hit) {
        if (look_for_shingle(all_, word, hit) || word.is_markup || is_plain()) return;
        look_for_shingle(prose_, word, hit);
    }

    template <typename Hit>
    bool look_for_shingle(const WordTrail& trail, const TextWord& word, Hit& hit) {
        if (trail.count() < shingle_words) return false;
        const uint64_t hash = trail.hash(shingle_words);
        if (!(*matcher_.shingle_bits_)[hash >> 44]) return false;
        const auto found = matcher_.shingles_.find(hash);
        if (found == matcher_.shingles_.end()) return false;
        hit(Taint{found->second.rule, found->second.item, trail.begin(shingle_words), word.end}, hash);
        return true;
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
    WordTrail prose_;         // without markup
    size_t last_markup_ = 0;  // the number of the last word that was markup; 0: none was
};

}  // namespace ward::release
