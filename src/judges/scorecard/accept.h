// Findings that somebody has decided to live with. They never move the score that the peer gives: they give a second
// one beside it, and are listed with their reason and the day until which that holds.
//
// A file of the caller's has them:
//     [[scorecard.accept]]
//     check = "Pinned-Dependencies"
//     path = "test/**"            # glob from the root; without one the whole check is accepted
//     reason = "images of fixtures, never run"
//     expires = "2027-01-31"
// A scanned project's own ward.toml may say the same; that is shown as its wish and counts for nothing, for a project
// could otherwise grade itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "judges/scorecard/card.h"

namespace ward::scorecard {

constexpr size_t max_accept_bytes = 1u << 20;

// Only `[[scorecard.accept]]` is read. An unknown check or key, a missing reason or day is a `usage` error.
Result<std::vector<Acceptance>> read_acceptances(std::string_view toml, std::string_view file);

// Fills card.accepted: each entry with the details that it speaks of. Entries that count and have not expired on the
// card's day give own_score: what the check says of the tree without the files they name, as far as that is better.
void apply_acceptances(Card& card, const Facts& facts, std::vector<Acceptance> entries, Counting counting);

}  // namespace ward::scorecard
