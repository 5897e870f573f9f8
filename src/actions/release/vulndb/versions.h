// What an entry says of each published version. Versions that `vulnerable` takes and `patched` does not are affected;
// those that `patched` takes are fixed.
#pragma once

#include <string>
#include <vector>

#include "actions/release/vulndb/entries.h"
#include "facts/lifecycle/releases.h"
#include "formats/versions/npm.h"

namespace ward::release::vulndb {

// A range of npm's language, read once to be asked often. An empty text has no version in it.
class VersionRange {
  public:
    static Result<VersionRange> parse(std::string_view text);
    bool takes(std::string_view version) const;
    // The lowest version of each alternative, in its order: "20.20.2" of ^20.20.2. One without a lower end is left out.
    const std::vector<std::string>& starts() const { return starts_; }

  private:
    std::vector<versions::npm::RangeInterval> intervals_;
    std::vector<std::string> starts_;
};

struct Verdicts {
    VersionRange vulnerable;
    VersionRange patched;
    std::vector<const lifecycle::Release*> affected;  // by version, as all of these
    std::vector<const lifecycle::Release*> fixed;
    std::vector<const lifecycle::Release*> covered;  // by `vulnerable`, fixed ones among them
};

// A `parse` error names the field whose range cannot be read. The verdicts live as long as `releases`.
Result<Verdicts> verdicts_of(const Entry& entry, const lifecycle::ReleaseIndex& releases);

}  // namespace ward::release::vulndb
