// See policy_text.h.
#include "judges/scorecard/policy_text.h"

#include <set>

#include <re2/re2.h>

#include "base/text.h"

namespace ward::scorecard {
namespace {

// What stands around a link: "[](…)" costs about that much.
constexpr size_t bytes_around_contact = 2;

// Bytes, not characters: all patterns are ASCII, and a policy is not always UTF-8.
struct Patterns {
    re2::RE2 link{"(http|https)://[a-zA-Z0-9./?=_%:-]*", re2::RE2::Latin1};
    re2::RE2 mail{R"(\b[A-Za-z0-9._%+-]+(@|\\?\[at\\?\])[A-Za-z0-9.-]+\.[A-Za-z]{2,6}\b)", re2::RE2::Latin1};
    re2::RE2 hint{R"((?i)[0-9]{1,4}\b|disclos|vuln)", re2::RE2::Latin1};
};

template <typename Use>
void for_each_match(const re2::RE2& pattern, std::string_view line, Use&& use) {
    const re2::StringPiece subject(line.data(), line.size());
    re2::StringPiece match;
    for (size_t at = 0; pattern.Match(subject, at, subject.size(), re2::RE2::UNANCHORED, &match, 1);) {
        use(std::string_view(match.data(), match.size()));
        at = static_cast<size_t>(match.data() - subject.data()) + match.size();
    }
}

}  // namespace

bool PolicyText::has_words() const {
    return bytes > 1 && bytes > contact_bytes + contacts * bytes_around_contact;
}

PolicyText read_policy(std::string_view text) {
    static const Patterns patterns;
    std::set<std::string_view> links;
    std::set<std::string_view> mails;
    PolicyText out{.bytes = text.size()};
    for (const std::string_view line : split(text, '\n')) {
        for_each_match(patterns.link, line, [&](std::string_view match) { links.insert(match); });
        for_each_match(patterns.mail, line, [&](std::string_view match) { mails.insert(match); });
        for_each_match(patterns.hint, line, [&](std::string_view /*match*/) { ++out.hints; });
    }
    for (const auto* contacts : {&links, &mails}) {
        out.contacts += contacts->size();
        for (const std::string_view contact : *contacts) out.contact_bytes += contact.size();
    }
    return out;
}

std::vector<PolicyHit> policy_hits(std::string_view text) {
    static const Patterns patterns;
    std::vector<PolicyHit> out;
    size_t number = 0;
    for (const std::string_view line : split(text, '\n')) {
        ++number;
        const auto add = [&](PolicyHit::Kind kind) {
            return [&out, line, number, kind](std::string_view match) {
                out.push_back({kind, std::string(match), number, static_cast<size_t>(match.data() - line.data())});
            };
        };
        for_each_match(patterns.link, line, add(PolicyHit::Kind::link));
        for_each_match(patterns.mail, line, add(PolicyHit::Kind::mail));
        for_each_match(patterns.hint, line, add(PolicyHit::Kind::hint));
    }
    return out;
}

int policy_score(const PolicyText& text) {
    return (text.has_contacts() ? 6 : 0) + (text.has_words() ? 3 : 0) + (text.tells_what_happens() ? 1 : 0);
}

}  // namespace ward::scorecard
