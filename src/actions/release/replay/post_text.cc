#include "actions/release/replay/post_text.h"

#include <algorithm>
#include <array>

#include "actions/release/record/release.h"
#include "base/text.h"

namespace ward::release {
namespace {

constexpr std::array<std::string_view, 5> ratings{"critical", "high", "medium", "moderate", "low"};

// Small, "moderate" as "medium"; empty where it is no rating.
std::string rating_named(std::string_view word) {
    const std::string lower = to_lower(trim(word));
    if (lower == "moderate") return "medium";
    return std::ranges::find(ratings, lower) == ratings.end() ? std::string() : lower;
}

bool is_separator(char c) {
    return is_space(c) || c == ',' || c == ';' || c == '(' || c == ')';
}

// Words with where they begin, without the signs that end sentences.
struct Word {
    std::string_view text;
    size_t at = 0;
};

std::vector<Word> post_words(std::string_view text) {
    constexpr std::string_view ends = ".:!?*\"'";
    std::vector<Word> out;
    for (size_t at = 0; at < text.size();) {
        if (is_separator(text[at])) {
            ++at;
            continue;
        }
        size_t end = at;
        while (end < text.size() && !is_separator(text[end])) ++end;
        std::string_view word = text.substr(at, end - at);
        while (!word.empty() && ends.contains(word.back())) word.remove_suffix(1);
        if (!word.empty()) out.push_back({word, at});
        at = end;
    }
    return out;
}

std::string_view without_v(std::string_view word) {
    if (word.size() > 1 && (word.front() == 'v' || word.front() == 'V') && is_digit(word[1])) word.remove_prefix(1);
    return word;
}

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
    return std::ranges::find(words, to_lower(word)) != words.end();
}

// "20.19.2", "3.0.13+quic1".
bool is_version(std::string_view word) {
    size_t dots = 0;
    size_t at = 0;
    while (at < word.size() && (is_digit(word[at]) || word[at] == '.')) {
        if (word[at] == '.' && (at == 0 || at + 1 == word.size() || !is_digit(word[at + 1]))) return false;
        dots += word[at] == '.' ? 1 : 0;
        ++at;
    }
    if (dots == 0) return false;
    if (at == word.size()) return true;
    constexpr std::string_view within = "+-.";
    return std::ranges::all_of(word.substr(at), [&](char c) { return is_alnum(c) || within.contains(c); });
}

// The line that a word names; nothing where it names none. A number alone does where `is_told` says that lines come.
std::string line_in(std::string_view word, bool is_told, bool of_versions) {
    constexpr size_t digits = 3;
    const std::string_view bare = without_v(word);
    if (bare.ends_with(".x") || bare.ends_with(".X")) return line_named(bare).value_or(std::string());
    if (of_versions && is_version(bare)) return line_of_version(bare);
    const bool is_number = !bare.empty() && bare.size() <= digits && std::ranges::all_of(bare, is_digit);
    if (is_number && (is_told || bare.size() < word.size())) return line_named(bare).value_or(std::string());
    return {};
}

constexpr std::array<std::string_view, 7> line_words{"node.js", "node", "line", "lines", "version", "versions", "v"};
constexpr std::array<std::string_view, 4> joints{"and", "or", "&", "/"};

// Where in `words` a run such as "all supported Node.js release lines" ends; 0 where none begins at `from`.
size_t end_of_all_lines(std::span<const Word> words, size_t from) {
    constexpr std::array<std::string_view, 5> between{"the", "active", "supported", "release", "node.js"};
    if (!equal_ignoring_case(words[from].text, "all")) return 0;
    bool is_qualified = false;
    for (size_t at = from + 1; at < words.size(); ++at) {
        const std::string word = to_lower(words[at].text);
        if (word == "lines" || word == "line" || word == "versions") return is_qualified ? at + 1 : 0;
        if (!is_one_of(word, between)) return 0;
        is_qualified = is_qualified || word == "active" || word == "supported" || word == "release";
    }
    return 0;
}

// "affects Node.js 25.x processes that …": where it says who, behind the lines; npos where it does not.
size_t behind_lines(std::span<const Word> words, size_t at) {
    while (at < words.size()) {
        const size_t all = end_of_all_lines(words, at);
        if (all == 0 && line_in(words[at].text, true, true).empty() && !is_one_of(words[at].text, joints) &&
            !is_one_of(words[at].text, line_words))
            break;
        at = all == 0 ? at + 1 : all;
    }
    if (at == words.size()) return std::string_view::npos;
    const bool is_last = at + 1 == words.size();
    return is_last && equal_ignoring_case(words[at].text, "users") ? std::string_view::npos : words[at].at;
}

}  // namespace

std::string plain_line(std::string_view markdown) {
    std::string out;
    out.reserve(markdown.size());
    bool has_link_end = true;
    for (size_t at = 0; at < markdown.size(); ++at) {
        const char c = markdown[at];
        if (c == '\\' && at + 1 < markdown.size() && !is_alnum(markdown[at + 1]) && !is_space(markdown[at + 1])) {
            out += markdown[++at];
        } else if (c == ']' && has_link_end && at + 1 < markdown.size() && markdown[at + 1] == '(') {
            const size_t end = markdown.find(')', at);
            has_link_end = end != std::string_view::npos;
            if (has_link_end) at = end;
        } else if (c == '*' || c == '`' || c == '[' || c == ']') {
            continue;
        } else if (is_space(c)) {
            if (!out.empty() && out.back() != ' ') out += ' ';
        } else {
            out += c;
        }
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

std::optional<HeadingParts> report_heading(std::string_view heading) {
    std::string_view rest = trim(heading.substr(std::min(heading.find_first_not_of('#'), heading.size())));
    HeadingParts out;
    while (true) {
        while (!rest.empty() && (is_space(rest.back()) || rest.back() == '-')) rest.remove_suffix(1);
        if (!rest.ends_with(')')) break;
        size_t open = rest.size();
        for (size_t depth = 0; open > 0;) {
            --open;
            if (rest[open] == ')') ++depth;
            if (rest[open] == '(' && --depth == 0) break;
        }
        if (rest[open] != '(') break;
        const std::string content = plain_line(rest.substr(open + 1, rest.size() - open - 2));
        const std::string rating = rating_named(content);
        if (!rating.empty() && out.rating.empty()) {
            out.rating = rating;
        } else {
            std::vector<std::string> cves;
            for (const std::string_view part : split(content, ','))
                if (is_cve_id(trim(part))) cves.emplace_back(trim(part));
            if (!out.cves.empty() || cves.size() != split(content, ',').size()) break;
            out.cves = std::move(cves);
        }
        rest = rest.substr(0, open);
    }
    if (out.cves.empty()) return std::nullopt;
    out.title = rest;
    return out;
}

std::vector<std::string> lines_named(std::string_view sentence, const std::vector<std::string>& known,
                                     bool of_versions) {
    std::vector<std::string> out;
    bool is_told = false;
    for (const Word& word : post_words(sentence)) {
        if (out.size() == max_named_lines) break;
        std::string line = line_in(word.text, is_told, of_versions);
        if (line.empty()) {
            is_told = is_one_of(word.text, line_words) || (is_told && is_one_of(word.text, joints));
            continue;
        }
        is_told = true;
        const bool is_known = known.empty() || std::ranges::find(known, line) != known.end();
        if (is_known && std::ranges::find(out, line) == out.end()) out.push_back(std::move(line));
    }
    return out;
}

bool names_all_lines(std::string_view sentence) {
    const std::vector<Word> words = post_words(sentence);
    for (size_t at = 0; at < words.size(); ++at)
        if (end_of_all_lines(words, at) > 0) return true;
    return false;
}

std::vector<std::string> versions_named(std::string_view sentence) {
    std::vector<std::string> out;
    for (const Word& word : post_words(sentence))
        if (const std::string_view bare = without_v(word.text); is_version(bare)) out.emplace_back(bare);
    return out;
}

std::string who_is_affected(std::string_view sentence) {
    constexpr std::array<std::string_view, 18> around{"in",        "on",      "of",   "the",   "all",     "active",
                                                      "supported", "release", "line", "lines", "version", "versions",
                                                      "across",    "node.js", "only", "one",   "two",     "three"};
    const std::vector<Word> words = post_words(sentence);
    size_t first = 0;
    while (first < words.size() && !equal_ignoring_case(words[first].text, "affects") &&
           !equal_ignoring_case(words[first].text, "impacts"))
        ++first;
    if (first == words.size()) return to_lower(sentence).starts_with("all versions of") ? "all users" : std::string();
    ++first;
    while (first < words.size() && equal_ignoring_case(words[first].text, "only")) ++first;
    size_t end = first;
    bool is_told = false;
    while (end < words.size() && line_in(words[end].text, is_told, true).empty() && end_of_all_lines(words, end) == 0) {
        is_told = is_one_of(words[end].text, line_words);
        ++end;
    }
    const size_t lines = end;
    while (end > first && is_one_of(words[end - 1].text, around)) --end;
    const size_t from = end == first ? behind_lines(words, lines) : words[first].at;
    if (from == std::string_view::npos) return "all users";
    if (end == first) return std::string(sentence.substr(from, sentence.find_last_not_of('.') + 1 - from));
    return std::string(sentence.substr(from, words[end - 1].at + words[end - 1].text.size() - from));
}

std::string worst_rating(std::string_view sentence) {
    size_t worst = ratings.size();
    for (const Word& word : post_words(sentence)) {
        const auto found = std::ranges::find(ratings, to_lower(word.text));
        worst = std::min(worst, static_cast<size_t>(found - ratings.begin()));
    }
    return worst == ratings.size() ? std::string() : rating_named(ratings.at(worst));
}

std::vector<std::pair<std::string, int>> rating_counts(std::string_view sentence) {
    std::vector<std::pair<std::string, int>> out;
    const std::vector<Word> words = post_words(sentence);
    for (size_t at = 0; at + 2 < words.size(); ++at) {
        constexpr int most = 1'000;
        const auto count = to_number<int>(words[at].text);
        std::string rating = rating_named(words[at + 1].text);
        if (count && *count >= 0 && *count <= most && !rating.empty() &&
            equal_ignoring_case(words[at + 2].text, "severity"))
            out.emplace_back(std::move(rating), *count);
    }
    return out;
}

}  // namespace ward::release
