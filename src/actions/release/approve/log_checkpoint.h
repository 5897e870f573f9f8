// What a steward has seen of a log, signed: "entry N has this checksum". Whoever rewrites the log, or cuts off its end,
// cannot make such a statement. Form: docs/formats/release-log.md.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "actions/release/approve/audit_log.h"
#include "actions/release/approve/stewards.h"

namespace ward::release {

constexpr size_t max_checkpoint_bytes = 16u << 10;

struct Checkpoint {
    std::string release;
    int64_t number = 0;  // of the last entry
    std::string head;    // its check
    std::string by;      // a steward's name
    Instant at = 0;

    bool operator==(const Checkpoint&) const = default;
};

// Of a log with entries and without damage.
Checkpoint checkpoint_of(const LogReport& report, std::string by, Instant at);
// "ward-release-checkpoint/1", canonical: these bytes are what is signed.
std::string to_json(const Checkpoint& checkpoint);
Result<Checkpoint> checkpoint_from_json(std::string_view json, std::string_view file);

struct SignedCheckpoint {
    std::string file;
    std::string statement;
    std::string signature;
};

// Adds to the report's problems what the checkpoints say against it. One that is not signed by its steward, with a key
// that was good at the time, is a problem itself and says nothing of the log.
void check_against(LogReport& report, std::span<const SignedCheckpoint> checkpoints, const Stewards& stewards);

}  // namespace ward::release
