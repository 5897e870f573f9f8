// One table of release.json, read key by key. Errors name file, line and key and never quote a value: what stands in a
// record is embargoed. The first fault is kept; the getters answer with nothing from then on, so that a reader is a
// list of its keys.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/document.h"

namespace ward::release {

constexpr size_t max_record_text = 256u << 10;  // bytes of one text
constexpr size_t max_record_list = 10'000;      // items of one list

enum class Text : uint8_t { line, paragraphs };  // may it have line ends?

class RecordTable {
  public:
    // `file` and `node` outlive it; `what` names the table in messages: "a report".
    RecordTable(const Node& node, std::string_view file, std::string_view what);

    std::string text(std::string_view key, Text kind = Text::line);
    std::string needed(std::string_view key, Text kind = Text::line);
    // A text that has this form; an empty or missing one is left to `needed`.
    std::string formed(std::string_view key, bool (*is_good)(std::string_view), std::string_view form);
    bool truth(std::string_view key, bool otherwise);
    std::vector<std::string> texts(std::string_view key);
    std::map<std::string, std::string> text_table(std::string_view key);
    // The index of the word that stands there; `otherwise` where the key is missing.
    size_t word(std::string_view key, std::span<const std::string_view> words, size_t otherwise);
    template <typename Read>
    void tables(std::string_view key, size_t most, Read read) {
        for (const Node& item : items(key, most)) absorb(read(item));
    }
    const Node* find(std::string_view key);

    void fault(const Node& node, std::string_view reason);
    void absorb(Result<void> inner);
    // Nothing is wrong, and no key is there that was not asked for.
    Result<void> finish();

    const Node& node() const { return node_; }
    std::string_view file() const { return file_; }

  private:
    std::span<const Node> items(std::string_view key, size_t most);
    bool is_clean(const Node& value, std::string_view key, Text kind);

    const Node& node_;
    std::string_view file_;
    std::string what_;
    std::vector<std::string_view> known_;
    std::optional<Error> fault_;
};

// No control character but the line ends and tabs that `kind` allows, no character that moves or hides text, and
// nothing that is no UTF-8.
bool is_clean_text(std::string_view text, Text kind);

}  // namespace ward::release
