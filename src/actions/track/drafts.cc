// Labels are a person's first word, not an assessment: that needs a justification, a reason, an author and an end. The
// file has what the labels say and leaves the rest empty, and ward refuses it until a person has filled it in.
#include <algorithm>

#include <fmt/core.h>

#include "actions/track/planner.h"
#include "base/text.h"

namespace ward::track {
namespace {

constexpr size_t max_label_bytes = 100;

std::string toml_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : display(text)) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

// A comment ends with its line.
std::string comment(std::string_view text) {
    return "# " + display(text) + "\n";
}

}  // namespace

std::optional<LabelWords> label_words(std::string_view label) {
    if (label.size() > max_label_bytes) return std::nullopt;
    std::string word;
    for (const char c : to_lower(trim(label))) word += c == ' ' || c == '-' ? '_' : c;
    for (const std::string_view prefix : {"vex:", "vex/"})
        if (word.starts_with(prefix)) word = word.substr(prefix.size());
    while (word.starts_with('_')) word.erase(0, 1);
    if (vex_status_named(word)) return LabelWords{word, ""};
    if (is_vex_justification(word)) return LabelWords{std::string(name_of(VexStatus::not_affected)), word};
    return std::nullopt;
}

std::string drafts_toml(const std::vector<Draft>& drafts, const std::string& repository) {
    std::string text = comment("Drafts from the issues of " + repository + ".");
    text += "# Each is refused until what is empty is filled in; then it belongs into assessments.toml.\n";
    text += "schema = 1\n";
    for (const Draft& draft : drafts) {
        text += "\n[[assessment]]\n" + comment(draft.from);
        text += "id = " + toml_text(draft.id) + "\ncomponent = " + toml_text(draft.package) + "\n";
        text += "status = " + toml_text(draft.status) +
                (draft.status.empty() ? "  # not_affected, affected, fixed or under_investigation" : "") + "\n";
        if (draft.status.empty() || draft.status == name_of(VexStatus::not_affected))
            text += "justification = " + toml_text(draft.justification) +
                    (draft.justification.empty() ? "  # one of the five VEX justifications, with not_affected" : "") +
                    "\n";
        text += "reason = \"\"\nauthor = \"\"\nexpires = \"\"\n";
    }
    return text;
}

}  // namespace ward::track
