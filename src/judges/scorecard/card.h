// The card of one repository: every check that was made, and the number that sums them up.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "judges/scorecard/check.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/thresholds.h"

namespace ward::scorecard {

// Whose behaviour the numbers have.
constexpr std::string_view peer_version = "v5.5.0";

// An accepted finding counts (the caller's file says so) or is only shown (the project itself wishes it).
enum class Counting : uint8_t { counted, shown };

// See accept.h.
struct Acceptance {
    std::string check = {};
    std::string path = {};  // glob from the root; empty: the whole check
    std::string reason = {};
    std::string expires = {};  // a day, the last one
    std::string origin = {};   // "accept.toml:3"
    Counting counting = Counting::counted;
    bool is_expired = false;
    std::vector<std::string> details = {};  // those it speaks of; none: it speaks of nothing

    bool operator==(const Acceptance&) const = default;
};

struct Card {
    std::string repository;  // "github.com/nodejs/node", "file://."
    std::string commit;      // "unknown" where nobody knows it
    Instant as_of = 0;
    std::vector<CheckResult> checks;  // by name
    double score = inconclusive;
    // Of the project's own scorecard.yml, by check: ids of reasons (annotations.h), shown and never counted.
    std::map<std::string, std::vector<std::string>, std::less<>> annotations = {};
    Thresholds thresholds = {};  // that the caller asks for; empty: none
    std::vector<Acceptance> accepted = {};
    const Facts* facts = nullptr;  // for the form that carries them; they outlive the card
    std::vector<std::string> metadata = {};
    std::string advisories = {};       // snapshot id of the database that Vulnerabilities asked; empty: none was asked
    std::vector<Problem> unread = {};  // files that no check saw
};

// Those that are made where nobody names any.
std::vector<const Check*> default_checks();

// Makes the checks, on several threads; the score is set. Repository, commit and the rest are the caller's.
Card make_card(const Facts& facts, std::span<const Check* const> checks);

// A number from 0 to 10.
bool is_score(double number);

// "7.3", "10.0"; "-1.0" for inconclusive.
std::string text_of_score(double score);

}  // namespace ward::scorecard
