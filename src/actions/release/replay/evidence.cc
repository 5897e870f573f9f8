#include "actions/release/replay/evidence.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/release/record/release.h"
#include "base/text.h"

namespace ward::release {
namespace {

class Judge {
  public:
    Judge(const Difference& difference, const std::string& cve, const ReportEvidence& evidence)
        : difference_(difference), cve_(cve), evidence_(evidence) {}

    ReasonedRuling judge() const {
        if (difference_.artefact == Artefact::post) return of_post();
        if (difference_.field == "severity" && difference_.artefact == Artefact::entry)
            return by(evidence_.post_rating, "the post");
        if (difference_.field == "affected versions") return of_versions();
        if (difference_.field == "fixed versions") return of_fixes();
        return {};
    }

  private:
    // Another place has a word that is the record's, or what was published.
    ReasonedRuling by(const std::string& word, std::string_view place) const {
        if (word.empty()) return {};
        if (word == difference_.ours) return {Ruling::ours_right, fmt::format("{} says {}", place, word)};
        if (word == difference_.published) return {Ruling::theirs_right, fmt::format("{} says {} too", place, word)};
        return {};
    }

    ReasonedRuling of_post() const {
        if (difference_.field == "rating") return by(evidence_.entry_rating, evidence_.entry);
        if (difference_.field != "section") return {};
        std::string places = evidence_.entry;
        if (evidence_.has_record) places += places.empty() ? "a CVE record" : " and a CVE record";
        if (places.empty()) return {};
        const bool is_ours = difference_.published.empty();
        return {is_ours ? Ruling::ours_right : Ruling::theirs_right, fmt::format("{} tells of {}", places, cve_)};
    }

    // The post names the line, or does not: of versions within a line it says nothing.
    ReasonedRuling of_versions() const {
        const size_t blank = difference_.of.rfind(' ');
        std::string_view line = std::string_view(difference_.of).substr(blank + 1);
        if (evidence_.post_lines.empty() || !line.ends_with(".x")) return {};
        line.remove_suffix(2);
        const bool is_named = evidence_.post_lines.contains(std::string(line));
        const bool ours = difference_.ours != "none";
        const bool theirs = difference_.published != "none";
        if (ours == theirs) return {};
        return {is_named == ours ? Ruling::ours_right : Ruling::theirs_right,
                fmt::format("the post {} line {}", is_named ? "names" : "does not name", line)};
    }

    // Versions of lines that the post does not name, or does.
    ReasonedRuling of_fixes() const {
        if (evidence_.post_lines.empty()) return {};
        const auto in = [](std::string_view text) {
            const auto parts = split(text, ' ');
            return std::set<std::string_view>(parts.begin(), parts.end());
        };
        const auto ours = in(difference_.ours);
        const auto published = in(difference_.published);
        bool holds_ours = true;
        bool holds_theirs = true;
        for (const auto* side : {&ours, &published}) {
            const auto* other = side == &ours ? &published : &ours;
            for (const std::string_view version : *side) {
                if (other->contains(version)) continue;
                const bool is_named = evidence_.post_lines.contains(line_of_version(version));
                holds_ours = holds_ours && is_named == (side == &ours);
                holds_theirs = holds_theirs && is_named == (side == &published);
            }
        }
        if (holds_ours == holds_theirs) return {};
        return {holds_ours ? Ruling::ours_right : Ruling::theirs_right, "these are the lines that the post names"};
    }

    const Difference& difference_;
    const std::string& cve_;
    const ReportEvidence& evidence_;
};

}  // namespace

void rule_by_evidence(std::vector<Difference>& differences, const std::map<std::string, ReportEvidence>& evidence) {
    for (Difference& difference : differences) {
        if (difference.ruling != Ruling::open) continue;
        for (const auto& [cve, of] : evidence) {
            const bool is_entry = difference.artefact == Artefact::entry && !of.entry.empty() &&
                                  (difference.of == of.entry || difference.of.starts_with(of.entry + " "));
            const bool is_report = difference.of == cve || difference.of.starts_with(cve + " ");
            if (!is_entry && !is_report) continue;
            ReasonedRuling judgement = Judge(difference, cve, of).judge();
            if (judgement.ruling == Ruling::open) continue;
            difference.ruling = judgement.ruling;
            difference.reason = std::move(judgement.reason);
        }
    }
}

}  // namespace ward::release
