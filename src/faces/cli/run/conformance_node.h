// A node binary that is looked at, and how it is run: with its own model and nothing else, or under the kernel alone.
#pragma once

#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "faces/cli/run/conformance_world.h"
#include "ward/permission.h"

namespace ward::cli::conformance {

struct Binary {
    std::string path;
    std::string version;          // "22.23.3"
    std::set<std::string> flags;  // of its permission model, as its --help tells: "--allow-worker"
};
// Asks the program itself, under no grants but to start. `usage` where it is no node that has a permission model.
Result<Binary> look_at(const std::string& program);

// The flags that put the grants into force on this version. One that it does not know is left out: it names something
// that this version always refuses, or (--allow-net before 25) never does.
std::vector<std::string> model_flags(const Binary& node, const std::vector<std::string>& grants);
// The grants as ward takes them; relative paths from `folder`.
Result<permission::Policy> policy_of(const std::vector<std::string>& grants, const std::string& folder);

struct Ran {
    bool hung = false;  // ended by the watchdog
    int status = 0;     // 128 + n for signal n
    std::string output;
    std::string errors;  // the beginning of each
};
struct Script {
    std::string path;
    std::vector<std::string> arguments;
    std::string folder;                    // where it starts
    std::vector<std::string> environment;  // beside PATH, HOME and LANG
    std::chrono::milliseconds limit{10'000};
};
// Under node's own model: `flags` stand before the script.
Result<Ran> run_in_model(const Binary& node, const std::vector<std::string>& flags, const Script& script,
                         const World& world);
// Under the kernel: as `ward run --node-permission off` with these grants.
Result<Ran> run_in_kernel(const Binary& node, const permission::Policy& granted, const Script& script,
                          const World& world);

// The codes of errors by which something is refused, by node or by the kernel.
bool is_refusal(std::string_view code);

}  // namespace ward::cli::conformance
