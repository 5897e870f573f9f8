#include "lang/javascript/resolve.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

namespace ward::javascript {
namespace {

class Tree : public FileTable {
  public:
    explicit Tree(std::map<std::string, std::string, std::less<>> files) : files_(std::move(files)) {}

    bool is_file(std::string_view path) const override { return files_.contains(path); }
    bool is_folder(std::string_view path) const override {
        const std::string prefix = std::string(path == "/" ? "" : path) + "/";
        const auto found = files_.lower_bound(prefix);
        return found != files_.end() && found->first.starts_with(prefix);
    }
    std::optional<std::string> read(std::string_view path) const override {
        ++reads;
        const auto found = files_.find(path);
        return found == files_.end() ? std::nullopt : std::optional(found->second);
    }
    std::string real_path(std::string_view path) const override {
        const auto found = links.find(path);
        return found == links.end() ? std::string(path) : found->second;
    }

    std::map<std::string, std::string, std::less<>> links;
    mutable size_t reads = 0;

  private:
    std::map<std::string, std::string, std::less<>> files_;
};

std::string answer(Resolver& resolver, Loader loader, std::string_view specifier, std::string_view from) {
    const Resolution found = resolver.resolve(specifier, from, loader);
    if (found.error != ResolveError::none) return std::string(code_of(found.error, loader));
    if (found.is_data) return "data";
    return found.builtin.empty() ? found.path : "builtin " + found.builtin;
}

struct Row {
    Loader loader;
    std::string_view specifier;
    std::string_view expected;
    std::string_view from = "/app/src/main.js";
};

void check(const Tree& tree, std::initializer_list<Row> rows, const ResolveOptions& options = {}) {
    Resolver resolver(tree, options);
    for (const Row& row : rows)
        EXPECT_EQ(answer(resolver, row.loader, row.specifier, row.from), row.expected)
            << (row.loader == Loader::require ? "require " : "import ") << row.specifier << " in " << row.from;
}

constexpr auto require = Loader::require;
constexpr auto import = Loader::import;

TEST(JavascriptResolve, RequireGuessesAndImportDoesNot) {
    const Tree tree({{"/app/src/main.js", ""},
                     {"/app/src/a.js", ""},
                     {"/app/src/b.json", ""},
                     {"/app/src/c.node", ""},
                     {"/app/src/d/index.js", ""},
                     {"/app/src/d.js", ""},
                     {"/app/src/e/package.json", R"({"main":"lib"})"},
                     {"/app/src/e/lib/index.json", ""},
                     {"/app/src/f/package.json", R"({"main":"none.js"})"},
                     {"/app/src/f/index.js", ""},
                     {"/app/src/g/package.json", R"({"main":"none.js"})"},
                     {"/app/src/h i.js", ""},
                     {"/app/src/j%k.js", ""},
                     {"/app/index.js", ""}});
    check(tree, {
                    {require, "./a", "/app/src/a.js"},
                    {require, "./a.js", "/app/src/a.js"},
                    {require, "./b", "/app/src/b.json"},
                    {require, "./c", "/app/src/c.node"},
                    {require, "./d", "/app/src/d.js"},
                    {require, "./d/", "/app/src/d/index.js"},
                    {require, "./d/.", "/app/src/d/index.js"},
                    {require, "./e", "/app/src/e/lib/index.json"},
                    {require, "./f", "/app/src/f/index.js"},
                    {require, "./g", "MODULE_NOT_FOUND"},
                    {require, "..", "/app/index.js"},
                    {require, "../src/./a", "/app/src/a.js"},
                    {require, "/app/src/a", "/app/src/a.js"},
                    {require, "./none", "MODULE_NOT_FOUND"},
                    {require, "./h i", "/app/src/h i.js"},
                    {require, "./h%20i", "MODULE_NOT_FOUND"},
                    {import, "./a.js", "/app/src/a.js"},
                    {import, "./a.js?x#y", "/app/src/a.js"},
                    {import, "./a", "ERR_MODULE_NOT_FOUND"},
                    {import, "./d", "ERR_UNSUPPORTED_DIR_IMPORT"},
                    {import, "./d/", "ERR_UNSUPPORTED_DIR_IMPORT"},
                    {import, "..", "ERR_UNSUPPORTED_DIR_IMPORT"},
                    {import, "/app/src/a.js", "/app/src/a.js"},
                    {import, "file:///app/src/a.js", "/app/src/a.js"},
                    {import, "./h%20i.js", "/app/src/h i.js"},
                    {import, "./h i.js", "/app/src/h i.js"},
                    {import, "./j%25k.js", "/app/src/j%k.js"},
                    {import, "./j%k.js", "ERR_INVALID_MODULE_SPECIFIER"},
                    {import, "./d%2findex.js", "ERR_INVALID_MODULE_SPECIFIER"},
                    {import, ".\\a.js", "ERR_INVALID_MODULE_SPECIFIER"},
                    {import, "./d\\index.js", "/app/src/d/index.js"},
                    {import, "%2e/a.js", "ERR_INVALID_MODULE_SPECIFIER"},
                    {import, "./%2e%2e/src/a.js", "/app/src/a.js"},
                    {import, "https://example.org/a.js", "ERR_UNSUPPORTED_ESM_URL_SCHEME"},
                    {import, "data:text/javascript,1", "data"},
                });
}

TEST(JavascriptResolve, BuiltinsComeBeforeFiles) {
    const Tree tree(
        {{"/app/src/main.js", ""}, {"/app/node_modules/fs/index.js", ""}, {"/app/node_modules/test/index.js", ""}});
    check(tree, {
                    {require, "fs", "builtin fs"},
                    {require, "node:fs", "builtin fs"},
                    {require, "fs/", "/app/node_modules/fs/index.js"},
                    {require, "test", "/app/node_modules/test/index.js"},
                    {require, "node:test", "builtin test"},
                    {require, "node:none", "ERR_UNKNOWN_BUILTIN_MODULE"},
                    {require, "node:ffi", "ERR_UNKNOWN_BUILTIN_MODULE"},
                    {import, "fs/promises", "builtin fs/promises"},
                    {import, "test", "/app/node_modules/test/index.js"},
                    {import, "node:none", "ERR_UNKNOWN_BUILTIN_MODULE"},
                });
    check(tree, {{require, "node:ffi", "builtin ffi"}, {require, "_stream_wrap", "MODULE_NOT_FOUND"}},
          {.node = {26, 10}});
}

TEST(JavascriptResolve, PackagesAreLookedForInTheFoldersAbove) {
    const Tree tree({{"/app/src/main.js", ""},
                     {"/app/src/node_modules/near/index.js", ""},
                     {"/app/node_modules/near/index.js", ""},
                     {"/app/node_modules/@s/far/package.json", R"({"main":"./m"})"},
                     {"/app/node_modules/@s/far/m.js", ""},
                     {"/app/node_modules/@s/far/sub/x.js", ""},
                     {"/app/node_modules/file.js", ""},
                     {"/app/node_modules/empty/readme.md", ""},
                     {"/node_modules/empty/index.js", ""},
                     {"/node_modules/top/index.js", ""}});
    check(tree, {
                    {require, "near", "/app/src/node_modules/near/index.js"},
                    {import, "near", "/app/src/node_modules/near/index.js"},
                    {require, "near", "/app/node_modules/near/index.js", "/app/node_modules/@s/far/m.js"},
                    {require, "@s/far", "/app/node_modules/@s/far/m.js"},
                    {import, "@s/far", "/app/node_modules/@s/far/m.js"},
                    {require, "@s/far/sub/x", "/app/node_modules/@s/far/sub/x.js"},
                    {import, "@s/far/sub/x", "ERR_MODULE_NOT_FOUND"},
                    {import, "@s/far/sub/x.js", "/app/node_modules/@s/far/sub/x.js"},
                    {require, "file", "/app/node_modules/file.js"},
                    {import, "file", "ERR_MODULE_NOT_FOUND"},
                    {require, "empty", "/node_modules/empty/index.js"},
                    {import, "empty", "ERR_MODULE_NOT_FOUND"},
                    {require, "top", "/node_modules/top/index.js"},
                    {require, "none", "MODULE_NOT_FOUND"},
                    {import, "none", "ERR_MODULE_NOT_FOUND"},
                    {import, "@s", "ERR_INVALID_MODULE_SPECIFIER"},
                    {import, ".x", "ERR_INVALID_MODULE_SPECIFIER"},
                    {import, "", "ERR_MODULE_NOT_FOUND"},
                });
}

constexpr std::string_view exporting = R"({
    "name": "p", "main": "./old.js",
    "exports": {
        ".": {"import": "./m.mjs", "require": "./m.cjs"},
        "./a": ["bad", {"custom": "./custom.js"}, "./a.js", "./never.js"],
        "./b": {"browser": "./browser.js", "node": {"default": "./b.js"}},
        "./null": null,
        "./empty": [],
        "./none": {"browser": "./b.js"},
        "./out": "./../x.js",
        "./modules": "./node_modules/x.js",
        "./escaped": "./%6eode_modules/x.js",
        "./bare": "q",
        "./missing": "./missing.js",
        "./list": [null, "./a.js"],
        "./index": {"0": "./a.js"},
        "./lib/*": "./lib/*.js",
        "./lib/private/*": null,
        "./lib/*.json": "./lib/*.json",
        "./twice/*": "./lib/*/*.js",
        "./module-sync": {"module-sync": "./a.js", "default": "./b.js"},
        "./number": 1
    }})";

TEST(JavascriptResolve, ExportsDecideWhatAPackageShows) {
    const std::string p = "/app/node_modules/p/";
    std::map<std::string, std::string, std::less<>> files = {{"/app/src/main.js", ""},
                                                             {p + "package.json", std::string(exporting)}};
    for (const char* name : {"old.js", "m.mjs", "m.cjs", "custom.js", "a.js", "b.js", "lib/x.js", "lib/y/z.js",
                             "lib/w/w.js", "lib/d.json", "lib/private/s.js", "node_modules/x.js"})
        files[p + name] = "";
    const Tree tree(files);
    check(tree, {
                    {require, "p", "/app/node_modules/p/m.cjs"},
                    {import, "p", "/app/node_modules/p/m.mjs"},
                    {require, "p/old.js", "ERR_PACKAGE_PATH_NOT_EXPORTED"},
                    {import, "p/package.json", "ERR_PACKAGE_PATH_NOT_EXPORTED"},
                    {import, "p/a", "/app/node_modules/p/a.js"},
                    {import, "p/b", "/app/node_modules/p/b.js"},
                    {import, "p/null", "ERR_PACKAGE_PATH_NOT_EXPORTED"},
                    {import, "p/empty", "ERR_PACKAGE_PATH_NOT_EXPORTED"},
                    {import, "p/none", "ERR_PACKAGE_PATH_NOT_EXPORTED"},
                    {import, "p/out", "ERR_INVALID_PACKAGE_TARGET"},
                    {import, "p/modules", "ERR_INVALID_PACKAGE_TARGET"},
                    {import, "p/escaped", "ERR_INVALID_PACKAGE_TARGET"},
                    {import, "p/bare", "ERR_INVALID_PACKAGE_TARGET"},
                    {import, "p/number", "ERR_INVALID_PACKAGE_TARGET"},
                    {import, "p/missing", "ERR_MODULE_NOT_FOUND"},
                    {require, "p/missing", "MODULE_NOT_FOUND"},
                    {import, "p/list", "/app/node_modules/p/a.js"},
                    {import, "p/index", "ERR_INVALID_PACKAGE_CONFIG"},
                    {import, "p/lib/x", "/app/node_modules/p/lib/x.js"},
                    {import, "p/lib/y/z", "/app/node_modules/p/lib/y/z.js"},
                    {import, "p/lib/d.json", "/app/node_modules/p/lib/d.json"},
                    {import, "p/lib/private/s", "ERR_PACKAGE_PATH_NOT_EXPORTED"},
                    {import, "p/lib/../a", "ERR_INVALID_MODULE_SPECIFIER"},
                    {import, "p/lib/%2e%2e/a", "ERR_INVALID_MODULE_SPECIFIER"},
                    {import, "p/lib/", "ERR_PACKAGE_PATH_NOT_EXPORTED"},
                    {import, "p/twice/w", "/app/node_modules/p/lib/w/w.js"},
                    {require, "p/module-sync", "/app/node_modules/p/a.js"},
                    {import, "p", "/app/node_modules/p/m.mjs", "/app/node_modules/p/lib/x.js"},
                    {require, "p", "/app/node_modules/p/m.cjs", "/app/node_modules/p/lib/x.js"},
                });
    check(tree, {{import, "p/a", "/app/node_modules/p/custom.js"}}, {.conditions = {"custom"}});
}

TEST(JavascriptResolve, MixedAndBrokenPackages) {
    const Tree tree({{"/app/src/main.js", ""},
                     {"/app/node_modules/mixed/package.json", R"({"exports":{".":"./a.js","node":"./b.js"}})"},
                     {"/app/node_modules/broken/package.json", "{"},
                     {"/app/node_modules/list/package.json", "[]"},
                     {"/app/node_modules/sugar/package.json", R"({"exports":"./a.js"})"},
                     {"/app/node_modules/sugar/a.js", ""},
                     {"/app/node_modules/off/package.json", R"({"exports":null,"main":"a.js"})"},
                     {"/app/node_modules/off/a.js", ""},
                     {"/app/node_modules/twice/package.json", R"({"main":"a.js","main":"b.js"})"},
                     {"/app/node_modules/twice/b.js", ""}});
    check(tree, {
                    {import, "mixed", "ERR_INVALID_PACKAGE_CONFIG"},
                    {require, "mixed", "ERR_INVALID_PACKAGE_CONFIG"},
                    {import, "broken", "ERR_INVALID_PACKAGE_CONFIG"},
                    {require, "broken", "ERR_INVALID_PACKAGE_CONFIG"},
                    {import, "list", "ERR_INVALID_PACKAGE_CONFIG"},
                    {require, "sugar", "/app/node_modules/sugar/a.js"},
                    {require, "sugar/a.js", "ERR_PACKAGE_PATH_NOT_EXPORTED"},
                    {require, "off", "/app/node_modules/off/a.js"},
                    {import, "twice", "/app/node_modules/twice/b.js"},
                });
}

TEST(JavascriptResolve, ImportsOfAPackageAreItsOwn) {
    const Tree tree({{"/app/package.json", R"({"name":"app","imports":{
                         "#a": "./src/a.js", "#b": {"node": "dep", "default": "./src/a.js"}, "#c/*": "./src/*.js",
                         "#fs": "fs", "#scheme": "node:fs", "#out": "../x.js", "#chain": "#a", "#null": null, "#d/*": "dep/*"}})"},
                     {"/app/src/main.js", ""},
                     {"/app/src/a.js", ""},
                     {"/app/node_modules/dep/index.js", ""},
                     {"/app/node_modules/dep/package.json", R"({"name":"dep"})"},
                     {"/app/node_modules/dep/x.js", ""}});
    check(tree, {
                    {import, "#a", "/app/src/a.js"},
                    {require, "#a", "/app/src/a.js"},
                    {import, "#b", "/app/node_modules/dep/index.js"},
                    {import, "#c/a", "/app/src/a.js"},
                    {import, "#d/x.js", "/app/node_modules/dep/x.js"},
                    {import, "#fs", "builtin fs"},
                    {require, "#fs", "ERR_INVALID_URL_SCHEME"},
                    {import, "#scheme", "ERR_INVALID_PACKAGE_TARGET"},
                    {import, "#out", "ERR_INVALID_PACKAGE_TARGET"},
                    {import, "#null", "ERR_PACKAGE_IMPORT_NOT_DEFINED"},
                    {import, "#none", "ERR_PACKAGE_IMPORT_NOT_DEFINED"},
                    {import, "#", "ERR_INVALID_MODULE_SPECIFIER"},
                    {import, "#c/", "ERR_INVALID_MODULE_SPECIFIER"},
                    {import, "#a", "ERR_PACKAGE_IMPORT_NOT_DEFINED", "/app/node_modules/dep/index.js"},
                    {require, "#a", "MODULE_NOT_FOUND", "/app/node_modules/dep/index.js"},
                });
}

TEST(JavascriptResolve, EveryPackageJsonThatIsReadIsNamedAndReadOnce) {
    const Tree tree({{"/app/package.json", R"({"name":"app"})"},
                     {"/app/src/main.js", ""},
                     {"/app/node_modules/p/package.json", R"({"main":"a.js"})"},
                     {"/app/node_modules/p/a.js", ""},
                     {"/app/src/x.js", ""}});
    Resolver resolver(tree);
    using Paths = std::vector<std::string>;
    EXPECT_EQ(resolver.resolve("p", "/app/src/main.js", require).packages,
              (Paths{"/app/package.json", "/app/node_modules/p/package.json"}));
    EXPECT_EQ(resolver.resolve("p", "/app/src/main.js", import).packages,
              (Paths{"/app/package.json", "/app/node_modules/p/package.json"}));
    // What `import` finds is told by its kind, which package.json decides.
    EXPECT_EQ(resolver.resolve("./x.js", "/app/src/main.js", import).packages, Paths{"/app/package.json"});
    EXPECT_EQ(resolver.resolve("none", "/app/src/main.js", import).packages, Paths{"/app/package.json"});
    EXPECT_EQ(tree.reads, 2);
}

TEST(JavascriptResolve, LinksAreFollowedToTheFile) {
    Tree tree({{"/app/main.js", ""}, {"/app/node_modules/p/index.js", ""}});
    tree.links["/app/node_modules/p/index.js"] = "/store/p@1/index.js";
    check(tree, {{require, "p", "/store/p@1/index.js", "/app/main.js"},
                 {import, "p", "/store/p@1/index.js", "/app/main.js"}});
}

TEST(JavascriptResolve, FormatsFollowExtensionAndScope) {
    using namespace std::string_literals;
    const Tree tree({{"/m/package.json", R"({"type":"module"})"},
                     {"/c/package.json", R"({"type":"commonjs"})"},
                     {"/n/package.json", R"({"type":"other"})"},
                     {"/b/package.json", "{"},
                     {"/m/wasm", "\0asm\1\0\0\0"s},
                     {"/m/bin", "#!node"},
                     {"/m/node_modules/p/a.js", ""}});
    Resolver resolver(tree);
    const auto import_format = [&](std::string_view path) { return resolver.format_of(path, import); };
    const auto require_format = [&](std::string_view path) { return resolver.format_of(path, require); };
    EXPECT_EQ(import_format("/m/a.js"), Format::module);
    EXPECT_EQ(import_format("/m/d/a.js"), Format::module);
    EXPECT_EQ(import_format("/c/a.js"), Format::commonjs);
    EXPECT_EQ(import_format("/n/a.js"), Format::detect);
    EXPECT_EQ(import_format("/b/a.js"), Format::detect);
    EXPECT_EQ(import_format("/a.js"), Format::detect);
    EXPECT_EQ(import_format("/m/node_modules/p/a.js"), Format::detect);
    EXPECT_EQ(import_format("/m/a.cjs"), Format::commonjs);
    EXPECT_EQ(import_format("/c/a.mjs"), Format::module);
    EXPECT_EQ(import_format("/c/a.json"), Format::json);
    EXPECT_EQ(import_format("/c/a.node"), Format::addon);
    EXPECT_EQ(import_format("/c/a.wasm"), Format::wasm);
    EXPECT_EQ(import_format("/m/a.ts"), Format::module_typescript);
    EXPECT_EQ(import_format("/c/a.ts"), Format::commonjs_typescript);
    EXPECT_EQ(import_format("/n/a.ts"), Format::detect_typescript);
    EXPECT_EQ(import_format("/c/a.mts"), Format::module_typescript);
    EXPECT_EQ(import_format("/m/a.cts"), Format::commonjs_typescript);
    EXPECT_EQ(import_format("/m/wasm"), Format::wasm);
    EXPECT_EQ(import_format("/m/bin"), Format::module);
    EXPECT_EQ(import_format("/c/.js"), Format::commonjs);
    EXPECT_EQ(import_format("/c/a.txt"), Format::unknown);
    EXPECT_EQ(require_format("/c/a.txt"), Format::detect);
    EXPECT_EQ(require_format("/m/bin"), Format::detect);
    EXPECT_EQ(require_format("/m/a.js"), Format::module);

    std::vector<std::string> packages;
    resolver.format_of("/m/d/a.js", import, &packages);
    EXPECT_EQ(packages, std::vector<std::string>{"/m/package.json"});

    EXPECT_EQ(detected(Format::detect, scan_imports("import 'a'", SourceKind::unknown)), Format::module);
    EXPECT_EQ(detected(Format::detect, scan_imports("require('a')", SourceKind::unknown)), Format::commonjs);
    EXPECT_EQ(detected(Format::json, Scan{}), Format::json);
}

TEST(JavascriptResolve, LimitsAreKept) {
    std::string deep = R"({"exports":)";
    for (size_t i = 0; i <= max_target_depth; ++i) deep += R"({"node":)";
    deep += "1";
    for (size_t i = 0; i <= max_target_depth; ++i) deep += "}";
    const auto too_deep = parse_package(deep + "}", "p");
    ASSERT_FALSE(too_deep);
    EXPECT_EQ(too_deep.error().code, ErrorCode::limit);
    EXPECT_EQ(parse_package(std::string(max_package_bytes + 1, ' '), "p").error().code, ErrorCode::limit);

    // What an import leads to is a package's name, and no import again.
    const Tree tree({{"/app/package.json", R"({"imports":{"#a":"#a"}})"}, {"/app/main.js", ""}});
    check(tree, {{import, "#a", "ERR_MODULE_NOT_FOUND", "/app/main.js"}});
}

}  // namespace
}  // namespace ward::javascript
