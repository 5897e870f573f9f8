#include "facts/inventory/registry_lock.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facts/inventory/registry_lock_fixture.h"

namespace ward::inventory {
extern const Reader reader_registries;

namespace {
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> shown(const RegistryLock& lock) {
    return each(lock.packages, [&](const RegistryPackage& package) {
        std::string text = fmt::format("{}@{}", package.name, package.version);
        if (package.scope == Scope::development) text += " dev";
        for (const size_t need : package.needs) text += " " + lock.packages[need].name;
        if (!package.repository.empty()) text += fmt::format(" {}#{}", package.repository, package.commit.substr(0, 4));
        return text;
    });
}

TEST(CargoLock, PackagesAndEdges) {
    const RegistryLock lock = lock_of(read_cargo_lock, R"(version = 3

[[package]]
name = "own"
version = "0.1.0"
dependencies = ["a", "b 2.0.0"]

[[package]]
name = "a"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
dependencies = ["b 1.0.0"]

[[package]]
name = "b"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"

[[package]]
name = "b"
version = "2.0.0"
source = "git+https://github.com/o/b?branch=x#0123456789abcdef0123456789abcdef01234567"
)");
    EXPECT_THAT(shown(lock), ElementsAre("a@1.0.0 b", "b@1.0.0", "b@2.0.0 https://github.com/o/b#0123"));
    EXPECT_THAT(roots_of(lock), ElementsAre("a", "b"));
    EXPECT_EQ(lock.packages[0].line, 10U);
}

TEST(PythonLocks, PoetryAndUv) {
    const RegistryLock poetry = lock_of(read_poetry_lock, R"([[package]]
name = "Requests_X"
version = "2.0"
[package.dependencies]
urllib3 = ">=1"

[[package]]
name = "urllib3"
version = "1.26"
groups = ["dev", "main"]

[[package]]
name = "pytest"
version = "8.0"
groups = ["dev"]

[[package]]
name = "old"
version = "1.0"
category = "dev"

[[package]]
name = "here"
version = "0.1"
[package.source]
type = "directory"
url = "here"
)");
    EXPECT_THAT(shown(poetry), ElementsAre("requests-x@2.0 urllib3", "urllib3@1.26", "pytest@8.0 dev", "old@1.0 dev"));
    const RegistryLock uv = lock_of(read_uv_lock, R"(version = 1

[[package]]
name = "own"
version = "0.1.0"
source = { editable = "." }
dependencies = [{ name = "a" }]
[package.dev-dependencies]
dev = [{ name = "c" }]

[[package]]
name = "a"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "b" }]

[[package]]
name = "b"
version = "2.0"
source = { git = "https://github.com/o/b?rev=x#0123456789abcdef0123456789abcdef01234567" }

[[package]]
name = "c"
version = "3.0"
source = { registry = "https://pypi.org/simple" }
)");
    EXPECT_THAT(shown(uv), ElementsAre("a@1.0 b", "b@2.0 https://github.com/o/b#0123", "c@3.0 dev"));
    EXPECT_THAT(roots_of(uv), ElementsAre("c", "a"));
}

TEST(GoMod, RequirementsAndReplacements) {
    const RegistryLock lock = lock_of(read_go_mod,
                                      "module example.com/m // c\n\ngo 1.21\n\n"
                                      "require golang.org/x/net v0.17.0\n"
                                      "require (\n\tgithub.com/a/b v1.2.3 // indirect\n\t\"q.org/c\" v2.0.0\n"
                                      "\tlocal.org/d v0.0.0\n\tfork.org/e v1.0.0\n\tlone\n)\n"
                                      "replace local.org/d => ../d\nreplace (\n\tfork.org/e v1.0.0 => "
                                      "github.com/f/e v1.0.1\n)\nexclude github.com/a/b v1.0.0\n");
    EXPECT_THAT(shown(lock), ElementsAre("golang.org/x/net@v0.17.0", "github.com/a/b@v1.2.3", "q.org/c@v2.0.0",
                                         "github.com/f/e@v1.0.1"));
    EXPECT_THAT(roots_of(lock), ElementsAre("golang.org/x/net", "q.org/c", "github.com/f/e"));
    EXPECT_THAT(lock.remarks, IsEmpty());
    EXPECT_EQ(lock.problems.size(), 1U);
    EXPECT_THAT(lock_of(read_go_mod, "go 1.16\nrequire a.b/c v1.0.0\n").remarks, ElementsAre(HasSubstr("below 1.17")));
}

TEST(Requirements, PinsAlone) {
    const RegistryLock lock =
        lock_of(read_requirements,
                "# comment\nFlask_Login[x]==0.6.3 ; python_version > '3' \\\n    --hash=sha256:0\n"
                "jinja2 == 3.1.2  # why\nrequests>=2\n-r other.txt\n--index-url https://h\n\n"
                "six===1.16.0\nwild==1.*\nboth>=1,==2\n"
                "pkg @ git+https://github.com/o/p@0123456789abcdef0123456789abcdef01234567\n"
                "git+https://github.com/o/q@main#egg=q\nhttps://h/x.whl\n",
                "requirements.txt");
    EXPECT_THAT(shown(lock),
                ElementsAre("flask-login@0.6.3", "jinja2@3.1.2", "six@1.16.0", "pkg@ https://github.com/o/p#0123"));
    EXPECT_EQ(lock.packages[0].line, 2U);
    EXPECT_THAT(lock.remarks, ElementsAre("5 of 9 requirements name no single version"));
    EXPECT_THAT(shown(lock_of(read_requirements, "a==1.0\n", "x/requirements-dev.txt")), ElementsAre("a@1.0 dev"));
}

TEST(RegistryLocks, Hostile) {
    for (const Parse parse : {read_cargo_lock, read_poetry_lock, read_uv_lock}) {
        EXPECT_FALSE(parse("[[package", "f"));
        EXPECT_FALSE(parse("package = 1\n", "f"));
        EXPECT_TRUE(parse("", "f"));
        EXPECT_EQ(lock_of(parse, "[[package]]\nname = 1\n").problems.size(), 1U);
        EXPECT_TRUE(parse("[[package]]\nname = \"a\"\ndependencies = 3\nsource = 4\ngroups = {a = 1}\n", "f"));
        EXPECT_TRUE(parse("[[package]]\nname = \"a\"\ndependencies = [1, [2], {}]\n", "f"));
    }
    for (const std::string_view text : {"", "require (", ")", "replace => x", "replace a =>", "require", "go", "go x",
                                        "require a \"", "require (\n)\n)"})
        EXPECT_TRUE(read_go_mod(text, "f")) << text;
    for (const std::string_view text :
         {"", "==", "a==", "==1", "\\", "a==1\\", "a @", "://", "@://@", "a[==1.0", "#egg=x"})
        EXPECT_TRUE(read_requirements(text, "f")) << text;
}

TEST(RegistriesReader, ComponentsAndChains) {
    const TreeFixture tree{{"Cargo.lock",
                            "[[package]]\nname = \"own\"\nversion = \"1.0.0\"\ndependencies = [\"a\"]\n[[package]]\n"
                            "name = \"a\"\nversion = \"1.0.0\"\nsource = \"registry+x\"\n"},
                           {"go.mod", "go 1.20\nrequire golang.org/x/net v0.17.0\n"},
                           {"tools/requirements.txt", "jinja2==3.1.2\n"},
                           {"dev-requirements.txt", "black\n"},
                           {"vendor/x/go.mod", "require a.b/c v1.0.0\n"}};
    const Collector found = tree.read(reader_registries);
    EXPECT_THAT(each(found.components, [](const Component& one) { return one.path + " " + one.purl; }),
                ElementsAre("Cargo.lock#a@1.0.0 pkg:cargo/a@1.0.0", " ",
                            "go.mod#golang.org/x/net@v0.17.0 pkg:golang/golang.org/x/net@v0.17.0", " ",
                            "tools/requirements.txt#jinja2@3.1.2 pkg:pypi/jinja2@3.1.2"));
    EXPECT_THAT(found.components[1].depends_on, ElementsAre("Cargo.lock#a@1.0.0"));
    EXPECT_EQ(found.components[0].evidence[0], (Evidence{"Cargo.lock", 7, "version = \"1.0.0\""}));
    EXPECT_EQ(found.components[0].ecosystem, "crates.io");
    EXPECT_EQ(found.components[4].scope, Scope::tooling);
    ASSERT_EQ(found.skipped.size(), 1U);
    EXPECT_EQ(found.skipped[0].path, "dev-requirements.txt");
    EXPECT_EQ(found.skipped[0].kind, SkipKind::unexplained);
    EXPECT_THAT(each(found.notes, &Note::where), ElementsAre("vendor/x/go.mod"));
}

}  // namespace
}  // namespace ward::inventory
