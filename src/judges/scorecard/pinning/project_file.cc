// See project_file.h.
#include "judges/scorecard/pinning/project_file.h"

#include <string_view>

#include "base/text.h"

namespace ward::scorecard {
namespace {

constexpr size_t max_project_bytes = 16u << 20;

// Go's strconv.ParseBool of an element's text; an empty one is false.
std::optional<bool> truth_of(std::string_view text) {
    text = trim(text);
    if (text.empty()) return false;
    for (const char* word : {"1", "t", "T", "TRUE", "true", "True"})
        if (text == word) return true;
    for (const char* word : {"0", "f", "F", "FALSE", "false", "False"})
        if (text == word) return false;
    return std::nullopt;
}

}  // namespace

std::optional<pugi::xml_document> project_of(const std::string& text) {
    pugi::xml_document document;
    if (text.size() > max_project_bytes || !document.load_buffer(text.data(), text.size())) return std::nullopt;
    if (std::string_view(document.document_element().name()) != "Project") return std::nullopt;
    return document;
}

std::optional<bool> says(const pugi::xml_document& document, const char* property) {
    bool yes = false;
    for (const pugi::xml_node group : document.document_element().children("PropertyGroup"))
        for (const pugi::xml_node value : group.children(property)) {
            const auto truth = truth_of(value.text().get());
            if (!truth) return std::nullopt;
            yes = yes || *truth;
        }
    return yes;
}

}  // namespace ward::scorecard
