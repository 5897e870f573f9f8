// Programs by their names, and what their words say (private to commands.cc).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ward::vet {

// The program's name: without folder and .exe, in small letters.
std::string program_of(std::string_view word);

bool is_shell(std::string_view program);
bool is_interpreter(std::string_view program);  // of another language: node, python, perl
bool runs_javascript(std::string_view program);
bool is_download_tool(std::string_view program);
bool is_package_tool(std::string_view program);

// Without sudo, env, NAME=value and what else leaves a command what it is.
std::vector<std::string> without_prefixes(std::vector<std::string> words);

// The words of a line that is not the shell's.
std::vector<std::string> plain_words(std::string_view line);

// A file of credentials, or a process's environment.
bool names_secrets(std::string_view word);
// "$(curl …)"; "$(echo … | base64 -d)".
bool holds_download(std::string_view word);
bool holds_decoding(std::string_view word);
bool decodes(const std::vector<std::string>& words);
// Words of a download tool that send what the machine knows.
bool sends_machine(std::string_view word);
// npm install https://host/x.tgz, pip install git+https://…, --registry of one's own: from no public registry.
bool installs_from_address(const std::vector<std::string>& words);
// Names, without versions, of the packages that a command fetches from the registry unless they are there: npx NAME,
// npm exec NAME, pnpm dlx NAME, npm install NAME.
std::vector<std::string> fetched_packages(std::span<const std::string> words);
// perl -e, ruby -e, php -r: fetches and runs.
bool fetches_and_runs(std::string_view code);
// Of `rm`: all of the home or of the system.
bool removes_everything(const std::string& program, const std::vector<std::string>& words);

// The word that stands behind one of `options`, as a word of its own or after `=`; empty: none.
std::string option_value(std::span<const std::string> words, std::span<const std::string_view> options);

}  // namespace ward::vet
