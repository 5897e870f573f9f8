// ward doctor: what works on this machine. Looks, and changes nothing; tokens are named, never shown.
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/file_watch.h"
#include "base/path.h"
#include "base/text.h"
#include "base/time.h"
#include "faces/cli/command.h"
#include "faces/cli/options.h"
#include "facts/advisory/advisory.h"
#include "formats/json_writer.h"
#include "ward/permission.h"

namespace ward::cli {
namespace {

struct Check {
    std::string name;
    bool good;
    std::string text;
};

Check kernel() {
    utsname system{};
    ::uname(&system);
    return {"kernel", true, fmt::format("{} {}", std::string_view(system.sysname), std::string_view(system.release))};
}

Check beneath() {
    open_how how{};
    how.flags = O_RDONLY | O_CLOEXEC | O_DIRECTORY;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
    const long number = ::syscall(SYS_openat2, AT_FDCWD, ".", &how, sizeof how);
    if (number >= 0) ::close(static_cast<int>(number));
    return {"openat2", number >= 0,
            number >= 0 ? "paths of a scanned tree are resolved inside it by the kernel"
                        : "missing: trees cannot be scanned (Linux 5.6 has it)"};
}

// What `ward run` can enforce here; from ABI 6 on it is all of it.
Check landlock() {
    constexpr int whole = 6;
    const int abi = permission::Kernel::probe().landlock_abi;
    const std::string_view lacks = abi >= whole ? "" : ": ward run cannot enforce every grant (see its warnings)";
    return {"landlock", abi > 0, abi > 0 ? fmt::format("ABI {}{}", abi, lacks) : "not available in this kernel"};
}

Check seccomp() {
    const permission::Kernel kernel = permission::Kernel::probe();
    if (!kernel.seccomp) return {"seccomp", false, "not available: ward run confines files and TCP alone"};
    return {"seccomp", kernel.notification,
            kernel.notification ? "filters and notification: denials can be told, policies learned"
                                : "filters without notification: nothing can be watched or learned"};
}

// Whether `ward run --explain-denials` needs a supervisor for what Landlock refuses.
Check audit_records() {
    const auto told = permission::kernel_tells_denials();
    return {"audit", told.has_value(),
            told ? "the kernel tells denials of ward run by itself"
                 : "denials of ward run are told by a supervisor: " + told.error().what};
}

// Whether the kernel answers "may this be executed?" without executing it (Linux 6.14). A flag that it does not know is
// an error, never an execution.
Check execution_check() {
    constexpr int at_execve_check = 0x10000;
    char* const none[] = {nullptr};
    const Fd self(::open("/proc/self/exe", O_PATH | O_CLOEXEC));
    const bool known = ::syscall(SYS_execveat, self.get(), "", none, none, AT_EMPTY_PATH | at_execve_check) == 0;
    return {"execve check", known,
            known ? "interpreters can ask whether a file may be executed; ward policy exec makes the answer binding"
                  : "not in this kernel (Linux 6.14 has it); ward policy exec does not need it"};
}

// Of the file system that holds the state: files whose bytes the kernel itself checks at each read.
Check verity() {
    struct Digest {
        uint16_t algorithm = 0;
        uint16_t size = 64;
        unsigned char bytes[64] = {};
    } digest;
    constexpr unsigned long measure = 0xc0046686;  // FS_IOC_MEASURE_VERITY
    const Fd self(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
    const bool sealed = ::ioctl(self.get(), measure, &digest) == 0;
    const bool known = sealed || errno == ENODATA;
    return {"fs-verity", known,
            known ? "in the file system of this program" : "not in the file system of this program"};
}

// Said because who thinks of fs-verity thinks of it as well: ward writes nothing that it reads, and needs nothing of
// it.
Check integrity_measurement() {
    const bool known = path_exists("/sys/kernel/security/ima");
    return {"ima", known, known ? "in this kernel; no manifest needs it" : "not in this kernel; no manifest needs it"};
}

Check file_events() {
    const auto group = FileWatch::make();
    return {"fanotify", group.has_value(),
            group ? "`ward policy exec --watch` can be had" : "not for this user: no `ward policy exec --watch`"};
}

Check tool(std::string_view name, std::string_view use) {
    const std::string path = environment("PATH");
    for (const std::string_view folder : split(path, ':')) {
        const std::string file = std::string(folder) + "/" + std::string(name);
        if (!folder.empty() && ::access(file.c_str(), X_OK) == 0) return {std::string(name), true, file};
    }
    return {std::string(name), false, fmt::format("not found; needed for {}", use)};
}

Check token(const char* name, std::string_view use) {
    return {name, !environment(name).empty(),
            environment(name).empty() ? fmt::format("not set; needed for {}", use) : "set"};
}

Check folder(std::string_view name, const Result<std::string>& path) {
    if (!path) return {std::string(name), false, path.error().message()};
    const bool writable = ::access(path->c_str(), W_OK) == 0;
    return {std::string(name), writable, *path + (writable ? "" : " (not writable)")};
}

Check database(const Invocation& invocation) {
    const auto path = database_path(invocation);
    if (!path) return {"advisories", false, path.error().message()};
    const auto opened = advisory::open_database(*path);
    if (!opened) return {"advisories", false, opened.error().message()};
    const advisory::Info& info = opened->index->info();
    if (info.starter)
        return {"advisories", false, fmt::format("only the {} starter advisories; run `ward db update`", info.records)};
    std::string age = "unknown age";
    if (const auto updated = parse_instant(info.updated))
        age = fmt::format("{} days old", (now() - *updated) / seconds_per_day);
    return {"advisories", opened->warnings.empty(), fmt::format("{} records, {}, {}", info.records, age, *path)};
}

Result<int> run_doctor(const Invocation& invocation) {
    const std::vector<Check> checks{
        kernel(),
        beneath(),
        landlock(),
        seccomp(),
        audit_records(),
        execution_check(),
        verity(),
        integrity_measurement(),
        file_events(),
        tool("git", "comparing branches and reading refs of repositories"),
        tool("node", "running policies in Node.js"),
        tool("npm", "comparing with npm"),
        token("GITHUB_TOKEN", "collecting facts from GitHub"),
        folder("data", data_folder()),
        folder("state", state_folder()),
        folder("cache", cache_folder()),
        database(invocation),
    };
    if (invocation.has("json")) {
        JsonWriter json;
        json.begin_object()
            .member("schema", "ward-doctor/1")
            .member("version", program_version())
            .member("commit", program_commit());
        json.key("checks").begin_array();
        for (const Check& check : checks)
            json.begin_object()
                .member("name", check.name)
                .member("good", check.good)
                .member("text", check.text)
                .end_object();
        WARD_TRY_VOID(print(json.end_array().end_object().take()));
        return 0;
    }
    std::string text = fmt::format("ward {} ({})\n", program_version(), program_commit());
    for (const Check& check : checks)
        text += fmt::format("{} {:<13} {}\n", check.good ? "ok" : "--", check.name, display(check.text));
    WARD_TRY_VOID(print(text));
    return 0;
}

constexpr std::array doctor_options{Option{.name = "json", .help = "as JSON"}};

constexpr Verb doctor_verbs[] = {{.name = "",
                                  .usage = "",
                                  .summary = "what works on this machine: kernel, tools, tokens, data",
                                  .options = {doctor_options, database_options},
                                  .run = run_doctor}};

}  // namespace

WARD_COMMAND(doctor) = {.name = "doctor",
                        .summary = "what works on this machine: kernel features, tools, tokens, data age",
                        .verbs = doctor_verbs,
                        .rank = 91};

}  // namespace ward::cli
