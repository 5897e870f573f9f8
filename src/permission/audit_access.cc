// See audit_access.h. The rows follow the names in the kernel's security/landlock/audit.c.
#include "permission/audit_access.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "permission/filter.h"
#include "permission/watched.h"

namespace ward::permission::audit {
namespace {

using Kind = Access::Kind;

// What a resource is made of.
enum class Of : uint8_t {
    path,
    folder,   // something in it, whose name the kernel does not tell
    port,     // "tcp:443"
    sockets,  // Unix sockets without a path
    file_socket,
    process,
    call,  // by its name
};

struct Blocker {
    std::string_view name;
    Kind kind;
    Scope scope;
    Of of;
    bool grantable = true;
};

constexpr std::array blockers{
    Blocker{"fs.execute", Kind::execute, Scope::child, Of::path},
    Blocker{"fs.write_file", Kind::write, Scope::fs_write, Of::path},
    Blocker{"fs.read_file", Kind::read, Scope::fs_read, Of::path},
    Blocker{"fs.read_dir", Kind::read, Scope::fs_read, Of::path},
    Blocker{"fs.remove_dir", Kind::remove, Scope::fs_write, Of::folder},
    Blocker{"fs.remove_file", Kind::remove, Scope::fs_write, Of::folder},
    Blocker{"fs.make_char", Kind::create, Scope::fs_write, Of::folder, false},
    Blocker{"fs.make_dir", Kind::create, Scope::fs_write, Of::folder},
    Blocker{"fs.make_reg", Kind::create, Scope::fs_write, Of::folder},
    Blocker{"fs.make_sock", Kind::create, Scope::fs_write, Of::folder},
    Blocker{"fs.make_fifo", Kind::create, Scope::fs_write, Of::folder},
    Blocker{"fs.make_block", Kind::create, Scope::fs_write, Of::folder, false},
    Blocker{"fs.make_sym", Kind::create, Scope::fs_write, Of::folder},
    Blocker{"fs.refer", Kind::create, Scope::fs_write, Of::folder},
    Blocker{"fs.truncate", Kind::write, Scope::fs_write, Of::path},
    Blocker{"fs.ioctl_dev", Kind::write, Scope::fs_write, Of::path},
    Blocker{"fs.resolve_unix", Kind::connect, Scope::net, Of::file_socket},
    Blocker{"fs.change_topology", Kind::other, Scope::child, Of::call, false},
    Blocker{"net.bind_tcp", Kind::bind, Scope::net, Of::port},
    Blocker{"net.connect_tcp", Kind::connect, Scope::net, Of::port},
    Blocker{"scope.abstract_unix_socket", Kind::connect, Scope::net, Of::sockets},
    Blocker{"scope.signal", Kind::other, Scope::signal, Of::process},
    Blocker{"ptrace", Kind::other, Scope::child, Of::call, false},
};

std::string resource_of(Of of, const Refusal& refusal, const Access& access) {
    switch (of) {
        case Of::path: return refusal.path;
        case Of::folder: return refusal.path.ends_with('/') ? refusal.path : refusal.path + "/";
        case Of::port: return fmt::format("tcp:{}", refusal.port);
        case Of::sockets: return "unix:";
        case Of::file_socket: return "unix:" + refusal.path;
        case Of::process: return std::to_string(refusal.target);
        case Of::call: return access.call;
    }
    return {};
}

Access access_to(std::string_view name, const Refusal& refusal, const CallOf* call) {
    Access out;
    out.source = Access::Source::kernel;
    if (call != nullptr) {
        out.pid = call->pid;
        out.program = call->program;
        // Numbers of another architecture's calls are other calls.
        out.call = call->architecture == native_architecture() ? call_name(call->number)
                                                               : fmt::format("call {}", call->number);
    }
    const auto* row = std::ranges::find(blockers, name, &Blocker::name);
    if (row == blockers.end()) {
        out.kind = Kind::other;
        out.scope = name.starts_with("net.") ? Scope::net : name.starts_with("fs.") ? Scope::fs_write : Scope::child;
        out.resource = std::string(name) + (refusal.path.empty() ? "" : " " + refusal.path);
        out.grantable = false;
        return out;
    }
    out.kind = row->kind;
    out.scope = row->scope;
    out.resource = resource_of(row->of, refusal, out);
    out.is_folder = name == "fs.read_dir";
    out.existed = row->kind != Kind::create;
    // A path that the kernel cannot tell names no grant.
    const bool is_path = row->of == Of::path || row->of == Of::folder || row->of == Of::file_socket;
    out.grantable = row->grantable && !(is_path && refusal.path.empty());
    return out;
}

}  // namespace

std::vector<Access> accesses_of(const Refusal& refusal, const CallOf* call) {
    std::vector<Access> out;
    const bool executes = std::ranges::find(refusal.blockers, "fs.execute") != refusal.blockers.end();
    for (const std::string& name : refusal.blockers) {
        // What may be executed may be read for that: one grant.
        if (executes && name == "fs.read_file") continue;
        Access access = access_to(name, refusal, call);
        // Several rights of one permission (write and truncate, make and move) are one grant.
        const bool told = std::ranges::any_of(out, [&](const Access& other) {
            return access.kind != Kind::other && other.scope == access.scope && other.resource == access.resource &&
                   other.grantable == access.grantable;
        });
        if (!told) out.push_back(std::move(access));
    }
    return out;
}

}  // namespace ward::permission::audit
