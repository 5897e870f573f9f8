#include "judges/policy/edit.h"

#include <string>

#include <gtest/gtest.h>

#include "judges/policy/diff.h"

namespace ward::policy {
namespace {

const Url& base() {
    static const Url url = *parse_url("file:///srv/app/policy.json");
    return url;
}

Manifest read(std::string_view text) {
    auto manifest = parse_manifest(text, "policy.json");
    EXPECT_TRUE(manifest) << text << (manifest ? "" : manifest.error().message());
    return manifest.value_or(Manifest{});
}

constexpr std::string_view before = R"({
  "resources": {
    "./a.js": {"integrity": "sha384-A", "dependencies": {
      "./lib/b.js": true, "x": {"import": "./lib/b.js", "require": "./lib/c.js"}, "node:fs": true}},
    "./lib/b.js": {"integrity": "sha384-B"},
    "file:///srv/app/lib/c.js": {"integrity": "sha384-C"}},
  "scopes": {"./lib/": {"cascade": true}, "file:": {}},
  "dependencies": {"y": "/srv/app/lib/b.js"},
  "ward": {"serial": 1, "symlinks": {"./lib/l": "b.js"}, "generated": {"./lib/b.js": "tsc"}}})";

TEST(PolicyEdit, MovesAFile) {
    Manifest manifest = read(before);
    const auto moved = move_resources(manifest, base(), "./lib/./%62.js", "./new/b~.js");
    ASSERT_TRUE(moved) << moved.error().message();
    EXPECT_EQ(moved->resources, 1);
    EXPECT_EQ(moved->scopes, 0);
    EXPECT_EQ(moved->references, 4);
    EXPECT_EQ(manifest, read(R"({
      "resources": {
        "./a.js": {"integrity": "sha384-A", "dependencies": {
          "./new/b%7E.js": true, "x": {"import": "./new/b%7E.js", "require": "./lib/c.js"}, "node:fs": true}},
        "./new/b%7E.js": {"integrity": "sha384-B"},
        "file:///srv/app/lib/c.js": {"integrity": "sha384-C"}},
      "scopes": {"./lib/": {"cascade": true}, "file:": {}},
      "dependencies": {"y": "./new/b%7E.js"},
      "ward": {"serial": 1, "symlinks": {"./lib/l": "b.js"}, "generated": {"./new/b%7E.js": "tsc"}}})"));
}

TEST(PolicyEdit, MovesAFolder) {
    Manifest manifest = read(before);
    const auto moved = move_resources(manifest, base(), "./lib/", "../lib/");
    ASSERT_TRUE(moved) << moved.error().message();
    EXPECT_EQ(moved->resources, 2);
    EXPECT_EQ(moved->scopes, 1);
    EXPECT_EQ(moved->references, 6);
    EXPECT_EQ(manifest.resources[1].key, "file:///srv/lib/b.js");
    EXPECT_EQ(manifest.resources[2].key, "file:///srv/lib/c.js");
    EXPECT_EQ(manifest.scopes[0].key, "file:///srv/lib/");
    EXPECT_EQ(manifest.ward->symlinks[0].name, "file:///srv/lib/l");
}

TEST(PolicyEdit, RefusesAMove) {
    Manifest manifest = read(before);
    const Manifest same = manifest;
    EXPECT_EQ(move_resources(manifest, base(), "./a.js", "./lib/b.js").error().code, ErrorCode::conflict);
    EXPECT_EQ(move_resources(manifest, base(), "./gone.js", "./b.js").error().code, ErrorCode::not_found);
    EXPECT_EQ(move_resources(manifest, base(), "./lib/", "./b.js").error().code, ErrorCode::usage);
    EXPECT_EQ(move_resources(manifest, base(), "a.js", "./b.js").error().code, ErrorCode::parse);
    EXPECT_EQ(manifest, same);
}

TEST(PolicyEdit, AddsAndReplaces) {
    Manifest manifest = read(before);
    Entry entry;
    entry.key = "./lib/../lib/b.js";
    entry.integrity = {Integrity::Kind::any, ""};
    EXPECT_EQ(add_resource(manifest, base(), entry, Existing::refuse).error().code, ErrorCode::conflict);
    ASSERT_TRUE(add_resource(manifest, base(), entry, Existing::replace));
    EXPECT_EQ(manifest.resources.size(), 3);
    EXPECT_EQ(manifest.resources[1].key, "./lib/b.js");
    EXPECT_EQ(manifest.resources[1].integrity.kind, Integrity::Kind::any);
    entry.key = "./d.js";
    ASSERT_TRUE(add_resource(manifest, base(), entry, Existing::refuse));
    EXPECT_EQ(manifest.resources.back().key, "./d.js");
    entry.key = "d.js";
    EXPECT_EQ(add_resource(manifest, base(), entry, Existing::refuse).error().code, ErrorCode::parse);
}

TEST(PolicyEdit, Removes) {
    Manifest manifest = read(before);
    const auto removed = remove_resources(manifest, base(), "./lib/b.js");
    ASSERT_TRUE(removed) << removed.error().message();
    EXPECT_EQ(removed->resources, 1);
    EXPECT_EQ(removed->dangling, (std::vector<std::string>{"./a.js: ./lib/b.js", "./a.js: x", "dependencies: y"}));
    EXPECT_TRUE(manifest.ward->generated.empty());
    EXPECT_EQ(manifest.ward->symlinks.size(), 1);
    EXPECT_EQ(remove_resources(manifest, base(), "./lib/")->resources, 1);
    EXPECT_TRUE(manifest.ward->symlinks.empty());
    EXPECT_EQ(remove_resources(manifest, base(), "./lib/").error().code, ErrorCode::not_found);
}

TEST(PolicyDiff, Nothing) {
    const Url moved = *parse_url("file:///releases/2/policy.json");
    const Manifest manifest = read(R"({"resources": {"./a~.js": {"integrity": "sha384-A"}}, "scopes": {"file:": {}}})");
    const Manifest spelled =
        read(R"({"resources": {"./b/../a%7e.js": {"integrity": "sha384-A"}}, "scopes": {"file:": {}}})");
    const ManifestDiff diff = diff_manifests(manifest, base(), spelled, moved);
    EXPECT_TRUE(diff.same());
    EXPECT_FALSE(diff.rolls_back());
}

TEST(PolicyDiff, Everything) {
    const Manifest after = read(R"({
      "onerror": "log",
      "resources": {
        "./a.js": {"integrity": "sha384-A2", "dependencies": {"x": {"import": "./lib/b.js"}, "node:fs": true, "http": true,
                   "net": "node:net", "dgram": null}},
        "./lib/b.js": {"integrity": "sha384-B", "dependencies": true},
        "./addon.node": {"integrity": "sha384-N", "dependencies": {"os": true}},
        "./new.mjs": {"integrity": "sha384-D"}, "./readme.md": {"integrity": "sha384-E"}},
      "scopes": {"./lib/": {"integrity": true}, "data:": {"integrity": true}},
      "dependencies": {"y": "/srv/app/lib/b.js"},
      "ward": {"serial": 2}})");
    const ManifestDiff diff = diff_manifests(read(before), base(), after, base());
    using Texts = std::vector<std::string>;
    EXPECT_EQ(diff.added, (Texts{"./addon.node", "./new.mjs", "./readme.md"}));
    EXPECT_EQ(diff.removed, (Texts{"./lib/c.js"}));
    EXPECT_EQ(diff.changed, (std::vector<ChangedText>{{"./a.js", "sha384-A", "sha384-A2"}}));
    EXPECT_EQ(diff.added_scopes, (Texts{"data:"}));
    EXPECT_EQ(diff.removed_scopes, (Texts{"file:"}));
    EXPECT_EQ(diff.changed_scopes, (std::vector<ChangedText>{{"./lib/", "none, cascades", "true"}}));
    EXPECT_EQ(diff.builtins,
              (std::vector<NewBuiltin>{{"./a.js", "node:http"}, {"./a.js", "node:net"}, {"./addon.node", "node:os"}}));
    EXPECT_EQ(diff.now_anything, (Texts{"./lib/b.js"}));
    EXPECT_EQ(diff.native, (Texts{"./addon.node"}));
    EXPECT_EQ(diff.scripts, (Texts{"./new.mjs"}));
    EXPECT_EQ(diff.onerror, (ChangedText{"onerror", "throw", "log"}));
    EXPECT_EQ(diff.dependencies,
              (std::vector<ChangedDependency>{
                  {"./a.js", "./lib/b.js", "true", std::nullopt},
                  {"./a.js", "dgram", std::nullopt, "null"},
                  {"./a.js", "http", std::nullopt, "true"},
                  {"./a.js", "net", std::nullopt, "\"node:net\""},
                  {"./a.js", "x", R"({"import":"./lib/b.js","require":"./lib/c.js"})", R"({"import":"./lib/b.js"})"},
                  {"./lib/b.js", "", "null", "true"}}));
    EXPECT_EQ(diff.serial_before, 1);
    EXPECT_EQ(diff.serial_after, 2);
    EXPECT_FALSE(diff.rolls_back());
}

TEST(PolicyDiff, RollsBack) {
    const auto rolls = [](std::string_view old_text, std::string_view new_text) {
        return diff_manifests(read(old_text), base(), read(new_text), base()).rolls_back();
    };
    EXPECT_TRUE(rolls(R"({"ward": {"serial": 2}})", R"({"ward": {"serial": 1}})"));
    EXPECT_TRUE(rolls(R"({"ward": {"serial": 2}})", R"({})"));
    EXPECT_TRUE(rolls(R"({"ward": {"serial": 2}})", R"({"ward": {"serial": 2}, "onerror": "log"})"));
    EXPECT_FALSE(rolls(R"({"ward": {"serial": 2}})", R"({"ward": {"serial": 2}})"));
    EXPECT_FALSE(rolls(R"({})", R"({"onerror": "log"})"));
}

}  // namespace
}  // namespace ward::policy
