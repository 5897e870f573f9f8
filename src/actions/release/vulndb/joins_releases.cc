// Ranges of an entry beside what was released (joins.h).
#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include <fmt/core.h>

#include "actions/release/vulndb/joins.h"
#include "actions/release/vulndb/versions.h"
#include "base/text.h"
#include "base/time.h"

namespace ward::release::vulndb {
namespace {

using lifecycle::Release;
using lifecycle::ReleaseIndex;

std::optional<int64_t> day_of(const Release& release) {
    const auto instant = parse_instant(release.date);
    return instant ? std::optional(*instant / seconds_per_day) : std::nullopt;
}

class Ranges {
  public:
    Ranges(const Entry& entry, const ReleaseIndex& releases, const Verdicts& verdicts)
        : entry_(entry), releases_(releases), verdicts_(verdicts) {}

    std::vector<Problem> problems() {
        if (entry_.patched().text.empty() && entry_.vulnerable().text.empty()) return {};
        covers_fixed();
        unreleased();
        lines();
        apart();
        return std::move(out_);
    }

  private:
    void add(std::string_view rule, const Text& at, std::string what) {
        out_.push_back(problem_of(entry_, rule, at.line, std::move(what), at.text));
    }

    void covers_fixed() {
        std::vector<std::string> taken;
        for (const std::string& fix : verdicts_.patched.starts())
            if (verdicts_.vulnerable.takes(fix)) taken.push_back(fix);
        if (!taken.empty())
            add("vulndb-range-covers-fixed", entry_.vulnerable(),
                fmt::format("\"vulnerable\" also takes {}, which {} patched", join(taken, ", "),
                            taken.size() == 1 ? "is" : "are"));
    }

    void unreleased() {
        for (const std::string& fix : verdicts_.patched.starts())
            if (releases_.find(fix) == nullptr)
                add("vulndb-patched-unreleased", entry_.patched(),
                    fmt::format("\"patched\" names {}, which was never released", fix));
        if (verdicts_.covered.empty() && !entry_.vulnerable().text.empty())
            add("vulndb-vulnerable-unreleased", entry_.vulnerable(),
                "\"vulnerable\" takes no version that was released");
    }

    std::string line_of(const std::string& version) const {
        const Release* release = releases_.find(version);
        return release != nullptr ? release->line : lifecycle::line_name_of(version);
    }

    void lines() {
        std::set<std::string> fixed;
        for (const std::string& fix : verdicts_.patched.starts()) fixed.insert(line_of(fix));
        for (const Release* release : verdicts_.fixed) fixed.insert(release->line);
        std::set<std::string_view> covered;
        std::vector<std::string> open;
        for (const Release* release : verdicts_.covered)
            if (covered.insert(release->line).second && !fixed.contains(release->line)) open.push_back(release->line);
        if (!open.empty())
            add("vulndb-line-unpatched", entry_.patched(),
                fmt::format("\"vulnerable\" takes {}, and \"patched\" has no version of {}", join(open, ", "),
                            open.size() == 1 ? "it" : "them"));
        std::vector<std::string> never;
        for (const std::string& fix : verdicts_.patched.starts())
            if (!covered.contains(line_of(fix))) never.push_back(fix);
        if (!never.empty() && !covered.empty())
            add("vulndb-line-not-vulnerable", entry_.vulnerable(),
                fmt::format("\"patched\" names {}, and \"vulnerable\" takes no version of {} line", join(never, ", "),
                            never.size() == 1 ? "its" : "their"));
    }

    // The fixes ship on one day, or nearly: the day that most of them are near is taken for it.
    void apart() {
        std::vector<const Release*> fixes;
        for (const std::string& fix : verdicts_.patched.starts())
            if (const Release* release = releases_.find(fix); release != nullptr && day_of(*release))
                fixes.push_back(release);
        const Release* common = nullptr;
        int64_t most = 1;
        for (const Release* fix : fixes) {
            const auto near =
                std::ranges::count_if(fixes, [&](const Release* other) { return are_near(*fix, *other); });
            if (near > most || (near == most && near > 1 && fix->date < common->date)) {
                common = fix;
                most = near;
            }
        }
        if (common == nullptr) return;
        for (const Release* fix : fixes)
            if (!are_near(*fix, *common)) add("vulndb-patched-apart", entry_.patched(), apart_text(*fix, *common));
    }

    static bool are_near(const Release& left, const Release& right) {
        return std::abs(*day_of(left) - *day_of(right)) <= most_days_apart;
    }

    std::string apart_text(const Release& fix, const Release& common) const {
        std::string out = fmt::format("{} is of {}, and {} of {}", fix.version, fix.date, common.version, common.date);
        // What shipped in that line with the others: the nearest day's, the newer of two.
        const Release* nearest = nullptr;
        const auto distance = [&](const Release& release) { return std::abs(*day_of(release) - *day_of(common)); };
        for (const Release* release : releases_.of_line(fix.line)) {
            if (!day_of(*release) || !are_near(*release, common)) continue;
            if (nearest == nullptr || distance(*release) <= distance(*nearest)) nearest = release;
        }
        if (nearest != nullptr) out += fmt::format("; {} came out then", nearest->version);
        return out;
    }

    const Entry& entry_;
    const ReleaseIndex& releases_;
    const Verdicts& verdicts_;
    std::vector<Problem> out_;
};

}  // namespace

std::vector<Problem> release_problems(const Entry& entry, const ReleaseIndex& releases) {
    std::vector<Problem> out;
    for (const auto& [field, text] :
         {std::pair("vulnerable", entry.vulnerable()), std::pair("patched", entry.patched())})
        if (const auto range = VersionRange::parse(text.text); !range)
            out.push_back(problem_of(entry, "vulndb-range", text.line,
                                     fmt::format("\"{}\" is no range: {}", field, range.error().what), text.text));
    if (!out.empty()) return out;
    const auto verdicts = verdicts_of(entry, releases);
    return verdicts ? Ranges(entry, releases, *verdicts).problems() : out;
}

}  // namespace ward::release::vulndb
