// What a kernel of some ABI keeps of a policy, and in which words it says what it cannot keep.
#include "permission/plan.h"

#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "base/text.h"
#include "permission/filter.h"

namespace ward::permission {
namespace {

bool everything(const Policy& policy) {
    return policy.allows_all(Scope::fs_read) && policy.allows_all(Scope::fs_write) && policy.allows_all(Scope::child);
}

uint64_t write_rights(const Policy& policy, const Grant& grant) {
    uint64_t rights = access::write;
    const FilterWants wants = filter_wants(policy);
    if (wants.any_network || wants.unix_sockets) rights |= access::make_sock;
    // Commands to a device: for one that was named, or where everything is granted, but not for what lies in a folder.
    if (grant.reach == Grant::Reach::exact || grant.value == "*") rights |= access::ioctl_dev;
    return rights;
}

uint64_t rights_of(const Policy& policy, const Grant& grant) {
    switch (grant.scope) {
        case Scope::fs_read: return access::read;
        case Scope::fs_write: return write_rights(policy, grant);
        case Scope::child: return grant.value == "*" ? access::execute : access::execute | access::read_file;
        default: return 0;
    }
}

void plan_network(const Grant& grant, Plan& out) {
    const size_t colon = grant.value.rfind(':');
    if (grant.value == "*") return;
    if (grant.value == "udp") {
        out.remarks.emplace_back("udp: to and from every address and port");
        return;
    }
    if (grant.value.starts_with("unix:")) {
        out.paths.push_back({grant.value.substr(5), access::resolve_unix});
        return;
    }
    const auto port = to_number<uint16_t>(std::string_view(grant.value).substr(colon + 1));
    if (!port) return;
    const bool any_host = grant.value.starts_with("tcp:");
    out.ports.push_back({*port, any_host ? access::bind_tcp | access::connect_tcp : access::connect_tcp});
    if (!any_host)
        out.remarks.push_back(
            fmt::format("{}: the kernel knows ports, not hosts: port {} of every host", grant.value, *port));
}

void note_gaps(const Policy& policy, const Kernel& kernel, Plan& out) {
    const FilterWants wants = filter_wants(policy);
    auto& gaps = out.not_enforced;
    if (!kernel.seccomp)
        gaps.emplace_back("this kernel has no seccomp: children, sockets other than TCP and metadata are not confined");
    if (!everything(policy)) {
        if (kernel.landlock_abi < 1) gaps.emplace_back("this kernel has no Landlock: files are not confined");
        if (kernel.landlock_abi >= 1 && kernel.landlock_abi < 3 && !policy.allows_all(Scope::fs_write))
            gaps.emplace_back("Landlock below ABI 3: files outside the grants can be cut by truncate()");
        if (kernel.landlock_abi >= 1 && kernel.landlock_abi < 5)
            gaps.emplace_back("Landlock below ABI 5: commands to devices (ioctl) are not confined");
        if (kernel.landlock_abi == 1) out.remarks.emplace_back("Landlock ABI 1: no file can move between folders");
    }
    if (kernel.landlock_abi < 4 && wants.tcp && !wants.any_network)
        gaps.emplace_back("Landlock below ABI 4: TCP is open to every port");
    if (kernel.landlock_abi < 6 && !policy.allows_all(Scope::signal))
        gaps.emplace_back("Landlock below ABI 6: signals reach every process of the same user");
    if (wants.unix_sockets && !wants.any_network && kernel.landlock_abi < 9)
        gaps.emplace_back(
            "Landlock below ABI 9: with one unix: grant, every Unix socket in the file system can be "
            "connected to");
    if (policy.metadata == Policy::Metadata::broker && !kernel.notification)
        gaps.emplace_back("this kernel has no seccomp notification: no change of modes, owners and times at all");
    if (policy.nested && !everything(policy))
        out.remarks.emplace_back("nested: the kernel refuses every mount while files are confined");
}

}  // namespace

Handled handled_by(const Policy& policy, const Kernel& kernel) {
    Handled out = known_to(kernel.landlock_abi);
    const FilterWants wants = filter_wants(policy);
    if (everything(policy)) out.files = 0;
    if (wants.any_network) {
        out.ports = 0;
        out.files &= ~access::resolve_unix;
    }
    if (wants.any_network || wants.unix_sockets) out.scopes &= ~access::scope_abstract_unix;
    if (policy.allows_all(Scope::signal)) out.scopes &= ~access::scope_signal;
    return out;
}

Plan plan(const Policy& policy, const Kernel& kernel) {
    Plan out;
    if (!everything(policy)) {
        for (const Grant& grant : policy.grants) {
            uint64_t rights = rights_of(policy, grant);
            // A program known by its bare name is nobody's file yet; relative to the current folder it would be one.
            if (rights != 0 && grant.value != "*" && !grant.value.starts_with('/')) {
                out.remarks.push_back(
                    fmt::format("{}: not looked up: the kernel allows files, not names", flag_of(grant)));
                continue;
            }
            if (grant.reach == Grant::Reach::exact) rights &= access::of_files;
            if (rights == 0) continue;
            out.paths.push_back({grant.value == "*" ? "/" : grant.value, rights});
        }
    }
    for (const std::string& program : policy.programs)
        if (!everything(policy)) out.paths.push_back({program, access::execute | access::read_file});
    for (const Grant& grant : policy.grants)
        if (grant.scope == Scope::net) plan_network(grant, out);
    // One rule a path: rights on the same path add up, and each rule costs an open.
    std::map<std::string, uint64_t> merged;
    for (const Plan::Path& path : out.paths) merged[path.path] |= path.rights;
    out.paths.clear();
    for (const auto& [path, rights] : merged) out.paths.push_back({path, rights});
    std::map<uint16_t, uint64_t> ports;
    for (const Plan::Port& port : out.ports) ports[port.port] |= port.rights;
    out.ports.clear();
    for (const auto& [port, rights] : ports) out.ports.push_back({port, rights});
    note_gaps(policy, kernel, out);
    return out;
}

}  // namespace ward::permission
