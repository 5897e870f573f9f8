#include "faces/cli/run/policy_file.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace ward::cli {
namespace {

using permission::Grant;
using permission::Policy;
using permission::Scope;
using Reach = permission::Grant::Reach;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class PolicyFile : public testing::Test {
  protected:
    PolicyFile() {
        char name[] = "/tmp/ward-policy-XXXXXX";
        root_ = ::mkdtemp(name);
        std::filesystem::create_directories(root_ + "/project/lib");
        std::filesystem::create_directories(root_ + "/elsewhere/lib");
        std::ofstream(root_ + "/project/a,b") << "x";
    }
    ~PolicyFile() override { std::filesystem::remove_all(root_); }

    std::string write(const std::string& name, std::string_view text) const {
        std::ofstream(root_ + "/" + name) << text;
        return root_ + "/" + name;
    }
    // Of a text in the project's folder; an error where there is one.
    RunRequest read(std::string_view text) const {
        RunRequest out;
        const auto added = add_policy_toml(out, text, "p.toml", root_ + "/project");
        EXPECT_TRUE(added) << added.error().message();
        return out;
    }
    std::string refusal(std::string_view text) const {
        RunRequest out;
        const auto added = add_policy_toml(out, text, "p.toml", root_ + "/project");
        return added ? "accepted" : added.error().message();
    }
    std::string refused_file(std::string_view text) const {
        RunRequest out;
        const auto added = add_policy_file(out, write("project/file", text), root_ + "/elsewhere");
        if (added) return "accepted";
        std::string message = added.error().message();
        return replace_all(message, root_, "");
    }

    std::string root_;
};

TEST_F(PolicyFile, toml) {
    const RunRequest request = read(R"(# a comment
schema = 1
profile = ["node", "network"]
allow-fs-read = ["./lib", "./new", "/etc/hosts", "lib/*", "a,b"]
allow-fs-write = "*"
allow-child-process = ["git", "./tool"]
allow-net = ["tcp:443", "unix:./socket"]
allow-env = true
allow-worker = true
allow-addons = false
allow-nested = true
allow-fs-metadata = true
keep-fd = [3, 7]
node-permission = "off"
)");
    const std::string project = root_ + "/project";
    EXPECT_THAT(
        request.policy.grants,
        testing::UnorderedElementsAre(
            Grant{Scope::fs_read, project + "/lib", Reach::tree}, Grant{Scope::fs_read, project + "/new", Reach::exact},
            Grant{Scope::fs_read, "/etc/hosts", Reach::exact}, Grant{Scope::fs_read, project + "/lib", Reach::tree},
            Grant{Scope::fs_read, project + "/a,b", Reach::exact}, Grant{Scope::fs_write, "*", Reach::tree},
            Grant{Scope::child, "git", Reach::exact}, Grant{Scope::child, project + "/tool", Reach::exact},
            Grant{Scope::net, "tcp:443"}, Grant{Scope::net, "unix:" + project + "/socket"}, Grant{Scope::env, "*"},
            Grant{Scope::worker, "*"}));
    EXPECT_THAT(request.profiles, ElementsAre("node", "network"));
    EXPECT_THAT(request.policy.keep_fds, ElementsAre(3, 7));
    EXPECT_TRUE(request.policy.nested);
    EXPECT_EQ(request.policy.metadata, Policy::Metadata::allow);
    EXPECT_EQ(request.node, NodePermission::off);
}

TEST_F(PolicyFile, smallest) {
    const RunRequest request = read("schema = 1");
    EXPECT_THAT(request.policy.grants, IsEmpty());
    EXPECT_THAT(request.profiles, IsEmpty());
    EXPECT_EQ(request.node, NodePermission::automatic);
    EXPECT_FALSE(request.policy.nested);
    EXPECT_THAT(read("schema = 1\nprofile = 'node'").profiles, ElementsAre("node"));
    EXPECT_THAT(read("schema = 1\nallow-net = false\nallow-nested = false\nallow-fs-metadata = false").policy.grants,
                IsEmpty());
    EXPECT_EQ(read("schema = 1\nnode-permission = 'on'").node, NodePermission::on);
    EXPECT_EQ(read("schema = 1\nnode-permission = 'auto'").node, NodePermission::automatic);
}

TEST_F(PolicyFile, refused) {
    const std::vector<std::pair<std::string, std::string>> table{
        {"", "p.toml: begins with schema = 1"},
        {"allow-worker = true", "p.toml: begins with schema = 1"},
        {"schema = 2", "p.toml: begins with schema = 1"},
        {"schema = '1'", "p.toml: begins with schema = 1"},
        {"schema = 1.0", "p.toml: begins with schema = 1"},
        {"schema = 1\n\nalow-fs-read = []", "p.toml:3: no key 'alow-fs-read'; did you mean 'allow-fs-read'?"},
        {"schema = 1\nallow-child = true", "p.toml:2: no key 'allow-child'"},
        {"schema = 1\nnonsense = 1", "p.toml:2: no key 'nonsense'"},
        {"schema = 1\nprofiles = ['node']", "p.toml:2: no key 'profiles'; did you mean 'profile'?"},
        {"schema = 1\n[permission]\nallow-worker = true", "p.toml:2: no key 'permission'"},
        {"schema = 1\nallow-fs-read = true", "p.toml:2: --allow-fs-read=: needs a path"},
        {"schema = 1\nallow-fs-read = 7", "p.toml:2: allow-fs-read is true, or a list of strings"},
        {"schema = 1\nallow-fs-read = [\n  '/a',\n  7\n]", "p.toml:4: allow-fs-read is a list of strings"},
        {"schema = 1\nallow-fs-read = [\n  '/a',\n  '/x/*.js'\n]", "p.toml:4: --allow-fs-read=/x/*.js: a wildcard"},
        {"schema = 1\nallow-fs-read = '/a,/b'", "p.toml:2: --allow-fs-read=/a,/b: a list with commas"},
        {"schema = 1\nallow-net = 'udp:53'", "p.toml:2: --allow-net=udp:53: "},
        {"schema = 1\nallow-env = ['A=b']", "p.toml:2: --allow-env=A=b: "},
        {"schema = 1\nallow-worker = ['x']", "p.toml:2: --allow-worker=x: takes no value"},
        // An empty value is an accident (a variable that was not set), and must not grant everything.
        {"schema = 1\nallow-net = ''", "p.toml:2: allow-net has an empty value"},
        {"schema = 1\nallow-child-process = ['git', '']", "p.toml:2: allow-child-process has an empty value"},
        {"schema = 1\nallow-env = ['']", "p.toml:2: allow-env has an empty value"},
        {"schema = 1\nallow-worker = ['']", "p.toml:2: allow-worker has an empty value"},
        {"schema = 1\nallow-child-process = \"/bin/ls\\u0000x\"", "p.toml:2: --allow-child-process=/bin/ls"},
        {"schema = 1\nkeep-fd = 3", "p.toml:2: keep-fd is a list of numbers"},
        {"schema = 1\nkeep-fd = ['3']", "p.toml:2: keep-fd is a list of descriptors"},
        {"schema = 1\nkeep-fd = [-1]", "p.toml:2: keep-fd is a list of descriptors"},
        {"schema = 1\nkeep-fd = [99999999]", "p.toml:2: keep-fd is a list of descriptors"},
        {"schema = 1\nallow-nested = 'yes'", "p.toml:2: allow-nested is true or false"},
        {"schema = 1\nallow-fs-metadata = 1", "p.toml:2: allow-fs-metadata is true or false"},
        {"schema = 1\nnode-permission = 'maybe'", "p.toml:2: node-permission is auto, on or off"},
        {"schema = 1\nnode-permission = true", "p.toml:2: node-permission is auto, on or off"},
        {"schema = 1\nprofile = [1]", "p.toml:2: profile is a list of strings"},
        {"schema = 1\nschema = 1", "p.toml:"},
        {"schema = 1\n[", "p.toml:"},
    };
    for (const auto& [text, message] : table) EXPECT_THAT(refusal(text), StartsWith(message)) << text;
}

TEST_F(PolicyFile, folders_of_paths) {
    // TOML: from the file's folder, wherever one stands.
    const std::string file = write("project/p.toml", "schema = 1\nallow-fs-read = ['./lib', '../elsewhere/lib']");
    for (const std::string& name : {file, std::string("../project/p.toml"), std::string("../project//./p.toml")}) {
        RunRequest request;
        std::filesystem::current_path(root_ + "/elsewhere");
        const auto added = add_policy_file(request, name, root_ + "/elsewhere");
        std::filesystem::current_path("/");
        ASSERT_TRUE(added) << added.error().message();
        EXPECT_THAT(request.policy.grants, ElementsAre(Grant{Scope::fs_read, root_ + "/project/lib", Reach::tree},
                                                       Grant{Scope::fs_read, root_ + "/elsewhere/lib", Reach::tree}));
    }
    // node.config.json: from the current one, as node does.
    const std::string json = write("project/node.config.json", "\n {\"permission\": {\"allow-fs-read\": [\"./lib\"]}}");
    RunRequest request;
    ASSERT_TRUE(add_policy_file(request, json, root_ + "/elsewhere"));
    EXPECT_THAT(request.policy.grants, ElementsAre(Grant{Scope::fs_read, root_ + "/elsewhere/lib", Reach::tree}));
    EXPECT_THAT(request.profiles, IsEmpty());
    RunRequest none;
    const auto missing = add_policy_file(none, root_ + "/none.toml", root_);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::not_found);
}

TEST_F(PolicyFile, home) {
    // NOLINTBEGIN(concurrency-mt-unsafe): there is one thread
    const char* before = std::getenv("HOME");
    const std::string kept = before == nullptr ? "" : before;
    ::setenv("HOME", "/home/me", 1);
    const auto grants = read("schema = 1\nallow-fs-read = ['~/x', '~', '~me/x', './~/x']").policy.grants;
    ::setenv("HOME", kept.c_str(), 1);
    // NOLINTEND(concurrency-mt-unsafe)
    EXPECT_THAT(grants, ElementsAre(Grant{Scope::fs_read, "/home/me/x", Reach::exact},
                                    Grant{Scope::fs_read, root_ + "/project/~", Reach::exact},
                                    Grant{Scope::fs_read, root_ + "/project/~me/x", Reach::exact},
                                    Grant{Scope::fs_read, root_ + "/project/~/x", Reach::exact}));
}

TEST_F(PolicyFile, node_config) {
    RunRequest request;
    const std::string file = write("node.config.json", R"({
  "$schema": "https://nodejs.org/dist/v26.0.0/docs/node-config-schema.json",
  "nodeOptions": {"test-only": true},
  "permission": {"allow-fs-read": ["/x/*", "/y"], "allow-fs-write": "/z", "allow-child-process": true, "allow-worker": false, "allow-net": true,
    "permission": true, "allow-ffi": false}
})");
    ASSERT_TRUE(add_policy_file(request, file, root_));
    EXPECT_THAT(
        request.policy.grants,
        ElementsAre(Grant{Scope::fs_read, "/x", Reach::tree}, Grant{Scope::fs_read, "/y", Reach::exact},
                    Grant{Scope::fs_write, "/z", Reach::exact}, Grant{Scope::child, "*"}, Grant{Scope::net, "*"}));
    const std::vector<std::pair<std::string, std::string>> table{
        {"{}", "/project/file: has no object 'permission'"},
        {"{\"permission\": true}", "/project/file: has no object 'permission'"},
        {"{\"permission\": {\n\"allow-fs-raed\": []}}",
         "/project/file:2: no key 'allow-fs-raed'; did you mean 'allow-fs-read'?"},
        {"{\"permission\": {\"keep-fd\": [3]}}",
         "/project/file:1: no key 'keep-fd'"},  // ward's own, in ward's own files
        {"{\"permission\": {\n\n\"allow-fs-read\": [\"/x/*.js\"]}}", "/project/file:3: --allow-fs-read=/x/*.js"},
        {"{\"permission\": {\"allow-net\": \"\"}}", "/project/file:1: allow-net has an empty value"},
        // Node has these, and a file that is right for it is told why it is not taken.
        {"{\"permission\": {\"permission\": false}}",
         "/project/file:1: permission is false: by this file node would keep nothing"},
        {"{\"permission\": {\"permission\": \"on\"}}", "/project/file:1: permission is true or false"},
        {"{\"permission\": {\n\"allow-ffi\": true}}",
         "/project/file:2: allow-ffi is node's alone: ward run cannot grant it"},
        {"{\"permission\": {\"allow-fs-vfs\": true}}", "/project/file:1: allow-fs-vfs is node's alone"},
        {"{\"permission\": {\"allow-openssl-store\": true}}", "/project/file:1: allow-openssl-store is node's alone"},
        {"{\"permission\": ", "/project/file:"},
        {"{\"permission\": {\"allow-worker\": true, \"allow-worker\": true}}", "/project/file:"},
    };
    for (const auto& [text, message] : table) EXPECT_THAT(refused_file(text), StartsWith(message)) << text;
    // Anything else is TOML.
    EXPECT_THAT(refused_file("[]"), StartsWith("/project/file:"));
    EXPECT_THAT(refused_file(""), HasSubstr("begins with schema = 1"));
}

TEST_F(PolicyFile, limits) {
    EXPECT_THAT(refused_file("schema = 1 #" + std::string(1 << 20, 'x')), HasSubstr("/project/file"));
    std::string many = "schema = 1\nallow-env = [";
    for (int i = 0; i < 100'001; ++i) many += "'A',";
    EXPECT_THAT(refusal(many + "]"), HasSubstr("more than 100000 grants"));
}

// What is written is read back as the same, relative to the folder it is written for and to any other.
TEST_F(PolicyFile, written_and_read_back) {
    const std::string project = root_ + "/project";
    RunRequest request;
    request.policy.grants = {
        {Scope::fs_read, project + "/lib", Reach::tree},
        {Scope::fs_read, project + "/new", Reach::exact},
        {Scope::fs_read, project, Reach::tree},
        {Scope::fs_read, project + "/a,b", Reach::exact},
        {Scope::fs_read, "/", Reach::tree},
        {Scope::fs_read, "/n\"o\\n\ne\t\x7f", Reach::exact},
        {Scope::fs_read, "/\xc3\xa4 b", Reach::exact},
        {Scope::fs_write, "*", Reach::tree},
        {Scope::child, "/bin/ls", Reach::exact},
        {Scope::child, "git", Reach::exact},
        {Scope::net, "tcp:443"},
        {Scope::net, "[::1]:80"},
        {Scope::net, "unix:/run/x"},
        {Scope::net, "udp"},
        {Scope::env, "HOME", Reach::exact},
        {Scope::worker, "*"},
        {Scope::addon, "*"},
        {Scope::signal, "*"},
    };
    request.policy.keep_fds = {3, 9};
    request.policy.nested = true;
    request.policy.metadata = Policy::Metadata::allow;
    request.profiles = {"node", "network"};
    request.node = NodePermission::on;
    for (const std::string& folder : {project, root_, std::string("/"), std::string("\n")}) {
        const std::string text = policy_toml(request, "made for\n\na test \x1b[31m", folder);
        EXPECT_THAT(text, StartsWith("# made for\n# a test "));
        EXPECT_THAT(text, testing::Not(HasSubstr("\x1b")));
        RunRequest again;
        const auto added = add_policy_toml(again, text, "again", folder == "\n" ? "/" : folder);
        ASSERT_TRUE(added) << added.error().message() << text;
        EXPECT_THAT(again.policy.grants, testing::UnorderedElementsAreArray(request.policy.grants)) << text;
        EXPECT_EQ(again.policy.keep_fds, request.policy.keep_fds);
        EXPECT_EQ(again.policy.nested, true);
        EXPECT_EQ(again.policy.metadata, Policy::Metadata::allow);
        EXPECT_EQ(again.profiles, request.profiles);
        EXPECT_EQ(again.node, NodePermission::on);
        EXPECT_EQ(policy_toml(again, "made for\n\na test \x1b[31m", folder), text);
    }
    EXPECT_THAT(policy_toml(request, "", project), HasSubstr("\"./lib/*\""));
    EXPECT_EQ(policy_toml({}, "", "/"), "schema = 1\n");
    // What everything covers need not be said.
    RunRequest all;
    all.policy.grants = {{Scope::net, "*"}, {Scope::net, "tcp:443"}, {Scope::env, "*"}};
    EXPECT_EQ(policy_toml(all, "", "/"), "schema = 1\nallow-net = true\nallow-env = true\n");
}

}  // namespace
}  // namespace ward::cli
