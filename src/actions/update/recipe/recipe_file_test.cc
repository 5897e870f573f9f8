// Recipe files: what they say, what they mean where they say nothing, and what is refused, with its line.
#include "actions/update/recipe/recipe_file.h"

#include <string>
#include <vector>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actions/update/recipe/pattern.h"
#include "actions/update/recipe/recipe_fields.h"
#include "actions/update/recipe/recipe_testing.h"

namespace ward::update {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Result<RecipeFile> parsed(std::string_view text) {
    return parse_recipes(text, "ward.update.toml", words_of_tests());
}

// One recipe with `lines` in it; the first of them is line 6 of the file.
std::string with(std::string_view lines) {
    return fmt::format(
        "schema = 1\n[dep.x]\npath = \"deps/x\"\nsource = {{ kind = \"github-release\", repo = \"o/x\" }}\n"
        "current = {{ file = \"x.h\", regex = 'VERSION (.*)' }}\n{}\n",
        lines);
}

Recipe read(std::string_view lines) {
    const auto file = parsed(with(lines));
    EXPECT_TRUE(file) << file.error().message();
    return file ? file->recipes.front() : Recipe{};
}

std::string refusal(std::string_view text) {
    const auto file = parsed(text);
    EXPECT_FALSE(file) << text;
    if (file) return {};
    EXPECT_FALSE(file.error().message().contains('\n')) << file.error().message();
    return file.error().message();
}

TEST(RecipeFile, FillsInWhatIsNotSaid) {
    const Recipe recipe = read("");
    EXPECT_EQ(recipe.id, "x");
    EXPECT_TRUE(recipe.enabled);
    EXPECT_EQ(recipe.source.tag, "v{v}");
    EXPECT_EQ(recipe.selection.order, "semver");
    EXPECT_EQ(recipe.selection.pick, Selection::Pick::highest);
    ASSERT_EQ(recipe.artefacts.size(), 1u);
    EXPECT_EQ(recipe.artefacts.front().kind, "archive");
    EXPECT_EQ(recipe.artefacts.front().strip, 1);
    EXPECT_EQ(recipe.commit_message, "{subsystem}: update {id} to {new}");
    EXPECT_EQ(recipe.branch, "ward/update-{id}");
    EXPECT_EQ(recipe.cooldown.count(), 0);
    EXPECT_FALSE(recipe.patches);
}

TEST(RecipeFile, KnowsWhatSourcesMean) {
    const auto file = parsed(R"(schema = 1
[dep.a]
path = "deps/a"
source = { kind = "npm", package = "a" }
[dep.b]
path = "deps/b"
source = { kind = "git-head", url = "https://example.org/b.git", ref = "main" }
current = { tree_equality = true }
[dep.c]
path = "deps/c"
source = { kind = "local", url = "mirror/c", tag = "c-{v}.tgz" }
current = { file = "VERSION", whole = true }
)");
    ASSERT_TRUE(file) << file.error().message();
    const Recipe& npm = *file->find("a");
    EXPECT_EQ(npm.source.tag, "latest");
    EXPECT_EQ(npm.selection.order, "npm");
    EXPECT_EQ(npm.selection.pick, Selection::Pick::tag);
    EXPECT_EQ(npm.current.file, "package.json");
    EXPECT_EQ(npm.current.pointer, "/version");
    EXPECT_EQ(npm.artefacts.front().kind, "npm");
    const Recipe& head = *file->find("b");
    EXPECT_EQ(head.selection.order, "date");
    EXPECT_EQ(head.selection.pick, Selection::Pick::newest);
    EXPECT_EQ(head.artefacts.front().kind, "git");
    EXPECT_EQ(file->find("c")->artefacts.front().strip, 1);
    EXPECT_EQ(file->find("d"), nullptr);
}

TEST(RecipeFile, ReadsEveryKey) {
    const auto file = parsed(R"(schema = 1
[defaults]
cooldown = "36h"
labels = ["dependencies"]
subsystem = "deps"
[dep.x]
path = "deps/x"
paths = ["deps/x-extra"]
aliases = ["y"]
pin = "1.2.3"
allow = ">= 1, < 2"
source = { kind = "github-release", repo = "o/x", tag = "x-{v}", strip_regex = '\+quic$', map = [["_", "."], ["-", ""]], pick = "newest", prerelease = true, series = "1.2", mirror = "https://example.org" }
artefact = [
  { asset = "x-{v}.zip", strip = 2, into = "src" },
  { raw = "LICENSE", as = "LICENSE-MIT" },
  { url = "https://example.org/y-{v}.tgz", version = "4.33", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" },
]
current = { file = "/src/x.h", regexes = ['MAJOR (\d+)', 'MINOR (\d+)'], format = "{1}.{2}" }
new_version = "{v}-{sha7}"
take = ["src/**"]
drop = "*.md"
keep = ["/x.gyp"]
prebuilt = ["dist/**"]
rename = [['^src/(.*)\.cpp$', '\1.cc']]
flatten = true
mode = [{ files = ["shims/*", "bin/*"], executable = true }, { files = "*.c", executable = false }]
edit = [{ file = "x.h", regex = '^#include <y>', with = "", count = 2 }]
create = [{ path = "config.h", text = "// empty\n" }]
generate = [{ rule = "file-list", to = "x.gyp", begin = "[", end = "]", files = ["*.c"], exclude = ["y.c"] }]
patches = { dir = "deps/patches/x", on_upstreamed = "stop", strip = 0 }
verify = [{ sums = true, asset = "SUMS", algorithm = "sha256" }, { npm_signature = "if-present" }, { rung = "commit", commit = "abc", need = "if-present" }]
license = { name = "X", file = "LICENSE-MIT" }
purl = "pkg:github/o/x"
cpe = "cpe:2.3:a:o:x"
cooldown_security_bypass = false
without_checks = ["new-binary: a fixture of its own tests"]
acknowledge = ["license-change@1.3.0"]
branch = "up/{id}"
commit = "x: {new}\n\nbody"
commits = [{ message = "one", include = ["src/**"] }, { message = "two", after = "hook:second" }]
pr_title = "t"
pr_body = "b\nc"
trailers = ["PR-URL: x"]
notes = "n"
hook_sandbox = "strict"
[dep.x.hooks]
second = { run = ["make"], tools = ["make"], writes = ["out/**"] }
first = { run = ["cp", "a", "b"], reads = ["tools/x"], writes = ["b"], in = "src", limit = "90s" }
)");
    ASSERT_TRUE(file) << file.error().message();
    const Recipe& x = *file->find("y");
    EXPECT_EQ(x.cooldown, std::chrono::hours(36));
    EXPECT_THAT(x.labels, ElementsAre("dependencies"));
    EXPECT_EQ(x.selection.pin, "1.2.3");
    EXPECT_EQ(x.selection.series, "1.2");
    EXPECT_EQ(x.selection.pick, Selection::Pick::newest);
    EXPECT_EQ(x.selection.map.size(), 2u);
    ASSERT_EQ(x.artefacts.size(), 3u);
    EXPECT_EQ(x.artefacts[0].name, "x-{v}.zip");
    EXPECT_EQ(x.artefacts[0].into, "src");
    EXPECT_FALSE(x.artefacts[1].unpack);
    EXPECT_EQ(x.artefacts[2].pin_version, "4.33");
    EXPECT_EQ(x.current.patterns.size(), 2u);
    EXPECT_EQ(x.mode.size(), 3u);
    EXPECT_FALSE(x.mode[2].executable);
    EXPECT_EQ(x.edit.front().count, 2);
    EXPECT_EQ(x.generate.front().words.at("begin"), "[");
    EXPECT_THAT(x.generate.front().lists.at("exclude"), ElementsAre("y.c"));
    EXPECT_EQ(x.patches->on_upstreamed, PatchStack::Upstreamed::stop);
    ASSERT_EQ(x.hooks.size(), 2u);
    EXPECT_EQ(x.hooks[0].name, "second") << "hooks run in the order in which they are written";
    EXPECT_EQ(x.hooks[1].limit.count(), 90);
    ASSERT_EQ(x.verify.size(), 3u);
    EXPECT_EQ(x.verify[0].words.at("asset"), "SUMS");
    EXPECT_EQ(x.verify[1].need, Demand::Need::if_present);
    EXPECT_EQ(x.verify[2].words.at("commit"), "abc");
    EXPECT_EQ(x.commits[1].after, "hook:second");
    EXPECT_FALSE(x.cooldown_security_bypass);
}

TEST(RecipeFile, RefusesWhatItCannotMean) {
    struct Row {
        std::string lines;
        std::string reason;
    };
    const std::vector<Row> rows = {
        {"keeep = [\"a\"]", "ward.update.toml:6: no key 'keeep' in [dep.x]; did you mean 'keep'?"},
        {"license = { nmae = \"x\" }", "ward.update.toml:6: no key 'nmae' in license of [dep.x]; did you mean 'name'?"},
        {"take = [\"lib/\"]", "ward.update.toml:6: the glob 'lib/'"},
        {"take = [1]", "'take' is a string"},
        {"take = 1", "'take' is a list of strings"},
        {"take = [\"\"]", "'take' has an empty value"},
        {"keep = [\"a\\u0000b\"]", "'keep' has a control character"},
        {"rename = [['(', 'b']]", "the pattern '(' is none"},
        {"rename = [['a', '\\1']]", "cannot stand for the pattern"},
        {"rename = [['a']]", "'rename' is a list of pairs"},
        {"edit = [{ file = \"a\", regex = 'a' }]", "edit of [dep.x] has no 'with'"},
        {"edit = [{ file = \"a\", regex = 'a', with = 'b', count = 0 }]", "'count' is 1 or more"},
        {"create = [{ path = \"../a\", text = \"\" }]", "'../a' is no path inside of the project"},
        {"create = [{ path = \".git/hooks/a\", text = \"\" }]", "is no path inside of the project"},
        {"paths = [\"/etc\"]", "'/etc' is no path inside of the project"},
        {"generate = [{ rule = \"version-haeder\", to = \"a\" }]", "did you mean 'version-header'?"},
        {"generate = [{ rule = \"version-header\", to = \"/../a\" }]", "is no path inside of the project"},
        {"generate = [{ rule = \"version-header\", to = \"a\", begin = \"x\" }]",
         "no key 'begin' in generate of [dep.x]"},
        {"verify = [{ pgp = \"maybe\" }]", "'pgp' is true, \"required\" or \"if-present\""},
        {"verify = [{ pgp = false }]", "'pgp' is true"},
        {"verify = [{ md5 = true }]", "verify of [dep.x] names none of commit, lock"},
        {"verify = [{ rung = \"md5\" }]", "verify of [dep.x] names none of"},
        {"verify = [{ pgp = true, sums = true }]", "are two rungs"},
        {"verify = [{ pgp = true, asset = \"x\" }]", "no key 'asset' in verify of [dep.x]"},
        {"patches = { on_conflict = \"stop\" }", "patches of [dep.x] has no 'dir'"},
        {"patches = { dir = \"p\", on_upstreamed = \"drop\" }", "'on_upstreamed' is one of drop-and-note, stop"},
        {"hooks.a = { run = \"rm -rf /\", writes = [\"b\"] }", "'run' is a list, the program and its arguments"},
        {"hooks.a = { run = [\"make\"] }", "says nothing of what it 'writes'"},
        {"hooks.a = { run = [], writes = [\"b\"] }", "runs nothing"},
        {"hooks.a = { run = [\"x\", \"{projekt}/a\"], writes = [\"b\"] }", "nothing is known for {projekt}; there are"},
        {"hooks.a = { run = [\"awk\", \"{ print }\"], writes = [\"b\"] }", "nothing is known for { print }"},
        {"hooks.a = { run = [\"x\"], writes = [\"b\"], limit = \"0.5h\" }", "'limit' is a duration"},
        {"hooks.a = { run = [\"x\"], writes = [\"b\"], reads = \"../x\" }", "is no path inside of the project"},
        {"hooks.'a b' = { run = [\"x\"], writes = [\"b\"] }", "'a b' is no name of a hook"},
        {"hook_sandbox = \"none\"", "'hook_sandbox' is one of strict"},
        {"commits = [{ message = \"a\", after = \"hook:b\" }]", "'after' is \"hook:NAME\" of a hook"},
        {"without_checks = [\"new-binary\"]", "is left out without a reason"},
        {"without_checks = [\"new-binray: x\"]", "no check 'new-binray'; did you mean 'new-binary'?"},
        {"acknowledge = [\"all\"]", "nothing is acknowledged by 'all'"},
        {"cooldown = 2", "'cooldown' is a duration"},
        {"cooldown = \"2 days\"", "'cooldown' is a duration"},
        {"cooldown = \"-2d\"", "'cooldown' is a duration"},
        {"cooldown = \"99999999999999999999d\"", "'cooldown' is a duration"},
        {"enabled = false", "[dep.x] is not enabled, and no 'reason' says why"},
        {"enabled = \"no\"", "'enabled' is true or false"},
        {"reason = \"x\"", "[dep.x] is enabled"},
        {"branch = \"-x\"", "'-x' is no name of a branch"},
        {"branch = \"a..b\"", "is no name of a branch"},
        {"branch = \"a b\"", "is no name of a branch"},
        {"branch = \"a;id\"", "is no name of a branch"},
        {"group = \"g\"", "the group 'g' has no other member than [dep.x]"},
        {"aliases = [\"A\"]", "'A' is no alias"},
        {"aliases = [\"x\"]", "'x' is a name of [dep.x] already"},
        {"allow = \">=\"", "'allow' is no range"},
        {"artefact = [{ strip = 1 }]", "has none of asset, archive"},
        {"artefact = [{ archive = true, npm = true }]", "is 'archive' and 'npm' at once"},
        {"artefact = [{ archive = false }]", "'archive' is true"},
        {"artefact = [{ asset = \"a\", into = \"../b\" }]", "is no path inside of the project"},
        {"artefact = [{ asset = \"a\", strip = -1 }]", "'strip' is a number from 0 to 16"},
        {"artefact = [{ url = \"https://a\", version = \"1\" }]", "needs its 'sha256'"},
        {"artefact = [{ url = \"https://a\", sha256 = \"ABC\" }]", "'sha256' is 64 hexadecimal digits"},
    };
    for (const Row& row : rows) EXPECT_THAT(refusal(with(row.lines)), HasSubstr(row.reason)) << row.lines;
}

TEST(RecipeFile, RefusesSourcesAndRulesThatLackSomething) {
    struct Row {
        std::string source;
        std::string current;
        std::string reason;
    };
    const std::string github = R"({ kind = "github-tag", repo = "o/x" })";
    const std::string file = "{ file = \"x\", whole = true }";
    const std::vector<Row> rows = {
        {R"({ kind = "github-tga", repo = "o/x" })", file,
         ":4: no source kind 'github-tga'; did you mean 'github-tag'?"},
        {R"({ repo = "o/x" })", file, "source of [dep.x] has no 'kind'"},
        {R"({ kind = "github-tag" })", file, "a source of kind github-tag needs 'repository'"},
        {R"({ kind = "url-regex", url = "https://a" })", file, "needs 'pattern'"},
        {R"({ kind = "url-regex", url = "https://a", regex = 'v' })", file, "has no group"},
        {R"({ kind = "npm", package = "x", commit = { file = "a", regex = '(b)' } })", file,
         "is of a source of kind git-head"},
        {R"({ kind = "git-head", url = "https://a", ref = "main", commit = { file = "/a", regex = '(b)' } })", file,
         "is no path"},
        {R"({ kind = "git-head", url = "https://a", ref = "main", commit = { file = "a" } })", file, "has no 'regex'"},
        {R"({ kind = "url-regex", url = "https://a", regex = '(v)' })", file, "has none of its own"},
        {R"({ kind = "github-tag", repo = "o/x", tag = "release" })", file, "'tag' has {v} in it once"},
        {R"({ kind = "github-tag", repo = "o/x", tag = "{v}{v}" })", file, "'tag' has {v} in it once"},
        {R"({ kind = "npm", package = "x", tag = "v{v}" })", file, "is a dist-tag, without {v}"},
        {R"({ kind = "github-tag", repo = "o/x", pick = "tag" })", file, "only where the source is npm"},
        {R"({ kind = "github-tag", repo = "o/x", pick = "first" })", file, "'pick' is one of highest, newest, tag"},
        {R"({ kind = "github-tag", repo = "o/x", order = "semvre" })", file,
         "no order 'semvre'; did you mean 'semver'?"},
        {R"({ kind = "github-tag", repo = "o/x", map = { a = "b" } })", file, "'map' is a list of pairs"},
        {R"({ kind = "github-tag", repo = "o/x", map = [["", "b"]] })", file, "'map' is a list of pairs"},
        {R"({ kind = "github-tag", repo = "o/x", strip_regex = '[' })", file, "the pattern '[' is none"},
        {github, "{ file = \"x\" }", "has one of pointer, regex"},
        {github, "{ whole = true }", "current of [dep.x] has no 'file'"},
        {github, "{ file = \"x\", tree_equality = true }", "by tree equality reads no file"},
        {github, "{ file = \"x\", whole = true, regex = '(a)' }", "has one of pointer, regex"},
        {github, "{ file = \"x\", regex = 'a' }", "the pattern 'a' has no group"},
        {github, "{ file = \"x\", regexes = ['(a)', '(b)'] }", "no 'format' that joins them"},
        {github, "{ file = \"x\", regexes = '(a)', regex = '(b)' }", "'regex' and 'regexes' at once"},
        {github, "{ file = \"../x\", whole = true }", "is no path inside of the project"},
        {github, "{ json = \"x.toml\", pointer = \"/v\" }", "'x.toml' is not a json file by its name"},
        {github, "{ json = \"x\", pointer = \"v\" }", "'pointer' is a JSON pointer"},
        {github, "{ file = \"x\", whole = true, packed = [[0, 8]] }", "'packed' takes apart the one number"},
        {github, "{ file = \"x\", regex = '(a)', packed = [[60, 8]] }", "'packed' has [shift, width]"},
        {github, "{ file = \"x\", regex = '(a)', packed = [[0, 0]] }", "'packed' has [shift, width]"},
        {github, "{ file = \"x\", regex = '(a)', packed = [] }", "'packed' is a list of [shift, width]"},
    };
    for (const Row& row : rows) {
        const std::string text =
            fmt::format("schema = 1\n[dep.x]\npath = \"deps/x\"\nsource = {}\ncurrent = {}\n", row.source, row.current);
        EXPECT_THAT(refusal(text), HasSubstr(row.reason)) << text;
    }
    EXPECT_THAT(refusal("schema = 1\n[dep.x]\npath = \"a\"\nsource = " + github),
                HasSubstr(":2: [dep.x] has no 'current'"));
    EXPECT_THAT(refusal("schema = 1\n[dep.x]\npath = \"a\"\n"), HasSubstr("[dep.x] has no 'source'"));
    EXPECT_THAT(refusal("schema = 1\n[dep.x]\nenabled = false\nreason = \"r\"\n"), HasSubstr("[dep.x] has no 'path'"));
}

TEST(RecipeFile, RefusesWhatIsNoFileOfThem) {
    EXPECT_THAT(refusal(""), HasSubstr("ward.update.toml:1: no 'schema'"));
    EXPECT_THAT(refusal("schema = 2\n"), HasSubstr("ward.update.toml:1: schema 2 is not known"));
    EXPECT_THAT(refusal("schema = \"1\"\n"), HasSubstr("schema 1 is not known"));
    EXPECT_THAT(refusal("schema = 1\n[deps.x]\n"), HasSubstr("no key 'deps' in ward.update.toml; did you mean 'dep'?"));
    EXPECT_THAT(refusal("schema = 1\ndep = 1\n"), HasSubstr("'dep' is a table"));
    EXPECT_THAT(refusal("schema = 1\ndep.x = 1\n"), HasSubstr("'dep.x' is a table"));
    EXPECT_THAT(refusal("schema = 1\n[dep.'X y']\npath = \"a\"\nenabled = false\nreason = \"r\"\n"),
                HasSubstr("'X y' is no id"));
    EXPECT_THAT(refusal("schema = 1\n[dep.'a..b']\npath = \"a\"\nenabled = false\nreason = \"r\"\n"),
                HasSubstr("is no id"));
    EXPECT_THAT(refusal("schema = 1\n[defaults]\npath = \"a\"\n"), HasSubstr(":3: no key 'path' in [defaults]"));
    EXPECT_THAT(refusal("schema = 1\n[defaults]\ncooldown = \"x\"\n"), HasSubstr(":3: 'cooldown' is a duration"));
    EXPECT_THAT(refusal("schema = 1\n[defaults]\nverify = [{ md5 = true }]\n"), HasSubstr(":3: verify of [defaults]"));
    EXPECT_THAT(refusal("schema = 1\n[dep.x\n"), HasSubstr("ward.update.toml:2"));
}

std::string two(std::string_view a, std::string_view b, std::string_view more = {}) {
    return fmt::format(
        "schema = 1\n[dep.a]\npath = \"{}\"\nsource = {{ kind = \"npm\", package = \"a\" }}\n{}\n"
        "[dep.b]\npath = \"{}\"\nsource = {{ kind = \"npm\", package = \"b\" }}\n{}\n",
        a, more, b, more);
}

TEST(RecipeFile, NoTwoWriteToTheSamePlace) {
    EXPECT_TRUE(parsed(two("deps/a", "deps/b")));
    EXPECT_TRUE(parsed(two("deps/a", "deps/ab")));
    EXPECT_THAT(refusal(two("deps/a", "deps/a")), HasSubstr("'deps/a' is [dep.a]'s already"));
    EXPECT_THAT(refusal(two("deps/a", "deps/a/lib/b")),
                HasSubstr("'deps/a/lib/b' lies in 'deps/a', which [dep.a] replaces"));
    EXPECT_THAT(refusal(two("deps/a/b", "deps")), HasSubstr("lies in 'deps', which [dep.b] replaces"));
    EXPECT_TRUE(parsed(two("deps/a", "deps/a/b", "group = \"g\"")));
    EXPECT_THAT(refusal(two("deps/a", "deps/a", "group = \"g\"")), HasSubstr("is [dep.a]'s already"));
    EXPECT_TRUE(parsed(two("deps/a", "deps/a", "enabled = false\nreason = \"r\"")));
    EXPECT_THAT(refusal(two("deps/a", "deps/b", "branch = \"same\"")),
                HasSubstr("the branch 'same' is [dep.a]'s already"));
    EXPECT_THAT(refusal(two("deps/a", "deps/b", "branch = \"same\"\ngroup = \"g\"")),
                HasSubstr("the branch 'same' is [dep.a]'s already"));
    EXPECT_THAT(refusal(two("deps/a", "deps/b", "aliases = [\"c\"]")), HasSubstr("'c' is a name of [dep.a] already"));
    EXPECT_THAT(refusal(two("deps/a", "deps/b", "paths = [\"deps/c\"]")), HasSubstr("'deps/c' is [dep.a]'s already"));
}

TEST(RecipeFile, DefaultsGiveWayToWhatARecipeSays) {
    const auto file = parsed(
        "schema = 1\n[defaults]\ncooldown = \"2d\"\nlabels = [\"a\"]\n"
        "verify = [{ lock = true }]\n[dep.x]\npath = \"x\"\ncooldown = \"0\"\n"
        "source = { kind = \"npm\", package = \"x\" }\n");
    ASSERT_TRUE(file) << file.error().message();
    EXPECT_EQ(file->recipes[0].cooldown.count(), 0);
    EXPECT_THAT(file->recipes[0].labels, ElementsAre("a"));
    EXPECT_EQ(file->recipes[0].verify.size(), 1u);
}

TEST(RecipeFile, HasLimits) {
    const std::string comment(max_recipe_file_bytes, '#');
    EXPECT_THAT(refusal("schema = 1\n" + comment), HasSubstr("ward.update.toml"));
    EXPECT_TRUE(parsed("schema = 1\n" + comment.substr(11)));
    std::string list = "labels = [";
    for (size_t i = 0; i <= max_recipe_list; ++i) list += "\"a\",";
    EXPECT_THAT(refusal(with(list + "]")), HasSubstr("has more than 10000 values"));
    EXPECT_THAT(refusal(with("notes = \"" + std::string(max_recipe_text + 1, 'a') + "\"")),
                HasSubstr("has more than 65536 bytes"));
    EXPECT_THAT(refusal(with("rename = [['" + std::string(max_pattern_bytes + 1, 'a') + "', 'b']]")),
                HasSubstr("longer than 4096 bytes"));
    std::string many = "schema = 1\n[dep]\n";
    for (size_t i = 0; i <= max_recipes; ++i) many += fmt::format("d{} = {{}}\n", i);
    EXPECT_THAT(refusal(many), HasSubstr("more than 10000 dependencies"));
}

TEST(RecipeFile, ReadsLinesOfReleases) {
    const Recipe recipe = read(
        "branches = [{ branch = [\"v20.x\", \"v20.x-staging\"], series = \"6\" }, { branch = \"v*\", allow = \">= 7, < "
        "8\" }]");
    ASSERT_EQ(recipe.branches.size(), 2u);
    EXPECT_EQ(recipe.branches[0].series, "6");
    EXPECT_EQ(recipe.branches[1].allow, ">= 7, < 8");
    EXPECT_THAT(refusal(with("branches = [{ branch = \"v20.x\" }]")), HasSubstr("none of series, allow, pin"));
    EXPECT_THAT(refusal(with("branches = [{ series = \"6\" }]")), HasSubstr("ward.update.toml:6"));
    EXPECT_THAT(refusal(with("branches = [{ branch = \"v[0-9]\", series = \"6\" }]")), HasSubstr("v[0-9]"));
    EXPECT_THAT(refusal(with("branches = [{ branch = \"v20.x\", allow = \"?\" }]")), HasSubstr("no range"));
    EXPECT_THAT(refusal(with("branches = [{ branch = \"v20.x\", serie = \"6\" }]")),
                HasSubstr("did you mean 'series'"));
}

TEST(RecipeFile, ReadsRowsOfDocuments) {
    const Recipe recipe = read("docs = [{ file = \"/doc/deps.md\", column = \"Version\" }]");
    ASSERT_EQ(recipe.generate.size(), 1u);
    EXPECT_EQ(recipe.generate[0].rule, "table-row");
    EXPECT_EQ(recipe.generate[0].to, "/doc/deps.md");
    EXPECT_EQ(recipe.generate[0].words.at("row"), "x");
    EXPECT_EQ(recipe.generate[0].words.at("value"), "{new}");
    EXPECT_THAT(refusal(with("docs = [{ file = \"/doc/deps.md\" }]")), HasSubstr("has no 'column'"));
    EXPECT_THAT(refusal(with("docs = [{ file = \"../x.md\", column = \"V\" }]")), HasSubstr("no path"));
}

TEST(RecipeFile, ReadsChangelogAndPeople) {
    const Recipe recipe = read(
        "changelog = { file = \"CHANGELOG.md\", in = [\"pull\"] }\nowners = [\"@o/team\", \"mary\"]\nnotify = "
        "\"mary\"");
    ASSERT_TRUE(recipe.changelog);
    EXPECT_FALSE(recipe.changelog->in_commit);
    EXPECT_TRUE(recipe.changelog->in_pull);
    EXPECT_THAT(recipe.owners, ElementsAre("o/team", "mary"));
    EXPECT_THAT(recipe.notify, ElementsAre("mary"));
    EXPECT_TRUE(read("changelog = { release = true }").changelog->file.empty());
    EXPECT_THAT(refusal(with("changelog = {}")), HasSubstr("is 'file' or 'release = true'"));
    EXPECT_THAT(refusal(with("changelog = { file = \"C\", release = true }")), HasSubstr("is 'file' or"));
    EXPECT_THAT(refusal(with("changelog = { file = \"C\", heading = 'x' }")), HasSubstr("has no group"));
    EXPECT_THAT(refusal(with("changelog = { file = \"C\", in = [\"mail\"] }")), HasSubstr("\"commit\" and \"pull\""));
    for (const char* name : {"a b", "@", "a/b/c", "-a", "a@b", "a\u00e9"})
        EXPECT_THAT(refusal(with(fmt::format("owners = [\"{}\"]", name))), HasSubstr("is no account")) << name;
}

TEST(RecipeFile, ReadsACommandThatListsVersions) {
    const auto with_source = [](std::string_view source,
                                std::string_view more = "artefact = [{ url = \"https://x.test/{v}\" }]") {
        return fmt::format(
            "schema = 1\n[dep.x]\npath = \"deps/x\"\nsource = {{ {} }}\ncurrent = {{ file = \"x.h\", regex = '(.*)' "
            "}}\n{}\n",
            source, more);
    };
    const auto file = parsed(
        with_source("kind = \"exec\", run = [\"{project}/list\", \"{{}}\"], tools = [\"cat\"], reads = [\"list\"]"));
    ASSERT_TRUE(file) << file.error().message();
    EXPECT_THAT(file->recipes.front().source.run, ElementsAre("{project}/list", "{{}}"));
    EXPECT_THAT(refusal(with_source("kind = \"exec\"")), HasSubstr("kind exec needs 'run'"));
    EXPECT_THAT(refusal(with_source("kind = \"exec\", run = \"ls\"")), HasSubstr("no shell reads it"));
    EXPECT_THAT(refusal(with_source("kind = \"exec\", run = [\"{new}\"]")), HasSubstr("nothing is known for {new}"));
    EXPECT_THAT(refusal(with_source("kind = \"exec\", run = [\"ls\"]", "")), HasSubstr("has none of its own"));
    EXPECT_THAT(refusal(with_source("kind = \"github-tag\", repo = \"o/x\", run = [\"ls\"]")),
                HasSubstr("of kind exec"));
}

}  // namespace
}  // namespace ward::update
