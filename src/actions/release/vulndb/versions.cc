#include "actions/release/vulndb/versions.h"

#include <utility>

#include <fmt/core.h>

#include "base/text.h"

namespace ward::release::vulndb {

namespace npm = versions::npm;

Result<VersionRange> VersionRange::parse(std::string_view text) {
    VersionRange out;
    if (trim(text).empty()) return out;
    // npm leaves out an alternative that it cannot read, and takes an empty one for any version: one by one, so that
    // neither passes for what was meant.
    const std::string alternatives = replace_all(text, "||", "\n");
    for (const std::string_view alternative : split(alternatives, '\n')) {
        if (trim(alternative).empty()) return fail(ErrorCode::parse, "has an alternative that is empty");
        WARD_TRY(const auto intervals, npm::intervals_of(alternative));
        if (intervals.empty())
            return fail(ErrorCode::parse, fmt::format("'{}' takes no version", display(trim(alternative))));
        out.intervals_.insert(out.intervals_.end(), intervals.begin(), intervals.end());
    }
    for (const npm::RangeInterval& interval : out.intervals_)
        if (interval.lower && interval.lower->inclusive) out.starts_.push_back(interval.lower->version);
    return out;
}

bool VersionRange::takes(std::string_view version) const {
    const auto key = npm::key_of(version);
    if (!key) return false;
    for (const auto& [lower, upper] : intervals_) {
        if (lower && (*key < lower->key || (*key == lower->key && !lower->inclusive))) continue;
        if (upper && (*key > upper->key || (*key == upper->key && !upper->inclusive))) continue;
        return true;
    }
    return false;
}

Result<Verdicts> verdicts_of(const Entry& entry, const lifecycle::ReleaseIndex& releases) {
    const auto read = [&](std::string_view field, const Text& text) -> Result<VersionRange> {
        auto range = VersionRange::parse(text.text);
        if (range) return range;
        return fail(ErrorCode::parse, fmt::format("\"{}\" is no range: {}", field, range.error().what),
                    fmt::format("{}:{}", entry.path, text.line));
    };
    Verdicts out;
    WARD_TRY(out.vulnerable, read("vulnerable", entry.vulnerable()));
    WARD_TRY(out.patched, read("patched", entry.patched()));
    for (const lifecycle::Release& release : releases.all()) {
        const bool is_covered = out.vulnerable.takes(release.version);
        const bool is_patched = out.patched.takes(release.version);
        if (is_covered) out.covered.push_back(&release);
        if (is_patched) out.fixed.push_back(&release);
        else if (is_covered) out.affected.push_back(&release);
    }
    return out;
}

}  // namespace ward::release::vulndb
