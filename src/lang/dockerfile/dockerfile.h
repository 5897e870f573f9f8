// The line grammar of Dockerfiles: what the instructions are, where they stand and of which words they consist. Nothing
// is expanded, and whether an instruction makes sense is not asked (an unknown one is an instruction too).
// https://docs.docker.com/reference/dockerfile/
//
// What a file means follows the parser of moby/buildkit 0.26.3, which builds images and which OpenSSF Scorecard asks,
// with its ways: a line longer than 65,535 bytes is an error; words of flags are read byte by byte as Latin-1; a broken
// JSON array is ordinary text, one of anything but strings an error.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ward::dockerfile {

constexpr size_t max_line_bytes = 65'535;  // buildkit's own
constexpr size_t max_onbuild_depth = 64;   // ONBUILD ONBUILD …, which a build refuses in any case

struct DockerfileLimits {
    size_t bytes = 4u << 20;
    size_t instructions = 100'000;
};

// `# escape=…` and its like, before everything else.
struct Directive {
    std::string value = {};
    int line = 0;
};

struct Heredoc {
    std::string name = {};         // without its quotes
    uint64_t file_descriptor = 0;  // `3<<EOF`; 0 without one
    bool expand = false;           // variables in it are replaced: no part of the name is quoted
    bool strip_tabs = false;       // <<-; the tabs are still in `content`
    std::string content = {};      // lines with their ends, without the terminator
};

struct Instruction {
    std::string name = {};                // as written; compare with is()
    std::vector<std::string> flags = {};  // --name=value, without their quotes
    // What stands behind the flags. FROM, EXPOSE, VOLUME, ADD, COPY: words. RUN, CMD, ENTRYPOINT, SHELL: the whole as
    // one, or the strings of a JSON array. ENV, LABEL: name, value, "=" (or "" for `ENV name value`) for each. ARG:
    // name or name=value with quotes. HEALTHCHECK: its kind, then as CMD. The rest: the whole. An instruction that is
    // unknown has one empty word.
    std::vector<std::string> words = {};
    bool json = false;                       // the words were a JSON array
    std::string original = {};               // the instruction on one line, without comments and line ends
    std::vector<std::string> comments = {};  // directly before it
    std::vector<Heredoc> heredocs = {};
    std::vector<Instruction> nested = {};  // of ONBUILD: one; it has no lines, comments and heredocs of its own
    int start_line = 0;                    // from 1; with its heredocs
    int end_line = 0;

    bool is(std::string_view lower_case_name) const;
};

struct Dockerfile {
    std::vector<Instruction> instructions = {};  // at least one
    char escape = '\\';
    std::optional<Directive> syntax = {}, check = {};
    // Instructions that an empty line goes through: a warning of buildkit's. Their last lines.
    std::vector<int> empty_continuations = {};
};

// `name` is the file's name for errors, which have a line ("name:3").
Result<Dockerfile> parse_dockerfile(std::string_view text, std::string_view name, const DockerfileLimits& limits = {});

}  // namespace ward::dockerfile
