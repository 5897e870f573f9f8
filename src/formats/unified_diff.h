// A unified diff, as git and patch read it:
// https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html It is made from edits, which are known,
// and not found by comparing two texts.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ward {

// A text whose lines are replaced or get lines before them. Lines count from 1; line ends stay as they are, and new
// lines get the end that the first line has.
class TextEdits {
  public:
    explicit TextEdits(std::string_view text);

    size_t lines() const { return lines_.size(); }
    // As it is by now, without its end; empty beyond the text.
    std::string_view line(size_t number) const;
    void replace(size_t number, std::string line);
    // Above `number`, below what was inserted there before; lines() + 1 is the end.
    void insert_before(size_t number, std::string line);
    bool is_changed() const { return !replaced_.empty() || !inserted_.empty(); }

    std::string text() const;
    // Empty without changes. `path` from the root, with `/`.
    std::string diff(std::string_view path) const;

  private:
    struct Step {
        char sign;  // ' ', '-', '+'
        std::string line;
    };
    std::vector<Step> steps() const;

    std::vector<std::string> lines_;  // with their ends
    std::string end_ = "\n";
    std::map<size_t, std::string> replaced_;
    std::map<size_t, std::vector<std::string>> inserted_;
};

// The diff that makes a file which is not there.
std::string new_file_diff(std::string_view path, std::string_view text);

}  // namespace ward
