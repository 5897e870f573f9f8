// What a security policy's text offers: ways to reach somebody, words, and signs that it tells what happens then.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ward::scorecard {

struct PolicyText {
    size_t bytes = 0;
    // Each link and each mail address counts once.
    size_t contacts = 0;
    size_t contact_bytes = 0;
    // "vuln", "disclos" and numbers of up to four digits, every time.
    size_t hints = 0;

    bool has_contacts() const { return contacts > 0; }
    // More than links, and what stands around them.
    bool has_words() const;
    bool tells_what_happens() const { return hints > 1; }
};

// Each of them where it stands, in the peer's order.
struct PolicyHit {
    enum class Kind : uint8_t { link, mail, hint };
    Kind kind = Kind::link;
    std::string match = {};
    size_t line = 0;
    size_t offset = 0;  // in the line
};
std::vector<PolicyHit> policy_hits(std::string_view text);

// By ossf/scorecard's patterns, line by line.
PolicyText read_policy(std::string_view text);

// 6 for a contact, 3 for words, 1 for what happens.
int policy_score(const PolicyText& text);

}  // namespace ward::scorecard
