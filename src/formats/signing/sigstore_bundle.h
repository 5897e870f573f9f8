// A Sigstore bundle as it is written, before anything of it is believed. Private to this folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/signing/refusal.h"

namespace ward::signing {

struct InclusionProof {
    int64_t index = 0;
    int64_t tree_size = 0;
    std::string root_hash{};
    std::vector<std::string> hashes{};
    std::string checkpoint{};
};

struct LogEntry {
    int64_t index = 0;
    std::string log_id{};
    std::string kind{};
    std::string version{};
    int64_t integrated = 0;  // 0: the log does not say
    std::string body{};      // canonicalizedBody
    std::string promise{};   // signed entry timestamp, or empty
    std::optional<InclusionProof> proof{};
};

struct Bundle {
    std::string media_type{};
    int version = 0;                              // 1 to 3
    std::vector<std::string> certificates_der{};  // the signer's first
    std::string key_hint{};
    std::vector<LogEntry> entries{};
    std::vector<std::string> timestamps{};
    // One of the two:
    bool is_envelope = false;
    std::string payload_type{};
    std::string payload{};
    std::string digest_algorithm{};  // "SHA2_256"
    std::string digest{};
    std::string signature{};
};

Verdict<Bundle> parse_bundle(std::string_view json, std::string_view name);

}  // namespace ward::signing
