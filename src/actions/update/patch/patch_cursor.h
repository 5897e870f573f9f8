// The lines of a patch, one at a time (private to this folder).
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "actions/update/patch/patch_stack.h"
#include "base/result.h"

namespace ward::update {

class PatchCursor {
  public:
    // `limits` and what `text` is of outlive it.
    PatchCursor(std::string_view text, std::string name, const PatchLimits& limits)
        : rest_(text), limits_(limits), name_(std::move(name)) {}

    std::unexpected<Error> fault(std::string what, ErrorCode code = ErrorCode::parse) const {
        return fail(code, std::move(what), fmt::format("{}:{}", name_, number_));
    }
    Result<void> next() {
        ++number_;
        at_end_ = rest_.empty();
        const size_t end = rest_.find('\n');
        line_ = rest_.substr(0, end);
        if (line_.size() > limits_.line_bytes)
            return fault(fmt::format("has a line longer than {} bytes", limits_.line_bytes), ErrorCode::limit);
        rest_ = rest_.substr(end == std::string_view::npos ? rest_.size() : end + 1);
        return {};
    }

    std::string_view rest_;  // behind the line at hand
    std::string_view line_;
    bool at_end_ = false;
    int number_ = 0;  // of the line
    const PatchLimits& limits_;

  private:
    std::string name_;
};

// The hunks below a file's names, from "@@ -" on. `hunks` counts those of the whole patch.
Result<void> read_hunks(PatchCursor& at, FilePatch& file, size_t& hunks);

}  // namespace ward::update
