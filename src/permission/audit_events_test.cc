// Records as the kernel sends them, through a socket that is not the kernel's, put together to what people are told.
#include "permission/audit_events.h"

#include <linux/netlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "permission/audit_access.h"
#include "permission/audit_socket.h"
#include "permission/filter.h"

namespace ward::permission::audit {
namespace {

using Kind = Access::Kind;

constexpr int own = 500;
constexpr std::string_view own_domain = "aa";

// A machine whose audit tells of several programs at once.
class Machine {
  public:
    Machine() {
        int ends[2];
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_DGRAM, 0, ends), 0);
        socket_ = std::make_unique<Socket>(Fd(ends[0]));
        kernel_ = Fd(ends[1]);
    }

    void send(uint16_t type, int serial, std::string_view text) {
        std::string bytes(sizeof(nlmsghdr), '\0');
        const std::string body = fmt::format("audit(1700000000.000:{}): {}", serial, text);
        nlmsghdr head{};
        head.nlmsg_len = static_cast<uint32_t>(bytes.size() + body.size());
        head.nlmsg_type = type;
        std::memcpy(bytes.data(), &head, sizeof head);
        bytes += body;
        EXPECT_EQ(::write(kernel_.get(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    }
    void refusal(int serial, std::string_view domain, std::string_view rest) {
        send(type_denial, serial, fmt::format("domain={} blockers={}", domain, rest));
    }
    void call(int serial, int pid, int number = SYS_openat) {
        send(type_call, serial,
             fmt::format("arch={:x} syscall={} success=no exit=-13 ppid=1 pid={} comm=\"x\" exe=\"/bin/x\" key=(null)",
                         native_architecture(), number, pid));
    }
    void end(int serial) { send(type_end, serial, ""); }
    void domain(int serial, std::string_view domain, int pid) {
        send(type_domain, serial,
             fmt::format(R"(domain={} status=allocated mode=enforcing pid={} uid=0 exe="/w" comm="w")", domain, pid));
    }
    // The first refusal, which everything begins with.
    void begin(int pid = own, std::string_view name = own_domain) {
        refusal(1, name, R"(fs.make_char path="/" dev="vda" ino=2)");
        domain(1, name, pid);
        call(1, pid, SYS_mknod);
        end(1);
    }
    void read_into(Events& events) {
        for (;;) {
            const auto datagram = socket_->receive();
            if (datagram.is != Socket::Datagram::Is::record) return;
            events.take(datagram.type, datagram.text, [&](const Access& access) { told.push_back(access); });
        }
    }

    std::vector<Access> told;

  private:
    std::unique_ptr<Socket> socket_;
    Fd kernel_;
};

TEST(AuditEvents, only_of_this_runs_domain) {
    Machine machine;
    Events events(own);
    machine.refusal(9, "bb", R"(fs.read_file path="/before")");
    machine.begin();
    machine.read_into(events);
    ASSERT_TRUE(events.recognised());
    EXPECT_TRUE(machine.told.empty());  // the first was asked for

    // Two programs at the same time.
    machine.refusal(11, "bb", R"(fs.read_file path="/theirs")");
    machine.refusal(10, own_domain, R"(fs.read_file path="/etc/x" dev="vda" ino=3)");
    machine.call(11, 600);
    machine.call(10, 501);
    machine.end(11);
    machine.end(10);
    machine.send(type_domain, 12, "domain=bb status=deallocated denials=7");
    machine.read_into(events);
    ASSERT_EQ(machine.told.size(), 1u);
    EXPECT_EQ(machine.told[0].resource, "/etc/x");
    EXPECT_EQ(machine.told[0].pid, 501);
    EXPECT_EQ(machine.told[0].program, "/bin/x");
    EXPECT_EQ(machine.told[0].call, "openat");
    EXPECT_EQ(machine.told[0].source, Access::Source::kernel);
    EXPECT_FALSE(events.ended());
}

TEST(AuditEvents, what_was_lost_is_counted) {
    Machine machine;
    Events events(own);
    machine.begin();
    for (int serial = 2; serial < 5; ++serial) {
        machine.refusal(serial, own_domain, R"(fs.read_file path="/x")");
        machine.call(serial, own);
        machine.end(serial);
    }
    machine.read_into(events);
    EXPECT_FALSE(events.lost());
    machine.send(type_domain, 6, "domain=aa status=deallocated denials=14");
    machine.read_into(events);
    EXPECT_TRUE(events.ended());
    EXPECT_EQ(events.lost(), 10u);
}

TEST(AuditEvents, a_caller_that_is_not_told_is_nobody) {
    Machine machine;
    Events events(own);
    machine.begin();
    machine.refusal(2, own_domain, R"(fs.read_file path="/x")");
    machine.read_into(events);
    EXPECT_TRUE(machine.told.empty());
    events.flush([&](const Access& access) { machine.told.push_back(access); });
    ASSERT_EQ(machine.told.size(), 1u);
    EXPECT_EQ(machine.told[0].pid, 0);
    EXPECT_EQ(machine.told[0].program, "");
}

TEST(AuditEvents, no_more_than_so_many_wait) {
    Machine machine;
    Events events(own);
    machine.begin();
    machine.read_into(events);
    for (size_t count = 0; count < max_waiting + 3; ++count) {
        machine.refusal(static_cast<int>(count) + 2, own_domain, fmt::format(R"(fs.read_file path="/{}")", count));
        machine.read_into(events);
    }
    ASSERT_EQ(machine.told.size(), 3u);  // the oldest
    EXPECT_EQ(machine.told[2].resource, "/2");
}

TEST(AuditEvents, who_is_not_named_is_not_recognised) {
    Machine machine;
    Events events(own);
    // No records of calls (a rule `never,task`): each record is an event of its own.
    machine.refusal(1, own_domain, R"(fs.make_char path="/")");
    machine.domain(2, own_domain, own);
    machine.read_into(events);
    EXPECT_TRUE(events.named());
    EXPECT_FALSE(events.recognised());

    Machine others;
    Events nothing(own);
    others.begin(own + 1, "bb");
    others.read_into(nothing);
    EXPECT_FALSE(nothing.named());
    EXPECT_FALSE(nothing.recognised());
}

TEST(AuditEvents, datagrams_that_are_none) {
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_DGRAM, 0, ends), 0);
    Socket socket{Fd(ends[0])};
    const Fd kernel(ends[1]);
    ASSERT_EQ(::write(kernel.get(), "short", 5), 5);  // no head
    EXPECT_EQ(socket.receive().is, Socket::Datagram::Is::nothing);
    const nlmsghdr head{
        .nlmsg_len = 1u << 30, .nlmsg_type = type_end, .nlmsg_flags = 0, .nlmsg_seq = 0, .nlmsg_pid = 0};
    ASSERT_EQ(::write(kernel.get(), &head, sizeof head), static_cast<ssize_t>(sizeof head));
    const auto datagram = socket.receive();
    EXPECT_EQ(datagram.is, Socket::Datagram::Is::record);
    EXPECT_EQ(datagram.text, "");  // its length is the datagram's
}

// Netlink between two processes: what a process sends is not the kernel's word.
TEST(AuditEvents, what_is_not_the_kernels_is_passed_over) {
    const auto bound = [](sockaddr_nl& address) {
        Fd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_USERSOCK));
        address = {.nl_family = AF_NETLINK, .nl_pad = 0, .nl_pid = 0, .nl_groups = 0};
        socklen_t length = sizeof address;
        if (!fd.valid()) return fd;
        EXPECT_EQ(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), length), 0);
        EXPECT_EQ(::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &length), 0);
        return fd;
    };
    sockaddr_nl to{};
    sockaddr_nl from{};
    Fd receiver = bound(to);
    const Fd sender = bound(from);
    const nlmsghdr head{
        .nlmsg_len = sizeof(nlmsghdr), .nlmsg_type = type_end, .nlmsg_flags = 0, .nlmsg_seq = 0, .nlmsg_pid = 0};
    const int number = receiver.get();
    Socket socket(std::move(receiver));
    ASSERT_EQ(::sendto(sender.get(), &head, sizeof head, 0, reinterpret_cast<sockaddr*>(&to), sizeof to),
              static_cast<ssize_t>(sizeof head));
    EXPECT_EQ(::recv(number, nullptr, 0, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT), static_cast<ssize_t>(sizeof head));
    EXPECT_EQ(socket.receive().is, Socket::Datagram::Is::nothing);
}

TEST(AuditAccess, rows) {
    struct Case {
        std::string_view blockers;
        std::string_view path;
        std::string_view told;  // "FileSystemRead /x --allow-fs-read=/x; …"
    };
    const Case cases[] = {
        {"fs.read_file", "/a/b", "FileSystemRead /a/b --allow-fs-read=/a/b"},
        {"fs.read_dir", "/a/b", "FileSystemRead /a/b --allow-fs-read=/a/b/*"},
        {"fs.write_file", "/a/b", "FileSystemWrite /a/b --allow-fs-write=/a/b"},
        {"fs.write_file,fs.truncate", "/a/b", "FileSystemWrite /a/b --allow-fs-write=/a/b"},
        {"fs.write_file,fs.read_file", "/a/b",
         "FileSystemWrite /a/b --allow-fs-write=/a/b; FileSystemRead /a/b --allow-fs-read=/a/b"},
        {"fs.execute,fs.read_file", "/a/b", "ChildProcess /a/b --allow-child-process=/a/b"},
        {"fs.make_reg", "/a", "FileSystemWrite /a/ --allow-fs-write=/a/*"},
        {"fs.make_dir", "/", "FileSystemWrite / --allow-fs-write=/*"},
        {"fs.remove_file,fs.make_reg", "/a", "FileSystemWrite /a/ --allow-fs-write=/a/*"},
        {"fs.make_reg,fs.refer", "/a", "FileSystemWrite /a/ --allow-fs-write=/a/*"},
        {"fs.make_char", "/dev", "FileSystemWrite /dev/ (none)"},
        {"fs.ioctl_dev", "/dev/x", "FileSystemWrite /dev/x --allow-fs-write=/dev/x"},
        {"net.connect_tcp", "", "Net tcp:81 --allow-net=tcp:81"},
        {"net.bind_tcp", "", "Net tcp:81 --allow-net=tcp:81"},
        {"scope.abstract_unix_socket", "@x", "Net unix: --allow-net"},
        {"scope.signal", "", "Signal 12 --allow-signal"},
        {"fs.resolve_unix", "/run/x", "Net unix:/run/x --allow-net=unix:/run/x"},
        {"ptrace", "", "ChildProcess openat (none)"},
        {"fs.read_file", "", "FileSystemRead  (none)"},  // the kernel could not tell the path
        {"fs.of_tomorrow", "/x", "FileSystemWrite fs.of_tomorrow /x (none)"},
        {"net.of_tomorrow", "", "Net net.of_tomorrow (none)"},
    };
    const CallOf call{
        .event = {}, .architecture = native_architecture(), .number = SYS_openat, .pid = 5, .program = "/x"};
    for (const Case& one : cases) {
        Refusal refusal{
            .event = {}, .domain = 1, .blockers = {}, .path = std::string(one.path), .port = 81, .target = 12};
        for (size_t at = 0; at <= one.blockers.size();) {
            const size_t end = std::min(one.blockers.find(',', at), one.blockers.size());
            refusal.blockers.emplace_back(one.blockers.substr(at, end - at));
            at = end + 1;
        }
        std::string told;
        for (const Access& access : accesses_of(refusal, &call)) {
            if (!told.empty()) told += "; ";
            told += fmt::format("{} {} {}", words_of(access.scope).permission, access.resource,
                                access.grantable ? flag_of(grant_for(access)) : "(none)");
        }
        EXPECT_EQ(told, one.told) << one.blockers;
    }
}

}  // namespace
}  // namespace ward::permission::audit
