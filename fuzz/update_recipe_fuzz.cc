// LINK: ward_update
#include <algorithm>
#include <string_view>

#include "actions/update/recipe/recipe_file.h"
#include "actions/update/recipe/recipe_testing.h"
#include "base/text.h"

// A recipe file: what is read is whole, what is refused says where in one line.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::update;
    const auto file = parse_recipes({reinterpret_cast<const char*>(data), size}, "r", words_of_tests());
    if (!file) {
        if (file.error().message().contains('\n')) __builtin_trap();
        return 0;
    }
    for (const Recipe& recipe : file->recipes) {
        const auto parts = ward::split(recipe.path, '/');
        const bool leads_up = std::ranges::find(parts, "..") != parts.end();
        if (recipe.path.empty() || leads_up || file->find(recipe.id) != &recipe) __builtin_trap();
    }
    return 0;
}
