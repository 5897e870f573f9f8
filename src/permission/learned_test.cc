#include "permission/learned.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ward::permission {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Kind = Access::Kind;

constexpr int program = 100;  // the learned program's own process
const Ground ground{.project = "/home/a/project", .home = "/home/a"};

Access access(Kind kind, std::string path, std::string call = "openat") {
    Access out;
    out.kind = kind;
    out.scope = kind == Kind::read                                                    ? Scope::fs_read
                : kind == Kind::execute || kind == Kind::fork                         ? Scope::child
                : kind == Kind::connect || kind == Kind::bind || kind == Kind::socket ? Scope::net
                                                                                      : Scope::fs_write;
    out.resource = std::move(path);
    out.call = std::move(call);
    return out;
}
Access made(std::string path, std::string call) {
    Access out = access(Kind::create, std::move(path), std::move(call));
    out.existed = false;
    return out;
}
Access listed(std::string path) {
    Access out = access(Kind::read, std::move(path));
    out.is_folder = true;
    return out;
}

std::vector<std::string> flags(const Learned& learned) {
    std::vector<std::string> out;
    for (const Grant& grant : learned.grants(ground)) out.push_back(flag_of(grant));
    return out;
}
std::vector<std::string> flags(const std::vector<Access>& seen) {
    Learned learned;
    for (const Access& one : seen) learned.see(one, program, 0);
    return flags(learned);
}

TEST(Learned, what_is_allowed_is_passed_over) {
    Access one = access(Kind::read, "/etc/hosts");
    one.allowed = true;
    EXPECT_THAT(flags({one}), IsEmpty());
    one.allowed = false;
    EXPECT_THAT(flags({one}), ElementsAre("--allow-fs-read=/etc/hosts"));
}

TEST(Learned, files_of_one_folder_fold_where_a_reader_would) {
    const auto four_in = [](const std::string& folder) {
        std::vector<Access> out;
        for (const char* name : {"a", "b", "c", "d"}) out.push_back(access(Kind::read, folder + "/" + name));
        return flags(out);
    };
    EXPECT_THAT(four_in("/home/a/project/src"), ElementsAre("--allow-fs-read=/home/a/project/src/*"));
    EXPECT_THAT(four_in("/home/a/project"), ElementsAre("--allow-fs-read=/home/a/project/*"));
    EXPECT_THAT(four_in("/usr/lib/thing"), ElementsAre("--allow-fs-read=/usr/lib/thing/*"));
    // Never a home folder, what lies above the project, or a folder of the system's own.
    for (const char* folder : {"/home/a", "/home", "/etc", "/usr/lib", "/var", "/tmp", "/dev"})
        EXPECT_EQ(four_in(folder).size(), 4u) << folder;
    EXPECT_EQ(flags({access(Kind::read, "/x/y/a"), access(Kind::read, "/x/y/b"), access(Kind::read, "/x/y/c")}).size(),
              3u);
}

TEST(Learned, folders_that_are_folded_fold_again) {
    std::vector<Access> seen;
    for (const char* folder : {"a", "b", "c", "d"})
        for (const char* name : {"1", "2", "3", "4"})
            seen.push_back(access(Kind::read, std::string("/opt/thing/") + folder + "/" + name));
    EXPECT_THAT(flags(seen), ElementsAre("--allow-fs-read=/opt/thing/*"));
}

TEST(Learned, installed_packages_and_stores_of_digests_are_one_thing) {
    EXPECT_THAT(flags({access(Kind::read, "/home/a/project/node_modules/ms/index.js")}),
                ElementsAre("--allow-fs-read=/home/a/project/node_modules/*"));
    EXPECT_THAT(flags({access(Kind::read, "/home/a/.npm/_cacache/content-v2/sha512/29/c2/00ff")}),
                ElementsAre("--allow-fs-read=/home/a/.npm/_cacache/content-v2/sha512/*"));
    EXPECT_THAT(flags({access(Kind::read, "/home/a/.cache/0123456789abcdef01234567/x")}),
                ElementsAre("--allow-fs-read=/home/a/.cache/*"));
    // Two letters that happen to be hexadecimal are a word.
    EXPECT_THAT(flags({access(Kind::read, "/home/a/project/ad/file")}),
                ElementsAre("--allow-fs-read=/home/a/project/ad/file"));
    // Nor does a digest in the home folder itself open the home folder.
    EXPECT_THAT(flags({access(Kind::read, "/home/a/0123456789abcdef01234567")}),
                ElementsAre("--allow-fs-read=/home/a/0123456789abcdef01234567"));
}

TEST(Learned, a_listed_folder_is_granted_unless_it_is_too_much) {
    EXPECT_THAT(flags({listed("/home/a/project")}), ElementsAre("--allow-fs-read=/home/a/project/*"));
    EXPECT_THAT(flags({listed("/"), listed("/home/a"), listed("/etc")}), IsEmpty());
}

TEST(Learned, a_folder_that_every_run_makes_is_granted_itself) {
    Learned learned;
    for (const int round : {0, 1}) {
        learned.see(made("/home/a/project/dist", "mkdir"), program, round);
        learned.see(made("/home/a/project/dist/out.js", "openat"), program, round);
        learned.see(access(Kind::read, "/home/a/project/dist/out.js"), program, round);
    }
    EXPECT_THAT(flags(learned),
                ElementsAre("--allow-fs-read=/home/a/project/dist/*", "--allow-fs-write=/home/a/project/dist/*"));
    // For a program that insists on making it: the folder it is made in.
    learned.widen();
    EXPECT_THAT(flags(learned), ElementsAre("--allow-fs-read=/home/a/project/*", "--allow-fs-write=/home/a/project/*"));
}

TEST(Learned, names_that_change_from_run_to_run_need_their_folder) {
    Learned learned;
    learned.see(made("/tmp/work/x-1a2b", "mkdir"), program, 0);
    EXPECT_THAT(flags(learned), ElementsAre("--allow-fs-write=/tmp/work/x-1a2b/*"));
    learned.see(made("/tmp/work/x-3c4d", "mkdir"), program, 1);
    EXPECT_THAT(flags(learned), ElementsAre("--allow-fs-write=/tmp/work/*"));
}

TEST(Learned, new_files_need_the_folder_they_are_made_in) {
    EXPECT_THAT(flags({made("/home/a/project/package-lock.json", "openat")}),
                ElementsAre("--allow-fs-write=/home/a/project/*"));
    EXPECT_THAT(flags({access(Kind::write, "/home/a/project/log")}),
                ElementsAre("--allow-fs-write=/home/a/project/log"));
    EXPECT_THAT(flags({access(Kind::metadata, "/home/a/project/log")}),
                ElementsAre("--allow-fs-write=/home/a/project/log"));
    EXPECT_THAT(flags({access(Kind::remove, "/home/a/project/old/log")}),
                ElementsAre("--allow-fs-write=/home/a/project/old/*"));
}

TEST(Learned, what_comes_and_goes_needs_the_folder_it_stands_in) {
    Learned learned;
    learned.see(made("/home/a/project/tmp", "mkdir"), program, 0);
    learned.see(access(Kind::remove, "/home/a/project/tmp", "rmdir"), program, 0);
    EXPECT_THAT(flags(learned), ElementsAre("--allow-fs-write=/home/a/project/*"));
}

TEST(Learned, processes_are_their_own_or_all) {
    EXPECT_THAT(flags({access(Kind::read, "/proc/100/maps")}), ElementsAre("--allow-fs-read=/proc/self/*"));
    EXPECT_THAT(flags({access(Kind::read, "/proc/101/maps")}), ElementsAre("--allow-fs-read=/proc/*"));
}

TEST(Learned, children_by_name_until_there_are_many) {
    EXPECT_THAT(flags({access(Kind::fork, ""), access(Kind::execute, "/usr/bin/git")}),
                ElementsAre("--allow-child-process=/usr/bin/git"));
    EXPECT_THAT(flags({access(Kind::fork, "")}), ElementsAre("--allow-child-process"));
    std::vector<Access> many;
    for (int i = 0; i < 13; ++i) many.push_back(access(Kind::execute, "/usr/bin/p" + std::to_string(i)));
    EXPECT_THAT(flags(many), ElementsAre("--allow-child-process"));
}

TEST(Learned, endpoints) {
    EXPECT_THAT(flags({access(Kind::socket, "tcp"), access(Kind::connect, "tcp:443")}),
                ElementsAre("--allow-net=tcp:443"));
    EXPECT_THAT(flags({access(Kind::socket, "udp")}), ElementsAre("--allow-net=udp"));
    // A port that the kernel hands out has no name that the next run would have.
    EXPECT_THAT(flags({access(Kind::bind, "tcp:0")}), ElementsAre("--allow-net"));
    EXPECT_THAT(flags({access(Kind::connect, "tcp:40000")}), ElementsAre("--allow-net"));
    EXPECT_THAT(flags({access(Kind::connect, "unix:/run/x")}), ElementsAre("--allow-net=unix:/run/x"));
    EXPECT_THAT(flags({access(Kind::connect, "unix:")}), ElementsAre("--allow-net"));
    EXPECT_THAT(flags({access(Kind::socket, "socket family 2 type 3 protocol 1")}), ElementsAre("--allow-net"));
}

TEST(Learned, nesting_and_signals) {
    Learned learned;
    Access unshare = access(Kind::other, "unshare");
    unshare.scope = Scope::child;
    learned.see(unshare, program, 0);
    EXPECT_TRUE(learned.needs_nesting());
    Access signal = access(Kind::other, "1");
    signal.scope = Scope::signal;
    learned.see(signal, program, 0);
    EXPECT_THAT(flags(learned), ElementsAre("--allow-signal"));
    EXPECT_TRUE(Learned().empty());
    EXPECT_FALSE(learned.empty());
}

}  // namespace
}  // namespace ward::permission
