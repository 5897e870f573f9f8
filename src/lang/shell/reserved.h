// Words that mean something where a command can start.
#pragma once

#include <cstdint>
#include <string_view>

namespace ward::shell {

enum class Reserved : uint8_t {
    none,
    bang,           // !
    open_brace,     // {
    close_brace,    // }
    double_square,  // [[
    if_,
    then,
    elif,
    else_,
    fi,
    while_,
    until,
    for_,
    select,
    do_,
    done,
    case_,
    in,
    esac,
    function,
    time,
    coproc,
    let,
    declare,
    local,
    export_,
    readonly,
    typeset,
    nameref,
};
inline constexpr size_t longest_reserved = 8;

Reserved reserved_word(std::string_view text);  // none, if it is no such word
std::string_view text_of(Reserved word);

class ReservedSet {
  public:
    constexpr ReservedSet() = default;
    template <typename... Words>
    constexpr explicit ReservedSet(Words... words) : bits_(((1U << static_cast<unsigned>(words)) | ...)) {}
    constexpr bool has(Reserved word) const { return (bits_ >> static_cast<unsigned>(word) & 1U) != 0; }

  private:
    uint32_t bits_ = 0;
};

}  // namespace ward::shell
