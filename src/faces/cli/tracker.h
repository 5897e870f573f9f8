// What all commands with --track share: which tracker, whose token, and the way from a plan to the journal. Without
// --apply a tracker is only read, and the plan shown.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actions/engine/executor.h"
#include "actions/track/driver.h"
#include "base/result.h"
#include "faces/cli/command.h"
#include "io/net/forge.h"
#include "io/net/trust.h"

namespace ward::cli {

// A mistake in what was asked for, told before any work. `dependents` are the command's own options that mean nothing
// without --track; `outputs` the files (or "-") that its reports go to. Nothing is read or written.
Result<void> check_tracker(const Invocation& invocation, std::span<const std::string_view> dependents,
                           std::span<const std::string> outputs);

// Where what people read goes: behind the report, or to the log where standard output holds a report for machines.
enum class Telling { output, log };

// Stays where it is: its driver looks at its own members.
struct Tracker {
    Tracker() = default;
    Tracker(const Tracker&) = delete;
    Tracker& operator=(const Tracker&) = delete;

    std::string repository;  // "OWNER/REPO"
    std::string scope;       // of plans: server and repository
    net::Trust trust;        // the token's own login, and --track-author
    std::unique_ptr<net::Http> http;
    std::unique_ptr<net::Forge> forge;
    std::unique_ptr<track::IssueDriver> driver;
    std::optional<engine::Journal> journal;  // with --apply
    Telling telling = Telling::output;
};

// With --apply, settles first what an earlier run left open.
Result<std::unique_ptr<Tracker>> open_tracker(const Invocation& invocation, Telling telling);

// Says what is planned, and writes --plan.
Result<void> show_plan(const engine::Plan& plan, const Tracker& tracker, const Invocation& invocation);

// With --apply, once --approved has been compared, and otherwise nothing. An error where something could not be done.
Result<engine::Execution> carry_out(const engine::Plan& plan, Tracker& tracker, const Invocation& invocation);

// `status`, or 4 instead of 0 where something was left out because the issue had changed.
int status_after(const engine::Execution& execution, int status);

}  // namespace ward::cli
