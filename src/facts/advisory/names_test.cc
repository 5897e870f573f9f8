#include "facts/advisory/names.h"

#include <gtest/gtest.h>

namespace ward::advisory {
namespace {

std::string normal(std::string_view ecosystem, std::string_view name) {
    std::string storage;
    return std::string(normal_name(ecosystem, name, storage));
}

TEST(Names, of_pypi_follow_pep_503) {
    EXPECT_EQ(normal("PyPI", "Zope.Interface"), "zope-interface");
    EXPECT_EQ(normal("PyPI", "a-_.b"), "a-b");
    EXPECT_EQ(normal("PyPI", "requests"), "requests");
    EXPECT_EQ(normal("PyPI", "a--b"), "a-b");
    EXPECT_EQ(normal("PyPI", "Django"), "django");
}

TEST(Names, keep_their_case_where_the_registry_does) {
    EXPECT_EQ(normal("npm", "JSONStream"), "JSONStream");
    EXPECT_EQ(normal("crates.io", "a_b"), "a_b");
    EXPECT_EQ(normal("NuGet", "Newtonsoft.Json"), "newtonsoft.json");
    EXPECT_EQ(normal("GitHub Actions", "Actions/Checkout"), "actions/checkout");
}

TEST(Repositories, have_one_spelling) {
    for (const char* url :
         {"https://github.com/Owner/Name", "https://GitHub.com/owner/name.git", "http://github.com/owner/name/",
          "git://github.com/owner/name.git/", "git@github.com:owner/name.git", "ssh://git@github.com/owner/name",
          "git+https://github.com/owner/name", "github.com/owner/name", "https://user:secret@github.com/owner/name"})
        EXPECT_EQ(normal_repository(url), "github.com/owner/name") << url;
}

TEST(Repositories, keep_the_case_of_paths_elsewhere) {
    EXPECT_EQ(normal_repository("https://Git.Example.org:8443/A/b.git"), "git.example.org:8443/A/b");
    EXPECT_EQ(normal_repository("git@example.org:A/b"), "example.org/A/b");
    EXPECT_EQ(normal_repository(""), "");
    EXPECT_EQ(normal_repository("https://"), "");
}

TEST(Ecosystems, split_at_the_first_colon) {
    EXPECT_EQ(split_ecosystem("Red Hat:rhel_aus:8.4::appstream").suffix, "rhel_aus:8.4::appstream");
    EXPECT_EQ(split_ecosystem("Debian:12").base, "Debian");
    EXPECT_EQ(split_ecosystem("npm").suffix, "");
}

}  // namespace
}  // namespace ward::advisory
