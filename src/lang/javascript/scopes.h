// Where in a file a name means what: the scopes of a few names that matter, and what each of them is there.
#pragma once

#include <cstdint>
#include <vector>

namespace ward::javascript {

// A set of followed names, by their numbers.
using NameSet = uint32_t;

enum class Meaning : uint8_t { undeclared, other, alias };

class Scopes {
  public:
    static constexpr uint32_t root = 0;

    Scopes() { scopes_.push_back({}); }

    enum class Kind : uint8_t { block, function };
    uint32_t add(uint32_t parent, Kind kind, NameSet bound) {
        scopes_.push_back({.parent = parent, .is_function = kind == Kind::function, .other = bound, .alias = 0});
        return static_cast<uint32_t>(scopes_.size() - 1);
    }
    // Declares names in `scope` itself.
    void declare(uint32_t scope, NameSet names, Meaning meaning) {
        (meaning == Meaning::alias ? scopes_[scope].alias : scopes_[scope].other) |= names;
    }
    // The function (or file) that `var` declares in.
    uint32_t function_of(uint32_t scope) const {
        while (scope != root && !scopes_[scope].is_function) scope = scopes_[scope].parent;
        return scope;
    }
    // Where an assignment to one name goes.
    uint32_t owner_of(uint32_t scope, NameSet name) const {
        while (scope != root && ((scopes_[scope].other | scopes_[scope].alias) & name) == 0)
            scope = scopes_[scope].parent;
        return scope;
    }
    // Is the name an alias here, as far as the text was read? Scopes further out than a thousand do not count.
    bool is_alias(uint32_t scope, NameSet name) const {
        for (int steps = 0; steps < 1000; ++steps) {
            if (((scopes_[scope].other | scopes_[scope].alias) & name) != 0) return (scopes_[scope].alias & name) != 0;
            if (scope == root) return false;
            scope = scopes_[scope].parent;
        }
        return false;
    }
    // Lets every scope know what its outer ones declare. After this, `meaning` may be asked. Linear.
    void settle() {
        for (size_t i = 1; i < scopes_.size(); ++i) {
            Scope& scope = scopes_[i];
            const Scope& outer = scopes_[scope.parent];
            const NameSet own = scope.other | scope.alias;
            scope.other |= outer.other & ~own;
            scope.alias |= outer.alias & ~own;
        }
    }
    Meaning meaning(uint32_t scope, NameSet name) const {
        if ((scopes_[scope].alias & name) != 0) return Meaning::alias;
        return (scopes_[scope].other & name) != 0 ? Meaning::other : Meaning::undeclared;
    }

  private:
    struct Scope {
        uint32_t parent = root;
        bool is_function = false;
        NameSet other = 0;
        NameSet alias = 0;
    };
    std::vector<Scope> scopes_;
};

}  // namespace ward::javascript
