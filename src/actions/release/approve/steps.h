// The steps of a release that are approved, by the words that `stewards.toml`, approvals and the log use.
#pragma once

#include <array>
#include <string_view>

namespace ward::release {

inline constexpr std::array<std::string_view, 24> approval_steps = {
    "start",       "add",         "remove",      "sync",       "date",       "edit",     "ready",         "postpone",
    "cve-request", "cve-reserve", "cve-publish", "cve-update", "cve-reject", "announce", "notify",        "patches",
    "proposal",    "ship",        "disclose",    "record",     "cleanup",    "incident", "break-embargo", "stewards"};

constexpr bool is_approval_step(std::string_view step) {
    for (const std::string_view known : approval_steps)
        if (known == step) return true;
    return false;
}

}  // namespace ward::release
