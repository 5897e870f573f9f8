// Forms of a scorecard: each turns a Card into the bytes of one file. One file in card_forms/ each.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "judges/scorecard/card.h"

namespace ward::report {

using scorecard::Card;

struct CardStyle {
    bool details = false;      // JSON: with details
    bool debug = false;        // and with those of level debug
    bool annotations = false;  // the project's own words on a score
    bool compat = false;       // to the letter as the peer has it, its faults too
    bool colour = false;       // terminal colours
    size_t width = 100;        // columns of a terminal; 0: nothing is shortened (a file)
};

struct CardForm {
    std::string_view name;
    std::string_view summary;  // one sentence for `ward explain` and --help
    std::string (*write)(const Card& card, const CardStyle& style) = nullptr;
};

#define WARD_CARD_FORM(id)           \
    extern const CardForm form_##id; \
    const CardForm form_##id

std::span<const CardForm* const> all_forms();
const CardForm* form_named(std::string_view name);  // null where there is none

}  // namespace ward::report
