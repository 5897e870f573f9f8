#include <algorithm>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/text.h"
#include "permission/path.h"
#include "ward/permission.h"

namespace ward::permission {
namespace {

using Reach = Grant::Reach;

Policy reading(std::vector<Grant> grants) {
    return {.grants = std::move(grants), .programs = {}, .keep_fds = {}};
}
Grant tree(std::string path, Scope scope = Scope::fs_read) {
    return {scope, std::move(path), Reach::tree};
}
Grant exact(std::string path, Scope scope = Scope::fs_read) {
    return {scope, std::move(path), Reach::exact};
}

struct Case {
    std::string_view path;
    bool granted;
    std::string_view folder = {};
};
void expect(const Permissions& permissions, std::initializer_list<Case> cases, Scope scope = Scope::fs_read) {
    for (const Case& one : cases)
        EXPECT_EQ(permissions.has(scope, one.path, one.folder), one.granted)
            << "'" << one.path << "' from '" << one.folder << "'";
}

// A folder that exists covers itself, with a slash or without, and everything below; a sibling that begins alike is
// another folder; queries are resolved by name first.
TEST(Permissions, folder) {
    const Permissions permissions(reading({tree("/a/allow")}));
    expect(permissions, {{"/a/allow", true},
                         {"/a/allow/", true},
                         {"/a/allow//", true},
                         {"//a///allow", true},
                         {"/a/./allow/.", true},
                         {"/a/allow/x", true},
                         {"/a/allow/x/y/z", true},
                         {"/a/allow/.hidden", true},
                         {"/a/allow/..hidden", true},
                         {"/a/allow/...", true},
                         {"/a/allowX", false},
                         {"/a/allow.js", false},
                         {"/a/allo", false},
                         {"/a", false},
                         {"/a/", false},
                         {"/", false},
                         {"/b/allow", false},
                         {"/allow", false},
                         {"/A/allow", false},
                         {"/a/allow/../secret", false},
                         {"/a/allow/../allow/x", true},
                         {"/a/allow/x/../../secret", false},
                         {"/a/allow/x/../..", false},
                         {"/a/secret/../allow", true},
                         {"/x/y/../../a/allow/z", true},
                         {"/../../../a/allow", true},
                         {"/a/allow/..", false},
                         {"/a/..", false}});
    expect(permissions, {{"/a/allow", false}, {"/a/allow/x", false}}, Scope::fs_write);
}

// What was not there at the start is one name: a folder made there later is not entered. `/*` covers everything below.
TEST(Permissions, exact_and_below) {
    const Permissions one(reading({exact("/a/new", Scope::fs_write)}));
    expect(one, {{"/a/new", true}, {"/a/new/", true}, {"/a/new/x", false}, {"/a/new.js", false}, {"/a/ne", false}},
           Scope::fs_write);
    const Permissions below(reading({tree("/a/new", Scope::fs_write)}));
    expect(below, {{"/a/new", true}, {"/a/new/x", true}, {"/a/newer", false}}, Scope::fs_write);
}

TEST(Permissions, everything) {
    const Permissions permissions(reading({tree("/a"), {Scope::fs_read, "*", Reach::tree}}));
    expect(permissions, {{"/", true}, {"/x/y", true}, {"relative", true}, {"/a/..", true}});
    EXPECT_TRUE(permissions.has(Scope::fs_read));
    EXPECT_FALSE(permissions.has(Scope::fs_write));
    // The root as a folder covers every path, and is still no `*`.
    const Permissions root(reading({tree("/")}));
    expect(root, {{"/", true}, {"/x", true}, {"/../x", true}});
    EXPECT_FALSE(root.has(Scope::fs_read));
    const Permissions only_root(reading({exact("/")}));
    expect(only_root, {{"/", true}, {"/..", true}, {"/x/..", true}, {"/x", false}});
}

TEST(Permissions, nothing_granted) {
    const Permissions permissions(reading({}));
    for (const ScopeWords& words : all_scopes()) {
        EXPECT_FALSE(permissions.has(words.scope)) << words.name;
        EXPECT_FALSE(permissions.has(words.scope, "/")) << words.name;
        EXPECT_FALSE(permissions.has(words.scope, "*")) << words.name;
    }
}

// A bare scope is true for `*` alone: a folder that was granted says nothing of the scope.
TEST(Permissions, scope_without_reference) {
    for (const ScopeWords& words : all_scopes()) {
        const Permissions whole(reading({{words.scope, "*"}}));
        const Permissions part(reading({{words.scope, "/a"}}));
        EXPECT_TRUE(whole.has(words.scope)) << words.name;
        EXPECT_TRUE(whole.has(words.scope, "/anything")) << words.name;
        EXPECT_FALSE(part.has(words.scope)) << words.name;
        for (const ScopeWords& other : all_scopes())
            EXPECT_EQ(whole.has(other.scope), other.scope == words.scope) << words.name << ' ' << other.name;
    }
}

TEST(Permissions, names_of_scopes) {
    for (const ScopeWords& words : all_scopes()) {
        EXPECT_EQ(scope_named(words.name), words.scope);
        EXPECT_EQ(&words_of(words.scope), &words);
        EXPECT_TRUE(words.flag.starts_with("--allow-"));
        EXPECT_FALSE(words.permission.empty());
    }
    for (const std::string_view unknown : {"", "fs", "fs.", "fs.Read", "FS.read", "fs.read ", "openssl", "ffi"})
        EXPECT_EQ(scope_named(unknown), std::nullopt) << unknown;
}

TEST(Permissions, relative_paths) {
    const Permissions permissions(reading({tree("/w/app"), exact("/w/file")}));
    expect(permissions, {{"x", true, "/w/app"},
                         {"./x", true, "/w/app"},
                         {".", true, "/w/app"},
                         {"..", false, "/w/app"},
                         {"../file", true, "/w/app"},
                         {"../file/x", false, "/w/app"},
                         {"app/x", true, "/w"},
                         {"application", false, "/w"},
                         {"x", true, "/w/app/"},
                         {"x", true, "/w/other/../app"},
                         {"../../../../w/app/x", true, "/w/app"},
                         {"/w/app/x", true, "/elsewhere"},
                         // Without a folder to start from nothing is known of a relative path.
                         {"x", false},
                         {"x", false, "w/app"},
                         {"w/app", false},
                         {"~/x", false, "/w"}});
}

TEST(Permissions, not_understood) {
    using namespace std::string_view_literals;
    const Permissions permissions(reading({tree("/a")}));
    expect(permissions, {{"/a\0"sv, false}, {"/a/\0x"sv, false}, {"/a/x\0/../../b"sv, false}, {"\0"sv, false}});
    EXPECT_FALSE(permissions.has(Scope::fs_read, "", "/a"));  // no reference
    // Bytes are bytes: no case, no normal form, no encoding.
    expect(permissions, {{"/a/\xff\xfe", true}, {"/\xc3\xa4", false}, {"/a\\b", false}, {"/a/%2e%2e/b", true}});
}

TEST(Permissions, deep_paths) {
    std::string deep;
    for (int i = 0; i < 3000; ++i) deep += "/d";
    const Permissions permissions(reading({tree("/d/d")}));
    EXPECT_TRUE(permissions.has(Scope::fs_read, deep));
    std::string back = deep;
    for (int i = 0; i < 2998; ++i) back += "/..";
    EXPECT_TRUE(permissions.has(Scope::fs_read, back));           // "/d/d"
    EXPECT_FALSE(permissions.has(Scope::fs_read, back + "/.."));  // "/d"
    EXPECT_TRUE(permissions.has(Scope::fs_read, back + "/../d"));
    std::string up;
    for (int i = 0; i < 100'000; ++i) up += "/..";
    EXPECT_FALSE(permissions.has(Scope::fs_read, up));
    EXPECT_TRUE(permissions.has(Scope::fs_read, up + "/d/d/x"));
}

// Grants deeper than what is walked (128 names) are found missing, never found granted, and so are those beyond 2,048.
TEST(Permissions, deep_grants) {
    const auto path = [](int depth) {
        std::string out;
        for (int i = 0; i < depth; ++i) out += "/d";
        return out;
    };
    for (const int depth : {1, 126, 127}) {
        const Permissions permissions(reading({tree(path(depth))}));
        EXPECT_TRUE(permissions.has(Scope::fs_read, path(depth))) << depth;
        EXPECT_TRUE(permissions.has(Scope::fs_read, path(depth) + "/x")) << depth;
        EXPECT_FALSE(permissions.has(Scope::fs_read, path(depth - 1))) << depth;
    }
    for (const int depth : {128, 129, 500, 2047, 2048, 2049, 5000}) {
        const Permissions permissions(reading({tree(path(depth)), exact(path(depth))}));
        EXPECT_FALSE(permissions.has(Scope::fs_read, path(depth - 1))) << depth;
        EXPECT_FALSE(permissions.has(Scope::fs_read, path(depth))) << depth;
        EXPECT_FALSE(permissions.has(Scope::fs_read, "/d")) << depth;
    }
}

TEST(Permissions, endpoints_and_names) {
    const Permissions permissions(reading({{Scope::net, "tcp:443"},
                                           {Scope::net, "example.org:80"},
                                           {Scope::net, "unix:/run/x"},
                                           {Scope::child, "/bin/ls"},
                                           {Scope::env, "HOME"}}));
    const std::vector<std::tuple<Scope, std::string_view, bool>> table{
        {Scope::net, "tcp:443", true},        {Scope::net, "example.org:443", true},
        {Scope::net, "[::1]:443", true},      {Scope::net, "example.org:80", true},
        {Scope::net, "tcp:80", false},        {Scope::net, "other.org:80", false},
        {Scope::net, "tcp:4430", false},      {Scope::net, "tcp:44", false},
        {Scope::net, "example.org", false},   {Scope::net, "unix:/run/x", true},
        {Scope::net, "unix:/run/x/y", false}, {Scope::net, "unix:/run/y:443", false},
        {Scope::net, "udp", false},           {Scope::child, "/bin/ls", true},
        {Scope::child, "/bin/lsx", false},    {Scope::child, "ls", false},
        {Scope::env, "HOME", true},           {Scope::env, "HOM", false},
        {Scope::env, "home", false},          {Scope::worker, "x", false},
    };
    for (const auto& [scope, reference, granted] : table)
        EXPECT_EQ(permissions.has(scope, reference), granted) << reference;
}

TEST(Permissions, drop) {
    Permissions permissions(reading({tree("/a"), tree("/a/b"), exact("/c"), tree("/a", Scope::fs_write)}));
    Permissions copy = permissions;
    // Only what was granted, in its own words.
    EXPECT_FALSE(permissions.drop(Scope::fs_read, "/a/"));
    EXPECT_FALSE(permissions.drop(Scope::fs_read, "/a/b/x"));
    EXPECT_FALSE(permissions.drop(Scope::fs_read, "/nothing"));
    EXPECT_FALSE(permissions.drop(Scope::net));
    EXPECT_TRUE(permissions.drop(Scope::fs_read, "/a"));
    EXPECT_FALSE(permissions.drop(Scope::fs_read, "/a"));  // once
    expect(permissions, {{"/a", false}, {"/a/x", false}, {"/a/b", true}, {"/a/b/x", true}, {"/c", true}});
    expect(permissions, {{"/a/x", true}}, Scope::fs_write);
    EXPECT_TRUE(permissions.drop(Scope::fs_read));
    expect(permissions, {{"/a/b", false}, {"/c", false}});
    expect(permissions, {{"/a/x", true}}, Scope::fs_write);
    EXPECT_FALSE(permissions.drop(Scope::fs_read));
    EXPECT_EQ(permissions.policy().grants.size(), 1u);
    expect(copy, {{"/a", true}, {"/c", true}});  // copies are independent
}

// Part of everything has no name: with `*` only the whole scope goes.
TEST(Permissions, drop_of_everything) {
    Permissions permissions(reading({{Scope::fs_read, "*"}, tree("/a"), {Scope::net, "*"}}));
    EXPECT_FALSE(permissions.drop(Scope::fs_read, "/a"));
    EXPECT_FALSE(permissions.drop(Scope::fs_read, "*"));
    EXPECT_TRUE(permissions.has(Scope::fs_read));
    EXPECT_TRUE(permissions.drop(Scope::fs_read));
    expect(permissions, {{"/a", false}, {"/", false}});
    EXPECT_FALSE(permissions.has(Scope::fs_read));
    EXPECT_TRUE(permissions.drop(Scope::net));
    EXPECT_FALSE(permissions.has(Scope::net));
}

// The class of CVE-2026-58043: a radix tree over letters joined names that share their beginning.
TEST(Permissions, names_that_begin_alike) {
    const Permissions permissions(reading({exact("/a/ab"), tree("/a/abc")}));
    expect(permissions, {{"/a/ab", true},
                         {"/a/abc", true},
                         {"/a/abc/x", true},
                         {"/a/a", false},
                         {"/a/abd", false},
                         {"/a/ab/x", false},
                         {"/a/ab/c", false},
                         {"/a/abcd", false},
                         {"/a/abc.d", false},
                         {"/a/b", false},
                         {"/a", false}});
}

// ---- against a matcher that shares nothing with the tree ----

// splitmix64, as in fuzz/replay_main.cc: the same cases everywhere.
class Dice {
  public:
    explicit Dice(uint64_t seed) : state_(seed) {}
    size_t below(size_t limit) {
        state_ += 0x9e3779b97f4a7c15;
        uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return (z ^ (z >> 31)) % limit;
    }

  private:
    uint64_t state_;
};

using Names = std::vector<std::string>;

Names names_of(std::string_view folder, std::string_view path) {
    std::string whole = path.starts_with('/') ? std::string(path) : std::string(folder) + '/' + std::string(path);
    Names out;
    std::string name;
    for (const char c : whole + '/') {
        if (c != '/') {
            name += c;
            continue;
        }
        if (name == "..") {
            if (!out.empty()) out.pop_back();
        } else if (!name.empty() && name != ".") {
            out.push_back(name);
        }
        name.clear();
    }
    return out;
}

bool naive(const std::vector<std::pair<Names, Reach>>& grants, const Names& asked) {
    for (const auto& [granted, reach] : grants) {
        if (granted.size() > asked.size() || (reach == Reach::exact && granted.size() != asked.size())) continue;
        bool same = true;
        for (size_t i = 0; i < granted.size(); ++i) same = same && granted[i] == asked[i];
        if (same) return true;
    }
    return false;
}

constexpr std::string_view granted_names[] = {"a", "b", "ab", "abc", "a.b"};
constexpr std::string_view asked_names[] = {"a", "b", "ab", "abc", "a.b", "a", "ab", "..", ".", "abd", ""};

std::string some_path(Dice& dice, std::span<const std::string_view> names, size_t longest) {
    std::string out;
    for (size_t left = dice.below(longest) + 1; left > 0; --left) out += '/', out += names[dice.below(names.size())];
    return out;
}

// A million cases (seed 58043, forty queries to a policy, a quarter of them relative); WARD_TEST_LONG=1 makes them ten
// million.
TEST(Permissions, like_a_naive_matcher) {
    constexpr uint64_t seed = 58043;
    constexpr int queries = 40;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here writes the environment
    const int policies = std::getenv("WARD_TEST_LONG") != nullptr ? 250'000 : 25'000;
    Dice dice(seed);
    int granted = 0;
    int beside = 0;  // denied, and would be granted to whoever compares letters instead of names
    for (int i = 0; i < policies; ++i) {
        Policy policy;
        std::vector<std::pair<Names, Reach>> plain;
        for (size_t left = dice.below(6); left > 0; --left) {
            const std::string path = some_path(dice, granted_names, 4);
            const Reach reach = dice.below(2) == 0 ? Reach::tree : Reach::exact;
            policy.grants.push_back({Scope::fs_read, path, reach});
            plain.emplace_back(names_of("", path), reach);
        }
        const Permissions permissions(policy);
        for (int query = 0; query < queries; ++query) {
            std::string path = some_path(dice, asked_names, 7);
            const std::string folder = some_path(dice, asked_names, 3);
            if (dice.below(4) == 0) path = path.substr(std::min(path.find_first_not_of('/'), path.size()));
            if (path.empty()) continue;
            const Names asked = names_of(folder, path);
            const bool wanted = naive(plain, asked);
            ASSERT_EQ(permissions.has(Scope::fs_read, path, folder), wanted)
                << path << " from " << folder << " with " << policy.grants.size() << " grants, policy " << i;
            granted += wanted ? 1 : 0;
            if (query % 8 != 0) continue;
            const std::string whole = resolve(folder, path);
            ASSERT_EQ(names_of("", whole), asked) << path << " from " << folder;
            const auto begins = [&](const Grant& grant) { return whole.starts_with(grant.value); };
            beside += !wanted && std::ranges::any_of(policy.grants, begins) ? 1 : 0;
        }
    }
    // The cases are worth something: both answers come often, and so do names that begin alike.
    EXPECT_GT(granted, policies * queries / 20);
    EXPECT_LT(granted, policies * queries / 2);
    EXPECT_GT(beside, policies / 10);
}

TEST(Permissions, resolving_by_name) {
    const std::vector<std::tuple<std::string_view, std::string_view, std::string_view>> table{
        {"/w", "a", "/w/a"},
        {"/w", "/a", "/a"},
        {"/w", "", "/w"},
        {"/w", ".", "/w"},
        {"/w", "..", "/"},
        {"/w", "../..", "/"},
        {"/w", "../x//y/", "/x/y"},
        {"/w/", "./a/./b", "/w/a/b"},
        {"/", "a", "/a"},
        {"/", "..", "/"},
        {"/w/x/..", "a", "/w/a"},
        {"/w", "a/../../b", "/b"},
        {"/w", "...", "/w/..."},
        {"/w", "..a", "/w/..a"},
        {"/w", "/", "/"},
        {"/w", "//", "/"},
        {"/w", "/a/b/../../..", "/"},
    };
    for (const auto& [folder, path, whole] : table) EXPECT_EQ(resolve(folder, path), whole) << folder << ' ' << path;
}

}  // namespace
}  // namespace ward::permission
