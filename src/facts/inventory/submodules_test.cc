#include <array>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/sha.h>

#include "facts/inventory/git_modules.h"
#include "facts/inventory/git_url.h"
#include "facts/inventory/tree_fixture.h"

namespace ward::inventory {
extern const Reader reader_submodules;

namespace {
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A version 2 index with gitlinks only. Commit number i is twenty bytes of value i.
std::string index_with(const std::vector<std::string>& paths) {
    std::string bytes = "DIRC";
    const auto number = [&](uint32_t value) {
        for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
    };
    number(2);
    number(static_cast<uint32_t>(paths.size()));
    for (size_t i = 0; i < paths.size(); ++i) {
        const size_t start = bytes.size();
        for (int field = 0; field < 6; ++field) number(0);
        number(0160000);
        for (int field = 0; field < 3; ++field) number(0);
        bytes.append(20, static_cast<char>(i + 1));
        bytes += static_cast<char>(paths[i].size() >> 8);
        bytes += static_cast<char>(paths[i].size());
        bytes += paths[i];
        do bytes += '\0';
        while ((bytes.size() - start) % 8 != 0);
    }
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    SHA1(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
    bytes.append(reinterpret_cast<const char*>(digest.data()), digest.size());
    return bytes;
}

const Submodule& only(const GitModules& modules) {
    EXPECT_EQ(modules.submodules.size(), 1u);
    return modules.submodules.at(0);
}

GitModules modules_of(std::string_view text) {
    return read_gitmodules(text, ".gitmodules").value();
}

TEST(GitModules, GitsConfigurationSyntax) {
    const GitModules modules = modules_of(R"(# a comment
[core]
	editor = vi ; another
[Submodule "deps/\"x\""]
	Path = "deps/a b" # quoted
	URL =   https://example.com/\
x.git   ; why
	branch
	fetchRecurseSubmodules = true
)");
    const Submodule& x = only(modules);
    EXPECT_EQ(x.name, "deps/\"x\"");
    EXPECT_EQ(x.path, "deps/a b");
    EXPECT_EQ(x.url, "https://example.com/x.git");
    EXPECT_EQ(x.evidence.line, 6);
    EXPECT_THAT(modules.problems, IsEmpty());
    EXPECT_EQ(only(modules_of("[submodule \"x\"]\r\n\tpath = x\r\n\turl = https://h/x\r\n")).path, "x");
    EXPECT_EQ(only(modules_of("[submodule \"x\"] path = x/\nurl = https://h/x")).path, "x");
}

TEST(GitModules, RefusesWhatOnlyAnAttackHas) {
    const auto refused = [](std::string_view path, std::string_view url) {
        const GitModules modules = modules_of(fmt::format("[submodule \"s\"]\n\tpath = {}\n\turl = {}\n", path, url));
        return modules.submodules.empty() && modules.problems.size() == 1 ? modules.problems[0].reason : "accepted";
    };
    const std::string_view good = "https://example.com/x";
    EXPECT_THAT(refused("\"x\r\"", good), HasSubstr("control characters"));  // CVE-2025-48384
    EXPECT_THAT(refused("x", "\"https://a/\\nb\""), HasSubstr("control characters"));
    EXPECT_THAT(refused("x\x1b[31m", good), HasSubstr("control characters"));
    EXPECT_THAT(refused("../x", good), HasSubstr("leaves the tree"));
    EXPECT_THAT(refused("/x", good), HasSubstr("leaves the tree"));
    EXPECT_THAT(refused("a/.GIT/hooks", good), HasSubstr("leaves the tree"));
    EXPECT_THAT(refused("-x", good), HasSubstr("option"));
    EXPECT_THAT(refused("x", "-u./payload"), HasSubstr("option"));  // CVE-2018-17456
    EXPECT_THAT(refused("", good), HasSubstr("no path"));
    EXPECT_THAT(refused("x", ""), HasSubstr("no url"));
    EXPECT_THAT(modules_of("[submodule \"../x\"]\npath = x\nurl = https://a/b\n").problems[0].reason,
                HasSubstr("name"));
}

TEST(GitModules, KeepsWhatStandsBeforeAnError) {
    const GitModules modules =
        modules_of("[submodule \"a\"]\npath = a\nurl = https://h/a\n[submodule \"b]\npath = b\n");
    EXPECT_EQ(only(modules).name, "a");
    ASSERT_EQ(modules.problems.size(), 1u);
    EXPECT_EQ(modules.problems[0].line, 4);
    for (const std::string_view text :
         {"path = x\n", "[submodule \"a\"]\n?", "[]", "[a]\nx = \\q", "[a]\nx = \"open\n"})
        EXPECT_EQ(modules_of(text).problems.size(), 1u) << text;
    EXPECT_THAT(modules_of("").problems, IsEmpty());
}

TEST(GitModules, Limits) {
    std::string many;
    for (size_t i = 0; i <= max_submodules; ++i)
        many += fmt::format("[submodule \"{}\"]\npath = p{}\nurl = https://h/x\n", i, i);
    ASSERT_FALSE(read_gitmodules(many, "g"));
    EXPECT_EQ(read_gitmodules(many, "g").error().code, ErrorCode::limit);
    EXPECT_FALSE(read_gitmodules(std::string(max_gitmodules_bytes + 1, '\n'), "g"));
}

TEST(RepositoryUrl, OneSpelling) {
    for (const std::string_view address :
         {"https://github.com/u/r", "https://github.com/u/r.git", "https://GitHub.com/u/r/",
          "http://user:secret@github.com/u/r.git", "git://github.com/u/r.git", "ssh://git@github.com/u/r.git",
          "ssh://git@github.com:22/u/r.git", "git@github.com:u/r.git", "git+ssh://git@github.com/u/r.git",
          "ssh://git@github.com:u/r.git", "github.com:/u/r"})
        EXPECT_EQ(repository_url(address), "https://github.com/u/r") << address;
    EXPECT_EQ(repository_url("https://host:8443/a/b/c.git"), "https://host:8443/a/b/c");
    for (const std::string_view address : {"", "../x.git", "./x", "/srv/x.git", "C:/x", "file:///x", "https://host",
                                           "https:///x", "https://-x/y", "https://h/a b", "ext::sh -c x", "a/b:c"})
        EXPECT_FALSE(repository_url(address)) << address;
}

TEST(Submodules, CommitsComeFromTheIndex) {
    const TreeFixture tree{{".gitmodules", R"([submodule "a"]
	path = deps/a
	url = git@github.com:Owner/a.git
[submodule "b"]
	path = tools/b
	url = https://example.com/group/sub/b.git
[submodule "c"]
	path = deps/c
	url = ../c.git
[submodule "stale"]
	path = deps/stale
	url = https://github.com/o/stale
)"},
                           {".git/index", index_with({"deps/a", "deps/c", "deps/unknown", "tools/b"})},
                           {"deps/x/.gitmodules", "[submodule \"n\"]\npath = n\nurl = https://github.com/o/n\n"}};
    const Collector found = tree.read(reader_submodules);
    ASSERT_EQ(found.components.size(), 3u);
    const Component& a = *at(found, "deps/a");
    EXPECT_EQ(a.commit, "0101010101010101010101010101010101010101");
    EXPECT_EQ(a.purl, "pkg:github/owner/a@" + a.commit);
    EXPECT_EQ(a.source, Source::submodule);
    EXPECT_EQ(a.scope, Scope::runtime);
    EXPECT_EQ(a.identities, (std::vector<Identity>{{"GIT", "https://github.com/Owner/a", {}}}));
    EXPECT_EQ(a.evidence, (std::vector<Evidence>{{".gitmodules", 3, "url = git@github.com:Owner/a.git"}}));
    EXPECT_EQ(at(found, "tools/b")->scope, Scope::tooling);
    EXPECT_THAT(at(found, "tools/b")->purl, testing::StartsWith("pkg:generic/b@0404"));
    EXPECT_THAT(at(found, "tools/b")->purl, HasSubstr("vcs_url=git%2Bhttps"));
    EXPECT_THAT(at(found, "deps/c")->purl, testing::StartsWith("pkg:generic/c@0202"));
    EXPECT_THAT(at(found, "deps/c")->identities, IsEmpty());
    ASSERT_EQ(found.notes.size(), 1u);
    EXPECT_EQ(found.notes[0].where, ".gitmodules:12");
    ASSERT_EQ(found.skipped.size(), 1u);
    EXPECT_EQ(found.skipped[0].path, "deps/unknown");
    EXPECT_EQ(found.skipped[0].kind, SkipKind::unexplained);
}

Inventory take(const TreeFixture& tree) {
    const auto root = Root::open(tree.path());
    if (!root) throw std::runtime_error(root.error().message());
    auto inventory = take_inventory(*root, {});
    if (!inventory) throw std::runtime_error(inventory.error().message());
    return *std::move(inventory);
}

std::vector<std::string> labels(const Inventory& inventory) {
    std::vector<std::string> all;
    for (const Component& component : inventory.components)
        if (!component.path.empty())
            all.push_back(fmt::format("{} {} {}", component.path, component.purl, name_of(component.source)));
    return all;
}

std::string modules_of_paths(std::initializer_list<std::pair<std::string_view, std::string_view>> submodules) {
    std::string text;
    for (const auto& [path, url] : submodules)
        text += fmt::format("[submodule \"{}\"]\n\tpath = {}\n\turl = {}\n", path, path, url);
    return text;
}

TEST(Submodules, AKnownLibraryGoesByItsNames) {
    const TreeFixture tree{
        {".gitmodules", modules_of_paths({{"deps/zlib", "git@github.com:madler/zlib.git"},
                                          {"py/jinja", "https://github.com/pallets/jinja"},
                                          {"test/gtest",
                                           "https://chromium.googlesource.com/external/github.com/google/"
                                           "googletest.git"}})},
        {".git/index", index_with({"deps/zlib", "py/jinja", "test/gtest"})}};
    const Collector found = tree.read(reader_submodules);
    ASSERT_EQ(found.components.size(), 3u);
    const Component& zlib = *at(found, "deps/zlib");
    EXPECT_EQ(zlib.name, "zlib");
    EXPECT_EQ(zlib.purl, "pkg:github/madler/zlib@0101010101010101010101010101010101010101");
    EXPECT_EQ(zlib.commit, "0101010101010101010101010101010101010101");
    EXPECT_THAT(each(zlib.identities, &Identity::ecosystem), ElementsAre("Upstream", "OSS-Fuzz", "GIT"));
    // A commit is no version of a product.
    EXPECT_THAT(zlib.cpe, ElementsAre("cpe:2.3:a:zlib:zlib:*:*:*:*:*:*:*:*"));
    const Component& jinja = *at(found, "py/jinja");
    EXPECT_EQ(jinja.purl, "pkg:pypi/jinja2");
    EXPECT_EQ(jinja.scope, Scope::tooling);
    EXPECT_THAT(each(jinja.identities, &Identity::ecosystem), ElementsAre("PyPI", "GIT"));
    EXPECT_EQ(at(found, "test/gtest")->name, "googletest");
    EXPECT_EQ(at(found, "test/gtest")->scope, Scope::test);
}

TEST(Submodules, ACheckedOutTreeTellsTheVersion) {
    const std::string_view header = "#define ZLIB_VERSION \"1.3.1\"\n";
    const TreeFixture tree{
        {".gitmodules", modules_of_paths({{"deps/zlib", "https://github.com/madler/zlib"},
                                          {"compression/z", "https://github.com/madler/zlib"},
                                          {"libraries/zlib/src", "https://example.org/fork/zlib"},
                                          {"kafel", "https://github.com/google/kafel.git"},
                                          {"third_party/x", "https://github.com/o/x"}})},
        {".git/index", index_with({"compression/z", "deps/zlib", "kafel", "libraries/zlib/src", "third_party/x"})},
        {"deps/zlib/zlib.h", header},
        {"compression/z/zlib.h", header},
        {"libraries/zlib/src/zlib.h", header},
        {"kafel/CMakeLists.txt", "project(kafel VERSION 0.9.1)\n"},
        {"third_party/x/README", "nothing\n"}};
    const Inventory inventory = take(tree);
    EXPECT_THAT(
        labels(inventory),
        ElementsAre("compression/z pkg:github/madler/zlib@1.3.1 submodule",
                    "deps/zlib pkg:github/madler/zlib@1.3.1 submodule", "kafel pkg:github/google/kafel@0.9.1 submodule",
                    "libraries/zlib/src pkg:github/madler/zlib@1.3.1 submodule",
                    "third_party/x pkg:github/o/x@0505050505050505050505050505050505050505 submodule"));
    for (const Component& component : inventory.components) EXPECT_THAT(component.contradictions, IsEmpty());
    const Component& zlib = inventory.components[2];
    EXPECT_EQ(zlib.version, "1.3.1");
    EXPECT_EQ(zlib.commit, "0202020202020202020202020202020202020202");
    EXPECT_THAT(zlib.cpe, ElementsAre("cpe:2.3:a:zlib:zlib:1.3.1:*:*:*:*:*:*:*"));
    EXPECT_THAT(each(zlib.evidence, &Evidence::path), ElementsAre("deps/zlib/zlib.h", ".gitmodules"));
    EXPECT_THAT(inventory.skipped, IsEmpty());
}

// Whatever folder it stands in, a submodule is other people's code: what their lock files install is not here.
TEST(Submodules, ASubmodulesLockFileIsNoInventory) {
    const TreeFixture tree{
        {".gitmodules", modules_of_paths({{"site", "https://github.com/o/site"}})},
        {"site/package.json", R"({"name": "site", "version": "2.0.0", "dependencies": {"a": "1"}})"},
        {"site/package-lock.json", R"({"lockfileVersion": 3, "packages": {"node_modules/a": {"version": "1.0.0"}}})"},
        {"site/yarn.lock", ""}};
    const Inventory inventory = take(tree);
    EXPECT_THAT(labels(inventory), ElementsAre("site pkg:npm/site@2.0.0 submodule"));
    EXPECT_THAT(each(inventory.notes, &Note::kind), ElementsAre("lockfile-not-inventory", "lockfile-not-inventory"));
    EXPECT_THAT(inventory.skipped, IsEmpty());
}

TEST(Submodules, WithoutAnIndexTheCommitIsNotKnown) {
    const std::string_view modules = "[submodule \"a\"]\npath = a\nurl = https://github.com/o/a\n";
    const TreeFixture bare{{".gitmodules", modules}};
    ASSERT_EQ(bare.read(reader_submodules).components.size(), 1u);
    EXPECT_EQ(bare.read(reader_submodules).components[0].purl, "pkg:github/o/a");
    EXPECT_EQ(bare.read(reader_submodules).components[0].version, "");
    const TreeFixture damaged{{".gitmodules", modules}, {".git/index", "DIRC?"}};
    ASSERT_EQ(damaged.read(reader_submodules).skipped.size(), 1u);
    EXPECT_EQ(damaged.read(reader_submodules).skipped[0].path, ".git/index");
}

}  // namespace
}  // namespace ward::inventory
