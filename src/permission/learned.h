// From what a program was seen to do to the fewest grants that people can read. The kernel grants files and whole
// trees: what lies together is folded into its folder, but never above what a reader would call the program's business.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "ward/permission.h"

namespace ward::permission {

// Where folding stops.
struct Ground {
    std::string project;  // the folder the program was started in: may be granted whole, nothing above it
    std::string home;     // never granted whole
};

class Learned {
  public:
    // What is allowed already is passed over. `main` is the program's own process; `round` counts runs from 0: a name
    // made in one run and not in the other is a random one.
    void see(const Access& access, int main, int round);

    std::vector<Grant> grants(const Ground& ground) const;
    // Calls that no grant covers ("unshare", "ptrace"): for Policy::nested.
    bool needs_nesting() const { return nesting_; }
    // From now on a folder that the program made is no grant of its own: the one it was made in is. For programs that
    // insist on making it themselves.
    void widen() { widened_ = true; }
    bool empty() const;

  private:
    // Something the program made that was not there before, in a folder that was.
    struct Birth {
        bool is_folder = false;
        std::set<int> rounds;
    };

    std::string birth_of(const std::string& path) const;
    Grant container(const std::string& birth) const;
    void born(const Access& access, int round);

    std::set<std::string> files_read_;
    std::set<std::string> folders_listed_;
    std::set<std::string> files_written_;
    std::set<std::string> folders_written_;  // names come and go in them
    std::map<std::string, Birth> births_;
    std::set<std::string> births_read_;
    std::set<std::string> executed_;
    std::set<std::string> endpoints_;
    bool forks_ = false;
    bool any_child_ = false;
    bool any_network_ = false;
    bool signals_ = false;
    bool nesting_ = false;
    bool widened_ = false;
};

}  // namespace ward::permission
