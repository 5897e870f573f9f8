// What a path in a tree tells by itself.
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "facts/inventory/inventory.h"

namespace ward::inventory {
namespace {

TEST(Scopes, ComeFromTheFoldersOnTheWay) {
    for (const auto& [path, scope] : {std::pair<std::string_view, Scope>{"requirements.txt", Scope::runtime},
                                      {"server/requirements.txt", Scope::runtime},
                                      {"Docs/requirements.txt", Scope::tooling},
                                      {".codespell/requirements.txt", Scope::tooling},
                                      {".circleci/requirements.txt", Scope::tooling},
                                      {".pnpm/requirements.txt", Scope::runtime},
                                      {"tools/tests/requirements.txt", Scope::test}})
        EXPECT_EQ(Tree::scope_of(path), scope) << path;
}

}  // namespace
}  // namespace ward::inventory
