// What git said when it failed, as one line. Private to run/.
#pragma once

#include <string>
#include <string_view>

#include <fmt/core.h>

#include "base/process.h"
#include "base/result.h"
#include "base/text.h"

namespace ward::update {

inline std::string last_line(std::string_view text) {
    const std::string_view all = trim(text);
    const size_t at = all.rfind('\n');
    return display(at == std::string_view::npos ? all : all.substr(at + 1));
}

inline std::unexpected<Error> git_failed(const ProcessOutcome& outcome, std::string_view doing) {
    return fail(ErrorCode::io, fmt::format("git could not {}: {}", doing,
                                           trim(outcome.err).empty() ? outcome.end() : last_line(outcome.err)));
}

}  // namespace ward::update
