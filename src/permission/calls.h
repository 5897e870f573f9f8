// Numbers of the kernel's interface that Debian 12's headers do not have yet, or that stand in headers of sockets,
// which stay behind io/net's door. Since Linux 5.0 a new call has the same number on every architecture.
#pragma once

#include <cstdint>

namespace ward::permission {

inline constexpr int sys_fchmodat2 = 452;
inline constexpr int sys_setxattrat = 463;
inline constexpr int sys_removexattrat = 466;
inline constexpr int sys_open_tree_attr = 467;
inline constexpr int sys_file_setattr = 469;

inline constexpr uint32_t family_unix = 1;
inline constexpr uint32_t family_inet = 2;
inline constexpr uint32_t family_inet6 = 10;
inline constexpr uint32_t family_netlink = 16;
inline constexpr uint32_t type_mask = 0xf;  // above it: SOCK_CLOEXEC, SOCK_NONBLOCK
inline constexpr uint32_t type_stream = 1;
inline constexpr uint32_t type_dgram = 2;
inline constexpr uint32_t protocol_tcp = 6;
inline constexpr uint32_t protocol_udp = 17;

}  // namespace ward::permission
