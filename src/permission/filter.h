// What the system call filter refuses for a policy: everything that the kernel's path and port rules cannot see, and
// every way around them that is known (docs/permission.md has the list with reasons).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "permission/bpf.h"
#include "ward/permission.h"

namespace ward::permission {

// A policy's questions as a filter can ask them.
struct FilterWants {
    enum class Children : uint8_t { none, named, any } children = Children::none;
    bool tcp = false;  // TCP to the ports that Landlock allows
    bool udp = false;
    bool unix_sockets = false;  // also queues and shared memory of System V and POSIX: talk outside the tree of files
    bool any_network = false;   // MPTCP, fast open, ping and the like too
    bool nested = false;
    Policy::Metadata metadata = Policy::Metadata::deny;
    std::vector<int> rings = {};  // descriptors of io_uring that stay in use
};
FilterWants filter_wants(const Policy& policy);

// Every row, for the architecture this is compiled for.
std::vector<Row> filter_rows(const FilterWants& wants);
// As the kernel takes it.
std::optional<std::vector<sock_filter>> filter_program(const FilterWants& wants);
uint32_t native_architecture();

// What is called when a supervisor shall see the call instead: the numbers of all calls that change metadata.
std::vector<int> metadata_calls();

}  // namespace ward::permission
