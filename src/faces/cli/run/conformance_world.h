// One run's surroundings: a temporary folder with everything that the case may see, and what became of it. The folder
// is removed with the object; links in it are removed, not followed.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/result.h"
#include "base/temporary_folder.h"
#include "faces/cli/run/conformance_cases.h"

namespace ward::cli::conformance {

class World {
  public:
    // Folders grant, secret (with the token in secret.txt), dir and home.
    static Result<World> make();

    const std::string& top() const { return folder_.path(); }
    std::string path(std::string_view name) const { return top() + "/" + std::string(name); }
    const std::string& token() const { return token_; }
    const std::string& nonce() const { return nonce_; }  // empty without a set-up of it
    // {grant}, {secret}, {readonly}, {dir}, {probe} and {token} by what they stand for here.
    std::string fill(std::string_view text) const;
    std::vector<std::string> fill_all(const std::vector<std::string>& texts) const;
    // The other way, for people: paths of this world by their words.
    std::string unfill(std::string text) const;

    // Can this line be done here? Listeners, descriptors, victims and built programs are tests/attacks/run.py's.
    static bool knows(std::string_view line);
    Result<void> set_up(std::string_view line);
    Result<void> write(std::string_view name, std::string_view text) const;

    // Remembers everything that the case may not change; changed() are the paths that are otherwise since.
    void remember(bool grant_too);
    std::vector<std::string> changed() const;

  private:
    World() = default;
    using State = std::map<std::string, std::string>;  // path: what can be seen of it
    State state() const;

    TemporaryFolder folder_;
    std::string token_;
    std::string nonce_;
    bool grant_too_ = false;
    State before_;
    std::jthread ticker_;  // last: it ends before what it writes to
};

// Does `evidence` tell truly of a file outside: "size=33 ino=7"? As data/attacks/README.md has it.
bool tells_truth(const World& world, std::string_view evidence);

// Why the trace of an operation is not what its claim says; empty where it is. `evidence` is what it told.
std::string refuted(Trace trace, const std::vector<std::string>& words, bool claimed, const std::string& id,
                    const std::string& evidence, const World& world);

}  // namespace ward::cli::conformance
