// See denials.h.
#include "faces/cli/run/denials.h"

#include <fcntl.h>
#include <unistd.h>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/json_writer.h"

namespace ward::cli {
namespace {

// A program that is refused a million things is not told about a million times.
constexpr size_t max_told = 10'000;

bool is_machine_matter(const permission::Access& access) {
    return access.kind == permission::Access::Kind::other && access.scope == permission::Scope::child;
}

std::string_view name_of_source(permission::Access::Source source) {
    switch (source) {
        case permission::Access::Source::kernel: return "kernel";
        case permission::Access::Source::node: return "node";
        default: return "supervisor";
    }
}

void say(const std::string& line) {
    // Standard error may be closed; the log has it.
    [[maybe_unused]] const auto written = write_all(STDERR_FILENO, line + "\n", "standard error");
}

}  // namespace

std::string allowing_flag(const permission::Access& access) {
    if (!access.grantable) return "";
    if (is_machine_matter(access)) {
        for (const std::string_view call : {"ptrace", "unshare", "mount", "umount2", "chroot", "pivot_root",
                                            "process_vm_readv", "process_vm_writev", "pidfd_getfd"})
            if (access.resource == call) return "--allow-nested";
        return access.resource == "memfd_create" ? "--allow-child-process" : "";
    }
    // Node asks without a path where it wants every one (a symbolic link).
    const permission::Scope scope = access.scope;
    if (access.resource.empty() && (scope == permission::Scope::fs_read || scope == permission::Scope::fs_write))
        return fmt::format("{}=*", permission::words_of(scope).flag);
    return permission::flag_of(permission::grant_for(access));
}

std::string denial_json(const permission::Access& access, bool passed_node) {
    JsonWriter json(JsonLayout::compact);
    json.begin_object();
    json.member("code", "ERR_ACCESS_DENIED");
    json.member("permission", permission::words_of(access.scope).permission);
    json.member("resource", access.resource);
    json.member("flag", allowing_flag(access));
    json.member("pid", access.pid);
    json.member("program", access.program);
    json.member("call", access.call);
    json.member("source", name_of_source(access.source));
    if (passed_node) json.member("node", "passed");
    json.end_object();
    return json.take();
}

Result<DenialWriter> DenialWriter::open(const std::string& log, bool quiet) {
    DenialWriter out;
    out.quiet_ = quiet;
    out.log_name_ = log;
    if (log.empty()) return out;
    WARD_TRY(out.log_, open_file(log, O_WRONLY | O_CREAT | O_APPEND));
    return out;
}

void DenialWriter::log(const std::string& line) {
    if (log_.valid() && written_) written_ = write_all(log_.get(), line + "\n", log_name_);
}

void DenialWriter::write(const permission::Access& access, bool passed_node) {
    ++count_;
    log(denial_json(access, passed_node));
    if (quiet_) return;
    const std::string flag = allowing_flag(access);
    const std::string program = access.program.empty() ? "?" : access.program.substr(access.program.rfind('/') + 1);
    const std::string line = fmt::format("{}: {} {}", display(program), permission::words_of(access.scope).permission,
                                         display(access.resource));
    if (told_.size() > max_told || !told_.insert(line).second) return;
    if (told_.size() > max_told) {
        say("ward: denied: too much to be told here; --log has all of it");
        return;
    }
    say(fmt::format("ward: denied: {} [{}]{}{}", line, access.pid,
                    flag.empty() ? "" : "; " + display(flag) + " would allow it",
                    passed_node ? "; node's own model let it pass" : ""));
}

void DenialWriter::write_source(permission::Access::Source source, std::string_view why) {
    JsonWriter json(JsonLayout::compact);
    json.begin_object().member("code", "WARD_SOURCE").member("source", name_of_source(source));
    if (!why.empty()) json.member("reason", why);
    log(json.end_object().take());
}

void DenialWriter::write_loss(const permission::DenialLoss& loss) {
    if (!loss.some && loss.records) return;
    JsonWriter json(JsonLayout::compact);
    json.begin_object().member("code", "WARD_RECORDS_LOST");
    if (loss.records) json.member("lost", static_cast<int64_t>(*loss.records));
    else json.key("lost").null();
    log(json.end_object().take());
    if (loss.records)
        say(
            fmt::format("ward: warning: {} denials are not told: they came faster than audit passes them on; "
                        "--denials-from supervisor tells all",
                        *loss.records));
    else if (loss.some)
        say("ward: warning: some denials are not told: they came faster than audit passes them on; "
            "--denials-from supervisor tells all");
}

}  // namespace ward::cli
