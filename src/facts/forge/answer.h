// Reads what an API, or a program, answered. Null and absent members are as good as empty ones; a member of another
// kind, or a list of more than was asked for, makes it an answer that the API does not document: the first of those is
// remembered, and whoever reads asks for it at the end, so that a part of the facts is whole or a gap.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/document.h"

namespace ward::forge {

// Texts are cut at this many bytes, between characters: what is judged by stands in the first ones.
constexpr size_t max_answer_text_bytes = 64u << 10;

// At most so many bytes of it.
std::string cut(std::string_view text);

class Answer {
  public:
    // Each takes the table it looks into; a null pointer is an absent one.
    std::string text(const Node* table, std::string_view key);
    std::string lower_text(const Node* table, std::string_view key);
    // Empty where it is no time by RFC 3339.
    std::string time(const Node* table, std::string_view key);
    std::optional<bool> truth(const Node* table, std::string_view key);
    std::optional<int64_t> number(const Node* table, std::string_view key);
    const Node* table(const Node* table, std::string_view key);
    std::span<const Node> list(const Node* table, std::string_view key, size_t most);
    // A list of texts.
    std::vector<std::string> texts(const Node* table, std::string_view key, size_t most);
    // The items of an answer that is a list itself.
    std::span<const Node> items(const Node& list, size_t most) { return checked(list, most, Nulls::refused); }
    // `nodes` of a connection of GraphQL, where a null is what is not shown.
    std::span<const Node> nodes(const Node* table, std::string_view key, size_t most);
    // The same of a list that has to be there, because none would be taken for an empty one.
    std::span<const Node> main_list(const Node* table, std::string_view key, size_t most);
    // Where the answer is not as documented for another reason.
    void refuse(std::string_view what);

    Result<void> whole() const;

  private:
    enum class Nulls { refused, allowed };
    std::span<const Node> checked(const Node& list, size_t most, Nulls nulls);
    const Node* find(const Node* table, std::string_view key, Node::Kind kind, std::string_view kind_name);

    std::optional<Error> error_;
};

}  // namespace ward::forge
