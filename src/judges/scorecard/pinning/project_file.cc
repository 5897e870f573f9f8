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

// Go's reader knows XML 1.0 in UTF-8 alone.
bool is_readable_to_go(const pugi::xml_document& document, std::string_view text) {
    for (std::string_view rest = text; !rest.empty();) {
        const size_t length = utf8_length(rest);
        if (length == 0) return false;
        rest.remove_prefix(length);
    }
    for (const pugi::xml_node node : document.children()) {
        if (node.type() != pugi::node_declaration) continue;
        const std::string_view version = node.attribute("version").value();
        const std::string_view encoding = node.attribute("encoding").value();
        if (!version.empty() && version != "1.0") return false;
        if (!encoding.empty() && !equal_ignoring_case(encoding, "utf-8")) return false;
    }
    return true;
}

}  // namespace

std::optional<pugi::xml_document> project_of(const std::string& text) {
    pugi::xml_document document;
    constexpr unsigned options = pugi::parse_default | pugi::parse_declaration;
    if (text.size() > max_project_bytes || !document.load_buffer(text.data(), text.size(), options))
        return std::nullopt;
    if (!is_readable_to_go(document, text)) return std::nullopt;
    if (std::string_view(document.document_element().name()) != "Project") return std::nullopt;
    return document;
}

std::optional<bool> says(const pugi::xml_document& document, const char* property) {
    bool yes = false;
    for (const pugi::xml_node group : document.document_element().children("PropertyGroup")) {
        bool last = false;
        for (const pugi::xml_node value : group.children(property)) {
            const auto truth = truth_of(value.text().get());
            if (!truth) return std::nullopt;
            last = *truth;
        }
        yes = yes || last;
    }
    return yes;
}

}  // namespace ward::scorecard
