// See annotations.h.
#include "judges/scorecard/annotations.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/document.h"
#include "judges/scorecard/facts.h"

namespace ward::scorecard {
namespace {

// The third column is part of the peer's JSON.
constexpr std::array<AnnotationReason, 5> known_reasons{{
    {"test-data", "what was found is there for tests or as an example",
     "The files or code snippets are only used for test or example purposes."},
    {"remediated", "what was found is needed, and something else keeps it from doing harm",
     "The dangerous files or code snippets are necessary but remediations were already applied."},
    {"not-applicable", "the check does not apply to this project",
     "The check or probe is not applicable in this case."},
    {"not-supported", "the project does what is asked, in a way that the check does not know",
     "The check or probe is fulfilled but in a way that is not supported by Scorecard."},
    {"not-detected", "the project does what is asked, where the check did not see it",
     "The check or probe is fulfilled but in a way that is supported by Scorecard but it was not detected."},
}};

constexpr std::array<std::string_view, 6> files{"scorecard.yml",   "scorecard.yaml",        ".scorecard.yml",
                                                ".scorecard.yaml", ".github/scorecard.yml", ".github/scorecard.yaml"};

const Check* check_ignoring_case(std::string_view name) {
    for (const Check* check : all_checks())
        if (equal_ignoring_case(check->name, name)) return check;
    return nullptr;
}

// One unknown name makes the whole file void.
Result<decltype(Annotations::reasons)> parse(std::string_view text, std::string_view file) {
    WARD_TRY(const Node root, parse_yaml(text, file));
    decltype(Annotations::reasons) out;
    for (const Node& annotation : items_at(root, "annotations")) {
        std::vector<std::string> ids;
        for (const Node& reason : items_at(annotation, "reasons")) {
            const std::string id = text_at(reason, "reason");
            if (annotation_reason(id) == nullptr)
                return fail(ErrorCode::parse, fmt::format("no reason '{}'", display(id)));
            ids.push_back(id);
        }
        for (const Node& name : items_at(annotation, "checks")) {
            const Check* check = check_ignoring_case(name.text);
            if (check == nullptr) return fail(ErrorCode::parse, fmt::format("no check '{}'", display(name.text)));
            auto& list = out[std::string(check->name)];
            list.insert(list.end(), ids.begin(), ids.end());
        }
    }
    return out;
}

}  // namespace

const AnnotationReason* annotation_reason(std::string_view id) {
    const auto* const found = std::ranges::find(known_reasons, id, &AnnotationReason::id);
    return found == known_reasons.end() ? nullptr : found;
}

Annotations read_annotations(const Facts& facts) {
    for (const std::string_view path : files) {
        const auto file = std::ranges::find(facts.files(), path, &TreeFile::path);
        if (file == facts.files().end()) continue;
        auto text = facts.read(*file);
        if (!text) return {.problem = fmt::format("{}: {}", path, text.error().what)};
        auto parsed = parse(*text, path);
        if (!parsed)
            return {.problem = fmt::format("{}: {}; the whole file is passed over", path, parsed.error().what)};
        return {.reasons = std::move(*parsed)};
    }
    return {};
}

std::vector<const AnnotationReason*> annotations_of(const CheckResult& result,
                                                    const decltype(Annotations::reasons)& reasons) {
    std::vector<const AnnotationReason*> out;
    if (result.score == max_score) return out;
    const auto found = reasons.find(result.check);
    if (found == reasons.end()) return out;
    for (const std::string& id : found->second)
        if (const AnnotationReason* reason = annotation_reason(id)) out.push_back(reason);
    return out;
}

}  // namespace ward::scorecard
