// A text that must not be seen: a token, a passphrase. It has no form for people (nothing formats, streams or compares
// it), it is only had by asking for it by name, and its bytes are wiped when it ends.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ward {

class Secret {
  public:
    Secret() = default;
    // Takes the text over: what the caller held is wiped.
    explicit Secret(std::string&& text);
    // The bytes move with their owner, so that no copy stays behind (a short std::string would leave one).
    Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) { other.bytes_.clear(); }
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret() { wipe(); }

    bool empty() const { return bytes_.empty(); }
    size_t size() const { return bytes_.size(); }
    // For the one place that hands it on. The view ends with this object.
    std::string_view reveal() const { return {bytes_.data(), bytes_.size()}; }

    friend std::ostream& operator<<(std::ostream&, const Secret&) = delete;

  private:
    void wipe();

    std::vector<char> bytes_;
};

// Overwrites all that the text has room for, so that the compiler cannot leave it out, and empties it.
void wipe(std::string& text);

}  // namespace ward
