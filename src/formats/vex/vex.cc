#include "formats/vex/vex.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/document.h"

namespace ward::vex {
namespace {

// A list of Python that this line assigns: "ignore_list = [", "ignore_list: list[str] = [".
bool assigns_ignore_list(std::string_view line) {
    constexpr std::string_view name = "ignore_list";
    if (!line.starts_with(name)) return false;
    std::string_view rest = trim(line.substr(name.size()));
    if (rest.starts_with(':')) rest.remove_prefix(std::min(rest.find('='), rest.size()));
    return rest.starts_with('=') && trim(rest.substr(1)).starts_with('[');
}

}  // namespace

void Document::problem(int line, std::string what) {
    if (problems.size() < max_problems) {
        problems.push_back({line, std::move(what)});
        return;
    }
    if (problems.size() == max_problems) problems.push_back({line, {}});
    const size_t before = to_number<size_t>(problems.back().what.substr(0, problems.back().what.find(' '))).value_or(0);
    problems.back().what = fmt::format("{} more statements could not be read", before + 1);
}

Form form_of(std::string_view text, const Node* json) {
    if (json == nullptr) {
        // A TOML file of assessments may hold any text in a string, but it starts with its schema.
        for (const std::string_view line : split(text, '\n')) {
            if (line.starts_with("schema") || line.starts_with('[')) return Form::other;
            if (assigns_ignore_list(line)) return Form::ignore_list;
        }
        return Form::other;
    }
    if (json->find("@context") != nullptr) return Form::openvex;
    if (const Node* document = json->find("document"); document != nullptr && document->find("csaf_version") != nullptr)
        return Form::csaf;
    if (json->string_at("bomFormat") == "CycloneDX") return Form::cyclonedx;
    if (!json->is_table() || json->fields.empty()) return Form::other;
    const bool listed = std::ranges::all_of(
        json->fields, [](const auto& field) { return field.second.is_table() && field.second.find("cve") != nullptr; });
    return listed || json->find("cve") != nullptr ? Form::vulnerability_list : Form::other;
}

bool is_justification(std::string_view word) {
    constexpr std::array<std::string_view, 5> words{
        "component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
        "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist"};
    return std::ranges::find(words, word) != words.end();
}

}  // namespace ward::vex
