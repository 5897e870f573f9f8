// A YAML document as a table of nodes that know their places, for readers that have to agree with go-yaml (which is a
// translation of libyaml, used here): what is refused, what a plain scalar is, and at which line and column it stands.
// formats/document.h is the reader for everything else; it refuses duplicate keys and forgets the places of keys.
//
// Where the two scanners part, this one is libyaml's (0.2.5): a byte order mark inside the file, a tab that indents a
// comment, anchors of other characters than letters, digits, '_' and '-'; and with brackets: `?` inside a plain scalar,
// `:` or a tag directly before a bracket or comma, text directly behind a closing bracket. No real file that was met
// with has any of these.
//
// An alias stays a node of its own. What it would become is measured while the table is built, so that whoever follows
// aliases knows beforehand that the whole is finite and small.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::workflow {

struct Position {
    int line = 0;    // from 1
    int column = 0;  // from 1, in characters

    auto operator<=>(const Position&) const = default;
};

struct YamlLimits {
    size_t bytes = 4u << 20;            // of the source; GitHub itself takes 512 KiB
    size_t depth = 128;                 // of lists and mappings, aliases followed where that is asked for
    size_t nodes = 400'000;             // aliases followed where that is asked for
    size_t expanded_bytes = 64u << 20;  // of all scalars, aliases followed
};

// Whose YAML. GitHub follows aliases since 2025. actionlint 1.7.9, and so OpenSSF Scorecard, takes one for a value of
// the wrong kind wherever it stands; its go-yaml also refuses `%YAML 1.2`, and looks two tokens past the first
// document.
enum class Dialect { github, actionlint };

enum class YamlKind : uint8_t { scalar, sequence, mapping, alias };
// What the value is in YAML 1.2 as go-yaml has it; `other` is a timestamp, a merge key, a collection, or a tag that is
// written out.
enum class YamlTag : uint8_t { text, null, boolean, integer, real, other };

struct YamlNode {
    YamlKind kind = YamlKind::scalar;
    YamlTag tag = YamlTag::text;
    bool quoted = false;  // "…" or '…'
    Position at = {};
    std::string text = {};                // of a scalar; an alias's name
    std::vector<uint32_t> children = {};  // a mapping has key, value, key, value …
    uint32_t target = 0;                  // of an alias
};

class YamlTree {
  public:
    bool empty() const { return nodes_.empty(); }  // no document in the file
    static constexpr uint32_t root = 0;
    // The node, or what it is an alias of where aliases are followed.
    const YamlNode& operator[](uint32_t id) const;

  private:
    friend class YamlTreeBuilder;
    Dialect dialect_ = Dialect::github;
    std::vector<YamlNode> nodes_;
};

// The first document. Fails where it is not YAML, names an unknown anchor, passes a limit or, aliases followed,
// contains itself. What stands behind the first document is not looked at.
Result<YamlTree> read_yaml(std::string_view text, std::string_view name, Dialect dialect,
                           const YamlLimits& limits = {});

// The tag that go-yaml gives to a plain scalar.
YamlTag tag_of_plain(std::string_view text);

}  // namespace ward::workflow
