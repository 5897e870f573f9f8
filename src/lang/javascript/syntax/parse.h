// From text to a syntax tree: ECMAScript 2026 with its annex B, modules and scripts, JSX; of TypeScript the types that
// stand in usual places are passed over. The parser accepts more than the grammar (it does not look for early errors)
// and never fails: a statement that it cannot read becomes an `unreadable` node, and reading goes on behind it. Time
// and memory are linear to the text.
#pragma once

#include <string_view>

#include "lang/javascript/syntax/tree.h"
#include "lang/javascript/tokens.h"

namespace ward::javascript {

// Limits: how deep statements and expressions nest (what is deeper is unreadable), and how many unreadable parts are
// listed.
inline constexpr unsigned max_tree_depth = 1'000;
inline constexpr size_t max_unread = 1'000;

struct ParseOptions {
    SourceKind kind = SourceKind::unknown;
    Syntax syntax = Syntax::javascript;
};

// `source` and `names` must outlive the tree. Names of several trees may be in one `names`.
Tree parse_tree(std::string_view source, const ParseOptions& options, Names& names);

}  // namespace ward::javascript
