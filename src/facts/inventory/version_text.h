// Versions as text, before any ordering: what looks like one, and when two spellings are one version.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ward::inventory {

// "1.2.3", "1.3.0.1-motley", "3.0.13+quic", "2025c"; not "0", "N/A", "@VERSION@" or a commit.
bool looks_like_version(std::string_view text);
// A commit: 7 to 64 hexadecimal digits, not all decimal unless it has 40.
bool looks_like_revision(std::string_view text);
// The version inside a longer text: "LuaJIT 2.1.0-beta3" has 2.1.0-beta3, "v1.2" has 1.2.
std::optional<std::string> version_in(std::string_view text);
// Without a fork's suffix or build metadata: "1.3.0.1" of "1.3.0.1-motley", "3.0.13" of "3.0.13+quic". A prerelease
// ("1.0-rc1") keeps its suffix.
std::string_view without_fork(std::string_view version);
// One version in two spellings: a fork's suffix, trailing ".0" and a leading "v" make no difference.
bool same_version(std::string_view a, std::string_view b);

}  // namespace ward::inventory
