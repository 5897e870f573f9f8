// What has to hold of a derived tree before it may take the place of the old one. One file a check in checks/.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actions/update/derive/derive.h"
#include "actions/update/ladder/rung.h"
#include "actions/update/recipe/recipe.h"
#include "actions/update/tree/tree.h"
#include "base/result.h"

namespace ward::update {

// What `ward vet` says of an npm package that comes in, compared with the one that is there.
struct VetAnswer {
    std::string verdict = {};  // ok, notice, warn, block
    std::string reason = {};
    std::vector<std::string> news = {};  // what is new: a line each
    bool has_new_signals = true;         // that the version before had not; true where none is known
};

struct CheckInput {
    const Recipe* recipe = nullptr;
    std::string old_version = {};  // empty: not known
    std::string new_version = {};
    const FileTree* before = nullptr;  // the dependency's folder
    const Derived* derived = nullptr;
    FileReader project = {};                   // the project as it is
    const LockedDependency* locked = nullptr;  // null: none
    std::vector<std::string> advisories = {};  // that the new version has
    const VetAnswer* vet = nullptr;            // null: not asked
};

struct CheckResult {
    // acknowledge: it may be right, and a person has to say so (recipe.acknowledge).
    enum class Kind : uint8_t { holds, acknowledge, fails };
    Kind kind = Kind::holds;
    std::vector<std::string> details = {};  // what is wrong, a line each
};

struct TreeCheck {
    std::string_view id;  // "version-equals"
    std::string_view summary;
    CheckResult (*run)(const CheckInput& input);
};
#define WARD_UPDATE_CHECK(id)               \
    extern const TreeCheck tree_check_##id; \
    const TreeCheck tree_check_##id
std::span<const TreeCheck* const> all_tree_checks();
const TreeCheck* tree_check_named(std::string_view id);

}  // namespace ward::update
