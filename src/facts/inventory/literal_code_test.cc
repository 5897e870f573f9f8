// Python's syntax as far as build files are literals; Bazel's files and gclient's DEPS on top of it.
#include "facts/inventory/literal_code.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/inventory/bazel_fetches.h"
#include "facts/inventory/gclient_deps.h"
#include "facts/inventory/tree_fixture.h"

namespace ward::inventory {
extern const Reader reader_bazel;
extern const Reader reader_gclient;

namespace {
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// What the value of `x` comes to, or "-".
std::string value_of(std::string_view text) {
    const auto script = read_script(text, "f");
    if (!script) return script.error().message();
    const Literals literals(*script);
    Code x;
    x.kind = Code::Kind::name;
    x.text = "x";
    return literals.text_of(x).value_or("-");
}

TEST(LiteralCode, Strings) {
    EXPECT_EQ(value_of("x = 'a' \"b\"\n"), "ab");
    EXPECT_EQ(value_of("x = ('a'\n  'b')\n"), "ab");
    EXPECT_EQ(value_of("x = '''a\nb'''\n"), "a\nb");
    EXPECT_EQ(value_of(R"(x = "a\"\\\n")"), "a\"\\\n");
    EXPECT_EQ(value_of(R"(x = r'a\n')"), R"(a\n)");
    EXPECT_EQ(value_of("x = 1.2\n"), "1.2");
    EXPECT_EQ(value_of("y = 'v1'\nx = y + '-' + 'z' # c\n"), "v1-z");
    EXPECT_EQ(value_of("x = 'a%sb%d%%' % ('1', 2)\n"), "a1b2%");
    EXPECT_EQ(value_of("y = '3'\nx = 'a-%s' % y\n"), "a-3");
    EXPECT_EQ(value_of("v = '1'\nx = '{}-{1}-{n}{{}}'.format('a', 'b', n = v)\n"), "a-b-1{}");
    EXPECT_EQ(value_of("if c:\n  x = 'deep'\n"), "deep");
}

TEST(LiteralCode, WhatIsNoLiteralHasNoValue) {
    for (const std::string_view text :
         {"x = f()\n", "x = y\n", "x = x\n", "x = 'a'\nx = 'b'\n", "x = 'a' if b else 'c'\n", "x = f'{y}'\n",
          "x += 'a'\n", "x = ['a'][0]\n", "x = '%s'\n% y", "x = '%r' % 'a'\n", "x = '%s' % ('a', 'b')\n",
          "x = '{'.format()\n", "x = 'a'.join(['b'])\n", "x = -1\n", "x = a.b\n", "x = {}\n", "x = lambda: 'a'\n",
          "def f(x = 'a'):\n"})
        EXPECT_EQ(value_of(text), text == "x = '%s'\n% y" ? "%s" : "-") << text;
    EXPECT_THAT(value_of("x = 'a\n"), HasSubstr("f:1: a string is not closed"));
}

TEST(LiteralCode, CallsAndWhatHidesThem) {
    const auto script = read_script(
        "load('a', 'b')\nf(name = 'n', urls = ['u'], more = 1 if z else 2, last = 'l',)\n"
        "def g(a):\n    h.i('x')\n    return hidden(1)\n[ k(x) for x in y ]\n",
        "f");
    ASSERT_TRUE(script);
    EXPECT_THAT(each(script->calls, &Code::text), ElementsAre("load", "f", "h.i"));
    ASSERT_NE(script->calls[1].find("last"), nullptr);
    EXPECT_EQ(script->calls[1].find("last")->text, "l");
    EXPECT_EQ(script->calls[1].find("more")->kind, Code::Kind::unknown);
    std::vector<std::string> hidden;
    for (const auto& [name, offset] : script->hidden) hidden.push_back(name);
    EXPECT_THAT(hidden, testing::Contains("hidden"));
    EXPECT_THAT(hidden, testing::Contains("k"));
    EXPECT_THAT(hidden, testing::Not(testing::Contains("g")));
}

TEST(LiteralCode, Hostile) {
    EXPECT_FALSE(read_script("x = " + std::string(5000, '['), "f"));
    EXPECT_FALSE(read_script("x = " + std::string(5000, '('), "f"));
    std::string nested = "x = ";
    for (int i = 0; i < 5000; ++i) nested += "f(a = {'b': [";
    EXPECT_FALSE(read_script(nested, "f"));
    // A long sum is one level, and changes of operator are limited.
    std::string sum = "x = 'a'";
    for (int i = 0; i < 500; ++i) sum += " + 'a'";
    EXPECT_EQ(value_of(sum).size(), 501U);
    std::string mixed = "x = 'a'";
    for (int i = 0; i < 5000; ++i) mixed += " % 'a' + 'b'";
    EXPECT_FALSE(read_script(mixed, "f"));
    std::string doubling = "x0 = 'a'\n";
    for (int i = 1; i < 60; ++i) doubling += fmt::format("x{} = x{} + x{}\n", i, i - 1, i - 1);
    EXPECT_EQ(value_of(doubling + "x = x59\n"), "-");
    for (const std::string_view text :
         {"",        ")",  "]", "}",         "x =",  "x = (",   "f(",      "f(a =", "a.",         ".",
          "x = {1:", "\\", "'", "x = 'a' +", "f(,)", "x = {,}", "x = [,]", "=",     "x = a.b.c(", "'a'.format("})
        if (const auto script = read_script(text, "f"); !script) {
            EXPECT_THAT(script.error().where, HasSubstr("f"));
        }
}

std::vector<std::string> shown(const Pins& found) {
    return each(found.pins, [](const Pin& pin) {
        std::string text = fmt::format("{} {}{}", pin.name, pin.repository, pin.urls.empty() ? "" : pin.urls[0]);
        if (!pin.revision.empty()) text += " #" + pin.revision;
        if (!pin.version.empty()) text += " " + pin.version;
        if (pin.is_development) text += " dev";
        return text;
    });
}

std::vector<std::string> problems(const Pins& found) {
    return each(found.problems, [](const PinProblem& one) { return fmt::format("{} {}", one.line, one.reason); });
}

TEST(Bazel, ModulesAndTheirOverrides) {
    const auto found = read_bazel_fetches(R"(module(name = "m", version = "1.0")
bazel_dep(name = "zlib", version = "1.3.1.bcr.5")
bazel_dep(name = "googletest", version = "1.17.0", dev_dependency = True, repo_name = "gtest")
bazel_dep(name = "sqlite3")
bazel_dep(name = "pinned", version = "1.0")
bazel_dep(name = "local", version = "1.0")
single_version_override(module_name = "pinned", version = "1.1")
local_path_override(module_name = "local", path = "local")
archive_override(
    module_name = "sqlite3",
    strip_prefix = "sqlite-src-3530400",
    url = "https://sqlite.org/2026/sqlite-src-3530400.zip",
)
http.archive(name = "ext", sha256 = "00", strip_prefix = "ext-2.0", url = "https://h/ext-2.0.tar.gz")
)",
                                          "MODULE.bazel");
    ASSERT_TRUE(found);
    EXPECT_THAT(problems(*found), IsEmpty());
    EXPECT_THAT(shown(*found),
                ElementsAre("zlib  1.3.1.bcr.5", "googletest  1.17.0 dev", "pinned  1.1",
                            "sqlite3 https://sqlite.org/2026/sqlite-src-3530400.zip", "ext https://h/ext-2.0.tar.gz"));
}

TEST(Bazel, Repositories) {
    const auto found = read_bazel_fetches(R"(
_VERSION = "1.3"
def deps():
    if not native.existing_rule("zlib"):
        http_archive(
            name = "zlib",
            strip_prefix = "zlib-" + _VERSION,
            urls = ["https://zlib.net/zlib-%s.tar.gz" % _VERSION],
        )
    maybe(http_archive, name = "fmt", url = "https://github.com/fmtlib/fmt/archive/{v}.zip".format(v = "9.1.0"))
    git_repository(name = "re2", remote = "https://github.com/google/re2.git", tag = "2024-07-02")
    new_git_repository(name = "x", remote = "https://h/x", commit = "0123456789abcdef0123456789abcdef01234567")
    http_archive(name = name, urls = urls)
    my_archive(name = "shaped", sha256 = "00", urls = ["https://h/shaped-3.0.zip"])
    return http_archive(name = "hidden", url = "https://h/h.zip")
def _impl(ctx):
    ctx.download_and_extract(ctx.attr.url)
)",
                                          "deps.bzl");
    ASSERT_TRUE(found);
    EXPECT_THAT(
        shown(*found),
        ElementsAre("zlib https://zlib.net/zlib-1.3.tar.gz", "fmt https://github.com/fmtlib/fmt/archive/9.1.0.zip",
                    "re2 https://github.com/google/re2.git #2024-07-02",
                    "x https://h/x #0123456789abcdef0123456789abcdef01234567", "shaped https://h/shaped-3.0.zip"));
    EXPECT_THAT(
        problems(*found),
        ElementsAre("13 http_archive(): name is no literal in this file", "17 ctx.download_and_extract is not read",
                    "15 http_archive is called inside an expression or condition, which is not read"));
}

TEST(Bazel, TheLockTellsWhatWasChosen) {
    constexpr std::string_view lock = R"({"lockFileVersion": 13, "registryFileHashes": {
  "https://bcr.bazel.build/bazel_registry.json": "00",
  "https://bcr.bazel.build/modules/zlib/1.2.11/MODULE.bazel": "00",
  "https://bcr.bazel.build/modules/zlib/1.3.1/MODULE.bazel": "00",
  "https://bcr.bazel.build/modules/zlib/1.3.1/source.json": "00",
  "https://bcr.bazel.build/modules/rules_cc/0.0.9/source.json": "00"}})";
    const TreeFixture tree{
        {"MODULE.bazel", "bazel_dep(name = \"zlib\", version = \"1.2.11\")\n"},
        {"MODULE.bazel.lock", lock},
        {"third_party/repos.bzl", "http_archive(name = \"a\", urls = [\"https://h/a-1.0.zip\"], sha256 = \"0\")\n"},
        {"third_party/lib/x.bzl", "http_archive(name = \"b\", urls = [\"https://h/b-1.0.zip\"], sha256 = \"0\")\n"},
        {"third_party/other/WORKSPACE",
         "http_archive(name = \"c\", urls = [\"https://h/c-1.0.zip\"], sha256 = \"0\")\n"}};
    const Collector found = tree.read(reader_bazel);
    EXPECT_THAT(each(found.components, &Component::purl),
                UnorderedElementsAre("pkg:github/madler/zlib@1.3.1", "pkg:bazel/rules_cc@0.0.9",
                                     "pkg:generic/a@1.0?download_url=https:%2F%2Fh%2Fa-1.0.zip",
                                     "pkg:generic/b@1.0?download_url=https:%2F%2Fh%2Fb-1.0.zip"));
    EXPECT_EQ(found.components[0].evidence[0].line, 5);
    // A workspace of its own in third_party is others' code.
    EXPECT_THAT(each(found.notes, &Note::where), ElementsAre("third_party/other/WORKSPACE"));
    EXPECT_FALSE(read_bazel_lock("{\"moduleDepGraph\": {}}", "l"));
    EXPECT_FALSE(read_bazel_lock("[", "l"));
}

constexpr std::string_view deps_file = R"(
use_relative_paths = True
gclient_gn_args = ['checkout_x']
vars = {
  'chromium_url': 'https://chromium.googlesource.com',
  'zlib_rev': '0123456789abcdef0123456789abcdef01234567',
  'circle': Var('circle'),
  'checkout_x': False,
}
deps = {
  'third_party/fmt': 'https://github.com/fmtlib/fmt.git@9.1.0',
  'third_party/zlib':
    Var('chromium_url') + '/chromium/src/third_party/zlib.git' + '@' + Var('zlib_rev'),
  'third_party/gtest': {
    'url': '{chromium_url}/external/github.com/google/googletest.git@release-1.12.0',
    'condition': 'checkout_x',
  },
  'third_party/none': None,
  'tools/thing': {
    'packages': [
      {'package': 'infra/thing/${{platform}}', 'version': 'version:2@1.2.3'},
      {'package': 'infra/other', 'version': 'git_revision:0123456789abcdef0123456789abcdef01234567'},
    ],
    'dep_type': 'cipd',
  },
  'gcs': {'dep_type': 'gcs', 'bucket': 'b', 'objects': []},
  'here': '/third_party/here@1.0',
  'circle': Var('circle') + '@1',
  'computed': f('x'),
}
hooks = [{'name': 'x', 'action': ['python3', 'x.py']}]
recursedeps = ['third_party/fmt']
)";

TEST(Gclient, DepsAreLiterals) {
    const auto deps = read_gclient_deps(deps_file, "DEPS");
    ASSERT_TRUE(deps);
    EXPECT_TRUE(deps->has_deps);
    EXPECT_TRUE(deps->has_relative_paths);
    EXPECT_THAT(deps->recursed, ElementsAre("third_party/fmt"));
    EXPECT_THAT(shown(deps->found),
                ElementsAre("third_party/fmt https://github.com/fmtlib/fmt.git #9.1.0",
                            "third_party/zlib https://chromium.googlesource.com/chromium/src/third_party/zlib.git "
                            "#0123456789abcdef0123456789abcdef01234567",
                            "third_party/gtest https://chromium.googlesource.com/external/github.com/google/"
                            "googletest.git #release-1.12.0",
                            "infra/thing  1.2.3", "infra/other  #0123456789abcdef0123456789abcdef01234567"));
    EXPECT_THAT(
        problems(deps->found),
        ElementsAre("26 gcs: dependencies of type gcs are not read", "27 here: a path on this project's own server",
                    "28 circle: its address is no literal here", "29 computed: its address is no literal here"));
}

TEST(Gclient, IncludeRulesAreNoDependencies) {
    const auto deps = read_gclient_deps("include_rules = ['+base', '-x']\n", "DEPS");
    ASSERT_TRUE(deps);
    EXPECT_FALSE(deps->has_deps);
    const auto computed = read_gclient_deps("deps = dict(a = 'b')\n", "DEPS");
    ASSERT_TRUE(computed);
    EXPECT_TRUE(computed->has_deps);
    EXPECT_EQ(computed->found.problems.size(), 1U);
}

TEST(Gclient, WhatIsCheckedOutIsItsFolder) {
    const TreeFixture tree{{"DEPS", deps_file},
                           {"third_party/zlib/zlib.h", "#define ZLIB_VERSION \"1.3.1\"\n"},
                           {"third_party/x/DEPS", deps_file},
                           {"base/DEPS", "include_rules = []\n"}};
    const auto root = Root::open(tree.path());
    ASSERT_TRUE(root);
    const auto inventory = take_inventory(*root, {});
    ASSERT_TRUE(inventory);
    const auto zlib = std::ranges::find(inventory->components, "third_party/zlib", &Component::path);
    ASSERT_NE(zlib, inventory->components.end());
    EXPECT_EQ(zlib->purl, "pkg:github/madler/zlib@1.3.1");
    EXPECT_EQ(zlib->commit, "0123456789abcdef0123456789abcdef01234567");
    EXPECT_EQ(zlib->source, Source::vendored);
    EXPECT_THAT(each(zlib->evidence, &Evidence::path), ElementsAre("third_party/zlib/zlib.h", "DEPS"));
    const auto fmt = std::ranges::find(inventory->components, "DEPS#third_party/fmt", &Component::path);
    ASSERT_NE(fmt, inventory->components.end());
    EXPECT_EQ(fmt->purl, "pkg:github/fmtlib/fmt@9.1.0");
    EXPECT_THAT(each(inventory->skipped, &Skipped::reason),
                testing::Contains("1 dependencies fetch what their own DEPS names (recursedeps), which is not here"));
    EXPECT_THAT(each(inventory->notes, &Note::where), ElementsAre("third_party/x/DEPS"));
}

}  // namespace
}  // namespace ward::inventory
