// The words of any bytes, so that the same sentence is the same words however it is written: letters' case, line ends,
// punctuation, Markdown, HTML's and JSON's escapes, quoting of mails and signs of diffs make no difference.
// (Private to this folder.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ward::release {

// A tag or a link's target that does not end within so many bytes is none.
constexpr size_t max_markup_bytes = 512;

struct TextWord {
    uint64_t hash = 0;  // of its letters, small ones for large ones
    size_t begin = 0;   // in the bytes
    size_t end = 0;
    // Of a tag or of a link's target: words that are not read, between words that are.
    bool is_markup = false;
};

// A word is a run of ASCII letters, digits and other characters that are neither punctuation nor blank. Only ASCII's
// case is folded. Linear in the bytes, whatever they are.
class TextWords {
  public:
    explicit TextWords(std::string_view text) : text_(text) {}
    // False at the end.
    bool next(TextWord& word);

  private:
    size_t skip_to_word(size_t at);
    size_t end_of_markup(size_t at, char close);

    std::string_view text_;
    size_t at_ = 0;
    size_t markup_end_ = 0;
    size_t no_tag_before_ = 0;
    size_t no_target_before_ = 0;
};

}  // namespace ward::release
