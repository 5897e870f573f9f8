// JSON strings as views: the source bytes themselves where there is no escape, else unescaped into a buffer. Lone
// surrogates and unknown escapes become U+FFFD and are counted, where a strict reader would give up the record.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace ward::advisory {

class JsonText {
  public:
    // `raw` stands between the quotes. The view lives as long as the source bytes and until the next clear().
    std::string_view plain(std::string_view raw);
    void clear();
    uint64_t broken_escapes() const { return broken_; }

  private:
    std::deque<std::string> unescaped_;  // a deque: its elements never move
    size_t used_ = 0;
    uint64_t broken_ = 0;
};

}  // namespace ward::advisory
