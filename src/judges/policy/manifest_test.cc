#include "judges/policy/manifest.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace ward::policy {
namespace {

Manifest read(std::string_view text) {
    auto manifest = parse_manifest(text, "policy.json");
    EXPECT_TRUE(manifest) << text << ": " << (manifest ? "" : manifest.error().message());
    return manifest.value_or(Manifest{});
}

std::string reason(std::string_view text, const ManifestLimits& limits = {}) {
    const auto manifest = parse_manifest(text, "policy.json", limits);
    return manifest ? "" : manifest.error().message();
}

constexpr std::string_view whole = R"({
  "onerror": "exit",
  "resources": {
    "./b.js": {"integrity": "sha384-AAAA", "dependencies": {
      "node:fs": true,
      "x": {"require": "./c.js", "import": {"node": null, "default": "./d.js"}},
      "y": null
    }},
    "./a.js": {"integrity": true, "cascade": false, "note": [1, {"b": 2}]}
  },
  "scopes": {"file:": {"cascade": true}, "": {"dependencies": true}},
  "dependencies": {"z": false},
  "ward": {"schema": 1, "serial": 7, "symlinks": {"./l": "a.js"}, "generated": {"./g.node": "node-gyp"},
    "exclude": {".git": "history"}, "later": 1},
  "comment": "x"
})";

TEST(Manifest, EveryField) {
    const Manifest manifest = read(whole);
    EXPECT_EQ(manifest.onerror, OnError::exits);
    EXPECT_EQ(manifest.onerror_line, 2);
    ASSERT_EQ(manifest.resources.size(), 2);
    const Entry& b = manifest.resources[0];
    EXPECT_EQ(b.key, "./b.js");
    EXPECT_EQ(b.line, 4);
    EXPECT_EQ(b.integrity, (Integrity{Integrity::Kind::hashes, "sha384-AAAA"}));
    EXPECT_EQ(b.cascade, Cascade::absent);
    ASSERT_EQ(b.dependencies.entries.size(), 3);
    EXPECT_EQ(b.dependencies.entries[0].target.kind, Target::Kind::any);
    EXPECT_EQ(b.dependencies.entries[1].line, 6);
    const Target& x = b.dependencies.entries[1].target;
    ASSERT_EQ(x.conditions.size(), 2);
    EXPECT_EQ(x.conditions[0].name, "require");
    EXPECT_EQ(x.conditions[0].target.text, "./c.js");
    EXPECT_EQ(x.conditions[1].target.conditions[0].target.kind, Target::Kind::deny);
    EXPECT_EQ(b.dependencies.entries[2].target.kind, Target::Kind::deny);
    const Entry& a = manifest.resources[1];
    EXPECT_EQ(a.integrity.kind, Integrity::Kind::any);
    EXPECT_EQ(a.cascade, Cascade::no);
    ASSERT_EQ(a.unknown.size(), 1);
    EXPECT_EQ(a.unknown[0].json, R"([1,{"b":2}])");
    EXPECT_EQ(a.unknown[0].line, 9);
    ASSERT_EQ(manifest.scopes.size(), 2);
    EXPECT_EQ(manifest.scopes[0].cascade, Cascade::yes);
    EXPECT_EQ(manifest.scopes[1].dependencies.kind, Dependencies::Kind::any);
    EXPECT_EQ(manifest.dependencies_line, 12);
    EXPECT_EQ(manifest.dependencies.entries[0].target, (Target{Target::Kind::invalid, "false", {}}));
    ASSERT_TRUE(manifest.ward);
    EXPECT_EQ(manifest.ward->serial, 7);
    EXPECT_EQ(manifest.ward->symlinks, (std::vector<NamedText>{{"./l", "a.js", 0}}));
    EXPECT_EQ(manifest.ward->generated, (std::vector<NamedText>{{"./g.node", "node-gyp", 0}}));
    EXPECT_EQ(manifest.ward->exclude, (std::vector<NamedText>{{".git", "history", 0}}));
    EXPECT_EQ(manifest.ward->unknown[0].name, "later");
    EXPECT_EQ(manifest.unknown[0].json, R"("x")");
}

TEST(Manifest, WrongKindsAreKeptForThoseWhoNameThem) {
    const Manifest manifest = read(R"({"onerror": ["throw"], "dependencies": 5, "resources": {
      "./a": {"integrity": null, "cascade": 1, "dependencies": false}, "./b": {"dependencies": null, "integrity": [ ]}}})");
    EXPECT_EQ(manifest.onerror, OnError::invalid);
    EXPECT_EQ(manifest.onerror_text, R"(["throw"])");
    EXPECT_EQ(manifest.dependencies.kind, Dependencies::Kind::invalid);
    EXPECT_EQ(manifest.resources[0].integrity, (Integrity{Integrity::Kind::invalid, "null"}));
    EXPECT_EQ(manifest.resources[0].cascade, Cascade::invalid);
    EXPECT_EQ(manifest.resources[0].dependencies.text, "false");
    EXPECT_EQ(manifest.resources[1].dependencies.kind, Dependencies::Kind::absent);
    EXPECT_EQ(manifest.resources[1].integrity.text, "[]");
    EXPECT_EQ(read(manifest_text(manifest)), manifest);
}

TEST(Manifest, CanonicalTextIsReadAsTheSame) {
    Manifest manifest = read(whole);
    const std::string text = manifest_text(manifest);
    sort_manifest(manifest);
    EXPECT_EQ(read(text), manifest);
    EXPECT_EQ(manifest_text(manifest), text);
    EXPECT_EQ(text, R"({
  "comment": "x",
  "dependencies": {
    "z": false
  },
  "onerror": "exit",
  "resources": {
    "./a.js": {
      "cascade": false,
      "integrity": true,
      "note": [1,{"b":2}]
    },
    "./b.js": {
      "dependencies": {
        "node:fs": true,
        "x": {
          "require": "./c.js",
          "import": {
            "node": null,
            "default": "./d.js"
          }
        },
        "y": null
      },
      "integrity": "sha384-AAAA"
    }
  },
  "scopes": {
    "": {
      "dependencies": true
    },
    "file:": {
      "cascade": true
    }
  },
  "ward": {
    "exclude": {
      ".git": "history"
    },
    "generated": {
      "./g.node": "node-gyp"
    },
    "later": 1,
    "schema": 1,
    "serial": 7,
    "symlinks": {
      "./l": "a.js"
    }
  }
}
)");
}

TEST(Manifest, KeysThatNeedEscapes) {
    Manifest manifest;
    for (const std::string_view key : {"./\"\\\n\x01.js", "./\u202e\u00e9\U0001f600.js", "./##[x]<.js", ""})
        manifest.resources.emplace_back().key = key;
    sort_manifest(manifest);
    EXPECT_EQ(read(manifest_text(manifest)), manifest);
}

TEST(Manifest, RefusesWhatTwoReadersSeeDifferently) {
    EXPECT_EQ(reason("{\n\"resources\": {\n\"./a\": {},\n\"./b\": {},\n\"./\\u0061\": {}}}"),
              "policy.json:5: \"./a\" stands twice in resources, before on line 3");
    EXPECT_EQ(reason(R"({"onerror": "throw", "onerror": "log"})"),
              "policy.json:1: \"onerror\" stands twice in a manifest, before on line 1");
    EXPECT_NE(reason(R"({"resources": {"./a": {"integrity": true, "integrity": "sha256-AAAA"}}})"), "");
    EXPECT_NE(reason(R"({"dependencies": {"a": {"import": true, "import": null}}})"), "");
    EXPECT_NE(reason(R"({"comment": {"a": 1, "a": 2}})"), "");
    EXPECT_NE(reason(R"({"ward": {"serial": 1, "serial": 2}})"), "");
    std::string many = R"({"resources": {)";
    for (int i = 0; i < 1000; ++i) many += "\"./" + std::to_string(i) + "\": {},\n";
    EXPECT_EQ(reason(many + "\"./500\": {}}}"),
              "policy.json:1001: \"./500\" stands twice in resources, before on line 501");
    EXPECT_EQ(reason("\xef\xbb\xbf{}"), "policy.json:1: a byte order mark, which is not JSON; node refuses it, too");
    EXPECT_NE(reason("{\"comment\": \"\xff\"}"), "");
    EXPECT_NE(reason(R"({"resources": {"./\ud800": {}}})"), "");
    EXPECT_NE(reason(R"({"comment": "\ud800"})"), "");
}

TEST(Manifest, RefusesWhatIsNoManifest) {
    const std::vector<std::string_view> texts{"",
                                              " ",
                                              "[]",
                                              "\"x\"",
                                              "1",
                                              "null",
                                              "true",
                                              "{",
                                              "}",
                                              "{} {}",
                                              "{}}",
                                              "{},",
                                              "{/**/}",
                                              R"({"a": 1,})",
                                              R"({"a" 1})",
                                              R"({"a": 01})",
                                              "{'a': 1}",
                                              "{a: 1}",
                                              R"({"a": tru})",
                                              R"({"a": nul})",
                                              "{\"a\": \"\n\"}",
                                              R"({"a": "\x"})",
                                              R"({"a": "b": 1})",
                                              R"({"onerror": "log": 1})",
                                              R"({"dependencies": "a": true})",
                                              R"({"a": 1: 1})",
                                              R"({"a": [1})",
                                              R"({"resources": []})",
                                              R"({"resources": true})",
                                              R"({"resources": nope})",
                                              R"({"resources": {"./a": null}})",
                                              R"({"resources": {"./a": 1}})",
                                              R"({"scopes": 1})",
                                              R"({"resources": {"./a": {"integrity": trux}}})",
                                              R"({"resources": {"./a": {"cascade": truefalse}}})",
                                              R"({"ward": []})",
                                              R"({"ward": {"serial": -1}})",
                                              R"({"ward": {"serial": 1.5}})",
                                              R"({"ward": {"serial": "1"}})",
                                              R"({"ward": {"symlinks": {"a": 1}}})",
                                              R"({"ward": {"schema": 2}})"};
    for (const std::string_view text : texts) EXPECT_NE(reason(text), "") << text;
    EXPECT_EQ(parse_manifest(R"({"ward": {"schema": 2}})", "x").error().code, ErrorCode::unsupported);
    EXPECT_EQ(reason(R"({"resources": null, "scopes": null})"), "");
}

TEST(Manifest, Limits) {
    EXPECT_EQ(reason("{}", {.bytes = 2}), "");
    EXPECT_EQ(reason("{} ", {.bytes = 2}), "policy.json: more than 2 bytes");
    const std::string entries = R"({"resources": {"./a": {"dependencies": {"b": {"c": true}}}}})";
    EXPECT_EQ(reason(entries, {.entries = 3}), "");
    EXPECT_EQ(reason(entries, {.entries = 2}), "policy.json: more than 2 entries");
    const auto nested = [](size_t depth) {
        std::string text = R"({"dependencies": {"a": )";
        for (size_t i = 0; i < depth; ++i) text += R"({"x": )";
        return text + "true" + std::string(depth, '}') + "}}";
    };
    const size_t depth = ManifestLimits{}.depth;
    EXPECT_EQ(reason(nested(depth)), "");
    EXPECT_EQ(reason(nested(depth + 1)), "policy.json:1: more than 8 conditions inside one another");
    const auto unknown = [](size_t levels) {
        return R"({"comment": )" + std::string(levels, '[') + std::string(levels, ']') + '}';
    };
    const size_t levels = ManifestLimits{}.unknown_depth;
    EXPECT_EQ(reason(unknown(levels)), "");
    EXPECT_NE(reason(unknown(levels + 1)), "");
    EXPECT_NE(reason(unknown(100'000)), "");
}

}  // namespace
}  // namespace ward::policy
