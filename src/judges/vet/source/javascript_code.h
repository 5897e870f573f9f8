// The code around the texts: calls, names and what they are given (private to javascript_file.cc).
#pragma once

#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "judges/vet/source/code_names.h"
#include "judges/vet/source/javascript_file.h"

namespace ward::vet {

inline constexpr uint32_t look_back = 48;        // tokens between a decoder and the name that gets its result
inline constexpr uint32_t look_inside = 20'000;  // tokens of a call's arguments

inline bool is_dot(const javascript::Token& token) {
    return token.is(javascript::Punctuator::dot) || token.is(javascript::Punctuator::optional_dot);
}

class JavascriptCode {
  public:
    JavascriptCode(const javascript::TokenList& tokens, FileMarks& marks) : tokens_(tokens), marks_(marks) {}

    void read();

  private:
    struct Call {
        Mark mark = Mark::decoded_code;
        uint32_t open = 0;  // its parenthesis
    };

    void on_name(uint32_t i, NameRole role);
    void on_process(uint32_t i);
    void on_environment(uint32_t first, uint32_t last);
    void on_hook(uint32_t i);
    void on_decoder(uint32_t i);
    void on_remove(uint32_t i);
    void on_obfuscated_name(uint32_t i);
    void settle();
    bool holds_secret(uint32_t open) const;
    bool holds_decoded(uint32_t open) const;
    void remember_decoded(std::string_view name, uint32_t i);
    bool is_decoded(uint32_t i) const;
    bool is_home(uint32_t first, uint32_t end) const;
    bool is_start_of_path(uint32_t i) const;
    void remember_home(std::string_view name);
    bool is_call(uint32_t i) const { return tokens_.at(i + 1).is(javascript::Punctuator::open_paren); }
    bool has_property(uint32_t i, std::string_view name) const;
    bool has_computed_member(uint32_t i) const;
    bool reaches_modules(uint32_t i, bool is_import) const;
    std::string_view assigned_name(uint32_t i) const;
    std::string_view function_around(uint32_t i) const;
    uint32_t callee_before(uint32_t open) const;
    void add(Mark mark, uint32_t i);
    uint32_t end_of_property(uint32_t i) const;

    const javascript::TokenList& tokens_;
    FileMarks& marks_;
    std::vector<uint32_t> open_;
    std::vector<Call> run_calls_;
    std::vector<uint32_t> send_calls_;
    std::vector<uint32_t> environment_;  // tokens where process.env is meant as a whole
    std::unordered_set<std::string_view> environment_names_;
    // Names that get what was decoded, and where. Of short ones there are many in a minified file.
    std::unordered_map<std::string_view, std::vector<uint32_t>> decoded_names_;
    std::unordered_set<std::string_view> home_names_;
    std::unordered_set<std::string_view> obfuscated_names_;
    uint32_t parsed_numbers_ = 0;
};

// Characters that hide or turn what is read: bidirectional controls, long runs of invisible ones, code far right of a
// run of blanks. Files of nothing but symbols.
void read_characters(std::string_view source, const javascript::TokenList& tokens, FileMarks& marks);

}  // namespace ward::vet
