// Names of a file that have one value, because they are declared once, where they get it, and never written again; for
// the folding of constants (private to it).
#pragma once

#include <array>
#include <bitset>
#include <string_view>
#include <vector>

#include "lang/javascript/token_list.h"

namespace ward::javascript {

struct ConstantName {
    uint32_t declared = no_token;  // the name's token
    uint32_t value = no_token;     // first token of the initializer; of a function, its opening parenthesis
    uint32_t scope_first = 0;      // tokens between which the name means this
    uint32_t scope_last = no_token;
    bool is_function = false;
    bool is_written = false;  // or declared twice: it has no one value
    // Used in other ways than NAME[...] and NAME.length: a list with this name may be changed there.
    bool is_handed_on = false;
};

// Functions of the language that folding knows.
enum class Global : uint8_t { array, atob, buffer, decode_uri, decode_uri_component, string, unescape, none };

class ConstantNames {
  public:
    explicit ConstantNames(const TokenList& tokens);

    // Index of what the name at this token stands for, or no_token.
    uint32_t find(uint32_t token) const;
    const ConstantName& at(uint32_t index) const { return names_[index]; }
    size_t size() const { return names_.size(); }
    // The global that the name at this token means, unless the file declares another.
    Global global(uint32_t token) const;

  private:
    void collect();
    void collect_at(uint32_t i, bool declaring);
    void add(uint32_t declared, uint32_t value, bool is_function, bool is_var);
    void judge();
    void judge_at(uint32_t i, const std::vector<uint32_t>& open);
    bool is_bound(uint32_t i, const std::vector<uint32_t>& open) const;
    // Of a token that is a name.
    uint32_t named(uint32_t token) const { return by_number_[tokens_.name_number(token)]; }
    Global global_at(uint32_t token) const { return globals_[tokens_.name_number(token)]; }

    const TokenList& tokens_;
    std::vector<ConstantName> names_;
    // By the name's number among all of the file.
    std::vector<uint32_t> by_number_;
    std::vector<Global> globals_;
    std::bitset<8> redefined_;
    std::vector<uint32_t> open_;
};

}  // namespace ward::javascript
