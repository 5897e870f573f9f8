// What the project writes for people: README, guides, policies, notes. Found by name, read once, searched line by line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "facts/inventory/inventory.h"
#include "judges/scorecard/practices/answer.h"

namespace re2 {
class RE2;
}

namespace ward::scorecard::practices {

constexpr size_t max_documents = 2'000;
constexpr size_t max_document_bytes = 4u << 20;  // longer ones are cut there: a changelog of twenty years

// Kinds are bits, so that a search names several.
enum Kind : uint32_t {
    readme = 1u << 0,
    contributing = 1u << 1,  // also pages of a folder "contributing", and templates of pull requests
    security = 1u << 2,
    changelog = 1u << 3,
    governance = 1u << 4,  // also lists of people
    conduct = 1u << 5,
    roadmap = 1u << 6,
    building = 1u << 7,
    pages = 1u << 8,  // anything else below doc, docs, documentation, man
    all_kinds = (1u << 9) - 1,
};
constexpr uint32_t guides = readme | contributing | building | pages;

struct Document {
    std::string path;
    Kind kind = pages;
    std::string text;
};

class Documents {
  public:
    static Documents read(const inventory::Tree& tree);

    const std::vector<Document>& all() const { return documents_; }
    const std::vector<Problem>& unread() const { return unread_; }
    // The first of a kind: of the root before folders.
    const Document* first(uint32_t kinds) const;
    // The first line that matches, in documents of these kinds.
    std::optional<Evidence> find(uint32_t kinds, const re2::RE2& pattern) const;
    // The first document of these kinds whose path matches.
    std::optional<Evidence> named(uint32_t kinds, const re2::RE2& pattern) const;

  private:
    std::vector<Document> documents_;
    std::vector<Problem> unread_;
};

// The first line of `text` that matches.
std::optional<Evidence> find_line(std::string_view path, std::string_view text, const re2::RE2& pattern);
// The kind that a path tells; nothing for what is no document of the project.
std::optional<Kind> kind_of_path(std::string_view path);

}  // namespace ward::scorecard::practices
