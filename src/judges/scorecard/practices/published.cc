// See published.h. The questionnaire has no ids: a question is the first criterion, not yet answered, whose words all
// stand in it. Which level it is about tells the number of questions that are recognised.
#include "judges/scorecard/practices/published.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/document.h"

namespace ward::scorecard::practices {
namespace {

std::optional<Status> status_of(std::string_view word) {
    if (equal_ignoring_case(word, "Met")) return Status::met;
    if (equal_ignoring_case(word, "Unmet")) return Status::unmet;
    if (equal_ignoring_case(word, "N/A") || equal_ignoring_case(word, "NA")) return Status::not_applicable;
    if (word == "?" || equal_ignoring_case(word, "unknown")) return Status::unknown;
    return std::nullopt;
}

Result<Published> read_json(std::string_view text, std::string_view name) {
    DocumentLimits limits;
    limits.bytes = max_published_bytes;
    WARD_TRY(const Node root, parse_json(text, name, limits));
    if (!root.is_table()) return fail(ErrorCode::parse, "is no object", std::string(name));
    Published out{.name = std::string(name)};
    std::set<std::string, std::less<>> known;
    for (const Criterion& criterion : all_criteria()) {
        const std::string field = field_of(criterion.id);
        if (!known.insert(field).second) continue;  // at several levels
        const Node* node = root.find(field + "_status");
        if (node == nullptr || node->kind == Node::Kind::null) continue;
        const auto read = node->is_string() ? status_of(trim(node->text)) : std::nullopt;
        if (!read) {
            out.unmatched.push_back({field, node->is_string() ? "no status: " + display(node->text) : "no status"});
            continue;
        }
        out.answers.push_back({.id = std::string(criterion.id),
                               .status = *read,
                               .justification = std::string(root.string_at(field + "_justification").value_or("")),
                               .line = static_cast<uint32_t>(std::max(node->line, 0))});
    }
    constexpr std::string_view ending = "_status";
    for (const auto& [key, value] : root.fields)
        if (key.ends_with(ending) && value.is_string() && status_of(value.text) &&
            !known.contains(key.substr(0, key.size() - ending.size())))
            out.unmatched.push_back({key, "no criterion has this name"});
    return out;
}

constexpr std::string_view bold = "**";

struct Question {
    std::set<std::string, std::less<>> words = {};
    std::string text = {};
    std::string answer = {};
    uint32_t line = 0;
};

void add_words(Question& question, std::string_view line) {
    std::string word;
    for (const char c : std::string(line) + ' ') {
        if (is_alnum(c)) {
            word += to_lower(c);
            continue;
        }
        if (!word.empty()) question.words.insert(std::move(word));
        word.clear();
    }
    question.text += question.text.empty() ? line : ' ' + std::string(line);
}

// Quotations with the first bold line behind each: remarks may stand between.
std::vector<Question> read_questions(std::string_view text) {
    std::vector<Question> out;
    bool inside = false;
    bool waits = false;
    uint32_t number = 0;
    for (const std::string_view raw : split(text, '\n')) {
        ++number;
        const std::string_view line = trim(raw);
        if (line.starts_with('>')) {
            if (!inside) {
                if (out.size() == max_published_answers) break;
                out.push_back({.line = number});
            }
            inside = true;
            waits = true;
            add_words(out.back(), trim(line.substr(1)));
            continue;
        }
        inside = false;
        if (!waits || !line.starts_with(bold)) continue;
        waits = false;
        out.back().answer = line;
    }
    return out;
}

// "**Met. https://…**", "**N/A**. Why", "**Unmet**".
std::optional<PublishedAnswer> read_answer(const Question& question) {
    std::string_view rest = question.answer;
    if (!rest.starts_with(bold)) return std::nullopt;
    rest.remove_prefix(bold.size());
    size_t length = 0;
    while (length < rest.size() && (is_alpha(rest[length]) || rest[length] == '/' || rest[length] == '?')) ++length;
    const auto status = status_of(rest.substr(0, length));
    if (!status) return std::nullopt;
    std::string why = replace_all(rest.substr(length), bold, "");
    const size_t start = why.find_first_not_of(". :-\t");
    return PublishedAnswer{
        .status = *status, .justification = start == std::string::npos ? "" : why.substr(start), .line = question.line};
}

std::vector<const Criterion*> match(std::span<const Question> questions, Level level) {
    std::vector<const Criterion*> open = criteria_of(level);
    std::vector<const Criterion*> out;
    for (const Question& question : questions) {
        const auto found = std::ranges::find_if(open, [&](const Criterion* criterion) {
            return std::ranges::all_of(criterion->words,
                                       [&](std::string_view word) { return question.words.contains(word); });
        });
        out.push_back(found == open.end() ? nullptr : *found);
        if (found != open.end()) open.erase(found);
    }
    return out;
}

Result<Published> read_questionnaire(std::string_view text, std::string_view name) {
    std::vector<Question> questions = read_questions(text);
    std::vector<PublishedAnswer> answers;
    // What is asked of the project's name and address has no status, and is no criterion.
    std::erase_if(questions, [](const Question& question) { return !read_answer(question); });
    if (questions.empty())
        return fail(ErrorCode::parse, "is neither JSON nor a questionnaire with answers (**Met**)", std::string(name));
    std::vector<const Criterion*> best;
    for (const Level level : {Level::passing, Level::silver, Level::gold}) {
        std::vector<const Criterion*> found = match(questions, level);
        const auto hits = [](const auto& list) {
            return list.size() - static_cast<size_t>(std::ranges::count(list, nullptr));
        };
        if (best.empty() || hits(found) > hits(best)) best = std::move(found);
    }
    Published out{.name = std::string(name)};
    for (size_t i = 0; i < questions.size(); ++i) {
        constexpr size_t shown = 80;
        if (best[i] == nullptr) {
            out.unmatched.push_back(
                {fmt::format("{}:{}", name, questions[i].line), questions[i].text.substr(0, shown)});
            continue;
        }
        PublishedAnswer answer = *read_answer(questions[i]);
        answer.id = best[i]->id;
        out.answers.push_back(std::move(answer));
    }
    return out;
}

}  // namespace

Result<Published> read_published(std::string_view text, std::string_view name) {
    if (text.size() > max_published_bytes) return fail(ErrorCode::limit, "is too large", std::string(name));
    return trim(text).starts_with('{') ? read_json(text, name) : read_questionnaire(text, name);
}

std::string_view name_of(Verdict verdict) {
    constexpr std::array<std::string_view, 5> names{"agree", "differ", "only-published", "only-seen", "neither"};
    return names.at(static_cast<size_t>(verdict));
}

Verdict verdict_of(Status seen, Status published) {
    if (seen == published) return seen == Status::unknown ? Verdict::neither : Verdict::agree;
    if (seen == Status::unknown) return Verdict::only_published;
    return published == Status::unknown ? Verdict::only_seen : Verdict::differ;
}

}  // namespace ward::scorecard::practices
