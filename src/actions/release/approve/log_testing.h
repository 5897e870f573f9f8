// A log of six entries, and the problems of one as texts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "actions/release/approve/audit_log.h"
#include "actions/release/approve/testing.h"
#include "base/text.h"
#include "formats/digest.h"

namespace ward::release::test {

inline LogEntry entry(const std::string& step, Instant time = noon) {
    LogEntry made{.time = time, .actor = "ada", .step = step};
    made.effect = sha256_hex(step).substr(0, 32);
    made.request = sha256_hex("request " + step);
    made.status = "201";
    made.note = "a \"note\" of " + step;
    return made;
}

// Six lines: the one that opens the log, and five.
inline std::string sample_log(const std::string& last = "disclose") {
    std::string text;
    std::string previous;
    int64_t number = 0;
    const auto add = [&](LogEntry one) {
        one.number = number++;
        const std::string line = line_of(one, previous);
        text += line;
        previous = read_line(line.substr(0, line.size() - 1))->check;
    };
    LogEntry opening{.time = noon, .actor = "ada", .step = "open"};
    opening.effect = "2026-06-16";
    opening.status = "ward-release-log/1";
    add(opening);
    for (const std::string& step :
         {std::string("start"), std::string("cve-request"), std::string("announce"), std::string("ship"), last})
        add(entry(step, noon + number * 60));
    return text;
}

inline std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (const std::string_view line : split(text, '\n')) lines.emplace_back(line);
    lines.pop_back();
    return lines;
}
inline std::string text_of(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
}

inline std::vector<std::string> problems(const LogReport& report) {
    std::vector<std::string> out;
    for (const LogProblem& problem : report.problems)
        out.push_back(fmt::format("{} {}: {}", name_of(problem.kind), problem.line, problem.text));
    return out;
}
inline std::vector<std::string> problems(const std::vector<std::string>& lines) {
    return problems(verify_log(text_of(lines)));
}

}  // namespace ward::release::test
