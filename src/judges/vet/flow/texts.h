// What names and texts say by themselves: keys of the environment that hold secrets, paths of credentials, commands
// that download and run.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ward::vet {

// NPM_TOKEN, AWS_SECRET_ACCESS_KEY, DB_PASSWORD.
bool is_secret_key(std::string_view name);
// The part before the first underscore: keys of one service belong together.
std::string_view service_of(std::string_view key);
// .npmrc, .ssh/id_rsa, Login Data: the part that tells; empty: none.
std::string_view credential_path_in(std::string_view text);
// A command that sends what it is given: curl, wget, nc.
bool sends_data(std::string_view command);
// A command that downloads and runs, in one line: curl … | sh.
bool downloads_and_runs(std::string_view command);
// base64, hex: not a character encoding.
bool is_decoding(std::string_view encoding);
// A command of one program that runs nothing of what it is given ("gpg --verify "), or that fetches a package by its
// name. A part that is not known is a `hole`.
inline constexpr char hole = '\x1a';
bool is_handling(std::string_view command);
// What a command prints that is worth following.
enum class Telling : uint8_t { nothing, environment, files, machine };
Telling told_by(std::string_view command);
// A command that runs what it reads: sh, node, python - and the like, alone.
bool runs_input(std::string_view command);
// Texts that are followed for what they say; others are not.
bool is_telling(std::string_view text);

}  // namespace ward::vet
