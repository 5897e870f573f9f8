// Every check holds for an update as it should be, and sees what it is there for.
#include "actions/update/check/checks.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/update/check/check.h"

namespace ward::update {
namespace {

using namespace std::string_view_literals;
using testing::HasSubstr;
using Kind = CheckResult::Kind;

// An update in which nothing is wrong; tests change one thing.
struct Scene {
    Recipe recipe;
    FileTree before;
    Derived derived;
    std::string old_version = "1.0.0";
    std::string new_version = "1.1.0";
    std::vector<std::string> advisories;
    std::optional<VetAnswer> vet;

    Scene() {
        recipe.id = "x";
        recipe.path = "deps/x";
        recipe.current.file = "version.h";
        recipe.current.patterns = {"X_VERSION \"([^\"]+)\""};
        recipe.license_file = "LICENSE";
        recipe.keep = {"*.gyp"};
        const std::string license = "MIT License. Copyright somebody.\n";
        before["version.h"] = TreeFile("#define X_VERSION \"1.0.0\"\n");
        before["LICENSE"] = TreeFile(license);
        before["x.gyp"] = TreeFile("{'sources': ['a.c', 'b.c']}\n");
        before["a.c"] = TreeFile("int a;\n");
        before["b.c"] = TreeFile("int b;\n");
        for (int i = 0; i < 10; ++i) before["doc/" + std::to_string(i)] = TreeFile("text\n");
        derived.files = before;
        derived.files["version.h"] = TreeFile("#define X_VERSION \"1.1.0\"\n");
        derived.files["a.c"] = TreeFile("int a = 1;\n");
        for (const auto& [path, file] : derived.files) derived.origins[path] = {};
        derived.origins["x.gyp"].kind = Origin::Kind::kept;
    }

    CheckResult ask(std::string_view id) const {
        const TreeCheck* check = tree_check_named(id);
        EXPECT_NE(check, nullptr) << id;
        if (check == nullptr) return {};
        CheckInput input{.recipe = &recipe, .old_version = old_version, .new_version = new_version};
        input.before = &before;
        input.derived = &derived;
        input.project = [](std::string_view) -> Result<std::optional<std::string>> { return std::nullopt; };
        input.advisories = advisories;
        input.vet = vet ? &*vet : nullptr;
        return check->run(input);
    }
};

void expect(const Scene& scene, std::string_view id, Kind kind, std::string_view words = "") {
    const CheckResult result = scene.ask(id);
    EXPECT_EQ(result.kind, kind) << id;
    if (kind == Kind::holds) {
        EXPECT_TRUE(result.details.empty()) << id;
        return;
    }
    ASSERT_FALSE(result.details.empty()) << id;
    EXPECT_THAT(result.details.front(), HasSubstr(std::string(words))) << id;
}

TEST(TreeChecks, hold_for_an_update_as_it_should_be) {
    const Scene scene;
    std::set<std::string_view> ids;
    for (const TreeCheck* check : all_tree_checks()) {
        EXPECT_TRUE(ids.insert(check->id).second) << check->id;
        EXPECT_FALSE(check->summary.empty()) << check->id;
        expect(scene, check->id, Kind::holds);
    }
    EXPECT_EQ(ids.size(), 16u) << "a new check needs its case below";
}

TEST(TreeChecks, read_the_version_back) {
    Scene scene;
    scene.derived.files["version.h"] = scene.before["version.h"];
    expect(scene, "version-equals", Kind::fails, "1.0.0, not 1.1.0");
    scene.derived.files.erase("version.h");
    expect(scene, "version-equals", Kind::fails, "no version");
}

TEST(TreeChecks, take_no_older_version) {
    Scene scene;
    scene.old_version = "1.10.0";
    scene.new_version = "1.9.0";
    expect(scene, "not-downgrade", Kind::fails, "older");
    scene.new_version = "1.10.0";
    expect(scene, "not-downgrade", Kind::holds);
}

TEST(TreeChecks, see_a_tree_that_shrinks_or_grows) {
    Scene scene;
    for (int i = 0; i < 9; ++i) scene.derived.files.erase("doc/" + std::to_string(i));
    expect(scene, "tree-shrunk", Kind::acknowledge, "6 of 15");
    scene.derived.files.clear();
    expect(scene, "tree-shrunk", Kind::fails, "empty");
    Scene large;
    large.before["data"] = TreeFile(std::string(300'000, 'x'));
    large.derived.files["data"] = TreeFile(std::string(700'000, 'x'));
    expect(large, "size-drift", Kind::acknowledge, "bytes became");
}

TEST(TreeChecks, keep_what_is_the_projects) {
    Scene scene;
    scene.derived.files.erase("x.gyp");
    expect(scene, "keep-present", Kind::fails, "x.gyp is gone");
    scene.derived.files["x.gyp"] = TreeFile("other");
    expect(scene, "keep-present", Kind::fails, "x.gyp was changed");
    scene.derived.origins["x.gyp"].kind = Origin::Kind::generated;
    expect(scene, "keep-present", Kind::holds);
}

TEST(TreeChecks, see_sources_that_the_build_misses) {
    Scene scene;
    scene.derived.files.erase("b.c");
    expect(scene, "build-lists", Kind::fails, "x.gyp lists b.c");
}

TEST(TreeChecks, see_program_code) {
    for (const std::string_view bytes : {"\x7f"
                                         "ELF\2\1\1"sv,
                                         "\0asm\1\0\0\0"sv, "!<arch>\nx"sv, "\xcf\xfa\xed\xfe\7"sv}) {
        Scene scene;
        scene.derived.files["test/data.txt"] = TreeFile(std::string(bytes));
        expect(scene, "new-binary", Kind::acknowledge, "test/data.txt is");
        scene.before["test/data.txt"] = TreeFile(std::string(bytes) + "other");
        expect(scene, "new-binary", Kind::holds);
    }
    std::string pe = "MZ" + std::string(0x3e, '\0') + "PE" + std::string(2, '\0');
    pe[0x3c] = 0x40;
    EXPECT_EQ(binary_kind(pe), "PE");
    EXPECT_EQ(binary_kind("MZ is how this text begins"), "");
}

TEST(TreeChecks, see_links_bits_and_line_ends) {
    Scene scene;
    scene.derived.files["l"] = TreeFile("../../etc", FileKind::symlink);
    expect(scene, "new-link", Kind::acknowledge, "l leads to ../../etc");
    scene.derived.files["a.c"] = TreeFile("int a;\n", FileKind::executable);
    expect(scene, "executable-bits", Kind::acknowledge, "a.c is now executable");
    scene.derived.files["b.c"] = TreeFile("int b;\r\n");
    expect(scene, "line-ends", Kind::acknowledge, "b.c has CRLF now");
}

TEST(TreeChecks, read_the_licence) {
    Scene scene;
    scene.derived.files["LICENSE"] = TreeFile("<!DOCTYPE html><html>License copyright</html>");
    expect(scene, "license-change", Kind::fails, "web page");
    expect(scene, "error-page", Kind::fails, "LICENSE is a web page");
    scene.derived.files["LICENSE"] = TreeFile("hello\n");
    expect(scene, "license-change", Kind::fails, "does not read like");
    scene.derived.files["LICENSE"] = TreeFile("Other License. Copyright.\n");
    expect(scene, "license-change", Kind::acknowledge, "has changed");
    scene.derived.files.erase("LICENSE");
    expect(scene, "license-change", Kind::fails, "not there");
}

TEST(TreeChecks, see_install_scripts_and_commands) {
    Scene scene;
    scene.before["package.json"] = TreeFile(R"({"scripts": {"install": "a"}, "bin": {"x": "x.js"}})");
    scene.derived.files["package.json"] =
        TreeFile(R"({"scripts": {"install": "a", "test": "t"}, "bin": {"x": "y.js"}})");
    expect(scene, "new-install-script", Kind::holds);
    scene.derived.files["package.json"] = TreeFile(R"({"scripts": {"install": "b"}, "bin": {"x": "x.js"}})");
    expect(scene, "new-install-script", Kind::acknowledge, "script install: b");
    scene.derived.files["package.json"] =
        TreeFile(R"({"scripts": {"install": "a"}, "bin": {"x": "x.js", "sh": "e.js"}})");
    expect(scene, "new-install-script", Kind::acknowledge, "command sh");
}

TEST(TreeChecks, ask_advisories_and_vet) {
    Scene scene;
    scene.advisories = {"CVE-2026-1"};
    expect(scene, "known-advisory", Kind::acknowledge, "CVE-2026-1 affects 1.1.0");
    scene.vet = VetAnswer{.verdict = "warn", .reason = "secrets flow out"};
    expect(scene, "vet-verdict", Kind::acknowledge, "secrets flow out");
    scene.vet->has_new_signals = false;
    expect(scene, "vet-verdict", Kind::holds);
    scene.vet->verdict = "block";
    expect(scene, "vet-verdict", Kind::fails, "block");
    scene.vet->verdict = "notice";
    expect(scene, "vet-verdict", Kind::holds);
}

TEST(TreeChecks, see_names_that_hide) {
    Scene scene;
    scene.derived.files["a\u202ecod.exe"] = TreeFile("x");
    expect(scene, "hidden-names", Kind::fails, "\\u202e");
}

}  // namespace
}  // namespace ward::update
