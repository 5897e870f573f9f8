#include "faces/cli/run/node.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/fd.h"

namespace ward::cli {
namespace {

using permission::Grant;
using permission::Policy;
using permission::Scope;
using Reach = permission::Grant::Reach;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class NodeRuntime : public testing::Test {
  protected:
    NodeRuntime() {
        char name[] = "/tmp/ward-node-XXXXXX";
        root_ = std::filesystem::canonical(::mkdtemp(name));
        std::filesystem::create_directory(root_ + "/cache");
    }
    ~NodeRuntime() override { std::filesystem::remove_all(root_); }

    std::string write(const std::string& name, std::string_view text = "") const {
        const std::string path = root_ + "/" + name;
        std::filesystem::create_directories(std::filesystem::path(path).parent_path());
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }
    std::vector<std::string> cached() const {
        std::vector<std::string> out;
        for (const auto& entry : std::filesystem::directory_iterator(root_ + "/cache")) out.push_back(entry.path());
        return out;
    }
    // The files of an entry, without the folder they are in.
    std::vector<std::string> entry(const std::vector<std::string>& arguments) const {
        std::vector<std::string> out;
        for (const std::string& file : node_entry(arguments, root_).files)
            out.push_back(file.starts_with(root_ + "/") ? file.substr(root_.size() + 1) : file);
        return out;
    }

    std::string root_;
};

std::string version_text(const std::string& program, const std::string& cache = "") {
    const auto version = node_version(program, cache);
    return version ? version->text() : "none";
}

TEST_F(NodeRuntime, version_in_bytes) {
    const std::string url = "https://nodejs.org/download/release/v";
    const std::vector<std::pair<std::string, std::string>> table{
        {std::string(3, '\0') + url + "22.13.1/node-v22.13.1-headers.tar.gz" + std::string(1, '\0'), "22.13.1"},
        {url + "20.3.0/", "20.3.0"},
        {"junk node-v26.10.0.tar.gz", "26.10.0"},
        {"node-v18.0.0 " + url + "24.1.2/", "24.1.2"},  // the release's address says it first
        {url + "%s/ node-v24.1.2", "24.1.2"},
        {url + "24.1", "none"},
        {url, "none"},
        {"node-v1.2.x", "none"},
        {"node-v99999999999.1.1", "none"},
        {"", "none"},
    };
    for (const auto& [bytes, text] : table) EXPECT_EQ(version_text(write("node", bytes)), text) << bytes;
    // By its name alone a program is no node, and by a link to it it is.
    const std::string bytes = url + "22.1.0/";
    EXPECT_EQ(version_text(write("deno", bytes)), "none");
    EXPECT_EQ(version_text(write("nodejs", bytes)), "22.1.0");
    EXPECT_EQ(version_text(write("node22", bytes)), "22.1.0");
    std::filesystem::create_symlink(root_ + "/nodejs", root_ + "/tool");
    EXPECT_EQ(version_text(root_ + "/tool"), "22.1.0");
    EXPECT_EQ(version_text(root_ + "/node-missing"), "none");
}

TEST_F(NodeRuntime, version_remembered) {
    const std::string cache = root_ + "/cache";
    const std::string program = write("node", "node-v22.1.0.");
    EXPECT_EQ(version_text(program, cache), "22.1.0");
    ASSERT_EQ(cached().size(), 1u);
    EXPECT_EQ(read_file(cached()[0], 100).value_or(""), "22.1.0");
    // What is remembered is believed,
    std::ofstream(cached()[0]) << "24.2.0";
    EXPECT_EQ(version_text(program, cache), "24.2.0");
    // unless it is no version: then the bytes are asked again, and it is mended.
    for (const std::string_view damaged : {"", "x", "24", "24.2.", "24.2.x"}) {
        std::ofstream(cached()[0]) << damaged;
        EXPECT_EQ(version_text(program, cache), "22.1.0") << damaged;
        EXPECT_EQ(read_file(cached()[0], 100).value_or(""), "22.1.0") << damaged;
    }
    std::ofstream(cached()[0]) << std::string(1000, '2');
    EXPECT_EQ(version_text(program, cache), "22.1.0");
    // Another file, another memory.
    write("node", "node-v24.10.0....");
    EXPECT_EQ(version_text(program, cache), "24.10.0");
    EXPECT_EQ(cached().size(), 2u);
    EXPECT_EQ(version_text(program, root_ + "/no/cache"), "24.10.0");
}

TEST(NodeFlagTable, which_versions_have_the_model) {
    EXPECT_FALSE(has_permission_model({18, 20, 0}));
    EXPECT_FALSE(has_permission_model({19, 9, 9}));
    for (const int major : {20, 21, 22, 24, 26}) EXPECT_TRUE(has_permission_model({major, 0, 0}));
}

Policy granting(std::vector<Grant> grants) {
    return {.grants = std::move(grants), .programs = {}, .keep_fds = {}};
}
Policy everything_within() {
    return granting({{Scope::child, "*"},
                     {Scope::worker, "*"},
                     {Scope::addon, "*"},
                     {Scope::wasi, "*"},
                     {Scope::inspector, "*"},
                     {Scope::net, "*"}});
}

struct Version {
    NodeVersion version;
    std::vector<std::string> flags;  // of everything_within()
    size_t remarks;
};

// Measured with each version's --help; see docs and the reference of permissions.
TEST(NodeFlagTable, by_version) {
    const std::string experimental = "--experimental-permission";
    const std::string stable = "--permission";
    const std::string child = "--allow-child-process";
    const std::string worker = "--allow-worker";
    const std::string addons = "--allow-addons";
    const std::string wasi = "--allow-wasi";
    const std::string inspector = "--allow-inspector";
    const std::string net = "--allow-net";
    const std::vector<Version> table{
        {{20, 3, 0}, {experimental, child, worker}, 3},
        {{20, 11, 0}, {experimental, child, worker}, 3},
        {{20, 12, 0}, {experimental, child, worker, addons}, 2},
        {{20, 20, 2}, {experimental, child, worker, addons, wasi}, 1},
        {{21, 5, 0}, {experimental, child, worker}, 3},
        {{22, 12, 0}, {experimental, child, worker, addons, wasi}, 1},
        {{22, 13, 0}, {stable, child, worker, addons, wasi}, 1},
        {{22, 23, 3}, {stable, child, worker, addons, wasi}, 1},
        {{23, 4, 0}, {experimental, child, worker, addons, wasi}, 1},
        {{23, 5, 0}, {stable, child, worker, addons, wasi}, 1},
        {{24, 0, 0}, {stable, child, worker, addons, wasi}, 1},
        {{24, 11, 1}, {stable, child, worker, addons, wasi}, 1},
        {{24, 12, 0}, {stable, child, worker, addons, wasi, inspector}, 0},
        {{24, 21, 0}, {stable, child, worker, addons, wasi, inspector}, 0},
        {{25, 0, 0}, {stable, child, worker, addons, wasi, inspector, net}, 0},
        {{26, 10, 0}, {stable, child, worker, addons, wasi, inspector, net}, 0},
    };
    for (const Version& one : table) {
        const NodeFlags all = node_flags(one.version, everything_within());
        EXPECT_EQ(all.flags, one.flags) << one.version.text();
        EXPECT_EQ(all.remarks.size(), one.remarks) << one.version.text();
        for (const std::string& remark : all.remarks)
            EXPECT_THAT(remark, HasSubstr("refuses this whatever is granted"));
        const NodeFlags none = node_flags(one.version, granting({}));
        EXPECT_THAT(none.flags, ElementsAre(one.flags[0])) << one.version.text();
        EXPECT_EQ(none.remarks.size(), one.remarks) << one.version.text();
        for (const std::string& remark : none.remarks) EXPECT_THAT(remark, HasSubstr("does not restrict"));
    }
}

TEST_F(NodeRuntime, paths_as_flags) {
    write("real/file");
    std::filesystem::create_symlink(root_ + "/real", root_ + "/link");
    const Policy policy = granting({{Scope::fs_read, "/x", Reach::tree},
                                    {Scope::fs_read, "/y", Reach::exact},
                                    {Scope::fs_read, root_ + "/link", Reach::tree},
                                    {Scope::fs_read, "/a,b", Reach::exact},
                                    {Scope::fs_read, "/proc/self", Reach::tree},
                                    {Scope::fs_write, "*", Reach::tree}});
    // Node compares names: what is granted by way of a link is granted by its own name too.
    EXPECT_THAT(node_flags({24, 0, 0}, policy).flags,
                ElementsAre("--permission", "--allow-fs-read=/x/*", "--allow-fs-read=/y",
                            "--allow-fs-read=" + root_ + "/link/*", "--allow-fs-read=" + root_ + "/real/*",
                            "--allow-fs-read=/a,b", "--allow-fs-read=/proc/self/*", "--allow-fs-write=*"));
    EXPECT_EQ(node_flags({20, 7, 0}, policy).flags.size(), 8u);
    // Before 20.7 a flag counted once, and commas divided it.
    const NodeFlags old = node_flags({20, 6, 1}, policy);
    EXPECT_THAT(old.flags, ElementsAre("--experimental-permission",
                                       "--allow-fs-read=/x/*,/y," + root_ + "/link/*," + root_ + "/real/*,/proc/self/*",
                                       "--allow-fs-write=*"));
    EXPECT_THAT(old.remarks, Contains(HasSubstr("cannot be told --allow-fs-read=/a,b")));
}

TEST_F(NodeRuntime, entry_points) {
    for (const char* file : {"app.js", "mod.mjs", "old.cjs", "data.json", "pre.js", "other.js", "secret.js", "inspect",
                             "test/index.js", "folder/index.js", "plain"})
        write(file);
    write("main/package.json", R"({"main": "./lib/start"})");
    write("main/lib/start.js");
    write("nested/package.json", R"({"main": "lib"})");
    write("nested/lib/index.js");
    write("bad/package.json", "{");
    write("bad/index.mjs");
    // A package that would have its reader read something else.
    write("outside/package.json", R"({"main": "../secret.js"})");
    write("linked/package.json", R"({"main": "start.js"})");
    std::filesystem::create_symlink("../secret.js", root_ + "/linked/start.js");
    write("linked_index/x");
    std::filesystem::create_symlink("../secret.js", root_ + "/linked_index/index.js");

    const std::vector<std::pair<std::vector<std::string>, std::vector<std::string>>> table{
        {{"app.js"}, {"app.js"}},
        {{"./app.js"}, {"app.js"}},
        {{"app"}, {"app.js"}},
        {{"mod"}, {"mod.mjs"}},
        {{"old"}, {"old.cjs"}},
        {{"data"}, {"data.json"}},
        {{"plain", "secret.js"}, {"plain"}},
        {{"folder/../app.js"}, {"app.js"}},
        {{root_ + "/app.js"}, {"app.js"}},
        {{"missing"}, {"missing"}},
        {{}, {}},
        // Folders.
        {{"folder"}, {"folder/index.js"}},
        {{"folder/"}, {"folder/index.js"}},
        {{"main"}, {"main/lib/start.js"}},
        {{"nested"}, {"nested/lib/index.js"}},
        {{"bad"}, {"bad/index.mjs"}},
        {{"outside"}, {"outside"}},
        {{"linked"}, {"linked"}},
        {{"linked_index"}, {"linked_index"}},
        {{"test"}, {"test/index.js"}},
        // Preloads, which node reads first.
        {{"-r", "./pre.js", "app.js"}, {"pre.js", "app.js"}},
        {{"--require", "./pre", "app.js"}, {"pre.js", "app.js"}},
        {{"--require=./pre.js", "app.js"}, {"pre.js", "app.js"}},
        {{"--import", "./mod.mjs", "app.js"}, {"mod.mjs", "app.js"}},
        {{"--import=" + root_ + "/mod.mjs", "app.js"}, {"mod.mjs", "app.js"}},
        {{"-r", "./pre.js", "-r", "./other.js"}, {"pre.js", "other.js"}},
        {{"-r", "package", "app.js"}, {"app.js"}},  // node_modules is for who grants it
        {{"-r"}, {}},
        {{"-r", "./pre.js", "-e", "code", "secret.js"}, {"pre.js"}},
        // Options, with values and without.
        {{"--enable-source-maps", "app.js", "--x"}, {"app.js"}},
        {{"--conditions", "dev", "app.js"}, {"app.js"}},
        {{"-C", "dev", "app.js"}, {"app.js"}},
        {{"--env-file=.env", "app.js"}, {"app.js"}},
        {{"--title", "secret.js", "app.js"}, {"app.js"}},
        {{"--unhandled-rejections", "strict", "app.js"}, {"app.js"}},
        {{"--max-old-space-size=100", "app.js"}, {"app.js"}},
        {{"--", "app.js"}, {"app.js"}},
        {{"--trace-warnings", "--", "app.js", "secret.js"}, {"app.js"}},
        {{"--"}, {}},
        // Text instead of a file: what stands behind is its argument, and no file of node's.
        {{"-e", "1", "secret.js"}, {}},
        {{"--eval", "1", "secret.js"}, {}},
        {{"--eval=1", "secret.js"}, {}},
        {{"-p", "1", "secret.js"}, {}},
        {{"--print=1", "secret.js"}, {}},
        {{"-pe", "1", "secret.js"}, {}},
        {{"-", "secret.js"}, {}},
        // The debugger runs what is named behind it; further on it is a name as any.
        {{"inspect", "app.js"}, {"app.js"}},
        {{"inspect"}, {}},
        {{"--no-warnings", "inspect"}, {"inspect"}},
    };
    for (const auto& [arguments, files] : table)
        EXPECT_EQ(entry(arguments), files) << testing::PrintToString(arguments);
}

TEST_F(NodeRuntime, entry_by_link) {
    write("package.json");
    write("real/package.json");
    write("real/app.js");
    write("bin/package.json");
    std::filesystem::create_symlink("../real/app.js", root_ + "/bin/app");
    const NodeEntry found = node_entry({"bin/app"}, root_);
    EXPECT_THAT(found.files, ElementsAre(root_ + "/bin/app", root_ + "/real/app.js"));
    EXPECT_THAT(found.packages, Contains(root_ + "/package.json"));
    EXPECT_THAT(found.packages, Contains(root_ + "/real/package.json"));
    EXPECT_THAT(node_entry({}, root_).packages, IsEmpty());
    EXPECT_THAT(node_entry({"-e", "1"}, root_).packages, IsEmpty());
}

}  // namespace
}  // namespace ward::cli
