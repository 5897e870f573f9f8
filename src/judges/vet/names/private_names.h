// The caller's private names: one a line, `#` begins a remark; `@scope/*` stands for all of a scope.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "facts/names/index.h"
#include "facts/names/name_list.h"

namespace ward::vet {

inline constexpr size_t max_private_bytes = 16u << 20;
inline constexpr size_t max_private_names = 100'000;

class PrivateNames {
  public:
    // Errors name the line: parse, limit.
    static Result<PrivateNames> parse(std::string_view text, std::string_view source);

    struct Match {
        std::string target;  // the private name, or the scope
        std::string reason;
    };
    // Is it one of them, in one of their scopes, or made to look like one?
    std::optional<Match> match(std::string_view name) const;
    size_t size() const { return names_.size() + scopes_.size(); }

  private:
    std::optional<Match> match_words(std::string_view name) const;

    names::NameList names_;
    std::unordered_set<std::string> exact_;
    std::vector<std::string> scopes_;  // sorted; of `@scope/*` and of scoped names
    std::unordered_set<std::string> whole_scopes_;
    names::LikenessIndex index_;
};

}  // namespace ward::vet
