// ward's own reading; node's is proven by tests/policy/differential, which also shows every deviation.
#include "judges/policy/semantics.h"

#include <string>

#include <gtest/gtest.h>

namespace ward::policy {
namespace {

Judged<Compiled> compiled(std::string_view text, Semantics semantics = Semantics::ward) {
    const auto manifest = parse_manifest(text, "policy.json");
    EXPECT_TRUE(manifest) << text;
    return compile(*manifest, *parse_url("file:///srv/app/policy.json"), semantics);
}

// Of a manifest that is known to be taken.
class Policy {
  public:
    explicit Policy(std::string_view text, Semantics semantics = Semantics::ward)
        : compiled_(std::move(compiled(text, semantics)).value()) {}

    std::string load(std::string_view href, std::string_view content) const {
        Sha2 digest(algorithms_for(compiled_, href));
        digest.add(content);
        const IntegrityAnswer answer = assert_integrity(compiled_, href, digest.finish());
        if (!answer.pass) return std::string(name_of(answer.refusal.code));
        return (answer.by_scope ? "scope " : "") + answer.decided_by;
    }
    std::string resolve(std::string_view requester, std::string_view specifier,
                        const Conditions& conditions = {}) const {
        const DependencyAnswer answer = resolve_dependency(compiled_, requester, specifier, conditions);
        if (answer.kind == DependencyAnswer::Kind::any) return "true";
        if (answer.kind == DependencyAnswer::Kind::redirect) return answer.target.href();
        return std::string(name_of(answer.refusal.code));
    }
    const Compiled& manifest() const { return compiled_; }

  private:
    Compiled compiled_;
};

std::string refusal(std::string_view text) {
    const auto judged = compiled(text);
    return judged ? "" : judged.error().error().message();
}

constexpr std::string_view a = "file:///srv/app/a.js";
constexpr std::string_view assertion = "ERR_MANIFEST_ASSERT_INTEGRITY";
constexpr std::string_view missing = "ERR_MANIFEST_DEPENDENCY_MISSING";

std::string with_integrity(std::string_view integrity) {
    return R"({"resources": {"./a.js": {"integrity": ")" + std::string(integrity) + R"("}}})";
}

TEST(PolicySemantics, FilesByTheirBytes) {
    const Policy policy(with_integrity(sri_text(sha2(ShaAlgorithm::sha384, "A"))));
    EXPECT_EQ(policy.load(a, "A"), a);
    EXPECT_EQ(policy.load(a, "B"), assertion);
    EXPECT_EQ(policy.load("file:///srv/app/%61.js", "A"), a);
    EXPECT_EQ(policy.load("file:///srv/app/a.js?q", "A"), assertion);
    EXPECT_EQ(policy.load("file:///srv/app/b.js", "A"), assertion);
    EXPECT_EQ(algorithms_for(policy.manifest(), a), ShaSet{ShaAlgorithm::sha384});
    EXPECT_TRUE(algorithms_for(policy.manifest(), "file:///srv/app/b.js").empty());
    EXPECT_EQ(policy.manifest().onerror(), OnError::throws);
}

TEST(PolicySemantics, Scopes) {
    const Policy policy(R"({
      "resources": {"./a.js": {"cascade": true}, "./none.js": {}, "data:,x": {"cascade": true}},
      "scopes": {"./": {"cascade": true}, "./shut/": {}, "./open/": {"integrity": true}, "file:": {"integrity": true}}})");
    EXPECT_EQ(policy.load(a, ""), "scope file:");
    EXPECT_EQ(policy.load("file:///srv/app/none.js", ""), assertion);
    EXPECT_EQ(policy.load("file:///srv/app/shut/x.js", ""), assertion);
    EXPECT_EQ(policy.load("file:///srv/app/open/x.js", ""), "scope file:///srv/app/open/");
    EXPECT_EQ(policy.load("data:,x", ""), assertion);
    EXPECT_EQ(policy.load("https://h/x", ""), assertion);
    const auto might = [&](std::string_view href) { return might_allow(policy.manifest(), href).value(); };
    EXPECT_TRUE(might("file:///srv/app/open/x.js"));
    EXPECT_TRUE(might("file:///srv/app/none.js"));
    EXPECT_TRUE(might("node:fs"));
    EXPECT_FALSE(might("file:///srv/app/shut/x.js"));
    EXPECT_FALSE(might("https://h/x"));
}

TEST(PolicySemantics, BlobsBelongToTheirOrigin) {
    const Policy policy(R"({"scopes": {"https://h/": {"integrity": true}, "blob:": {}}})");
    EXPECT_EQ(policy.load("blob:https://h/1-2", ""), "scope https://h/");
    EXPECT_EQ(policy.load("blob:nodedata:1", ""), assertion);
}

TEST(PolicySemantics, Dependencies) {
    const Policy policy(R"({
      "resources": {
        "./a.js": {"cascade": true, "dependencies": {
          "fs": "node:fs", "x": "./b.js", "./c.js": {"import": "./d.mjs", "require": {"node": "./d.cjs"}}, "#n": null,
          "./lib/*": true, "./lib/deep/*": "./b.js"}},
        "./shut.js": {"dependencies": null}},
      "scopes": {"./": {"dependencies": {"from-scope": true}}},
      "dependencies": {"default": true}})");
    EXPECT_EQ(policy.resolve(a, "fs"), "node:fs");
    EXPECT_EQ(policy.resolve(a, "node:fs"), missing);
    EXPECT_EQ(policy.resolve(a, "x"), "file:///srv/app/b.js");
    EXPECT_EQ(policy.resolve(a, "./c.js", {"import"}), "file:///srv/app/d.mjs");
    EXPECT_EQ(policy.resolve(a, "./c.js", {"require", "node"}), "file:///srv/app/d.cjs");
    EXPECT_EQ(policy.resolve(a, "./c.js", {"require"}), missing);
    EXPECT_EQ(policy.resolve(a, "/srv/app/./%63.js", {"import"}), "file:///srv/app/d.mjs");
    EXPECT_EQ(policy.resolve(a, "#n"), missing);
    EXPECT_EQ(policy.resolve(a, "./lib/e.js"), "true");
    EXPECT_EQ(policy.resolve(a, "./lib/deep/e.js"), "file:///srv/app/b.js");
    EXPECT_EQ(policy.resolve(a, "./lib/../../x.js"), missing);
    EXPECT_EQ(policy.resolve(a, "from-scope"), "true");
    EXPECT_EQ(policy.resolve(a, "default"), missing);  // the scope does not cascade
    EXPECT_EQ(policy.resolve("file:///srv/app/shut.js", "from-scope"), missing);
    EXPECT_EQ(policy.resolve("file:///srv/app/unlisted.js", "from-scope"), "true");
    EXPECT_EQ(policy.resolve("file:///elsewhere.js", "default"), "true");
    EXPECT_EQ(policy.resolve("no url", "default"), "ERR_INVALID_URL");
}

TEST(PolicySemantics, RefusedAtOnce) {
    EXPECT_EQ(
        refusal(with_integrity("sha1-AAAA")),
        "./a.js: integrity metadata, at character 1: sha1 is broken: two files can be made to have the same digest "
        "[ERR_SRI_PARSE]");
    EXPECT_EQ(refusal(R"({"onerror": "warn"})"),
              "onerror: onerror is \"warn\"; node knows exit, log and throw [ERR_MANIFEST_UNKNOWN_ONERROR]");
    EXPECT_EQ(refusal(R"({"resources": {"a.js": {}}})"),
              "a.js: neither an absolute URL nor relative to one [ERR_INVALID_URL]");
    for (const std::string_view text :
         {R"({"resources": {"./a.js": {"integrity": null}}})", R"({"resources": {"./a.js": {"cascade": 1}}})",
          R"({"resources": {"./a.js": {"dependencies": []}}})", R"({"scopes": {"./": {"integrity": "sha384-AAAA"}}})",
          R"({"dependencies": "x"})", R"({"resources": {"./ok.js": {}, "./%6fk.js": {}}})"})
        EXPECT_TRUE(refusal(text).ends_with("[ERR_MANIFEST_INVALID_RESOURCE_FIELD]")) << text << refusal(text);
    for (const std::string_view text :
         {R"({"dependencies": {"x*y*": true}})", R"({"dependencies": {"./ok.js": true, "./%6fk.js": null}})"})
        EXPECT_TRUE(refusal(text).ends_with("[ERR_MANIFEST_INVALID_SPECIFIER]")) << text << refusal(text);
    EXPECT_TRUE(compiled(R"({"resources": {"./ok.js": {}, "./%6fk.js": {}}})", Semantics::node));
}

TEST(PolicySemantics, Loaders) {
    const auto redirect = [](std::string_view text, Loader loader) {
        const auto refused = refuse_redirect(*parse_url(text), loader);
        return refused ? std::string(name_of(refused->code)) : "";
    };
    EXPECT_EQ(redirect("node:fs", Loader::require), "");
    EXPECT_EQ(redirect("node:nope", Loader::import), "ERR_UNKNOWN_BUILTIN_MODULE");
    EXPECT_EQ(redirect("file:///a", Loader::require), "");
    EXPECT_EQ(redirect("data:,x", Loader::require), missing);
    EXPECT_EQ(redirect("data:,x", Loader::import), "");
    EXPECT_TRUE(is_builtin("fs/promises"));
    EXPECT_TRUE(is_builtin("node:test"));
    EXPECT_FALSE(is_builtin("test"));
    EXPECT_FALSE(is_builtin("node:"));
    EXPECT_TRUE(conditions_of(Loader::require).contains("require"));
    EXPECT_FALSE(conditions_of(Loader::import).contains("require"));
}

}  // namespace
}  // namespace ward::policy
