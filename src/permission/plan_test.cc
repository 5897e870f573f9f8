#include "permission/plan.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "permission/filter.h"

namespace ward::permission {
namespace {

using Reach = Grant::Reach;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr int newest = 9;

Policy granting(std::vector<Grant> grants) {
    return {.grants = std::move(grants), .programs = {}, .keep_fds = {}};
}
Kernel abi(int number) {
    return {.landlock_abi = number, .seccomp = true, .notification = true};
}
Policy whole() {
    Policy out;
    for (const ScopeWords& words : all_scopes()) out.grants.push_back({words.scope, "*", Reach::tree});
    return out;
}

// One line for each path, as --print-policy shows it.
std::vector<std::string> paths(const Plan& plan) {
    std::vector<std::string> out;
    out.reserve(plan.paths.size());
    for (const Plan::Path& path : plan.paths) out.push_back(path.path + " " + rights_text(path.rights));
    return out;
}

struct Gap {
    std::string_view sentence;
    Policy policy;
    int first_kept;  // the ABI from which on it is enforced
};

// What each ABI lacks is said below it, and never from it on.
TEST(Plan, gaps_by_abi) {
    const std::vector<Gap> table{
        {"files are not confined", granting({}), 1},
        {"files are not confined", granting({{Scope::fs_read, "*"}, {Scope::fs_write, "*"}}), 1},
        {"TCP is open to every port", granting({{Scope::net, "tcp:443"}}), 4},
        {"TCP is open to every port", granting({{Scope::net, "example.org:443"}}), 4},
        {"signals reach every process", granting({}), 6},
        {"every Unix socket", granting({{Scope::net, "unix:/run/x"}}), 9},
    };
    for (const Gap& gap : table)
        for (int number = 0; number <= newest; ++number) {
            const Plan planned = plan(gap.policy, abi(number));
            if (number < gap.first_kept) EXPECT_THAT(planned.not_enforced, Contains(HasSubstr(gap.sentence))) << number;
            else EXPECT_THAT(planned.not_enforced, Not(Contains(HasSubstr(gap.sentence)))) << number;
        }
    // These need Landlock to be there at all.
    for (int number = 0; number <= newest; ++number) {
        const auto gaps = plan(granting({}), abi(number)).not_enforced;
        const auto says = [&](const char* words) { return testing::Matches(Contains(HasSubstr(words)))(gaps); };
        EXPECT_EQ(says("truncate()"), number == 1 || number == 2) << number;
        EXPECT_EQ(says("ioctl"), number >= 1 && number < 5) << number;
        EXPECT_EQ(says("seccomp"), false) << number;
    }
    EXPECT_THAT(plan(granting({}), abi(1)).remarks, Contains(HasSubstr("move between folders")));
    EXPECT_THAT(plan(granting({}), abi(2)).remarks, IsEmpty());
    EXPECT_THAT(plan(granting({}), abi(6)).not_enforced, IsEmpty());
}

TEST(Plan, no_gap_in_what_is_granted) {
    for (int number = 0; number <= newest; ++number)
        EXPECT_THAT(plan(whole(), abi(number)).not_enforced, IsEmpty()) << number;
    const auto net = plan(granting({{Scope::net, "*"}, {Scope::net, "tcp:1"}, {Scope::net, "unix:/x"}}), abi(6));
    EXPECT_THAT(net.not_enforced, IsEmpty());
    const auto signals = plan(granting({{Scope::signal, "*"}}), abi(5));
    EXPECT_THAT(signals.not_enforced, IsEmpty());
    const auto writes = plan(granting({{Scope::fs_write, "*"}}), abi(2));
    EXPECT_THAT(writes.not_enforced, Not(Contains(HasSubstr("truncate()"))));
}

TEST(Plan, without_seccomp) {
    const Kernel bare{.landlock_abi = newest, .seccomp = false, .notification = false};
    EXPECT_THAT(plan(granting({}), bare).not_enforced, ElementsAre(HasSubstr("no seccomp")));
    Policy brokered = granting({});
    brokered.metadata = Policy::Metadata::broker;
    const Kernel silent{.landlock_abi = newest, .seccomp = true, .notification = false};
    EXPECT_THAT(plan(brokered, silent).not_enforced, ElementsAre(HasSubstr("modes, owners and times")));
    EXPECT_THAT(plan(brokered, abi(newest)).not_enforced, IsEmpty());
}

TEST(Plan, remarks) {
    const auto remarks = [](std::vector<Grant> grants) { return plan(granting(std::move(grants)), abi(7)).remarks; };
    EXPECT_THAT(remarks({{Scope::net, "example.org:443"}}), ElementsAre(HasSubstr("port 443 of every host")));
    EXPECT_THAT(remarks({{Scope::net, "[::1]:80"}}), ElementsAre(HasSubstr("port 80 of every host")));
    EXPECT_THAT(remarks({{Scope::net, "tcp:443"}}), IsEmpty());
    EXPECT_THAT(remarks({{Scope::net, "*"}}), IsEmpty());
    EXPECT_THAT(remarks({{Scope::net, "udp"}}), ElementsAre(HasSubstr("every address and port")));
    EXPECT_THAT(remarks({{Scope::child, "git"}}), ElementsAre(HasSubstr("not looked up")));
    Policy nested = granting({});
    nested.nested = true;
    EXPECT_THAT(plan(nested, abi(7)).remarks, ElementsAre(HasSubstr("mount")));
    Policy all = whole();
    all.nested = true;
    EXPECT_THAT(plan(all, abi(7)).remarks, IsEmpty());
}

TEST(Plan, rights_of_paths) {
    EXPECT_THAT(paths(plan(granting({{Scope::fs_read, "/r", Reach::tree},
                                     {Scope::fs_read, "/f", Reach::exact},
                                     {Scope::fs_write, "/w", Reach::tree},
                                     {Scope::fs_write, "/g", Reach::exact},
                                     {Scope::child, "/bin/ls", Reach::exact}}),
                           abi(7))),
                ElementsAre("/bin/ls execute,read", "/f read", "/g write,truncate,ioctl", "/r read,list",
                            "/w write,truncate,create,mkdir,symlink,fifo,unlink,rmdir,rename"));
    // Rights on one path add up.
    EXPECT_THAT(
        paths(plan(granting({{Scope::fs_read, "/x", Reach::tree}, {Scope::fs_write, "/x", Reach::exact}}), abi(7))),
        ElementsAre("/x read,list,write,truncate,ioctl"));
    EXPECT_THAT(paths(plan(granting({{Scope::fs_read, "*", Reach::tree}}), abi(7))), ElementsAre("/ read,list"));
    EXPECT_THAT(paths(plan(granting({{Scope::child, "*"}}), abi(7))), ElementsAre("/ execute"));
    EXPECT_THAT(paths(plan(granting({{Scope::fs_write, "*", Reach::tree}}), abi(7))),
                ElementsAre("/ write,truncate,create,mkdir,symlink,fifo,unlink,rmdir,rename,ioctl"));
    // Sockets are made where sockets are granted.
    EXPECT_THAT(paths(plan(granting({{Scope::fs_write, "/w", Reach::tree}, {Scope::net, "*"}}), abi(7))),
                ElementsAre(HasSubstr("socket")));
    EXPECT_THAT(paths(plan(granting({{Scope::net, "unix:/run/x"}}), abi(9))), ElementsAre("/run/x connect"));
    // Never a device, never a path of the current folder.
    for (const Grant& grant : {Grant{Scope::fs_write, "*"}, Grant{Scope::fs_write, "/w"}})
        for (const Plan::Path& path : plan(granting({grant}), abi(7)).paths)
            EXPECT_EQ(path.rights & (access::make_char | access::make_block), 0u);
    EXPECT_THAT(
        paths(plan(granting({{Scope::child, "git", Reach::exact}, {Scope::fs_read, "x", Reach::tree}}), abi(7))),
        IsEmpty());
    Policy with_programs = granting({});
    with_programs.programs = {"/bin/cat"};
    EXPECT_THAT(paths(plan(with_programs, abi(7))), ElementsAre("/bin/cat execute,read"));
    EXPECT_THAT(paths(plan(whole(), abi(7))), IsEmpty());
}

TEST(Plan, ports) {
    const Plan planned = plan(granting({{Scope::net, "tcp:80"},
                                        {Scope::net, "example.org:443"},
                                        {Scope::net, "[::1]:80"},
                                        {Scope::net, "udp"},
                                        {Scope::net, "unix:/x:22"}}),
                              abi(7));
    ASSERT_EQ(planned.ports.size(), 2u);
    EXPECT_EQ(planned.ports[0].port, 80);
    EXPECT_EQ(planned.ports[0].rights, access::bind_tcp | access::connect_tcp);
    EXPECT_EQ(planned.ports[1].port, 443);
    EXPECT_EQ(planned.ports[1].rights, access::connect_tcp);
}

TEST(Plan, what_each_abi_knows) {
    const std::vector<std::pair<uint64_t, std::pair<uint64_t, uint64_t>>> table{
        {0, {0, 0}},      {0x1fff, {0, 0}}, {0x3fff, {0, 0}}, {0x7fff, {0, 0}}, {0x7fff, {3, 0}},
        {0xffff, {3, 0}}, {0xffff, {3, 3}}, {0xffff, {3, 3}}, {0xffff, {3, 3}}, {0x1ffff, {3, 3}},
    };
    for (int number = 0; number <= newest; ++number) {
        const Handled known = known_to(number);
        const auto& [files, rest] = table[static_cast<size_t>(number)];
        EXPECT_EQ(known.files, files) << number;
        EXPECT_EQ(known.ports, rest.first) << number;
        EXPECT_EQ(known.scopes, rest.second) << number;
        // A policy that grants nothing has all of it handled.
        const Handled handled = handled_by(granting({}), abi(number));
        EXPECT_EQ(handled.files, known.files);
        EXPECT_EQ(handled.ports, known.ports);
        EXPECT_EQ(handled.scopes, known.scopes);
        const Handled nothing = handled_by(whole(), abi(number));
        EXPECT_EQ(nothing.files | nothing.ports | nothing.scopes, 0u) << number;
    }
    EXPECT_EQ(known_to(99).files, known_to(newest).files);
}

TEST(Plan, handled_rights) {
    const auto handled = [](std::vector<Grant> grants) { return handled_by(granting(std::move(grants)), abi(newest)); };
    const Handled all = known_to(newest);
    EXPECT_EQ(handled({{Scope::net, "*"}}).ports, 0u);
    EXPECT_EQ(handled({{Scope::net, "*"}}).scopes, access::scope_signal);
    EXPECT_EQ(handled({{Scope::net, "*"}}).files, all.files & ~access::resolve_unix);
    EXPECT_EQ(handled({{Scope::net, "tcp:1"}}).ports, all.ports);
    EXPECT_EQ(handled({{Scope::net, "tcp:1"}}).scopes, all.scopes);
    EXPECT_EQ(handled({{Scope::net, "unix:/x"}}).scopes, access::scope_signal);
    EXPECT_EQ(handled({{Scope::net, "unix:/x"}}).files, all.files);
    EXPECT_EQ(handled({{Scope::signal, "*"}}).scopes, access::scope_abstract_unix);
    EXPECT_EQ(handled({{Scope::fs_read, "*"}, {Scope::fs_write, "*"}}).files, all.files);
    EXPECT_EQ(handled({{Scope::fs_read, "*"}, {Scope::fs_write, "*"}, {Scope::child, "*"}}).files, 0u);
    EXPECT_EQ(handled({{Scope::fs_read, "/"}, {Scope::fs_write, "/"}, {Scope::child, "*"}}).files, all.files);
}

TEST(Plan, rights_have_names) {
    EXPECT_EQ(rights_text(0), "");
    EXPECT_EQ(rights_text(1u << 20), "");
    for (uint64_t bit = 1; bit <= access::resolve_unix; bit <<= 1) EXPECT_NE(rights_text(bit), "") << bit;
    EXPECT_EQ(rights_text(access::read_file | access::execute), "execute,read");
}

}  // namespace
}  // namespace ward::permission
