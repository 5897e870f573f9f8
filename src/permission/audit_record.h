// Records of the kernel's audit, one at a time, as far as they tell what Landlock refused. Their text is partly chosen
// by whoever is confined (names of files and programs), so that they are read strictly: what has another form than the
// kernel gives it is no record. https://docs.kernel.org/admin-guide/LSM/landlock.html
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ward::permission::audit {

inline constexpr size_t max_record_bytes = 8970;  // the kernel's own MAX_AUDIT_MESSAGE_LENGTH
inline constexpr size_t max_blockers = 64;        // no more kinds of rights are known

// Numbers of linux/audit.h, which Debian 12 does not have up to Landlock's.
inline constexpr uint16_t type_call = 1300;
inline constexpr uint16_t type_end = 1320;
inline constexpr uint16_t type_denial = 1423;
inline constexpr uint16_t type_domain = 1424;

// "audit(1795880762.097:61)": records of one system call have the same.
struct Event {
    uint64_t milliseconds = 0;
    uint32_t serial = 0;
    auto operator<=>(const Event&) const = default;
};

// AUDIT_LANDLOCK_ACCESS: which rights were missing, and on what.
struct Refusal {
    Event event;
    uint64_t domain = 0;
    std::vector<std::string> blockers;  // "fs.read_file", "net.connect_tcp"
    std::string path;                   // of what is made or removed, the folder; empty where none could be told
    uint16_t port = 0;                  // 0: port 0, or none
    int target = 0;                     // a process that was meant
};
// AUDIT_LANDLOCK_DOMAIN: told before the first refusal is done with, and once the last process of the domain is gone.
struct DomainState {
    Event event;
    uint64_t domain = 0;
    bool ended = false;
    int pid = 0;            // begun: who restricted itself
    uint64_t refusals = 0;  // ended: how many there were, told or not
};
// AUDIT_SYSCALL: who called.
struct CallOf {
    Event event;
    uint32_t architecture = 0;
    int number = 0;
    int pid = 0;          // the process, not the thread
    std::string program;  // empty where the kernel cannot name it
};
// AUDIT_EOE: no more records of this event.
struct EndOf {
    Event event;
};
using Record = std::variant<Refusal, DomainState, CallOf, EndOf>;

// Nothing for records of other types, and for what has not the form of its type.
std::optional<Record> parse_record(uint16_t type, std::string_view text);

}  // namespace ward::permission::audit
