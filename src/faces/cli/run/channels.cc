// See channels.h.
#include "faces/cli/run/channels.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include <fmt/core.h>

#include "formats/document.h"

namespace ward::cli {
namespace {

constexpr size_t max_line_bytes = 1u << 16;

// A question by process.permission.has() is published as well, and is no refusal: known by the fourth frame, who
// publishes (the first two are this module's). A path may be relative to where the program is then. No '?', '#' or '%'
// as such: this is a URL.
std::string module_text(int fd) {
    return fmt::format(
        "--import=data:text/javascript,"
        "import d from 'node:diagnostics_channel';import f from 'node:fs';import p from 'node:path';const E=Error;"
        "const asked=()=>{{try{{return new E().stack.split('%5Cn')[4].includes('.has "
        "(node:internal/process/permission:')}}"
        "catch{{return false}}}};"
        "for(const n of ['fs','net','child','worker','inspector','wasi','addon','ffi'])"
        "d.subscribe('node:permission-model:'+n,m=>{{try{{if(asked())return;const r=String(m.resource);"
        "f.writeSync({},JSON.stringify({{permission:m.permission,"
        "resource:(r&&m.permission.startsWith('FileSystem')&&p.resolve(r))||r,pid:process.pid}})+'%5Cn')}}catch{{}}}})",
        fd);
}

// Which kind of access a permission of node's is, for the flag that would allow it.
permission::Access::Kind access_kind(permission::Scope scope) {
    using Kind = permission::Access::Kind;
    switch (scope) {
        case permission::Scope::fs_read: return Kind::read;
        case permission::Scope::fs_write: return Kind::write;
        case permission::Scope::child: return Kind::fork;
        default: return Kind::other;
    }
}

void tell_lines(std::string& text, const std::string& program,
                const std::function<void(const permission::Access&)>& told) {
    for (size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n')) {
        if (const auto access = channel_access(std::string_view(text).substr(0, end), program)) told(*access);
        text.erase(0, end + 1);
    }
    if (text.size() > max_line_bytes) text.clear();
}

}  // namespace

std::optional<permission::Access> channel_access(std::string_view line, const std::string& program) {
    if (line.size() > max_line_bytes) return std::nullopt;
    const auto document = parse_json(line, "node's channel");
    if (!document) return std::nullopt;
    const std::string name = text_at(*document, "permission");
    const auto scopes = permission::all_scopes();
    const auto row = std::ranges::find(scopes, name, &permission::ScopeWords::permission);
    if (row == scopes.end()) return std::nullopt;
    permission::Access out;
    out.scope = row->scope;
    out.kind = access_kind(row->scope);
    out.resource = text_at(*document, "resource");
    const Node* pid = document->find("pid");
    if (pid != nullptr && pid->kind == Node::Kind::integer) out.pid = static_cast<int>(pid->integer);
    out.program = program;
    out.call = "node";
    out.source = permission::Access::Source::node;
    return out;
}

bool NodeChannels::known_to(const NodeVersion& version) {
    return has_permission_audit(version);  // the channels came with it
}

Result<NodeChannels> NodeChannels::open() {
    NodeChannels out;
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return fail_errno("cannot make a pipe", "");
    out.read_ = Fd(ends[0]);
    out.write_ = Fd(ends[1]);
    return out;
}

void NodeChannels::add_to(RunPlan& plan) const {
    plan.policy.keep_fds.push_back(write_.get());
    plan.launch.arguments.insert(plan.launch.arguments.begin() + 1, module_text(write_.get()));
}

void NodeChannels::listen(const std::string& program, std::function<void(const permission::Access&)> told) {
    if (!read_.valid()) return;
    write_.reset();
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return;
    stop_ = Fd(ends[1]);
    thread_ = std::thread([from = read_.get(), stop = Fd(ends[0]), program, told = std::move(told)] {
        std::string text;
        std::array<char, 4096> part{};
        for (;;) {
            pollfd ready[2]{{from, POLLIN, 0}, {stop.get(), POLLIN, 0}};
            if (::poll(ready, 2, -1) < 0 && errno != EINTR) return;
            if (ready[0].revents == 0) {
                if (ready[1].revents != 0) return;
                continue;
            }
            const ssize_t count = ::read(from, part.data(), part.size());
            if (count == 0 || (count < 0 && errno != EINTR)) return;
            if (count > 0) text.append(part.data(), static_cast<size_t>(count));
            tell_lines(text, program, told);
        }
    });
}

void NodeChannels::finish() {
    if (!thread_.joinable()) return;
    stop_.reset();
    thread_.join();
}

}  // namespace ward::cli
