#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "permission/path.h"
#include "ward/permission.h"

namespace ward::permission {
namespace {

using testing::HasSubstr;
using Reach = Grant::Reach;
using namespace std::string_literals;

// A folder with what names can be: /folder, /file, "a,b", "star*", "*" and links to the first two.
class Grants : public testing::Test {
  protected:
    Grants() {
        char name[] = "/tmp/ward-grant-XXXXXX";
        root_ = ::mkdtemp(name);
        for (const char* folder : {"/folder", "/odd", "/folder*", "/odd/x,y"})
            std::filesystem::create_directory(root_ + folder);
        for (const char* file : {"/file", "/a,b", "/star*", "/odd/*", "/folder/*.js"})
            std::ofstream(root_ + file) << "x";
        std::filesystem::create_symlink("folder", root_ + "/to_folder");
        std::filesystem::create_symlink("file", root_ + "/to_file");
        std::filesystem::create_symlink("nothing", root_ + "/dangling");
    }
    ~Grants() override { std::filesystem::remove_all(root_); }

    Grant parsed(Scope scope, const std::string& value) const {
        const auto grant = parse_grant(scope, value, root_);
        EXPECT_TRUE(grant) << value << ": " << grant.error().message();
        return grant.value_or(Grant{scope, "refused"});
    }
    std::string refusal(Scope scope, const std::string& value) const {
        const auto grant = parse_grant(scope, value, root_);
        if (grant) return "accepted as " + flag_of(*grant);
        EXPECT_EQ(grant.error().code, ErrorCode::usage);
        EXPECT_THAT(grant.error().what, testing::StartsWith(std::string(words_of(scope).flag)));
        return grant.error().what;
    }

    std::string root_;
};

TEST_F(Grants, paths) {
    const std::vector<std::tuple<std::string, std::string, Reach>> table{
        {"folder", "/folder", Reach::tree},
        {"./folder", "/folder", Reach::tree},
        {"folder/", "/folder", Reach::tree},
        {"folder/*", "/folder", Reach::tree},
        {"folder/.", "/folder", Reach::tree},
        {"folder/../file", "/file", Reach::exact},
        {"to_folder", "/to_folder", Reach::tree},
        {"file", "/file", Reach::exact},
        {"to_file", "/to_file", Reach::exact},
        {"dangling", "/dangling", Reach::exact},
        {"nothing", "/nothing", Reach::exact},
        {"nothing/", "/nothing", Reach::tree},
        {"nothing/*", "/nothing", Reach::tree},
        {"./*", "", Reach::tree},
        {".", "", Reach::tree},
        // Names that really hold what is odd elsewhere.
        {"a,b", "/a,b", Reach::exact},
        {"star*", "/star*", Reach::exact},
        {"folder*", "/folder*", Reach::tree},
        {"folder*/*", "/folder*", Reach::tree},
        {"odd/x,y", "/odd/x,y", Reach::tree},
        {"odd/x,y/*", "/odd/x,y", Reach::tree},
        {"odd/*", "/odd", Reach::tree},  // even where a file of that name is there
        {"odd/*/.", "/odd/*", Reach::exact},
        {"folder/*.js", "/folder/*.js", Reach::exact},
        {"sp ace\n\xff", "/sp ace\n\xff", Reach::exact},
    };
    for (const Scope scope : {Scope::fs_read, Scope::fs_write})
        for (const auto& [value, path, reach] : table) {
            const Grant grant = parsed(scope, value);
            EXPECT_EQ(grant, (Grant{scope, root_ + path, reach})) << value;
            EXPECT_EQ(parsed(scope, root_ + "/" + value), grant) << value;
        }
    EXPECT_EQ(parsed(Scope::fs_read, "*"), (Grant{Scope::fs_read, "*", Reach::tree}));
    EXPECT_EQ(parsed(Scope::fs_read, "/*"), (Grant{Scope::fs_read, "/", Reach::tree}));
    EXPECT_EQ(parsed(Scope::fs_read, "/"), (Grant{Scope::fs_read, "/", Reach::tree}));
    EXPECT_EQ(parsed(Scope::fs_read, "/../.."), (Grant{Scope::fs_read, "/", Reach::tree}));
}

TEST_F(Grants, refused_paths) {
    for (const std::string& value : {"/x/*.js"s, "/x*"s, "/*x"s, "/x/*/y"s, "/x/*/"s, "/x/**"s, "**"s, "*/"s, "*x"s,
                                     "/x/*/*"s, "folder/*x"s, "**/*"s, "folder/*.ts"s})
        EXPECT_THAT(refusal(Scope::fs_read, value), HasSubstr("wildcard")) << value;
    for (const std::string& value : {"/a,/b"s, "file,folder"s, "a,b,c"s, ","s, "/a,/b/*"s, "folder,"s})
        EXPECT_THAT(refusal(Scope::fs_write, value), HasSubstr("comma")) << value;
    for (const std::string& value : {"/x\0"s, "\0"s, "file\0.txt"s, "/x\0/*"s})
        EXPECT_THAT(refusal(Scope::fs_read, value), HasSubstr("NUL"));
    EXPECT_THAT(refusal(Scope::fs_read, ""), HasSubstr("needs a path"));
    EXPECT_THAT(refusal(Scope::fs_write, ""), HasSubstr("needs a path"));
}

TEST_F(Grants, endpoints) {
    const std::vector<std::pair<std::string, std::string>> table{
        {"", "*"},
        {"udp", "udp"},
        {"tcp:443", "tcp:443"},
        {"TCP:443", "tcp:443"},
        {"tcp:0", "tcp:0"},
        {"tcp:65535", "tcp:65535"},
        {"Example.ORG:80", "example.org:80"},
        {"127.0.0.1:8080", "127.0.0.1:8080"},
        {"[::1]:443", "[::1]:443"},
        {"[FE80::1]:443", "[fe80::1]:443"},
        {"my_host-1:9", "my_host-1:9"},
        {"example.org:0080", "example.org:80"},
        {"unix:/run/x.sock", "unix:/run/x.sock"},
        {"unix:x.sock", "unix:" + root_ + "/x.sock"},
        {"unix:/run/../x", "unix:/x"},
        {"unix:a,b", "unix:" + root_ + "/a,b"},
    };
    for (const auto& [value, endpoint] : table) EXPECT_EQ(parsed(Scope::net, value).value, endpoint) << value;
    for (const std::string& value : {"443"s,
                                     ":443"s,
                                     "tcp"s,
                                     "tcp:"s,
                                     "tcp:65536"s,
                                     "tcp:-1"s,
                                     "tcp:+1"s,
                                     "tcp:4x"s,
                                     "tcp: 443"s,
                                     "tcp:443 "s,
                                     "example.org"s,
                                     "*:443"s,
                                     "*.example.org:443"s,
                                     "example.org:*"s,
                                     "a,b:443"s,
                                     "tcp:443,tcp:80"s,
                                     "*"s,
                                     "http://example.org:443"s,
                                     "udp:53"s,
                                     "UDP:53"s,
                                     "udp:"s,
                                     "::1:443"s,
                                     "tcp:80:443"s,
                                     "[::1:443"s,
                                     "::1]:443"s,
                                     "[]:443"s,
                                     "[a]b:443"s,
                                     "exa mple:1"s,
                                     "ex\0:1"s,
                                     "unix:"s,
                                     "unix:*"s,
                                     "unix:/run/*"s,
                                     "unix:/a,unix:/b"s,
                                     "unix:/x\0y"s})
        EXPECT_THAT(refusal(Scope::net, value), testing::Not(HasSubstr("accepted"))) << value;
}

TEST_F(Grants, children) {
    EXPECT_EQ(parsed(Scope::child, ""), (Grant{Scope::child, "*"}));
    EXPECT_EQ(parsed(Scope::child, "git").value, "git");
    EXPECT_EQ(parsed(Scope::child, "./tool").value, root_ + "/tool");
    EXPECT_EQ(parsed(Scope::child, "/usr/bin/../bin/git").value, "/usr/bin/git");
    EXPECT_EQ(parsed(Scope::child, "./a,b").value, root_ + "/a,b");
    for (const std::string& value : {"*"s, "git*"s, "/usr/bin/*"s, "git,npm"s, "git\0"s, "/bin/ls\0x"s})
        EXPECT_THAT(refusal(Scope::child, value), testing::Not(HasSubstr("accepted"))) << value;
}

TEST_F(Grants, variables) {
    EXPECT_EQ(parsed(Scope::env, ""), (Grant{Scope::env, "*"}));
    for (const std::string& value : {"HOME"s, "_x"s, "a1"s}) EXPECT_EQ(parsed(Scope::env, value).value, value);
    for (const std::string& value : {"1a"s, "A=b"s, "A*"s, "*"s, "A,B"s, "A-B"s, "A B"s, "\xc3\xa4"s, "A\0"s})
        EXPECT_THAT(refusal(Scope::env, value), testing::Not(HasSubstr("accepted"))) << value;
}

TEST_F(Grants, switches) {
    for (const ScopeWords& words : all_scopes()) {
        if (words.value != ScopeWords::Value::none) continue;
        EXPECT_EQ(parsed(words.scope, ""), (Grant{words.scope, "*"}));
        for (const std::string& value : {"*"s, "true"s, "x"s, "\0"s})
            EXPECT_THAT(refusal(words.scope, value), HasSubstr("takes no value")) << words.flag;
    }
}

TEST_F(Grants, flags) {
    const std::vector<std::pair<Grant, std::string>> table{
        {{Scope::fs_read, "*", Reach::tree}, "--allow-fs-read=*"},
        {{Scope::fs_write, "/x", Reach::tree}, "--allow-fs-write=/x/*"},
        {{Scope::fs_write, "/x", Reach::exact}, "--allow-fs-write=/x"},
        {{Scope::fs_read, "/", Reach::tree}, "--allow-fs-read=/*"},
        {{Scope::fs_read, "/x/*", Reach::exact}, "--allow-fs-read=/x/*/."},  // a file whose name is *
        {{Scope::fs_read, "/x/*", Reach::tree}, "--allow-fs-read=/x/*/*"},
        {{Scope::fs_read, "/*", Reach::exact}, "--allow-fs-read=/*/."},
        {{Scope::child, "*"}, "--allow-child-process"},
        {{Scope::child, "/bin/ls", Reach::exact}, "--allow-child-process=/bin/ls"},
        {{Scope::net, "*"}, "--allow-net"},
        {{Scope::net, "tcp:443"}, "--allow-net=tcp:443"},
        {{Scope::env, "HOME", Reach::exact}, "--allow-env=HOME"},
        {{Scope::worker, "*"}, "--allow-worker"},
        {{Scope::signal, "*"}, "--allow-signal"},
    };
    for (const auto& [grant, flag] : table) EXPECT_EQ(flag_of(grant), flag);
}

// The flag of a grant asks for that grant again: nothing is widened or lost on the way through words.
TEST_F(Grants, flags_round_trip) {
    const std::vector<std::pair<Scope, std::vector<std::string>>> table{
        {Scope::fs_read,
         {"*", "/*", "folder", "file", "nothing", "nothing/*", "a,b", "star*", "folder*", "odd/*/.", "odd/x,y",
          "folder/*.js", "to_folder", "dangling"}},
        {Scope::child, {"", "git", "./tool", "./a,b"}},
        {Scope::net, {"", "udp", "tcp:443", "[::1]:443", "Example.org:80", "unix:x.sock"}},
        {Scope::env, {"", "HOME"}},
        {Scope::worker, {""}},
        {Scope::addon, {""}},
        {Scope::wasi, {""}},
        {Scope::inspector, {""}},
        {Scope::signal, {""}},
    };
    for (const auto& [scope, values] : table)
        for (const std::string& value : values) {
            const Grant grant = parsed(scope, value);
            const std::string flag = flag_of(grant);
            const size_t equals = flag.find('=');
            EXPECT_EQ(flag.substr(0, equals), words_of(scope).flag);
            EXPECT_EQ(parsed(scope, equals == std::string::npos ? "" : flag.substr(equals + 1)), grant) << flag;
        }
}

// Whatever the letters, a value is refused or comes back from its flag as it was.
RC_GTEST_PROP(Grant, round_trip, ()) {
    const auto scope = *rc::gen::element(Scope::fs_read, Scope::fs_write, Scope::net, Scope::child, Scope::env);
    const auto value = *rc::gen::container<std::string>(
        rc::gen::element('a', 'B', '/', '.', '*', ',', ':', '[', ']', '4', '0', '_', '-', ' ', '\n', '\xff', '='));
    const auto grant = parse_grant(scope, value, "/ward-nothing-here");
    if (!grant) {
        RC_ASSERT(grant.error().code == ErrorCode::usage);
        return;
    }
    const std::string flag = flag_of(*grant);
    const size_t equals = flag.find('=');
    const auto again = parse_grant(scope, equals == std::string::npos ? "" : flag.substr(equals + 1), "/elsewhere");
    RC_ASSERT(again.has_value());
    RC_ASSERT(*again == *grant);
    if (scope == Scope::fs_read && grant->value != "*") RC_ASSERT(grant->value == resolve("/", grant->value));
}

}  // namespace
}  // namespace ward::permission
