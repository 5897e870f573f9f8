// See audit_socket.h.
#include "permission/audit_socket.h"

#include <linux/audit.h>
#include <linux/netlink.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>

#include "permission/deadline.h"

namespace ward::permission::audit {
namespace {

// A burst of refusals waits here until it is fetched. Where the process may not have so much, it has the usual.
constexpr int buffer_bytes = 4 << 20;
// PROC_PID_INIT_INO, the number of the first process namespace: records have the numbers that processes have there.
constexpr ino_t first_pid_namespace = 0xEFFFFFFC;
constexpr auto patience_for_status = std::chrono::milliseconds(200);

Fd open_audit() {
    return Fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT));
}

std::unexpected<Error> deaf(std::string_view why) {
    return fail(ErrorCode::unsupported, std::string(why));
}

// Is audit on? Nothing where that may not be asked (CAP_AUDIT_CONTROL): then it is seen when no record comes.
std::optional<bool> is_on() {
    const Fd fd = open_audit();
    nlmsghdr question{.nlmsg_len = sizeof question,
                      .nlmsg_type = AUDIT_GET,
                      .nlmsg_flags = NLM_F_REQUEST,
                      .nlmsg_seq = 1,
                      .nlmsg_pid = 0};
    sockaddr_nl kernel{.nl_family = AF_NETLINK, .nl_pad = 0, .nl_pid = 0, .nl_groups = 0};
    if (!fd.valid() || ::sendto(fd.get(), &question, sizeof question, 0, reinterpret_cast<sockaddr*>(&kernel),
                                sizeof kernel) != static_cast<ssize_t>(sizeof question))
        return std::nullopt;
    const Deadline deadline = std::chrono::steady_clock::now() + patience_for_status;
    pollfd ready{fd.get(), POLLIN, 0};
    if (::poll(&ready, 1, milliseconds_until(deadline)) != 1) return std::nullopt;
    // The mask, then whether it is on; newer kernels append.
    struct {
        nlmsghdr head;
        uint32_t mask;
        uint32_t enabled;
        std::array<char, 256> rest;
    } answer{};
    const ssize_t size = ::recv(fd.get(), &answer, sizeof answer, 0);
    if (size < static_cast<ssize_t>(sizeof answer.head + 2 * sizeof(uint32_t)) || answer.head.nlmsg_type != AUDIT_GET)
        return std::nullopt;
    return answer.enabled != 0;
}

}  // namespace

Result<Socket> Socket::open() {
    struct stat own{};
    if (::stat("/proc/self/ns/pid", &own) != 0 || own.st_ino != first_pid_namespace)
        return deaf("this process is in a process namespace of its own, and audit numbers processes otherwise");
    Socket out(open_audit());
    if (!out.fd_.valid()) return deaf("this kernel has no audit");
    (void)::setsockopt(out.fd_.get(), SOL_SOCKET, SO_RCVBUFFORCE, &buffer_bytes, sizeof buffer_bytes);
    const sockaddr_nl group{
        .nl_family = AF_NETLINK, .nl_pad = 0, .nl_pid = 0, .nl_groups = 1u << (AUDIT_NLGRP_READLOG - 1)};
    if (::bind(out.fd_.get(), reinterpret_cast<const sockaddr*>(&group), sizeof group) != 0)
        return deaf("the kernel's audit may not be read (root, or CAP_AUDIT_READ)");
    if (is_on() == false) return deaf("the kernel's audit is off (auditctl -e 1 turns it on)");
    return out;
}

Socket::Datagram Socket::receive() {
    for (;;) {
        sockaddr_nl sender{};
        socklen_t length = sizeof sender;
        const ssize_t size = ::recvfrom(fd_.get(), bytes_.data(), bytes_.size(), MSG_DONTWAIT,
                                        reinterpret_cast<sockaddr*>(&sender), &length);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0 && errno == ENOBUFS) return {.is = Datagram::Is::overrun};
        if (size < 0 && errno == EAGAIN) return {};
        if (size <= 0) return {.is = Datagram::Is::end};
        if (sender.nl_family == AF_NETLINK && sender.nl_pid != 0) continue;
        nlmsghdr head{};
        if (static_cast<size_t>(size) < sizeof head) continue;
        std::memcpy(&head, bytes_.data(), sizeof head);
        // One record a datagram. The length in its head is with itself or without, as the kernel's version has it.
        return {.is = Datagram::Is::record,
                .type = head.nlmsg_type,
                .text = std::string_view(bytes_.data(), static_cast<size_t>(size)).substr(sizeof head)};
    }
}

}  // namespace ward::permission::audit
