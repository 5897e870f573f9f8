// What was refused, as people and programs read it: one line on standard error, one JSON object a line in a log.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/fd.h"
#include "base/result.h"
#include "ward/permission.h"

namespace ward::cli {

// {"code", "permission", "resource", "flag", "pid", "program", "call", "source"}: the first three are those of Node's
// error.
std::string denial_json(const permission::Access& access, bool passed_node = false);
// The flag that would have allowed it; empty where no flag does (mounts, tracing, the machine's administration).
std::string allowing_flag(const permission::Access& access);

// Writes each denial as it comes. The same resource by the same program is told once on standard error, always in the
// log.
class DenialWriter {
  public:
    // `log` may be empty. The file is opened before the program starts, so that nothing confined can take its place.
    static Result<DenialWriter> open(const std::string& log, bool quiet);
    // `passed_node`: the kernel refused it to node, whose own model had let it pass.
    void write(const permission::Access& access, bool passed_node = false);
    // Who tells them, and why nobody better: into the log alone, before the first.
    void write_source(permission::Access::Source source, std::string_view why);
    // Those that nobody told, at the end; a warning on standard error too.
    void write_loss(const permission::DenialLoss& loss);
    size_t count() const { return count_; }
    // The first failure to write the log, if there was one.
    const Result<void>& written() const { return written_; }

  private:
    void log(const std::string& line);

    Fd log_;
    std::string log_name_;
    bool quiet_ = false;
    size_t count_ = 0;
    std::set<std::string> told_;
    Result<void> written_;
};

}  // namespace ward::cli
