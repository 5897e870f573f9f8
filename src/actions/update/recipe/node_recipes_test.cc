// The recipes that are shipped for nodejs/node: they are read, they are all there, and what they say of versions is
// true of a real tree: Debian's source of node 18.20.4, as tests/peers/node_source.sh gets it. It lacks what Debian has
// from elsewhere; $WARD_TEST_NODE_SOURCE names another place of it.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "actions/update/recipe/recipe_file.h"
#include "actions/update/recipe/recipe_testing.h"
#include "actions/update/recipe/version.h"
#include "formats/glob.h"

namespace ward::update {
namespace {

std::optional<std::string> content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

RecipeFile recipes() {
    const std::string name = "data/recipes/nodejs.toml";
    auto file = parse_recipes(content_of(name).value_or(""), name, words_of_tests());
    EXPECT_TRUE(file) << file.error().message();
    return file ? *std::move(file) : RecipeFile{};
}

std::string node_source() {
    const char* named = std::getenv("WARD_TEST_NODE_SOURCE");  // NOLINT(concurrency-mt-unsafe): one thread
    return named != nullptr ? named : "build/peers/node-18.20.4";
}

TEST(NodeRecipes, AreAllThere) {
    const RecipeFile file = recipes();
    EXPECT_GE(file.recipes.size(), 45u);
    // What node's own updaters are called.
    for (const std::string_view id : {"acorn",
                                      "acorn-walk",
                                      "ada",
                                      "amaro",
                                      "ata",
                                      "base64",
                                      "biome",
                                      "brotli",
                                      "c-ares",
                                      "cares",
                                      "cjs-module-lexer",
                                      "corepack",
                                      "doc",
                                      "emphasize",
                                      "eslint",
                                      "github_reporter",
                                      "googletest",
                                      "gyp-next",
                                      "histogram",
                                      "icu",
                                      "inspector_protocol",
                                      "libffi",
                                      "libuv",
                                      "lief",
                                      "lint-md-dependencies",
                                      "llhttp",
                                      "merve",
                                      "micromatch",
                                      "minimatch",
                                      "ncrypto",
                                      "nghttp2",
                                      "nghttp3",
                                      "ngtcp2",
                                      "nixpkgs-pin",
                                      "node-pty",
                                      "npm",
                                      "openssl",
                                      "perfetto",
                                      "picomatch",
                                      "postject",
                                      "root-certificates",
                                      "simdjson",
                                      "simdutf",
                                      "sqlite",
                                      "swc",
                                      "temporal",
                                      "test426-fixtures",
                                      "timezone",
                                      "undici",
                                      "uvwasi",
                                      "v8-patch",
                                      "wpt",
                                      "zlib",
                                      "zstd"})
        EXPECT_NE(file.find(id), nullptr) << id;
    size_t enabled = 0;
    for (const Recipe& recipe : file.recipes) enabled += recipe.enabled ? 1 : 0;
    EXPECT_GE(enabled, 36u) << "an entry that is not enabled is one that cannot be said";
}

TEST(NodeRecipes, FindTheVersionsOfARealTree) {
    const std::string root = node_source();
    if (!std::filesystem::exists(root + "/src/node_version.h"))
        GTEST_SKIP() << root << " is not there (tests/peers/node_source.sh gets it)";
    const RecipeFile file = recipes();
    const std::map<std::string, std::string> versions = {
        {"base64", "0.5.2"},   {"c-ares", "1.28.1"},  {"histogram", "0.11.8"}, {"libuv", "1.44.2"},
        {"llhttp", "6.1.1"},   {"nghttp2", "1.61.0"}, {"nghttp3", "0.7.0"},    {"ngtcp2", "1.3.0"},
        {"openssl", "3.0.13"}, {"simdutf", "5.2.4"},  {"uvwasi", "0.0.19"},    {"v8", "10.2.154.26"}};
    for (const auto& [id, version] : versions) {
        const Recipe* recipe = file.find(id);
        ASSERT_NE(recipe, nullptr) << id;
        const auto found =
            current_version(recipe->current, [&](std::string_view path) -> Result<std::optional<std::string>> {
                const bool is_project = path.starts_with('/');
                return content_of(root + (is_project ? "" : "/" + recipe->path + "/") + std::string(path));
            });
        ASSERT_TRUE(found) << id << ": " << found.error().message();
        EXPECT_EQ(*found, version) << id;
    }
}

TEST(NodeRecipes, KeepFilesThatARealTreeHas) {
    const std::string root = node_source();
    if (!std::filesystem::exists(root + "/src/node_version.h"))
        GTEST_SKIP() << root << " is not there (tests/peers/node_source.sh gets it)";
    const RecipeFile file = recipes();
    // A build file that a recipe does not keep is one that the next update takes away.
    for (const std::string_view id : {"ada", "base64", "c-ares", "googletest", "histogram", "libuv", "nghttp2",
                                      "openssl", "simdutf", "uvwasi", "zlib"}) {
        const Recipe* recipe = file.find(id);
        ASSERT_NE(recipe, nullptr) << id;
        std::vector<Glob> keep;
        for (const std::string& pattern : recipe->keep) keep.push_back(*Glob::compile(pattern));
        size_t build_files = 0;
        for (const auto& entry : std::filesystem::directory_iterator(root + "/" + recipe->path)) {
            const std::string name = entry.path().filename();
            if (!name.ends_with(".gyp")) continue;
            ++build_files;
            EXPECT_TRUE(matches_any(keep, name)) << id << " does not keep " << name;
        }
        EXPECT_GE(build_files, 1u) << id;
    }
}

}  // namespace
}  // namespace ward::update
