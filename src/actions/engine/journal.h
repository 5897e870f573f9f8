// The memory of an executor: what it was about to do, and what became of it. One line each, synced before the effect
// and after it; a run that was killed finds the intents that have no outcome and asks the remote about them.
// Form: docs/formats/plan.md. Each line carries a checksum over itself and the line before, so that a line which is
// changed, lost or added is noticed; the last one alone may be torn, because nothing was done on the strength of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actions/engine/plan.h"
#include "base/append_file.h"

namespace ward::engine {

constexpr size_t max_journal_bytes = size_t{256} << 20;
// A journal without open intents that has become larger starts anew; the old one stays beside it as FILE.old.
constexpr size_t rotate_journal_bytes = size_t{4} << 20;

struct Intent {
    std::string key;
    std::string plan;  // hash
    std::string at;    // RFC 3339
    Effect effect;
};

// What a journal says, without opening it for writing.
struct JournalText {
    std::vector<Intent> unresolved;  // in the order they were made
    size_t entries = 0;
    size_t good_bytes = 0;   // up to the end of the last whole line
    std::string last_check;  // checksum of that line
};
// A `damaged` error where a line other than the last is not what was written.
Result<JournalText> read_journal(std::string_view text, std::string_view name);

class Journal {
  public:
    // The folder exists. Holds FILE.lock until the end: a `conflict` error where another run does.
    static Result<Journal> open(const std::string& path);

    const std::vector<Intent>& unresolved() const { return state_.unresolved; }
    bool was_torn() const { return torn_; }

    Result<void> intend(const std::string& plan, const std::string& key, const Effect& effect);
    // `outcome` is one word: "done", "failed", ...
    Result<void> conclude(const std::string& key, std::string_view outcome, std::string_view detail);

  private:
    Result<void> append(std::string_view entry);
    Result<void> begin();

    std::string path_;
    AppendFile file_;
    JournalText state_;
    bool torn_ = false;
};

}  // namespace ward::engine
