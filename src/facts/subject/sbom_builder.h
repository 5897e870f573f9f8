// What both forms of SBOM share: references between components, what is told of those that say too little, limits.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "facts/subject/sbom.h"

namespace ward::subject {

class SbomBuilder {
  public:
    explicit SbomBuilder(std::string_view file) : file_(file) {}

    // What a document says of one component. Empty texts are not said.
    struct Entry {
        std::string_view ref;   // its name inside the document
        std::string_view kind;  // "library", "file", ...
        std::string name;       // with its group or namespace
        std::string_view version;
        std::string_view purl;
        std::vector<std::string_view> cpe;
        Scope scope = Scope::unknown;
        int64_t line = 0;
        std::string pointer;  // "components/3"
    };
    // The first one is the subject. `limit` over max_sbom_components.
    Result<void> set_subject(const Entry& entry);
    Result<void> add(const Entry& entry);

    // `from` needs `to`; both by ref. Edges may come before or after their ends.
    Result<void> need(std::string_view from, std::string_view to);
    // A better word on what a component is for, by ref.
    void set_scope(std::string_view ref, Scope scope);

    // `kind` of the document for the subject's name where it has none.
    inventory::Inventory take();

  private:
    Component component_of(const Entry& entry);
    void remember(const Entry& entry, size_t number);

    std::string file_;
    inventory::Inventory inventory_;
    std::optional<Component> subject_;
    std::unordered_map<std::string, size_t> by_ref_;  // 0 is the subject, others are 1 + their number
    std::vector<std::pair<std::string, std::string>> edges_;
    size_t repeated_refs_ = 0;
    size_t nameless_ = 0;
    size_t nameless_files_ = 0;
};

// "NOASSERTION" and "NONE" say nothing.
std::string_view told(std::optional<std::string_view> text);

}  // namespace ward::subject
