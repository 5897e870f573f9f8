// What the three readers of documents share: checks of the text as a whole, and the building of the tree within limits.
// Private to the document_*.cc files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/document.h"

namespace ward {

// An error about `name:line`.
std::unexpected<Error> document_error(std::string_view name, int line, std::string reason,
                                      ErrorCode code = ErrorCode::parse);

// `text` without a byte order mark, if it is within the limit and UTF-8 throughout.
Result<std::string_view> document_text(std::string_view text, std::string_view name, const DocumentLimits& limits);

// Puts values together in the order of a file. Depth, number of nodes and repeated keys are checked here and nowhere
// else. Nothing recurses: hostile nesting costs an entry of a vector.
class DocumentBuilder {
  public:
    DocumentBuilder(std::string_view name, const DocumentLimits& limits) : name_(name), limits_(limits) {}
    DocumentBuilder(const DocumentBuilder&) = delete;  // open_ points into root_
    DocumentBuilder& operator=(const DocumentBuilder&) = delete;

    // Names the next value of the innermost open table.
    void key(std::string text, int line);
    // A finished value; `size` is how many nodes it has.
    Result<void> add(Node value, size_t size = 1);
    Result<void> open(Node::Kind kind, int line, int column);
    Result<void> close();

    size_t depth() const { return open_.size(); }
    bool in_table() const { return !open_.empty() && open_.back().node->is_table(); }

    // Where the next value goes, as positions from the root; what it leads to later, until `take`.
    std::vector<uint32_t> next_path() const;
    const Node& at(const std::vector<uint32_t>& path) const;
    bool is_open(const Node& node) const;

    Node take() { return std::move(root_); }

  private:
    struct Open {
        Node* node;
        std::vector<int> key_lines;
    };
    Node* place(Node value);
    Result<void> count(size_t nodes, int line);
    Result<void> check_keys(const Open& table) const;

    std::string_view name_;
    const DocumentLimits& limits_;
    Node root_;
    // Pointers stay good: an open node is the last child of the one before it, and nobody appends to that one
    // meanwhile.
    std::vector<Open> open_;
    std::string key_;
    int key_line_ = 0;
    size_t nodes_ = 0;
};

}  // namespace ward
