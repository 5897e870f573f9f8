// What a security policy's text offers: ways to reach somebody, words, and signs that it tells what happens then.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

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

// By ossf/scorecard's patterns, line by line.
PolicyText read_policy(std::string_view text);

// 6 for a contact, 3 for words, 1 for what happens.
int policy_score(const PolicyText& text);

}  // namespace ward::scorecard
