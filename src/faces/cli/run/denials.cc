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

}  // namespace

std::string allowing_flag(const permission::Access& access) {
    if (is_machine_matter(access)) {
        for (const std::string_view call : {"ptrace", "unshare", "mount", "umount2", "chroot", "pivot_root",
                                            "process_vm_readv", "process_vm_writev", "pidfd_getfd"})
            if (access.resource == call) return "--allow-nested";
        return access.resource == "memfd_create" ? "--allow-child-process" : "";
    }
    return permission::flag_of(permission::grant_for(access));
}

std::string denial_json(const permission::Access& access) {
    JsonWriter json(JsonLayout::compact);
    json.begin_object();
    json.member("code", "ERR_ACCESS_DENIED");
    json.member("permission", permission::words_of(access.scope).permission);
    json.member("resource", access.resource);
    json.member("flag", allowing_flag(access));
    json.member("pid", access.pid);
    json.member("program", access.program);
    json.member("call", access.call);
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

void DenialWriter::write(const permission::Access& access) {
    ++count_;
    if (log_.valid() && written_) written_ = write_all(log_.get(), denial_json(access) + "\n", log_name_);
    if (quiet_) return;
    const std::string flag = allowing_flag(access);
    const std::string line = fmt::format("{}: {} {}", display(access.program.substr(access.program.rfind('/') + 1)),
                                         permission::words_of(access.scope).permission, display(access.resource));
    if (told_.size() > max_told || !told_.insert(line).second) return;
    if (told_.size() > max_told) {
        [[maybe_unused]] const auto written =
            write_all(STDERR_FILENO, "ward: denied: too much to be told here; --log has all of it\n", "standard error");
        return;
    }
    const std::string text = fmt::format("ward: denied: {} [{}]{}\n", line, access.pid,
                                         flag.empty() ? "" : "; " + display(flag) + " would allow it");
    // Standard error may be closed; the log has it.
    [[maybe_unused]] const auto written = write_all(STDERR_FILENO, text, "standard error");
}

}  // namespace ward::cli
