// A name beside the popular names of its registry, the parts of the runtime, npm's options and the private names of the
// caller: the signals T01 to T22. A similar name is a reason to look, never a verdict: most that are found are honest.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "facts/names/popular.h"
#include "judges/vet/names/private_names.h"
#include "judges/vet/names/runtime.h"
#include "judges/vet/signal.h"

namespace ward::vet {

// What is known of a package that is looked at, beside its name. Downloads are those of a month.
struct Known {
    std::optional<uint64_t> downloads;
    std::optional<Instant> created;
};

// One way in which a name is like another, or is what it had better not be.
struct Likeness {
    std::string signal;                             // "T01"
    std::string target = {};                        // the other name: of a popular package, a module, an option
    std::string reason = {};                        // "`xi` written `ix`"
    std::optional<uint32_t> target_rank = {};       // from 1, in the list of popular names
    std::optional<uint64_t> target_downloads = {};  // where the list has them
    std::string dismissed = {};                     // why it does not count: "both are established"; empty: it counts
    std::optional<double> weight = {};              // in place of the signal's own
};

struct NameReading {
    std::string name;
    Known known;                            // as given, or as the lists say
    std::vector<Likeness> likenesses = {};  // those that count first, the likeliest first; at most max_likenesses
    std::optional<uint32_t> place = {};     // its own in the list
    bool is_established = false;
    size_t more = 0;  // beyond those
};
inline constexpr size_t max_likenesses = 20;

// A target is this much more used than what was made to look like it, where both numbers are known.
inline constexpr uint64_t least_ratio = 100;

enum class Dismissed : uint8_t { dropped, kept };

class NameReader {
  public:
    // `popular` and `own` (may be null) outlive the reader. `now` is for the age of young packages (T22).
    NameReader(const names::PopularNames& popular, const PrivateNames* own, Instant now);

    // `name` as its registry spells it. Safe on several threads.
    NameReading read(std::string_view name, const Known& given, Dismissed dismissed) const;
    const names::PopularNames& popular() const { return popular_; }

  private:
    using Keys = std::vector<uint64_t>;  // of names::LikenessIndex

    void add_alike(NameReading& reading, const Keys& keys, Dismissed dismissed) const;
    void add_scoped(NameReading& reading, Dismissed dismissed) const;
    void add_combined(NameReading& reading) const;
    void add_runtime(NameReading& reading, const Keys& keys) const;
    void add_option(NameReading& reading) const;
    void add_private(NameReading& reading) const;
    void add_invented(NameReading& reading) const;
    bool is_refused_today(const Likeness& likeness, const NameReading& reading) const;
    // Fills in what is known of the target; why it does not count, if it does not.
    void settle(Likeness& likeness, const NameReading& reading, uint32_t place) const;

    const names::PopularNames& popular_;
    const PrivateNames* own_;
    Instant now_;
    RuntimeNames runtime_;
    std::unordered_set<std::string> vocabulary_;  // for T22; empty where no ages are known
};

// One for each signal. Of likenesses to popular packages the likeliest alone weighs: the others tell the same again.
std::vector<Sighting> sightings_of(const NameReading& reading);

// "`axois` looks like `axios`: `xi` written `ix`"
std::string sentence_of(const Likeness& likeness, std::string_view name);

}  // namespace ward::vet
