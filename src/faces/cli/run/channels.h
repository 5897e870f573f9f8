// What node's own permission model refuses, as node tells it: its diagnostics channels node:permission-model:*, to
// which a small module subscribes before the program's own. https://nodejs.org/api/permissions.html
#pragma once

#include <functional>
#include <string>
#include <thread>

#include "base/fd.h"
#include "base/result.h"
#include "faces/cli/run/machine.h"
#include "faces/cli/run/node.h"
#include "ward/permission.h"

namespace ward::cli {

class NodeChannels {
  public:
    NodeChannels() = default;
    NodeChannels(NodeChannels&&) = default;
    NodeChannels& operator=(NodeChannels&&) = default;
    ~NodeChannels() { finish(); }

    static bool known_to(const NodeVersion& version);
    // A pipe, whose one end the program gets.
    static Result<NodeChannels> open();

    // Has the program subscribe, and keep the pipe's end.
    void add_to(RunPlan& plan) const;
    // Reads until the last process with the other end is gone; `told` is called from a thread of its own.
    void listen(const std::string& program, std::function<void(const permission::Access&)> told);
    // Waits for what is still to be read, but not for processes that outlive the program.
    void finish();

  private:
    Fd read_;
    Fd write_;
    Fd stop_;  // closing it ends the thread
    std::thread thread_;
};

// One line of the module's: {"permission", "resource", "pid"}. Nothing where it is no such line; the program can write
// to the pipe too, so that this is told as what it is: node's word.
std::optional<permission::Access> channel_access(std::string_view line, const std::string& program);

}  // namespace ward::cli
